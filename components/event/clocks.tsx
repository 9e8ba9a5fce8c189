import { formatDeadline, formatMoment, formatSpan } from '@/lib/client/due'
import { deskTexts } from '@/lib/client/messages/desk'
import { stateName } from '@/lib/client/names'
import type { EventWords } from '@/lib/client/words'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { ACTIONS } from '@/lib/domain/event-actions'
import type { EventClockTold } from '@/lib/domain/event-clocks'
import type { EventDetail } from '@/lib/domain/event-detail'
import type { EventState } from '@/lib/domain/life'
import type { Limit } from '@/lib/domain/life-event'

const { clocks: texts, due } = deskTexts

type ClockProps = { clock: EventClockTold; now: number }

/** Units of a clock as a length of time: of the hours and days in which it runs. */
const spanOf = (units: number, { clock }: Limit): string =>
  formatSpan(units * (clock === 'urgent_hour' || clock === 'working_hour' ? HOUR_MS : DAY_MS))

/** What a clock shows: what is left of it or over, by the clock on the wall; of one that has ended what it took. */
function shown({ stage, from, to, by, limit, used, late, stands }: EventClockTold, now: number): string {
  const all = formatSpan(Date.parse(to ?? new Date(now).toISOString()) - Date.parse(from))
  if (stage === 'whole') return [to === null ? texts.since(all) : texts.took(all), ...(late ? [texts.late] : [])].join(' · ')
  if (stands) return due.stands
  if (to === null && by !== null) {
    const left = Date.parse(by) - now
    return left >= 0 ? due.left(formatSpan(left)) : due.over(formatSpan(-left))
  }
  if (limit === null || used === null) return texts.took(all)
  if (late) return due.over(spanOf(used - limit.value, limit))
  // by night, say
  return used < 1e-6 ? texts.stood : texts.took(spanOf(used, limit))
}

const HATCH = 'bg-[repeating-linear-gradient(135deg,var(--ink-1)_0_3px,var(--panel)_3px_6px)]'

/** How much of the limit is used; behind its tick what is over it, hatched. */
function Used({ used, limit }: { used: number; limit: number }) {
  const share = Math.max(0, used / limit)
  const inside = 100 / Math.max(1, share)
  return (
    <span className="relative block h-8" aria-hidden>
      <span className="flex h-full overflow-hidden rounded-4 bg-track">
        <span className="bg-data" style={{ width: `${inside * Math.min(1, share)}%` }} />
        {share > 1 && <span className={`flex-1 ${HATCH}`} />}
      </span>
      {share > 1 && <span className="absolute -inset-y-3 w-2 bg-ink-1" style={{ left: `${inside}%` }} />}
    </span>
  )
}

/** The whole, cut where its state changed, and where it was to be closed; of one that is open with what is left of it. */
function Whole({ event, clock, words, now }: ClockProps & { event: EventDetail; words: EventWords }) {
  const [start, end, due] = [Date.parse(clock.from), clock.to === null ? now : Date.parse(clock.to), clock.by === null ? null : Date.parse(clock.by)]
  const moves = event.timeline.flatMap(({ from, to, at }) => (from === to ? [] : [{ at: Date.parse(at), from, to }]))
  const told = event.stages.flatMap(({ action, at }) => {
    const { to } = ACTIONS[action]
    return to === null ? [] : [{ at: Date.parse(at), to }]
  })
  const cuts: { at: number; state: EventState | null }[] = [...told, ...moves].map(({ at, to }) => ({ at, state: to }))
  if (due !== null) cuts.push({ at: due, state: null })
  let [from, state]: [number, EventState] = [start, moves[0]?.from ?? (told.length > 0 ? 'awaiting_acceptance' : event.state)]
  const parts: { from: number; to: number; state: EventState }[] = []
  for (const cut of cuts.filter(({ at }) => at > start && at < end).sort((a, b) => a.at - b.at)) {
    if (cut.at > from) parts.push({ from, to: cut.at, state })
    from = cut.at
    state = cut.state ?? state
  }
  // before it is dispatched nobody is asked to close it, only to deal with it
  const until = clock.to === null ? (due ?? (event.deadline === null ? end : Date.parse(event.deadline))) : end
  return (
    <span className="flex h-8 gap-2 overflow-hidden rounded-4 bg-track" aria-hidden>
      {[...parts, { from, to: end, state }].map((part) => (
        <span
          key={part.from}
          title={`${stateName(part.state, words)} ${formatSpan(part.to - part.from)}`}
          className={`min-w-3 ${due !== null && part.from >= due ? HATCH : 'bg-data'}`}
          style={{ flexGrow: Math.max(1, part.to - part.from) }}
        />
      ))}
      {until > end && <span style={{ flexGrow: until - end }} />}
    </span>
  )
}

/** What a clock was given, and until when. */
function given({ stage, from, by, limit, to }: EventClockTold, now: number): string {
  if (stage === 'whole') return by === null ? texts.reported(formatMoment(from, now)) : texts.closeBy(formatDeadline(by, now))
  if (limit === null) return texts.from(formatMoment(from, now))
  const value = Math.round(limit.value * 10) / 10
  const most = texts.limits[limit.clock](value)
  return by !== null && (to === null || stage === 'handling') ? texts.until(most, formatDeadline(by, now)) : most
}

/** The clocks of an event in their order: how much of each limit is used. */
export function Clocks({ event, words, now }: { event: EventDetail; words: EventWords; now: number }) {
  if (event.clocks.length === 0) return null
  return (
    <dl className="flex flex-wrap gap-x-32 gap-y-12 border-t border-line pt-12 max-sm:grid max-sm:grid-cols-2 max-sm:gap-x-16" data-testid="clocks">
      {event.clocks.map((clock) => (
        <div
          key={clock.stage}
          className={`flex min-w-172 flex-col gap-5 max-sm:min-w-0 ${clock.stage === 'handling' || clock.stage === 'whole' ? 'flex-3' : 'flex-1'}`}
          data-clock={clock.stage}
          data-late={clock.late}
        >
          <dt className="flex items-baseline gap-8 text-13 text-ink-3">
            {texts.stages[clock.stage]}
            <strong className={`text-14 ${clock.late ? 'font-semibold' : 'font-medium'} text-ink-1`}>{shown(clock, now)}</strong>
          </dt>
          <dd className="flex flex-col gap-5 text-13 text-ink-3">
            {clock.stage === 'whole' ? (
              <Whole event={event} clock={clock} words={words} now={now} />
            ) : (
              clock.limit !== null && clock.used !== null && <Used used={clock.used} limit={clock.limit.value} />
            )}
            {given(clock, now)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
