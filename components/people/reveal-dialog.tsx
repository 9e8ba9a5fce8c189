'use client'
import { type FormEvent, useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Tick, Ticks } from '@/components/ui/choice'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { Facts } from '@/components/ui/facts'
import { Field } from '@/components/ui/field'
import { stepUp } from '@/lib/client/accounts'
import type { Answered } from '@/lib/client/http'
import { peopleTexts } from '@/lib/client/messages/people'
import { revealFault } from '@/lib/client/people'

const words = peopleTexts.reveal
/** What an answer shows in clear, and until when. */
export type Shown<Field extends string> = { fields: readonly (readonly [field: Field, value: string | null])[]; until: string }

const clock = (text: string) => new Intl.DateTimeFormat('zh-CN', { timeStyle: 'medium', timeZone: 'Asia/Shanghai' }).format(Date.parse(text))

/** Asks why, and for a code where that is needed; shows what was opened, and hides it when its five minutes are over. */
export function RevealDialog<Field extends string>({
  fields,
  labels,
  usual,
  reveal,
  onClose,
}: {
  fields: readonly Field[]
  labels: Readonly<Record<Field, string>>
  /** what most people open it for */
  usual: Field
  reveal(reason: string, fields: Field[]): Promise<Answered<Shown<Field>>>
  onClose(): void
}) {
  const [shown, setShown] = useState<Shown<Field> | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [asksCode, setAsksCode] = useState(false)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(onClose, Math.max(0, Date.parse(shown.until) - Date.now()))
    return () => clearTimeout(timer)
  }, [shown, onClose])

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const ticked = new Set(form.getAll('field'))
    const wanted = fields.filter((field) => ticked.has(field))
    setBusy(true)
    try {
      const code = form.get('code')
      if (asksCode && typeof code === 'string') {
        const passed = await stepUp(code.trim())
        if (!passed.ok) return setFault(passed.code === 'forbidden' || passed.code === 'invalid' ? words.faults.wrongCode : revealFault(passed))
      }
      const answer = await reveal(String(form.get('reason') ?? ''), wanted)
      if (answer.ok) {
        setFault(null)
        return setShown(answer.body)
      }
      setAsksCode(answer.code === 'step_up_needed' || asksCode)
      setFault(revealFault(answer))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Dialog title={words.title} onClose={onClose} testId="reveal">
      {shown ? (
        <div className="flex flex-col gap-14 pt-12">
          <Facts className="text-15" rows={shown.fields.map(([field, value]) => [labels[field], value ?? words.absent])} />
          <p className="text-14 text-ink-3">{words.until(clock(shown.until))}</p>
          <Action onClick={onClose}>{words.close}</Action>
        </div>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-14 pt-12">
          <Ticks label={words.what}>
            {fields.map((field) => (
              <Tick key={field} type="checkbox" name="field" value={field} defaultChecked={field === usual}>
                {labels[field]}
              </Tick>
            ))}
          </Ticks>
          <Field label={words.reason} name="reason" required minLength={4} maxLength={500} autoComplete="off" />
          {asksCode && <Field label={words.code} name="code" required inputMode="numeric" autoComplete="one-time-code" maxLength={20} />}
          <p role="alert" className="text-14 font-medium text-offline empty:hidden">
            {fault}
          </p>
          <DialogFoot>
            <Action onClick={onClose}>{words.close}</Action>
            <Action type="submit" main disabled={busy}>
              {words.submit}
            </Action>
          </DialogFoot>
        </form>
      )}
    </Dialog>
  )
}
