import { formatMoment } from '@/lib/client/due'
import { type ListQuery, narrowingOf } from '@/lib/client/event-query'
import { listTexts as texts } from '@/lib/client/messages/list'

/** On paper alone: who printed the list and when, how many events there are, and what they were narrowed by. */
export function PrintedLine({ name, now, query, count }: { name: string; now: number; query: ListQuery; count: string | null }) {
  const told = narrowingOf(query).map((of) => {
    const value = of === 'days' && query.days !== undefined ? texts.period(query.days) : query[of]
    return `${texts.facets[of]} ${Array.isArray(value) ? value.join('、') : of === 'given' ? texts.given : (value ?? `${query.from ?? ''}—${query.to ?? ''}`)}`
  })
  return (
    <p className="hidden pb-8 text-13 text-ink-2 print:block">
      {[name, formatMoment(new Date(now).toISOString(), now), texts.statuses[query.status], count, ...told].filter(Boolean).join(' · ')}
    </p>
  )
}
