import type { EventType } from '@/lib/domain/category'
import { checkHash, type EventFacts } from '@/lib/domain/change'
import { CountTable } from '@/lib/domain/count-table'
import type { Lattice } from '@/lib/domain/lattice'
import { EVENT_STATES, type EventState, isVoid, sourceLife } from '@/lib/domain/life'
import { forEachCount } from '@/lib/domain/life-counts'
import { DayTypes } from './day-types'
import { HeatCounts } from './heat-counts'
import { HANDLED, HANDLED_THEN, HourCells, REPORTED } from './hours'
import { LifeDays } from './life-days'

/**
 * Counters of now by key (two a grid: plain and sensitive). `seen`, `sums` (of `checkHash`, modulo 2^32) and `states` (state by state)
 * hold void events too, which are seen one by one but count in no figure. `near` and `overdue` are open events by their light.
 */
export type Totals = { [K in (typeof TOTALS)[number]]: Uint32Array }
export const TOTALS = ['seen', 'sums', 'reported', 'handled', 'near', 'overdue', 'states'] as const

/** What a tally is made on: so many keys, these types, this lattice. */
export type TallyGround = { keys: number; types: ReadonlyMap<number, EventType>; lattice: Lattice }

/** All that is counted of a set of events: of all of them, or of those that were given to one department. */
export type TallyParts = { totals: Totals; hours: HourCells; lives: LifeDays; days: DayTypes; heat: HeatCounts }

export class Tally {
  readonly totals: Totals
  readonly hours: HourCells
  readonly lives: LifeDays
  readonly days: DayTypes
  readonly heat: HeatCounts
  /** whose counters `#countLife` moves: one callback for all events, since one for each would be most of what folding allocates */
  #moving: { key: number; delta: 1 | -1 } = { key: 0, delta: 1 }
  readonly #countLife = (day: number, counter: number): void => {
    this.lives.add(this.#moving.key, day, counter, this.#moving.delta)
  }

  constructor({ totals, hours, lives, days, heat }: TallyParts) {
    this.totals = totals
    this.hours = hours
    this.lives = lives
    this.days = days
    this.heat = heat
  }

  /** Counts an event in or out. Throws BrokenCount when a counter would fall below zero. */
  add(facts: EventFacts, number: number, place: number, key: number, delta: 1 | -1): void {
    const { totals, hours, days, heat } = this
    const life = facts.life ?? sourceLife(facts.handledAt)
    move(totals.seen, key, delta)
    move(totals.sums, key, delta * checkHash(number, facts.revision))
    move(totals.states, stateKey(totals, life.state, key), delta)
    if (isVoid(life)) return
    move(totals.reported, key, delta)
    hours.add(key, facts.occurredAt, REPORTED, delta)
    if (facts.handledAt === null) {
      if (life.light !== 'normal') move(totals[life.light], key, delta)
    } else {
      move(totals.handled, key, delta)
      hours.add(key, facts.occurredAt, HANDLED, delta)
      hours.add(key, facts.handledAt, HANDLED_THEN, delta)
    }
    this.#moving.key = key
    this.#moving.delta = delta
    forEachCount(facts, this.#countLife)
    days.add(facts.occurredAt, key, facts.type, delta)
    if (facts.cellX >= 0) heat.add(facts.cellX, facts.cellY, place, facts.type, facts.occurredAt, delta)
  }

  /** Lets go of what neither a window of heat nor today's classes can reach any more. */
  expire(now: number): void {
    this.heat.expire(now)
    this.days.expire(now)
  }
}

/** A tally of no event, that forgets from `now` on. */
export function emptyTally(ground: TallyGround, now: number): Tally {
  return tallyFrom(ground, new HeatCounts(ground.lattice.width, ground.lattice.height, now), new DayTypes(ground.keys, ground.types, now))
}

/** A tally of no event that forgets what another one does. */
export function emptyLike(other: Tally, ground: TallyGround): Tally {
  const [recent, today] = [other.heat.state().horizon, other.days.state().horizon]
  const heat = new HeatCounts(ground.lattice.width, ground.lattice.height, 0, { all: new CountTable(2), recent: new CountTable(3), horizon: recent })
  return tallyFrom(ground, heat, new DayTypes(ground.keys, ground.types, 0, { table: new CountTable(3), horizon: today }))
}

/** Where the count of a state of a key stands. */
export function stateKey({ seen }: Totals, state: EventState, key: number): number {
  return EVENT_STATES.indexOf(state) * seen.length + key
}

/** How many counters a total has. */
export const totalLength = (name: keyof Totals, keys: number): number => (name === 'states' ? EVENT_STATES.length * keys : keys)

function tallyFrom({ keys }: TallyGround, heat: HeatCounts, days: DayTypes): Tally {
  const zeros = (name: keyof Totals) => new Uint32Array(totalLength(name, keys))
  const totals: Totals = {
    seen: zeros('seen'),
    sums: zeros('sums'),
    reported: zeros('reported'),
    handled: zeros('handled'),
    near: zeros('near'),
    overdue: zeros('overdue'),
    states: zeros('states'),
  }
  return new Tally({ totals, hours: new HourCells(keys), lives: new LifeDays(keys), days, heat })
}

function move(counts: Uint32Array, i: number, delta: number): void {
  counts[i] = (counts[i] ?? 0) + delta
}
