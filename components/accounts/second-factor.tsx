'use client'
import { type FormEvent, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { QrCode } from '@/components/ui/qr-code'
import { confirmSecondFactor, startSecondFactor } from '@/lib/client/accounts'
import { accountTexts } from '@/lib/client/messages/accounts'
import type { SecondFactor } from '@/lib/domain/account'
import { Fault, faultText } from './fault'

const { factor: words } = accountTexts

/** Sets the second factor up: the password, the square to scan, the first code. */
export function SecondFactorForm({ onDone }: { onDone(): void }) {
  const [begun, setBegun] = useState<SecondFactor | null>(null)
  const [fault, setFault] = useState<string | null>(null)

  const start = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const answer = await startSecondFactor(String(new FormData(event.currentTarget).get('password')))
    setFault(answer.ok ? null : faultText(answer))
    if (answer.ok) setBegun(answer.body)
  }
  const confirm = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const answer = await confirmSecondFactor(String(new FormData(event.currentTarget).get('code')).trim())
    setFault(answer.ok ? null : faultText(answer))
    if (answer.ok) onDone()
  }
  if (!begun)
    return (
      <form onSubmit={start} className="flex flex-col gap-12">
        <p className="text-14">{words.off}</p>
        <Field label={words.currentPassword} name="password" type="password" autoComplete="current-password" required maxLength={128} />
        <Fault text={fault} />
        <Action type="submit" className="self-start">
          {words.start}
        </Action>
      </form>
    )
  return (
    <form onSubmit={confirm} className="flex flex-col gap-12" data-testid="second-factor">
      <p className="text-14">{words.scan}</p>
      <QrCode text={begun.uri} label={words.picture} className="size-240 self-center" />
      <code className="text-14 break-all text-ink-1" data-testid="secret">
        {begun.secret}
      </code>
      <p className="text-14">{words.backup}</p>
      <ul className="grid grid-cols-2 gap-4 text-14 text-ink-1">
        {begun.backupCodes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Field label={words.firstCode} name="code" autoComplete="one-time-code" inputMode="numeric" pattern="\d{6}" autoFocus required />
      <Fault text={fault} />
      <Action main type="submit" className="self-start">
        {words.confirm}
      </Action>
    </form>
  )
}
