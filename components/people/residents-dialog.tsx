'use client'
import { useRef, useState } from 'react'
import { CodeDialog, useFreshCode } from '@/components/admin/code-dialog'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { QrCode } from '@/components/ui/qr-code'
import { formatMoment } from '@/lib/client/due'
import { type Answered, http, type Refused } from '@/lib/client/http'
import { residentsTexts as texts } from '@/lib/client/messages/residents'
import { readFault } from '@/lib/client/people'
import { useRead } from '@/lib/client/use-read'
import { useNow } from '@/lib/client/use-store'
import { faultWord } from '@/lib/client/word-of'
import { spacedCode } from '@/lib/domain/invitation-code'
import type { BoundPhones, MadeInvitation } from '@/lib/domain/resident'
import { residentRoutes } from '@/lib/domain/routes/residents'

const faultOf = ({ code, problem }: Refused): string => (problem.bound === true ? texts.faults.not_found : faultWord(texts.faults, code))

/** Whom phones are bound for: a household, which has several, or somebody who is in a unit, who has one. */
export type PhonesOf = { household: string } | { unit: string; person: string }

type Calls = {
  read(): Promise<Answered<BoundPhones>>
  invite(resident: string | undefined): Promise<Answered<MadeInvitation>>
  withdraw(invitation: string): Promise<Answered<BoundPhones>>
}

function callsOf(of: PhonesOf): Calls {
  if ('household' in of) {
    const id = of.household
    return {
      read: () => http(residentRoutes.ofHousehold, { params: { id } }),
      invite: (resident) => http(residentRoutes.invite, { params: { id }, body: { ...(resident !== undefined && { resident }) } }),
      withdraw: (invitation) => http(residentRoutes.withdraw, { params: { id, invitation } }),
    }
  }
  const params = { id: of.unit, person: of.person }
  return {
    read: () => http(residentRoutes.ofMember, { params }),
    invite: () => http(residentRoutes.inviteMember, { params }),
    withdraw: (invitation) => http(residentRoutes.withdrawMember, { params: { ...params, invitation } }),
  }
}

/** Who has a phone bound, of a household or as a member of a unit: invited, invited anew, or ended. A code is shown once. */
export function ResidentsDialog({ title, of, on, onClose }: { title: string; of: PhonesOf; on: boolean; onClose(changed: boolean): void }) {
  const calls = callsOf(of)
  const single = 'person' in of
  const { data, fault, again } = useRead(['phones', of], calls.read)
  const [made, setMade] = useState<MadeInvitation | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { asked, withCode } = useFreshCode()
  const changed = useRef(false)
  const now = useNow(0) ?? 0
  // nobody is invited before it is known whose phone that would take away
  const ready = data !== null && on && !busy
  const invite = async (resident?: string) => {
    setBusy(true)
    const answer = await withCode(() => calls.invite(resident))
    setBusy(false)
    setSaid(answer.ok ? null : faultOf(answer))
    if (!answer.ok) return
    setMade(answer.body)
    again()
  }
  const end = async (id: string, name: string) => {
    if (!confirm(texts.revokeSure(name))) return
    const answer = await http(residentRoutes.revoke, { params: { id } })
    setSaid(answer.ok ? texts.revoked(name) : faultOf(answer))
    changed.current ||= answer.ok
    again()
  }
  const withdraw = async (invitation: string) => {
    const answer = await calls.withdraw(invitation)
    setSaid(answer.ok ? texts.withdrawn : faultOf(answer))
    if (made?.id === invitation) setMade(null)
    again()
  }
  return (
    <Dialog title={title} onClose={() => onClose(changed.current)} testId="residents-dialog">
      <div className="flex flex-col gap-14 pt-12">
        {said !== null && (
          <Callout quiet role="status" data-testid="residents-said">
            {said}
          </Callout>
        )}
        {made && <Code made={made} now={now} />}
        {fault !== null ? (
          <Failed text={readFault(fault)} onRetry={again} />
        ) : data === null ? (
          <Waiting className="h-20 overflow-hidden p-0!" />
        ) : null}
        {data && (
          <Residents
            {...data}
            nobody={single ? texts.notBound : texts.nobody}
            now={now}
            busy={!ready}
            onInvite={(id) => void invite(id)}
            onEnd={(id, name) => void end(id, name)}
          />
        )}
        {data?.invitations.map(({ id, createdBy, expiresAt, resident }) => (
          <p key={id} className="flex flex-wrap items-center gap-x-12 gap-y-4" data-testid="invitation">
            <span className="min-w-0 flex-1">
              {texts.waiting(data.residents.find((one) => one.id === resident)?.name ?? null, createdBy, formatMoment(expiresAt, now))}
            </span>
            <Action size="small" onClick={() => void withdraw(id)}>
              {texts.withdraw}
            </Action>
          </p>
        ))}
        {!on && <p className="text-ink-3">{texts.offLong}</p>}
        <DialogFoot>
          <Action onClick={() => onClose(changed.current)}>{texts.close}</Action>
          {!(single && data && data.residents.length > 0) && (
            <Action main disabled={!ready} onClick={() => void invite()} data-testid="invite">
              {data && data.residents.length > 0 ? texts.inviteAnother : texts.inviteNow}
            </Action>
          )}
        </DialogFoot>
      </div>
      {asked && <CodeDialog asked={asked} why={texts.codeWhy} />}
    </Dialog>
  )
}

/** The code of an invitation, as a picture for a phone and as digits to be read out; on white, or a camera cannot read it. */
function Code({ made: { code, address, expiresAt }, now }: { made: MadeInvitation; now: number }) {
  return (
    <div className="flex flex-wrap items-center gap-16 rounded-8 border border-line-strong p-12" data-testid="invitation-code" data-address={address}>
      <QrCode text={address} label={texts.qr} className="w-160 shrink-0 rounded-6" />
      <div className="flex min-w-200 flex-1 flex-col gap-6">
        <p className="text-26 font-semibold tracking-[0.06em] text-ink-1 tabular-nums" data-testid="code">
          {spacedCode(code)}
        </p>
        <p>{texts.how}</p>
        <p className="text-ink-3">{texts.until(formatMoment(expiresAt, now))}</p>
      </div>
    </div>
  )
}

type ResidentsProps = Pick<BoundPhones, 'residents'> & {
  nobody: string
  now: number
  busy: boolean
  onInvite(id: string): void
  onEnd(id: string, name: string): void
}

function Residents({ residents, nobody, now, busy, onInvite, onEnd }: ResidentsProps) {
  if (residents.length === 0) return <p className="text-ink-3">{nobody}</p>
  return (
    <ul>
      {residents.map(({ id, name, locked, boundAt, invitedBy, signedInAt }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-12 gap-y-6 border-t border-line py-10 first:border-t-0" data-testid="resident">
          <span className="min-w-160 flex-1">
            <strong className="text-15 text-ink-1">{name}</strong> {locked && <span className="font-medium text-stale">{texts.locked}</span>}
            <br />
            <span className="text-13 text-ink-3">
              {texts.bound(formatMoment(boundAt, now), invitedBy)}
              {signedInAt !== null && ` · ${texts.lastIn(formatMoment(signedInAt, now))}`}
            </span>
          </span>
          <Action size="small" disabled={busy} onClick={() => onInvite(id)} data-testid="invite-again">
            {texts.inviteAgain}
          </Action>
          <Action size="small" onClick={() => onEnd(id, name)} data-testid="revoke-resident">
            {texts.revoke}
          </Action>
        </li>
      ))}
    </ul>
  )
}
