import { isGivenTo, maySee, narrow, type Viewer } from '@/lib/domain/access'
import type { GridSum } from '@/lib/domain/apply'
import { checkHash } from '@/lib/domain/change'
import { dayNumber } from '@/lib/domain/clock'
import { countsInTotal, figureCountsSensitive } from '@/lib/domain/figures'
import { isWithin } from '@/lib/domain/grid'
import type { Figures } from '@/lib/domain/wire'
import { compareCounts, type Finding, lost, type StoredEvent } from './compare'

/** A grid as the figures need it. */
export type Place = { code: string; level: number }

const STREET_LENGTH = '411324001'.length
const CLASS_LENGTH = '01'.length

/** The viewer as they look, narrowed to what they asked for. */
function narrowed(viewer: Viewer, within: string | undefined): Viewer {
  const inside = narrow(viewer, within)
  if (!inside) throw new Error(`${viewer.name} may not look at ${within}`)
  return inside
}

/** Per grid, what a viewer sees one by one: how many, and the sum of their hashes, from the rows of the database. */
export function expectedSums(whoever: Viewer, within: string | undefined, stored: readonly StoredEvent[]): Map<string, GridSum> {
  const viewer = narrowed(whoever, within)
  const sums = new Map<string, GridSum>()
  for (const event of stored) {
    if (!maySee(viewer, event)) continue
    const { count, sum } = sums.get(event.grid) ?? { count: 0, sum: 0 }
    sums.set(event.grid, { count: count + 1, sum: (sum + checkHash(event.number, event.revision)) >>> 0 })
  }
  return sums
}

/** A client's sums against those. The same number of events with other revisions: a change of one of them is missing. */
export function compareSums(who: string, expected: ReadonlyMap<string, GridSum>, seen: ReadonlyMap<string, GridSum>): Finding[] {
  const counts = (sums: ReadonlyMap<string, GridSum>) => new Map([...sums].map(([grid, { count }]) => [`events of ${grid}`, count]))
  const found = compareCounts(who, counts(expected), counts(seen))
  for (const [grid, { count, sum }] of expected) {
    const other = seen.get(grid)
    if (other?.count === count && other.sum !== sum) found.push(lost(`${who}: an event of ${grid} is not at its last revision`))
  }
  return found
}

/** The figures of a viewer, counted one by one from the rows of the database. */
export function expectedFigures(
  whoever: Viewer,
  within: string | undefined,
  stored: readonly StoredEvent[],
  places: readonly Place[],
  now: number,
): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  const inside = narrowed(whoever, within)
  // a department looks at what it was given as one who sees all of it
  const isDepartment = inside.scope.kind === 'department'
  const viewer: Viewer = isDepartment ? { ...inside, role: 'supervisor', scope: { kind: 'grids', prefixes: [''] } } : inside
  const seen = stored.filter((event) => event.state !== 'void' && (!isDepartment || isGivenTo(inside, event)))
  const inFigure = places.filter(({ code }) => maySee(viewer, { grid: code, sensitive: false }))
  const isToday = (at: number | null) => at !== null && dayNumber(at) === dayNumber(now)
  for (const { grid, type, sensitive, parties, occurredAt, handledAt, state } of seen) {
    const status = handledAt === null ? 'open' : 'handled'
    const today = isToday(occurredAt)
    if (countsInTotal(viewer, { grid, sensitive, parties, street: grid.slice(0, STREET_LENGTH) })) {
      for (const name of ['reported', status, `state ${state}`]) add(`total ${name}`)
      if (today) for (const name of ['today reported', `class ${type.slice(0, CLASS_LENGTH)} today`]) add(name)
      if (isToday(handledAt)) add('today handled')
    }
    for (const { code, level } of inFigure) {
      if (!isWithin(grid, code) || (sensitive && !figureCountsSensitive(viewer, level))) continue
      for (const name of ['reported', status, ...(today ? ['today'] : [])]) add(`${code} ${name}`)
    }
  }
  return counts
}

/** Figures as counts by the same names. */
export function figureCounts({ total, states = [], today, classes = [], grids }: Figures): Map<string, number> {
  const counts: [string, number][] = [
    ...(['reported', 'handled', 'open'] as const).map((name): [string, number] => [`total ${name}`, total[name]]),
    ...states.map(({ state, count }): [string, number] => [`total state ${state}`, count]),
    ['today reported', today.reported],
    ['today handled', today.handled],
    ...classes.map((c): [string, number] => [`class ${c.code} today`, c.today]),
    ...grids.flatMap((figure) =>
      (['reported', 'handled', 'open', 'today'] as const).map((name): [string, number] => [`${figure.grid} ${name}`, figure[name]]),
    ),
  ]
  return new Map(counts.filter(([, count]) => count !== 0))
}
