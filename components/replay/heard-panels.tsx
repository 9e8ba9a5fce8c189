import { useRoom } from '@/components/wall/use-room'
import { placeOnMap } from '@/lib/client/alert-place'
import { alertParts, colourName } from '@/lib/client/alert-words'
import type { LiveState } from '@/lib/client/board'
import { formatCount, formatDay, formatTime } from '@/lib/client/format'
import type { GridTree } from '@/lib/client/grids'
import { replayTexts as texts } from '@/lib/client/messages/replay'
import { nameOfClass } from '@/lib/client/names'
import { placeOf, shortType } from '@/lib/client/rows'
import { typeName } from '@/lib/client/words'
import type { Alert } from '@/lib/domain/alert'
import { civilDate, HOUR_MS } from '@/lib/domain/clock'
import { Colour } from '@/lib/domain/colour'
import type { Moment } from '@/lib/domain/replay-answer'
import { ClassChip } from '../ui/class-chip'
import { Panel } from '../ui/panel'
import { SeverityMark } from '../ui/severity-mark'
import { UrgencyWord } from '../ui/urgency-word'

const SHOWN = 4
const rankOf = ({ colour }: Alert) => Colour.options.indexOf(colour) + 1
const momentText = (ms: number, at: number) => (civilDate(ms) === civilDate(at) ? formatTime(ms).slice(0, 5) : formatDay(ms))

/** The alerts that lived, as they stood: a mark and no sound, and none of them asks for anything any more. */
export function AlertsThen({ moment, tree }: { moment: Moment | null; tree: GridTree | null }) {
  const alerts = [...(moment?.alerts ?? [])].sort((a, b) => rankOf(a) - rankOf(b) || (a.startedAt < b.startedAt ? 1 : -1))
  const at = moment ? Date.parse(moment.at) : 0
  return (
    <Panel
      title={texts.alerts}
      note={moment ? texts.alive(alerts.length) : undefined}
      asOf={moment ? stampOf(at) : undefined}
      testId="alerts-then"
      className="shrink-0"
    >
      {moment && alerts.length === 0 && <p className="text-2 text-ink-3">{texts.noAlerts}</p>}
      <ol className="-mx-10 flex flex-col">
        {alerts.slice(0, SHOWN).map((alert) => {
          const { what, place } = alertParts(alert, placeOnMap(alert, tree))
          return (
            <li key={alert.id} className="flex h-56 items-center gap-14 px-10" data-testid="alert-then" data-colour={alert.colour}>
              <SeverityMark rank={rankOf(alert)} label={colourName(alert.colour)} outlined={alert.colour === 'red'} className="size-28" />
              <span className="min-w-0 flex-1" title={`${what} ${place}`}>
                <span className="block truncate text-2 font-semibold text-ink-1">{what}</span>
                <span className="block truncate text-1 text-ink-2">{place}</span>
              </span>
              <span className="text-right">
                <span className="block text-2 text-ink-1">{momentText(Date.parse(alert.startedAt), at)}</span>
                <span className="block text-1 text-ink-2">{texts.states[alert.state]}</span>
              </span>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}

const stampOf = (at: number) => `${formatDay(at)} ${formatTime(at).slice(0, 5)}`
const ROW = 36

/** The last events that had become known, newest first. */
export function EventsThen({ moment, live, tree }: { moment: Moment | null; live: LiveState; tree: GridTree | null }) {
  const { ref, count } = useRoom<HTMLOListElement>(ROW)
  const at = moment ? Date.parse(moment.at) : 0
  const events = moment?.events ?? []
  const hour = events.filter(({ receivedAt }) => Date.parse(receivedAt) > at - HOUR_MS).length
  const { key } = live
  return (
    <Panel
      title={texts.feed}
      note={moment ? texts.lastHour(hour === events.length && hour > 0 ? `≥ ${formatCount(hour)}` : formatCount(hour)) : undefined}
      testId="events-then"
      className="min-h-0 flex-1"
    >
      {moment && events.length === 0 && <p className="text-2 text-ink-3">{texts.noEvents}</p>}
      <ol ref={ref} className="-mx-12 flex min-h-0 flex-1 flex-col overflow-hidden">
        {events.slice(0, count).map((event) => {
          const type = key?.types.get(key.typeIds.get(event.type) ?? 0)
          return (
            <li key={event.number} className="flex max-h-42 flex-1 items-center gap-12 px-12" data-testid="event-then">
              <time className="w-52 shrink-0 text-1 text-ink-3">{momentText(Date.parse(event.occurredAt), at)}</time>
              <ClassChip code={type?.classCode ?? ''} name={nameOfClass(type?.classCode ?? '', type?.className ?? '')} />
              <span className="flex min-w-0 flex-1 items-center gap-8">
                <span className="min-w-0 truncate text-2 text-ink-1">{type ? shortType(typeName(type)) : event.type}</span>
                <UrgencyWord urgency={event.urgency} wall />
              </span>
              <span className="max-w-96 truncate text-1 text-ink-3">{placeOf(tree, event.grid)}</span>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}
