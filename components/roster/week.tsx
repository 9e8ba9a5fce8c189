import { formatDay, formatTime, formatWeekday } from '@/lib/client/format'
import { rosterTexts } from '@/lib/client/messages/roster'
import { shiftsOfDay } from '@/lib/client/roster-days'
import { civilDate, DAY_MS, dayNumber } from '@/lib/domain/clock'
import { type DutyShiftOut, type Gap, gapsIn, type Roster } from '@/lib/domain/roster'

type WeekProps = {
  /** its first instant, epoch milliseconds */
  monday: number
  roster: Roster
  /** whose shifts alone are shown, by name; null: all */
  who: string | null
  now: number
  /** null: it is only looked at */
  onOpen: ((shift: DutyShiftOut) => void) | null
  onAdd: ((day: number) => void) | null
}

const clock = (at: string | number): string => formatTime(typeof at === 'string' ? Date.parse(at) : at).slice(0, 5)

/** A week of the roster, a column a day and on a phone a day under the other: its shifts in their order, and the times that nobody is planned for. */
export function Week({ monday, roster, who, now, onOpen, onAdd }: WeekProps) {
  const { shifts, onDuty } = roster
  const spans = shifts.map(({ begins, ends }): Gap => ({ begins: Date.parse(begins), ends: Date.parse(ends) }))
  // what is over is not planned any more
  const gaps = gapsIn(spans, Math.max(monday, now), monday + 7 * DAY_MS)
  return (
    <ol data-printed="list" className="grid grid-cols-7 max-lg:not-print:grid-cols-1">
      {Array.from({ length: 7 }, (_, i) => monday + i * DAY_MS).map((day) => {
        const isToday = dayNumber(day) === dayNumber(now)
        const within = (at: number) => at >= day && at < day + DAY_MS
        const ofDay = shiftsOfDay(roster, day, now).filter(({ officer, leader }) => who === null || officer?.name === who || leader?.name === who)
        const open = gaps.filter(({ begins }) => within(begins))
        const isPast = day + DAY_MS <= now
        return (
          <li
            key={day}
            data-testid="roster-day"
            data-day={civilDate(day)}
            className={`flex min-w-0 flex-col gap-8 border-l border-line p-10 first:border-l-0 print:gap-6 print:p-6 max-lg:not-print:flex-row max-lg:not-print:items-start max-lg:not-print:gap-12 max-lg:not-print:border-t max-lg:not-print:border-l-0 max-lg:not-print:p-12 max-lg:not-print:first:border-t-0 ${isToday ? 'bg-chosen' : isPast ? 'max-lg:not-print:hidden' : ''}`}
          >
            <p className="flex items-baseline justify-between gap-6 max-lg:not-print:w-60 max-lg:not-print:shrink-0 max-lg:not-print:flex-col max-lg:not-print:justify-start max-lg:not-print:gap-0">
              <strong className={isToday ? 'text-ink-1' : 'text-ink-2'}>{formatWeekday(civilDate(day))}</strong>
              <span className="text-13 text-ink-3">{formatDay(day)}</span>
            </p>
            <div className="flex min-w-0 flex-1 flex-col gap-8">
              {ofDay.map((shift) => (
                <Shift key={shift.id} shift={shift} day={day} onDuty={onDuty} now={now} onOpen={onOpen} />
              ))}
              {open.map((gap) => (
                <p key={gap.begins} className="rounded-8 border border-dashed border-ink-3 px-10 py-8 text-13 text-ink-3" data-testid="gap">
                  {rosterTexts.gap(gapText(gap))}
                </p>
              ))}
              {onAdd && !isPast && (
                <button
                  type="button"
                  onClick={() => onAdd(day)}
                  aria-label={`${rosterTexts.add} ${formatDay(day)}`}
                  className="min-h-28 rounded-8 text-13 text-ink-3 hover:bg-track hover:text-ink-1 max-lg:not-print:min-h-44"
                  data-testid="add-shift"
                >
                  + {rosterTexts.add}
                </button>
              )}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function gapText({ begins, ends }: Gap): string {
  const sameDay = dayNumber(begins) === dayNumber(ends - 1)
  return rosterTexts.gapUntil(clock(begins), sameDay ? clock(ends) : `${formatDay(ends)} ${clock(ends)}`)
}

/** `day`: that it stands under. */
type ShiftProps = { shift: DutyShiftOut; day: number; onDuty: Roster['onDuty']; now: number; onOpen: WeekProps['onOpen'] }

function Shift({ shift, day, onDuty, now, onOpen }: ShiftProps) {
  const { id, begins, ends, officer, leader, signed } = shift
  const isOn = onDuty?.shift.id === id
  const isOver = Date.parse(ends) <= now && !isOn
  const state = isOn ? (onDuty.kept ? rosterTexts.kept : rosterTexts.on) : signed ? null : Date.parse(begins) <= now ? rosterTexts.unsigned : null
  const body = (
    <>
      <span className="flex flex-wrap items-baseline justify-between gap-x-6">
        <span className="text-13 whitespace-nowrap text-ink-3 tabular-nums">
          {Date.parse(begins) < day && `${formatDay(Date.parse(begins))} `}
          {clock(begins)}–{clock(ends)}
        </span>
        {state && <span className={`text-13 whitespace-nowrap ${isOn ? 'font-semibold text-ink-1' : 'text-ink-3'}`}>{state}</span>}
      </span>
      <span className={`block text-15 wrap-anywhere ${isOver || !officer ? 'text-ink-3' : 'font-semibold text-ink-1'}`}>
        {officer?.name ?? rosterTexts.vacant}
      </span>
      <span className="block text-13 wrap-anywhere text-ink-3">{rosterTexts.lead(leader?.name ?? rosterTexts.vacant)}</span>
    </>
  )
  const look = `block w-full rounded-8 px-10 py-8 text-left ${isOn ? 'border-2 border-ink-1 bg-panel' : isOver ? 'border border-line' : officer ? 'border border-line-strong bg-panel' : 'border border-dashed border-ink-3 bg-panel'}`
  const title = signed ? rosterTexts.signed(signed.by, clock(signed.at)) : undefined
  const data = { 'data-testid': 'shift', 'data-shift': id, 'data-on': isOn }
  return onOpen && !isOver ? (
    <button type="button" onClick={() => onOpen(shift)} title={title} className={`${look} hover:border-ink-1`} {...data}>
      {body}
    </button>
  ) : (
    <div className={look} title={title} {...data}>
      {body}
    </div>
  )
}
