'use client'
import { useState } from 'react'
import { Failed } from '@/components/page/states'
import { Tick } from '@/components/ui/choice'
import { inputLook, labelLook } from '@/components/ui/field'
import { PartyPicker } from '@/components/ui/party-picker'
import { department } from '@/lib/client/actions'
import { deskTexts } from '@/lib/client/messages/desk'
import { type Target, targetsOf } from '@/lib/client/targets'
import { sameParty } from '@/lib/client/words'
import { isWithin } from '@/lib/domain/grid'
import { type Party, partyKey } from '@/lib/domain/life'
import { useTargets } from './use-targets'

const { form } = deskTexts
const ticks = 'flex flex-wrap gap-x-16 gap-y-6'
const kinds = ['department', 'grid', 'team', 'member'] as const

export type DispatchChoice = { lead: Party | null; assisting: readonly Party[] }
/**
 * What is known of the event beforehand: departments by name, the grids that it lies in; `leads`: what its type names, the suggested one
 * first; `near`: the grid that it, or all of several, lies in ('': none).
 */
export type DispatchOptions = {
  departments: readonly string[]
  grids: readonly { code: string; name: string }[]
  leads: readonly string[]
  near: string
}

/** Whom an event is given to: one lead (主办), any number who assist (协办). What the type suggests stands first and is chosen. */
export function DispatchFields({
  options,
  choice,
  onChange,
}: {
  options: DispatchOptions
  choice: DispatchChoice
  onChange(choice: DispatchChoice): void
}) {
  const { leads, near } = options
  const { targets, failed, again } = useTargets()
  const grids = options.grids.filter(({ code }) => targets?.areas.some((area) => isWithin(code, area)) ?? true)
  const [kind, setKind] = useState<Party['kind']>(choice.lead?.kind ?? 'department')
  const [helper, setHelper] = useState<'department' | 'team' | 'member'>('department')
  const { lead, assisting } = choice
  const suggested = leads[0] ?? null
  const departments = [...new Set([...options.departments, ...(targets?.departments.map(({ id }) => id) ?? [])])]
  const people = (of: 'team' | 'member') => (targets ? targetsOf(of, targets, near) : failed ? [] : null)
  const setLead = (party: Party | null) => onChange({ lead: party, assisting: assisting.filter((p) => !party || !sameParty(p, party)) })
  const helps = (party: Party) => assisting.some((p) => sameParty(p, party))
  const toggle = (party: Party) => onChange({ lead, assisting: helps(party) ? assisting.filter((p) => !sameParty(p, party)) : [...assisting, party] })
  const free = (of: readonly Target[] | null) => of?.filter(({ party }) => !helps(party) && !(lead && sameParty(lead, party))) ?? null
  const lineOf = (party: Party) =>
    party.kind === 'team' || party.kind === 'member'
      ? (people(party.kind)?.find((t) => sameParty(t.party, party))?.name ?? form[party.kind])
      : party.id
  const box = (party: Party) => (
    <Tick key={partyKey(party)} type="checkbox" checked={helps(party)} onChange={() => toggle(party)}>
      {lineOf(party)}
    </Tick>
  )
  const others = departments.map(department).filter((party) => !(lead && sameParty(lead, party)))
  // those at hand: what the type names beside the lead, and whoever was chosen
  const atHand = [...others.filter((p) => leads.includes(p.id) && !helps(p)), ...assisting]
  return (
    <fieldset className="flex flex-col gap-10" data-testid="dispatch-fields" data-loaded={targets !== null}>
      <legend className={`pb-4 ${labelLook}`}>{form.lead}</legend>
      <div className="flex gap-8">
        <select
          aria-label={form.kind}
          className={`${inputLook} max-w-max`}
          value={kind}
          onChange={(e) => {
            const next = kinds.find((k) => k === e.target.value) ?? 'department'
            setKind(next)
            const first = next === 'grid' ? grids.at(-1)?.code : next === 'department' ? (suggested ?? departments[0]) : undefined
            setLead(first === undefined ? null : { kind: next, id: first })
          }}
        >
          {kinds
            .filter((k) => k !== 'grid' || grids.length > 0)
            .map((k) => (
              <option key={k} value={k}>
                {form[k]}
              </option>
            ))}
        </select>
        {kind === 'grid' && (
          <select aria-label={form.lead} className={inputLook} value={lead?.id ?? ''} onChange={(e) => setLead({ kind: 'grid', id: e.target.value })}>
            {grids.map((g) => (
              <option key={g.code} value={g.code}>
                {g.name}
              </option>
            ))}
          </select>
        )}
        {kind === 'department' && (
          <select
            aria-label={form.lead}
            className={inputLook}
            required
            data-testid="lead-department"
            value={lead?.kind === 'department' ? lead.id : ''}
            onChange={(e) => setLead(e.target.value === '' ? null : department(e.target.value))}
          >
            {lead === null && <option value="" />}
            {departments.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
      </div>
      {(kind === 'team' || kind === 'member') && (
        <>
          <PartyPicker key={kind} label={form.lead} targets={people(kind)} chosen={lead} onChoose={setLead} />
          <p role="status">{lead ? form.chosenLead(lineOf(lead)) : form.chooseOne}</p>
        </>
      )}
      {failed && <Failed text={form.unread} onRetry={again} className="px-0" />}
      {kind === 'department' && suggested !== null && <p className="text-13 text-ink-3">{form.leadHint(suggested)}</p>}
      <p className={labelLook}>{form.assisting}</p>
      {atHand.length > 0 && <div className={ticks}>{atHand.map(box)}</div>}
      <details>
        <summary className="w-max cursor-pointer text-13 text-ink-2 underline decoration-line-strong underline-offset-3">{form.addAssisting}</summary>
        <div className="flex flex-col gap-8 pt-4">
          <select
            aria-label={form.kind}
            className={`${inputLook} max-w-max`}
            value={helper}
            onChange={(e) => setHelper((['department', 'team', 'member'] as const).find((k) => k === e.target.value) ?? 'department')}
          >
            {(['department', 'team', 'member'] as const).map((k) => (
              <option key={k} value={k}>
                {form[k]}
              </option>
            ))}
          </select>
          {helper === 'department' ? (
            <div className={ticks}>{others.filter((p) => !atHand.some((q) => sameParty(p, q))).map(box)}</div>
          ) : (
            <PartyPicker key={helper} label={form.addAssisting} targets={free(people(helper))} chosen={null} onChoose={toggle} />
          )}
        </div>
      </details>
    </fieldset>
  )
}
