'use client'
import { type FormEvent, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { stepUp } from '@/lib/client/accounts'
import type { Answered } from '@/lib/client/http'
import { adminTexts } from '@/lib/client/messages/admin'

const words = adminTexts.code

/** Somebody waits for whether a code was given. */
export type CodeAsked = { done(given: boolean): void }

/**
 * Does something that may need a fresh code: asks for one where the server wants it, and then does the same again. `asked` is to be shown
 * as a `CodeDialog` until it is null.
 */
export function useFreshCode(): { asked: CodeAsked | null; withCode<T>(doing: () => Promise<Answered<T>>): Promise<Answered<T>> } {
  const [asked, setAsked] = useState<CodeAsked | null>(null)
  return {
    asked,
    async withCode(doing) {
      const answer = await doing()
      if (answer.ok || answer.code !== 'step_up_needed') return answer
      const given = await new Promise<boolean>((done) => setAsked({ done }))
      setAsked(null)
      return given ? doing() : answer
    },
  }
}

/** Asks for the code that the authenticator shows; `why`: what it is for, unless a change of accounts. */
export function CodeDialog({ asked, why = words.why }: { asked: CodeAsked; why?: string }) {
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code') ?? '').trim()
    setBusy(true)
    const passed = await stepUp(code)
    setBusy(false)
    if (passed.ok) return asked.done(true)
    setFault(passed.code === 'forbidden' || passed.code === 'invalid' ? words.wrong : words.other)
  }
  return (
    <Dialog title={words.title} onClose={() => asked.done(false)} testId="code">
      <form onSubmit={submit} className="flex flex-col gap-14 pt-12">
        <p className="text-14">{why}</p>
        <Field label={words.field} name="code" required autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={20} />
        <p role="alert" className="text-14 font-medium text-offline empty:hidden">
          {fault}
        </p>
        <DialogFoot>
          <Action onClick={() => asked.done(false)}>{words.cancel}</Action>
          <Action type="submit" main disabled={busy}>
            {words.submit}
          </Action>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
