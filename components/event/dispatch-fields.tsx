'use client'
import { useId } from 'react'
import { department } from '@/lib/client/actions'
import { deskTexts } from '@/lib/client/messages/desk'
import { sameParty } from '@/lib/client/words'
import type { Party } from '@/lib/domain/life'

const { form } = deskTexts
const kinds = ['department', 'grid', 'team', 'member'] as const

export type DispatchChoice = { lead: Party | null; assisting: readonly Party[] }
/** Whom events can be given to: departments by name, the grids that the event lies in; `leads`: what its type names, the suggested one first. */
export type DispatchOptions = { departments: readonly string[]; grids: readonly { code: string; name: string }[]; leads: readonly string[] }

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
  const id = useId()
  const { departments, grids, leads } = options
  const suggested = leads[0] ?? null
  const { lead, assisting } = choice
  const kind = lead?.kind ?? 'department'
  const setLead = (party: Party | null) => onChange({ lead: party, assisting: assisting.filter((p) => !party || !sameParty(p, party)) })
  const others = departments.filter((name) => lead === null || !sameParty(lead, department(name)))
  // those at hand: what the type names beside the lead, and whoever was ticked
  const near = others.filter((name) => leads.includes(name) || assisting.some((p) => sameParty(p, department(name))))
  const box = (name: string) => {
    const party = department(name)
    const on = assisting.some((p) => sameParty(p, party))
    return (
      <label key={name} className="choice">
        <input
          type="checkbox"
          checked={on}
          onChange={() => onChange({ lead, assisting: on ? assisting.filter((p) => !sameParty(p, party)) : [...assisting, party] })}
        />
        {name}
      </label>
    )
  }
  return (
    <fieldset className="fields" data-testid="dispatch-fields">
      <legend>{form.lead}</legend>
      <div className="flex gap-8">
        <select
          aria-label={form.kind}
          className="input w-auto"
          value={kind}
          onChange={(e) => {
            const next = kinds.find((k) => k === e.target.value) ?? 'department'
            const first = next === 'grid' ? grids.at(-1)?.code : next === 'department' ? suggested : ''
            setLead({ kind: next, id: first ?? '' })
          }}
        >
          {kinds.map((k) => (
            <option key={k} value={k}>
              {form[k]}
            </option>
          ))}
        </select>
        {kind === 'grid' ? (
          <select aria-label={form.lead} className="input" value={lead?.id ?? ''} onChange={(e) => setLead({ kind: 'grid', id: e.target.value })}>
            {grids.map((g) => (
              <option key={g.code} value={g.code}>
                {g.name}
              </option>
            ))}
          </select>
        ) : (
          <input
            aria-label={form.lead}
            className="input"
            required
            maxLength={100}
            list={kind === 'department' ? `${id}-departments` : undefined}
            value={lead?.id ?? ''}
            onChange={(e) => setLead({ kind, id: e.target.value })}
          />
        )}
        <datalist id={`${id}-departments`}>
          {departments.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      {suggested !== null && <p className="muted">{form.leadHint(suggested)}</p>}
      <p className="label">{form.assisting}</p>
      {near.length > 0 && <div className="choices">{near.map(box)}</div>}
      <details>
        <summary className="muted">{form.otherDepartment}</summary>
        <div className="choices pt-4">{others.filter((name) => !near.includes(name)).map(box)}</div>
      </details>
    </fieldset>
  )
}
