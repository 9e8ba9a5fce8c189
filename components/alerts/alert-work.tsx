import { TextLink } from '@/components/ui/text-link'
import { formatCount, formatDay } from '@/lib/client/format'
import { workAlertTexts } from '@/lib/client/messages/work-alerts'
import { type EventWords, placeName } from '@/lib/client/words'
import type { Alert, AlertDetail } from '@/lib/domain/alert'
import { civilDate, DAY_MS, startOfDay } from '@/lib/domain/clock'
import type { WorkKind } from '@/lib/domain/rule-kinds'

type Work = NonNullable<Alert['work']>
/** So many grids are named; all of them are on the map. */
const NAMED = 12

/** What its rule asks, in a sentence. */
export const workCondition = (kind: WorkKind): string => workAlertTexts.condition[kind]

/** Which duty, which period and by when it was due; of orders when these came. */
export function workRows({ work, window }: Pick<Alert, 'work' | 'window'>): (readonly [string, string])[] {
  const { duty, period, due, came } = workAlertTexts
  // what is due by the end of a day is due on that day
  if (work?.duty)
    return [[duty, work.duty.name] as const, [period, work.duty.period] as const, [due, formatDay(Date.parse(work.duty.dueAt) - 1)] as const]
  return work && window ? [[came, window.from === window.to ? window.from : `${window.from} – ${window.to}`] as const] : []
}

/** The list behind an alert, as its page is asked for it: what is overdue of a period, or the orders that lapsed. */
export function workLink({ work: { place, duty }, window }: { work: Work; window: Alert['window'] }, now: number): string {
  if (duty) return `/duties?${new URLSearchParams({ duty: duty.id, period: duty.period, within: place })}`
  const isThisWeek = window === undefined || window.from >= civilDate(startOfDay(now) - 6 * DAY_MS)
  return `/orders?${new URLSearchParams({ view: 'list', within: place, period: isThisWeek ? 'week' : 'fortnight', state: 'lapsed' })}`
}

/** Where the work waits, by grid, and the way to the list of it. */
export function AlertWorkList({ alert, work, words, now }: { alert: AlertDetail; work: Work; words: EventWords; now: number }) {
  const { where, more, open } = workAlertTexts
  const kind = work.duty ? 'unvisited' : 'lapsed_orders'
  const { grids, observed, window } = alert
  return (
    <section data-testid="alert-work" className="flex flex-col gap-6">
      <h3 className="text-14 font-semibold text-ink-1">{where[kind](formatCount(observed))}</h3>
      <ul className="flex flex-wrap gap-x-16 gap-y-4 text-ink-1">
        {grids.slice(0, NAMED).map((grid) => (
          <li key={grid}>{placeName(grid, words) || grid}</li>
        ))}
      </ul>
      {grids.length > NAMED && <p className="text-13 text-ink-3">{more(formatCount(grids.length - NAMED))}</p>}
      <TextLink href={workLink({ work, window }, now)} className="self-start text-14 max-sm:flex max-sm:min-h-44 max-sm:items-center">
        {open[kind]}
      </TextLink>
    </section>
  )
}
