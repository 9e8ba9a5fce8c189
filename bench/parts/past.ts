import { countyGrids } from '@/lib/demo/county'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import { type Atlas, makeAtlas } from '@/lib/domain/atlas'
import type { EventChange } from '@/lib/domain/change'
import { DAY_MS } from '@/lib/domain/clock'
import { cellOf } from '@/lib/domain/lattice'
import { LIFE_FLAGS, type Life, sourceLife } from '@/lib/domain/life'
import type { Position } from '@/lib/domain/position'
import { numbersFrom } from '@/lib/testing/busy-days'

/** The time at which benchmarks of the past say they are, and how far back their events go. */
export const NOW = Date.UTC(2026, 10, 24, 8)
export const SPAN = 3 * 365 * DAY_MS
const PLACES = 200_000

/** The demonstration county as an atlas, without a database. */
export const countyAtlas = (): Atlas =>
  makeAtlas(
    countyGrids().map((grid, i) => ({ ...grid, id: i + 1, demo: true })),
    EVENT_TYPES.map((type, i) => ({ ...type, id: i + 1 })),
    1,
  )

/** A place where something can happen. Drawn once, since finding a grid for each event is not what is measured. */
type Place = { position: Position; grid: number; cell: readonly [number, number] }

function placesIn(atlas: Atlas, below: (most: number) => number): Place[] {
  const [west, south, east, north] = atlas.bounds ?? [0, 0, 0, 0]
  return Array.from({ length: PLACES }, () => {
    for (;;) {
      const position: Position = [west + (below(1e6) / 1e6) * (east - west), south + (below(1e6) / 1e6) * (north - south)]
      const grid = atlas.locate(position)
      if (grid !== null) return { position, grid, cell: cellOf(atlas.lattice, position) }
    }
  })
}

/** An event of the past and where it was. */
export type Past = { change: EventChange; position: Position }

/** Departments among whom the events are shared out that were acted on here. */
const DEPARTMENTS = 20

/**
 * Makes events of the past, the same ones each time: spread over the county, one in 300 still open, each with a deadline of one to seven
 * days. One in `given` (0: none) was acted on here and given to a department; of the others their source tells when they were handled.
 */
export function pastOf(atlas: Atlas, { given = 0 } = {}): (revision: number, occurredAt: number) => Past {
  const below = numbersFrom(7)
  const lives = numbersFrom(11)
  const places = placesIn(atlas, below)
  const lifeOf = (occurredAt: number, handledAt: number | null): Life => {
    const deadline = occurredAt + (1 + lives(7)) * DAY_MS
    const source: Life = { ...sourceLife(handledAt), deadline, light: handledAt === null && deadline < NOW ? 'overdue' : 'normal' }
    if (given === 0 || lives(given) > 0) return source
    const handedInAt = handledAt === null ? null : Math.max(occurredAt, handledAt - lives(DAY_MS))
    const flags = LIFE_FLAGS.managed | LIFE_FLAGS.responded | (lives(20) ? 0 : LIFE_FLAGS.reworked) | (lives(3) ? 0 : LIFE_FLAGS.followedUp)
    const acceptedAt = Math.min(NOW, occurredAt + lives(3_600_000))
    return { ...source, closeBy: deadline + 2 * DAY_MS, acceptedAt, handedInAt, flags, parties: [`department:${lives(DEPARTMENTS)}`] }
  }
  return (revision, occurredAt) => {
    const { position, grid, cell } = places[below(places.length)] ?? { position: [0, 0], grid: 1, cell: [0, 0] }
    const handledAt = below(300) ? Math.min(NOW, occurredAt + below(3 * DAY_MS)) : null
    const type = 1 + below(EVENT_TYPES.length)
    const after = { revision, grid, type, urgency: 4, occurredAt, handledAt, cellX: cell[0], cellY: cell[1], life: lifeOf(occurredAt, handledAt) }
    return { position, change: { revision, number: revision, receivedAt: occurredAt, before: null, after } }
  }
}
