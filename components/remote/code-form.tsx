import { type FormEvent, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Field, inputLook } from '@/components/ui/field'
import { http } from '@/lib/client/http'
import { screenTexts as texts } from '@/lib/client/messages/screen'
import { faultWord } from '@/lib/client/word-of'
import { screenRoutes } from '@/lib/domain/routes/screens'
import type { Remote } from '@/lib/domain/screen'

/** Where the six digits of a wall are typed, or pasted. `ended`: a remote has just ended. */
export function CodeForm({ ended, onConnected }: { ended: boolean; onConnected(remote: Remote): void }) {
  const [fault, setFault] = useState<string | null>(ended ? texts.ended : null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code')).replace(/\s/g, '')
    setBusy(true)
    const answer = await http(screenRoutes.connect, { body: { code } })
    setBusy(false)
    if (answer.ok) onConnected(answer.body)
    else setFault(faultWord(texts.faults, answer.code))
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-14 rounded-10 border border-line bg-panel p-16" data-testid="code-form">
      <p className="text-15">{texts.lead}</p>
      <Field
        label={texts.codeLabel}
        name="code"
        inputMode="numeric"
        autoComplete="off"
        pattern="\s*\d{3}\s?\d{3}\s*"
        maxLength={9}
        required
        className={`${inputLook} text-center tracking-[0.3em] tabular-nums`}
      />
      <p role="alert" className="text-15 font-medium text-stale empty:hidden" data-testid="code-fault">
        {fault}
      </p>
      <Action main size="large" type="submit" disabled={busy}>
        {texts.connect}
      </Action>
    </form>
  )
}
