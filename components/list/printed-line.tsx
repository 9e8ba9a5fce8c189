import { formatMoment } from '@/lib/client/due'
import { type ListQuery, type Narrowing, narrowingOf } from '@/lib/client/event-query'
import { inList } from '@/lib/client/in-list'
import { listTexts as texts } from '@/lib/client/messages/list'
import { wallTexts } from '@/lib/client/messages/wall'
import { lightName, nameOfClass, stateName } from '@/lib/client/names'
import { type EventWords, placeName, shortType } from '@/lib/client/words'

/** What was chosen, in words. */
function chosenOf(name: Narrowing, query: ListQuery, words: EventWords): readonly string[] {
  switch (name) {
    case 'days':
      return [query.days === undefined ? `${query.from ?? ''}—${query.to ?? ''}` : texts.period(query.days)]
    case 'given':
      return [texts.given]
    case 'within':
      return [placeName(query.within ?? '', words)]
    case 'q':
      return [query.q ?? '']
    case 'state':
      return query.state?.map((state) => stateName(state, words)) ?? []
    case 'light':
      return query.light?.map(lightName) ?? []
    case 'card':
      return query.card?.map((card) => texts.cards[card]) ?? []
    case 'urgency':
      return query.urgency?.map((urgency) => wallTexts.feed.urgency[Number(urgency) - 1] ?? urgency) ?? []
    case 'type':
      return query.type?.map((code) => shortType(words.typeOf(code), code)) ?? []
    case 'class':
      return query.class?.map((code) => nameOfClass(code, words.types.find((type) => type.classCode === code)?.className ?? code)) ?? []
    case 'department':
      return query.department ?? []
  }
}

type PrintedLineProps = { name: string; now: number; query: ListQuery; count: string | null; words: EventWords }

/** On paper alone: who printed the list and when, how many events there are, and what they were narrowed by. */
export function PrintedLine({ name, now, query, count, words }: PrintedLineProps) {
  const told = narrowingOf(query).map((of) => `${texts.facets[of]} ${inList(chosenOf(of, query, words))}`)
  return (
    <p className="hidden pb-8 text-13 text-ink-2 print:block">
      {[name, formatMoment(new Date(now).toISOString(), now), texts.statuses[query.status], count, ...told].filter(Boolean).join(' · ')}
    </p>
  )
}
