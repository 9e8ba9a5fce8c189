'use client'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Action } from '@/components/ui/action'
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

/** Asks for the code that the authenticator shows. */
export function CodeDialog({ asked }: { asked: CodeAsked }) {
  const element = useRef<HTMLDialogElement>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
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
    <dialog
      ref={element}
      aria-label={words.title}
      onCancel={() => asked.done(false)}
      data-testid="code"
      className="m-auto w-460 max-w-[90vw] rounded-panel border border-line-strong bg-bg p-24 text-ink-2"
    >
      <h2 className="pb-14 text-3 font-semibold text-ink-1">{words.title}</h2>
      <form onSubmit={submit} className="flex flex-col gap-14">
        <p className="text-1">{words.why}</p>
        <Field label={words.field} name="code" required autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={20} />
        <p role="alert" className="min-h-24 text-1 text-offline">
          {fault}
        </p>
        <div className="flex justify-end gap-12">
          <Action onClick={() => asked.done(false)}>{words.cancel}</Action>
          <Action type="submit" main disabled={busy}>
            {words.submit}
          </Action>
        </div>
      </form>
    </dialog>
  )
}
