'use client'
import { type ComponentProps, type FormEvent, useId, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { http } from '@/lib/client/http'
import { myTexts } from '@/lib/client/messages/my'
import { faultWord } from '@/lib/client/word-of'
import { INVITATION_CODE, INVITATION_DIGITS, isInvitationCode } from '@/lib/domain/invitation-code'
import { myRoutes } from '@/lib/domain/routes/my'

const { bind, signIn } = myTexts
const sheet = 'flex flex-col gap-14 rounded-12 border border-line bg-panel px-16 py-16'
const line = 'min-h-52 w-full rounded-8 border border-line-strong bg-bg px-12 text-18 text-ink-1'
/** Digits far enough from each other to be counted. */
const digits = `${line} tracking-[0.3em] tabular-nums`

function Line({ label, hint, ...input }: { label: string; hint?: string } & ComponentProps<'input'>) {
  const id = useId()
  return (
    <div className="flex flex-col gap-6">
      <label htmlFor={id} className="font-medium text-ink-1">
        {label}
      </label>
      <input id={id} aria-describedby={hint === undefined ? undefined : `${id}-hint`} className={line} required {...input} />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-16 text-ink-3">
          {hint}
        </p>
      )}
    </div>
  )
}

const PIN = { type: 'password', inputMode: 'numeric', autoComplete: 'off', maxLength: 6, pattern: '\\d{6}', className: digits } as const

/** Binds the phone by the code of an invitation, which a QR code brings along. */
export function BindForm({ code, onBound }: { code: string; onBound(): void }) {
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // the same however often it is sent: a code holds once, and the answer may be lost
  const requestId = useRef(uuid())
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const of = (name: string) => String(form.get(name) ?? '').trim()
    const given = { code: of('code').replace(/\D/g, ''), name: of('name'), pin: of('pin') }
    if (!isInvitationCode(given.code)) return setFault(INVITATION_CODE.test(given.code) ? bind.mistyped : bind.shortCode)
    if (given.pin !== of('again')) return setFault(bind.differ)
    setBusy(true)
    const answer = await http(myRoutes.bind, { body: { requestId: requestId.current, ...given } })
    setBusy(false)
    if (answer.ok) return onBound()
    setFault(faultWord({ ...bind.faults, ...(answer.code === 'invalid' && answer.field !== null && bind.pinFaults) }, answer.field ?? answer.code))
  }
  return (
    <form className={sheet} onSubmit={(event) => void submit(event)} data-testid="bind">
      <h2 className="text-[1.375rem] font-semibold text-ink-1">{bind.title}</h2>
      <p>{bind.lead}</p>
      <Line
        label={bind.code}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={INVITATION_DIGITS + 4}
        defaultValue={code}
        key={code}
        className={digits}
      />
      <Line label={bind.name} hint={bind.nameHint} name="name" autoComplete="off" maxLength={20} />
      <Line label={bind.pin} hint={bind.pinHint} name="pin" {...PIN} />
      <Line label={bind.again} name="again" {...PIN} />
      {fault !== null && (
        <Callout role="alert" data-testid="fault">
          {fault}
        </Callout>
      )}
      <Action size="large" main type="submit" className="min-h-56 text-18" disabled={busy}>
        {busy ? bind.sending : bind.send}
      </Action>
    </form>
  )
}

/** Opens a bound phone by its PIN. */
export function PinForm({ locked, onIn, onCode }: { locked: boolean; onIn(): void; onCode(): void }) {
  const [fault, setFault] = useState<string | null>(locked ? signIn.locked : null)
  const [closed, setClosed] = useState(locked)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    setBusy(true)
    const answer = await http(myRoutes.signIn, { body: { pin: String(new FormData(form).get('pin') ?? '') } })
    setBusy(false)
    if (answer.ok) return onIn()
    form.reset()
    const { left } = answer.problem
    const isClosed = answer.code === 'conflict' || answer.code === 'not_found'
    setClosed(isClosed)
    if (answer.code === 'unauthenticated' && typeof left === 'number') return setFault(signIn.wrong(left))
    setFault(
      answer.code === 'conflict' ? signIn.locked : answer.code === 'not_found' ? signIn.unbound : answer.code === 'lost' ? signIn.lost : signIn.other,
    )
  }
  return (
    <form className={sheet} onSubmit={(event) => void submit(event)} data-testid="pin">
      {!closed && <Line label={signIn.lead} name="pin" {...PIN} autoFocus />}
      {fault !== null && (
        <Callout role="alert" data-testid="fault">
          {fault}
        </Callout>
      )}
      {!closed && (
        <Action size="large" main type="submit" className="min-h-56 text-18" disabled={busy}>
          {busy ? signIn.sending : signIn.send}
        </Action>
      )}
      <Action size="large" className="min-h-52 text-18" onClick={onCode} data-testid="with-code">
        {signIn.withCode}
      </Action>
    </form>
  )
}
