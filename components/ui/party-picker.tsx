'use client'
import { useState } from 'react'
import { inputLook } from '@/components/ui/field'
import { deskTexts } from '@/lib/client/messages/desk'
import { matching, type Target, targetLine } from '@/lib/client/targets'
import { sameParty } from '@/lib/client/words'
import { type Party, partyKey } from '@/lib/domain/life'

const { form } = deskTexts
/** Lines shown at once: whoever is not among them is found by typing. */
const SHOWN = 100

/** Chooses one of many people or teams: type a part of the name or of the place, then choose; those near the event stand first. */
export function PartyPicker({
  label,
  targets,
  chosen,
  onChoose,
}: {
  label: string
  /** null: they are being read */
  targets: readonly Target[] | null
  chosen: Party | null
  onChoose(party: Party): void
}) {
  const [typed, setTyped] = useState('')
  const found = matching(targets ?? [], typed)
  const shown = found.slice(0, SHOWN)
  const group = (title: string, of: readonly Target[]) =>
    of.length > 0 && (
      <optgroup label={title}>
        {of.map((target) => (
          <option key={partyKey(target.party)} value={partyKey(target.party)}>
            {targetLine(target)}
          </option>
        ))}
      </optgroup>
    )
  const choose = (key: string) => {
    const target = found.find(({ party }) => partyKey(party) === key)
    if (target) onChoose(target.party)
  }
  const value = chosen && shown.some(({ party }) => sameParty(party, chosen)) ? partyKey(chosen) : ''
  return (
    <div className="flex flex-col gap-6" data-testid="party-picker" data-loaded={targets !== null}>
      <input
        type="search"
        aria-label={form.search}
        placeholder={form.search}
        className={inputLook}
        value={typed}
        onChange={(e) => setTyped(e.target.value)}
        onKeyDown={(e) => {
          if (e.key !== 'Enter') return
          e.preventDefault() // the form is not done yet: the first that was found is chosen
          if (found[0]) onChoose(found[0].party)
        }}
      />
      <select aria-label={label} className={inputLook} size={6} value={value} onChange={(e) => choose(e.target.value)}>
        {/* what is selected while nothing is chosen: else the first line would be, and a click on it no change */}
        <option value="" hidden />
        {group(
          form.nearby,
          shown.filter((t) => t.near),
        )}
        {group(
          form.elsewhere,
          shown.filter((t) => !t.near),
        )}
      </select>
      <p className="text-13 text-ink-3" role="status">
        {targets === null ? form.reading : found.length === 0 ? form.nobody : found.length > SHOWN ? form.more(found.length - SHOWN) : ''}
      </p>
    </div>
  )
}
