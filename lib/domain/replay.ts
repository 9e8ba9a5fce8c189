import type { EventFacts } from './change'
import { dayNumber } from './clock'
import { EVENT_STATES, type EventState, LIGHTS, type Light, sourceLife } from './life'

/** What the figures of a moment need of an event: where it counts, how it stands, and since when. Times are epoch milliseconds. */
export type Standing = {
  grid: number
  type: number
  occurredAt: number
  handledAt: number | null
  state: EventState
  light: Light
  cellX: number
  cellY: number
}

/** How an event stands by its facts. */
export function standingOf({ grid, type, occurredAt, handledAt, cellX, cellY, life = sourceLife(handledAt) }: EventFacts): Standing {
  return { grid, type, occurredAt, handledAt, state: life.state, light: life.light, cellX, cellY }
}

/**
 * One step of what was known: from `at` (epoch milliseconds) on the event stands otherwise; `before` is null when it becomes known,
 * `after` when it is no longer. All steps up to an instant added up are what was known at it.
 */
export type KnownStep = { at: number; number: number; before: Standing | null; after: Standing | null }

/** The counters of a moment, by grid and type; the states of EVENT_STATES follow, void ones among them. */
export const MOMENT_COUNTERS = ['reported', 'handled', 'near', 'overdue'] as const
export const FIRST_STATE = MOMENT_COUNTERS.length
const [REPORTED, HANDLED, NEAR, OVERDUE] = [0, 1, 2, 3]

/** How an event stands as one small number, of which only what is counted can be told; 0 is that it is not known. `today`: it was handled on the day of the step. */
export type StandingCode = number
const STATES = EVENT_STATES.length
const LIGHT_COUNT = LIGHTS.length
/** open, handled on the day of the step, handled before it */
const ENDS = { open: 0, today: 1, before: 2 } as const

/** The code of a standing as it was known on a civil day. */
export function codeOf(standing: Standing | null, day: number): StandingCode {
  if (!standing) return 0
  const { state, light, handledAt } = standing
  const end = handledAt === null ? ENDS.open : dayNumber(handledAt) === day ? ENDS.today : ENDS.before
  return 1 + EVENT_STATES.indexOf(state) + STATES * (LIGHTS.indexOf(light) + LIGHT_COUNT * end)
}

const VOID = EVENT_STATES.indexOf('void')
const NEAR_LIGHT = LIGHTS.indexOf('near')
const NORMAL_LIGHT = LIGHTS.indexOf('normal')

/** Calls back with each counter that a code counts in; void events count in their state alone. */
export function forEachCounter(code: StandingCode, count: (counter: number) => void): void {
  if (code === 0) return
  const state = (code - 1) % STATES
  const rest = Math.floor((code - 1) / STATES)
  count(FIRST_STATE + state)
  if (state === VOID) return
  count(REPORTED)
  const light = rest % LIGHT_COUNT
  if (rest >= LIGHT_COUNT) count(HANDLED)
  else if (light !== NORMAL_LIGHT) count(light === NEAR_LIGHT ? NEAR : OVERDUE)
}

const ITS_CLOCK_RUNS: readonly EventState[] = ['awaiting_acceptance', 'awaiting_dispatch', 'handling']
const RUNNING = new Set(ITS_CLOCK_RUNS.map((state) => EVENT_STATES.indexOf(state)))
const OVERDUE_LIGHT = LIGHTS.indexOf('overdue')

/** Has a clock that runs run out by a code: the condition of the rule of what is overdue (`meets` in rule.ts)? */
export function isPastLimit(code: StandingCode): boolean {
  if (code === 0 || !RUNNING.has((code - 1) % STATES)) return false
  return Math.floor((code - 1) / STATES) === OVERDUE_LIGHT
}

/** Does a code count among what was handled on the day of its step? */
export function isHandledToday(code: StandingCode): boolean {
  if (code === 0 || (code - 1) % STATES === VOID) return false
  return Math.floor((code - 1) / STATES / LIGHT_COUNT) === ENDS.today
}

/** Does a code count in figures and heat: known, and not void? */
export const isCounted = (code: StandingCode): boolean => code !== 0 && (code - 1) % STATES !== VOID
