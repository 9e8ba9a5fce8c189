import { EVENT_STATES, LIFE_FLAGS, LIGHTS } from '@/lib/domain/life'
import type { LifeCounter } from '@/lib/domain/life-counts'

/*
 * The counters of lives (life-counts.ts) in SQL, once: the recount that boards are compared with counts by it, and the list behind a
 * figure asks it of each event.
 */

const [SUSPENDED, REJECTED] = [EVENT_STATES.indexOf('suspended'), EVENT_STATES.indexOf('rejected')]

/** The civil day of a time. */
const dayOf = (time: string) => `floor((date_part('epoch', ${time}) + 28800) / 86400)::int4`
const flag = (name: keyof typeof LIFE_FLAGS) => `life_flags & ${LIFE_FLAGS[name]} <> 0`

/** Times that counters go by, from the columns of `events e`. */
export const LIFE_TIMES = {
  occurred: 'e.occurred_at',
  due: 'e.deadline',
  handed_in: 'coalesce(e.handed_in_at, e.handled_at)',
  close_by: 'coalesce(e.close_by, e.deadline)',
  handled: 'e.handled_at',
} as const
export type LifeTime = keyof typeof LIFE_TIMES

/** What the conditions below are about, as a list to be selected from `events e`; `on_…` are civil days. Only of events that are not void. */
export const lifeFacts = `e.handled_at, e.deadline, e.dispatched_at, e.light, e.life_flags, ${LIFE_TIMES.handed_in} AS handed_in,
  coalesce(e.accepted_at, e.handled_at) AS accepted, ${LIFE_TIMES.close_by} AS close_by, e.state <> ${SUSPENDED} AS runs,
  e.handled_at IS NOT NULL AND e.state <> ${REJECTED} AS closed,
  ${Object.entries(LIFE_TIMES)
    .map(([name, time]) => `${dayOf(time)} AS on_${name}`)
    .join(', ')}`

/** Counters of lives by the day that they count on: of which events, and of these when. A condition that is null does not hold. */
export const lifeGroups: readonly { day: LifeTime; of: string; counters: readonly (readonly [counter: LifeCounter, when: string])[] }[] = [
  {
    day: 'occurred',
    of: 'TRUE',
    counters: [
      ['unaccepted', 'accepted IS NULL'],
      ['responded', flag('responded')],
      ['acceptedLate', flag('acceptedLate')],
      ['dispatchedLate', flag('dispatchedLate')],
      ['openCard', `(${flag('yellowCard')} OR ${flag('redCard')})`],
      ['carded', flag('carded')],
      ['cardsInTime', flag('cardsInTime')],
    ],
  },
  {
    day: 'due',
    of: 'runs AND deadline IS NOT NULL',
    counters: [
      ['due', 'TRUE'],
      ['late', 'handed_in IS NULL OR handed_in > deadline'],
      ['missed', 'handed_in IS NULL OR handed_in > deadline AND on_handed_in <> on_due'],
      ['overdue', `CASE WHEN handed_in IS NULL THEN ${flag('pastDeadline')} ELSE handed_in > deadline END`],
      ['extended', flag('extended')],
    ],
  },
  {
    day: 'due',
    of: 'deadline IS NOT NULL AND handled_at IS NULL',
    counters: [['openOverdue', `light = ${LIGHTS.indexOf('overdue')}`]],
  },
  {
    day: 'handed_in',
    of: 'handed_in IS NOT NULL',
    counters: [
      ['handedIn', 'TRUE'],
      ['reworked', flag('reworked')],
      ['madeUp', 'runs AND handed_in > deadline AND on_handed_in <> on_due'],
    ],
  },
  {
    day: 'close_by',
    of: 'runs AND close_by IS NOT NULL',
    counters: [
      ['closeDue', 'TRUE'],
      ['closeLate', 'handled_at IS NULL OR handled_at > close_by'],
      ['closeMissed', 'handled_at IS NULL OR handled_at > close_by AND on_handled <> on_close_by'],
    ],
  },
  {
    day: 'handled',
    of: 'handled_at IS NOT NULL',
    counters: [
      ['closeMadeUp', 'runs AND handled_at > close_by AND on_handled <> on_close_by'],
      ['followedUp', `closed AND ${flag('followedUp')}`],
      ['satisfied', `closed AND ${flag('satisfied')}`],
      ['solved', `closed AND ${flag('solved')}`],
    ],
  },
]
