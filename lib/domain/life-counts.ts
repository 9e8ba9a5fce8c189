import type { EventFacts } from './change'
import { dayNumber } from './clock'
import { isVoid, LIFE_FLAGS } from './life'

/**
 * What is counted of lives, each counter by key (grid and sensitivity) and civil day. What is rare is counted rather than what is usual:
 * an event that was handled as it should be takes five counts, and all else follows by subtraction (kpi.ts).
 */
export const LIFE_COUNTERS = [
  // by the day of occurrence
  'unaccepted',
  'responded',
  // by the day of the deadline: due; of these not handed in by it; not even by the end of its day; past it as it was told; extended
  'due',
  'late',
  'missed',
  'overdue',
  'extended',
  // by the day it was handed in; made up: when that is a later day than that of the deadline
  'handedIn',
  'reworked',
  'madeUp',
  // the same by the day until which it is to be closed, and by the day of closing
  'closeDue',
  'closeLate',
  'closeMissed',
  'closeMadeUp',
  'followedUp',
  'satisfied',
  'solved',
  // by the day of the deadline: open and 超期 now, suspended ones (挂账) too
  'openOverdue',
  // by the day of occurrence: 受理超时, 派单超时, 督办 that lives, was ever given, and was always answered in time
  'acceptedLate',
  'dispatchedLate',
  'openCard',
  'carded',
  'cardsInTime',
] as const
export type LifeCounter = (typeof LIFE_COUNTERS)[number]

/**
 * Edges of the classes of handling time, milliseconds: from 5 minutes up to 80 days, each √2 times the one before it. A time is in the
 * class of as many edges as it has reached.
 */
export const HANDLING_EDGES: readonly number[] = Array.from({ length: 30 }, (_, k) => Math.round(300_000 * 2 ** (k / 2)))

/** The first counter of handling times: the classes follow the named counters, each by the day of closing. */
export const FIRST_CLASS = LIFE_COUNTERS.length
/** Counters of a key and day. */
export const COUNTER_COUNT = FIRST_CLASS + HANDLING_EDGES.length + 1

/** Where a counter stands. */
export const counterOf = (name: LifeCounter): number => LIFE_COUNTERS.indexOf(name)
/** What a counter counts, for people. */
export const counterName = (counter: number): string => LIFE_COUNTERS[counter] ?? `handled in class ${counter - FIRST_CLASS}`

const [UNACCEPTED, RESPONDED, FOLLOWED_UP] = [counterOf('unaccepted'), counterOf('responded'), counterOf('followedUp')]
const [SATISFIED, SOLVED, HANDED_IN, REWORKED] = [counterOf('satisfied'), counterOf('solved'), counterOf('handedIn'), counterOf('reworked')]
const HANDING_IN = { due: counterOf('due'), late: counterOf('late'), missed: counterOf('missed'), madeUp: counterOf('madeUp') }
const CLOSING = { due: counterOf('closeDue'), late: counterOf('closeLate'), missed: counterOf('closeMissed'), madeUp: counterOf('closeMadeUp') }
/** What happens to few events, counted on the day of occurrence: by any of these flags. */
const BY_FLAG: readonly (readonly [bits: number, counter: number])[] = [
  [LIFE_FLAGS.acceptedLate, counterOf('acceptedLate')],
  [LIFE_FLAGS.dispatchedLate, counterOf('dispatchedLate')],
  [LIFE_FLAGS.yellowCard | LIFE_FLAGS.redCard, counterOf('openCard')],
  [LIFE_FLAGS.carded, counterOf('carded')],
  [LIFE_FLAGS.cardsInTime, counterOf('cardsInTime')],
]
const RARE = BY_FLAG.reduce((all, [bits]) => all | bits, 0)
const [OVERDUE, EXTENDED, OPEN_OVERDUE] = [counterOf('overdue'), counterOf('extended'), counterOf('openOverdue')]

/**
 * Calls back with each counter that the event counts in and its civil day (clock.ts `dayNumber`). Handed in, accepted: when somebody did,
 * or when the event was handled, of one whose source tells no more. Void events count nowhere, suspended ones (挂账) in nothing that is due.
 */
export function forEachCount({ occurredAt, handledAt, life }: EventFacts, count: (day: number, counter: number) => void): void {
  if (isVoid(life)) return
  const flags = life?.flags ?? 0
  const occurred = dayNumber(occurredAt)
  if ((life?.acceptedAt ?? handledAt) === null) count(occurred, UNACCEPTED)
  if (flags & LIFE_FLAGS.responded) count(occurred, RESPONDED)
  if (flags & RARE) for (const [bits, counter] of BY_FLAG) if (flags & bits) count(occurred, counter)

  if (handledAt === null && life?.light === 'overdue' && life.deadline !== null) count(dayNumber(life.deadline), OPEN_OVERDUE)

  const handedIn = life?.handedInAt ?? handledAt
  if (life && life.state !== 'suspended') {
    const { deadline } = life
    if (deadline !== null) {
      const day = dayNumber(deadline)
      countDue(deadline, handedIn, HANDING_IN, count)
      if (handedIn === null ? flags & LIFE_FLAGS.pastDeadline : handedIn > deadline) count(day, OVERDUE)
      if (flags & LIFE_FLAGS.extended) count(day, EXTENDED)
    }
    const closeBy = life.closeBy ?? deadline
    if (closeBy !== null) countDue(closeBy, handledAt, CLOSING, count)
  }
  if (handedIn !== null) {
    const day = dayNumber(handedIn)
    count(day, HANDED_IN)
    if (flags & LIFE_FLAGS.reworked) count(day, REWORKED)
  }
  if (handledAt !== null && life?.state !== 'rejected') {
    const day = dayNumber(handledAt)
    count(day, FIRST_CLASS + handlingClass(handledAt - occurredAt))
    if (flags & LIFE_FLAGS.followedUp) count(day, FOLLOWED_UP)
    if (flags & LIFE_FLAGS.satisfied) count(day, SATISFIED)
    if (flags & LIFE_FLAGS.solved) count(day, SOLVED)
  }
}

function countDue(by: number, done: number | null, counters: typeof CLOSING, count: (day: number, counter: number) => void): void {
  const day = dayNumber(by)
  count(day, counters.due)
  if (done !== null && done <= by) return
  count(day, counters.late)
  const doneDay = done === null ? null : dayNumber(done)
  if (doneDay === day) return
  count(day, counters.missed)
  if (doneDay !== null) count(doneDay, counters.madeUp)
}

/** How many edges a handling time has reached. */
export function handlingClass(ms: number): number {
  let low = 0
  let high = HANDLING_EDGES.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((HANDLING_EDGES[middle] ?? Infinity) <= ms) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The time that a share `q` of the events counted by class stays under, milliseconds; null of none. It lies in the class of the true one,
 * placed within it by rank, so it is off by less than a factor of √2, and of 5 minutes below that; of 80 days and more it says 80 days.
 */
export function handlingQuantile(classes: ArrayLike<number>, q: number): number | null {
  let total = 0
  for (let i = 0; i < classes.length; i++) total += classes[i] ?? 0
  const rank = q * total
  for (let i = 0, before = 0; i < classes.length; i++) {
    const count = classes[i] ?? 0
    if (count > 0 && before + count >= rank) {
      const [from, to] = [HANDLING_EDGES[i - 1], HANDLING_EDGES[i]]
      const share = (rank - before) / count
      if (to === undefined) return from ?? null
      return from === undefined ? share * to : from * (to / from) ** share
    }
    before += count
  }
  return null
}
