'use client'
import { unitTexts } from '@/lib/client/messages/units'
import { sameParty } from '@/lib/client/words'
import type { Suggestion, SuggestReason } from '@/lib/domain/dispatch-suggestions'
import { type Party, partyKey } from '@/lib/domain/life'

const { suggest: texts, skills } = unitTexts

function reasonWords(reason: SuggestReason): string {
  switch (reason.kind) {
    case 'leads':
      return texts.leads
    case 'led_by':
      return texts.ledBy(reason.department)
    case 'skill':
      return texts.skill(reason.skills.map((skill) => skills[skill]).join(texts.and))
    case 'post':
      return texts.posts[reason.post]
    case 'distance':
      return texts.distance(reason.metres)
    case 'load':
      return texts.load(reason.days, reason.given)
  }
}

/** The suggestions, each a choice with its reasons; any other can be chosen below. */
export function SuggestedParties({
  suggestions,
  lead,
  onChoose,
}: {
  suggestions: readonly Suggestion[]
  lead: Party | null
  onChoose(party: Party): void
}) {
  if (suggestions.length === 0) return null
  return (
    <fieldset className="flex flex-col gap-6" data-testid="suggestions">
      <legend className="pb-4 text-13 text-ink-2">{texts.title}</legend>
      {suggestions.map(({ party, name, reasons }) => {
        const chosen = lead !== null && sameParty(lead, party)
        return (
          <button
            key={partyKey(party)}
            type="button"
            aria-pressed={chosen}
            data-party={partyKey(party)}
            onClick={() => onChoose(party)}
            className={`flex min-h-48 flex-col rounded-8 border px-12 py-6 text-left ${chosen ? 'border-ink-1 bg-chosen' : 'border-line-strong bg-panel hover:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_5%)]'}`}
          >
            <span className="text-14 font-medium text-ink-1">
              {texts.kinds[party.kind]} {name}
            </span>
            <span className="text-13 text-ink-3">{reasons.map(reasonWords).join(' · ')}</span>
          </button>
        )
      })}
    </fieldset>
  )
}
