'use client'
import { useState } from 'react'
import { useTargets } from '@/components/event/use-targets'
import { Failed } from '@/components/page/states'
import { inputLook, Labelled } from '@/components/ui/field'
import { PartyPicker } from '@/components/ui/party-picker'
import { department } from '@/lib/client/actions'
import { alertTexts } from '@/lib/client/messages/alerts'
import { deskTexts } from '@/lib/client/messages/desk'
import { targetsOf } from '@/lib/client/targets'
import { sameParty } from '@/lib/client/words'
import type { Party } from '@/lib/domain/life'

const { form } = deskTexts
const KINDS = ['member', 'team', 'department'] as const

/** Whom an alert is given to: a person or a team near it, or a department. */
export function AssignField({ near, chosen, onChoose }: { near: string; chosen: Party | null; onChoose(party: Party | null): void }) {
  const { targets, failed, again } = useTargets()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('member')
  const people = kind === 'department' ? null : targets ? targetsOf(kind, targets, near) : failed ? [] : null
  const name = chosen && people?.find(({ party }) => sameParty(party, chosen))?.name
  return (
    <>
      <Labelled label={alertTexts.form.kind}>
        {(id) => (
          <select
            id={id}
            className={`${inputLook} max-w-max`}
            value={kind}
            onChange={(e) => {
              setKind(KINDS.find((one) => one === e.target.value) ?? 'member')
              onChoose(null)
            }}
          >
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {form[one]}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {kind === 'department' ? (
        <select
          aria-label={form.department}
          className={inputLook}
          value={chosen?.id ?? ''}
          onChange={(e) => onChoose(e.target.value === '' ? null : department(e.target.value))}
        >
          <option value="" />
          {targets?.departments.map(({ id }) => (
            <option key={id} value={id}>
              {id}
            </option>
          ))}
        </select>
      ) : (
        <>
          <PartyPicker key={kind} label={form[kind]} targets={people} chosen={chosen} onChoose={onChoose} />
          <p role="status">{name ? form.chosenLead(name) : form.chooseOne}</p>
        </>
      )}
      {failed && <Failed text={form.unread} onRetry={again} className="px-0" />}
    </>
  )
}
