import type { CrewRole } from './duty-item'
import type { CrewReason } from './duty-plan'
import { greatCircle } from './great-circle'
import type { Position } from './position'

/** Over how many days before now what somebody had to do is counted. */
export const CREW_LOAD_DAYS = 14

/** Somebody who could go along as something. `posts`: grids in which they hold that post; `grids`: those of the unit, or those of them that are theirs. */
export type CrewCandidate = {
  person: string
  name: string
  role: CrewRole
  posts: readonly string[]
  grids: readonly string[]
  /** the unit that they are in as this; null: it is a post */
  unit: string | null
  place: Position | null
}

/** An item that somebody has to be found for. `fixed`: who has agreed; `needs`: for whom else there is a place. */
export type CrewWanted = {
  id: string
  /** what is visited: a grid, a unit or a person */
  subject: string
  grid: string
  at: Position | null
  fixed: readonly { role: CrewRole; person: string }[]
  needs: readonly CrewRole[]
  /** who went there the last time */
  last: readonly string[]
}
export type ProposedCrew = { id: string; crew: { role: CrewRole; person: string; name: string; reasons: CrewReason[] }[]; lacks: CrewRole[] }

/** How much each reason is worth; near and idle are little beside knowing the grid. `again`: went there the last time, if the role has more than one who could. */
const WORTH = { post: 5, unit: 1, visited: 1, near: 2, idle: 2, again: -3 } as const
/** Farther than this is not near, metres; more than this is not idle; more visits than this do not make somebody know it better. */
const FAR = 3_000
const BUSY = 10
const KNOWN = 3

type Facts = {
  /** items and events that somebody had in the last days, by person */
  loads: ReadonlyMap<string, number>
  /** how often somebody has been there, by `person subject` */
  visits: ReadonlyMap<string, number>
}
export const visitKey = (person: string, subject: string): string => `${person} ${subject}`

const covers = (code: string, grid: string) => grid.startsWith(code)

/** What speaks for somebody; null: they have nothing to do with this grid. */
function reasonsFor(
  one: CrewCandidate,
  { subject, grid, at, last }: CrewWanted,
  given: number,
  { visits }: Facts,
): { reasons: CrewReason[]; worth: number } | null {
  const reasons: CrewReason[] = []
  let worth = 0
  if (one.unit === null) {
    if (!one.posts.some((code) => covers(code, grid) || covers(grid, code))) return null
    reasons.push({ kind: 'post' })
    worth += WORTH.post
  } else {
    if (!one.grids.some((code) => covers(code, grid) || covers(grid, code))) return null
    reasons.push({ kind: 'unit', name: one.unit })
    worth += WORTH.unit
  }
  const times = visits.get(visitKey(one.person, subject)) ?? 0
  if (times > 0) {
    reasons.push({ kind: 'visited', times })
    worth += WORTH.visited * Math.min(times, KNOWN)
  }
  if (at && one.place) {
    const metres = greatCircle(at, one.place)
    reasons.push({ kind: 'distance', metres: Math.round(metres) })
    worth += WORTH.near * Math.max(0, 1 - metres / FAR)
  }
  reasons.push({ kind: 'load', items: given, days: CREW_LOAD_DAYS })
  worth += WORTH.idle * Math.max(0, 1 - given / BUSY)
  if (last.length > 0 && !last.includes(one.person)) reasons.push({ kind: 'rotated' })
  if (last.includes(one.person)) worth += WORTH.again
  return { reasons, worth }
}

/**
 * Whom to send, item by item in the order given: for each place the one for whom most speaks, nobody twice to one item; what was proposed for one item counts as
 * load for the next, so that not always the same go. Of equals the one with less to do, then by id, so that the same facts give the same answer. It proposes;
 * whoever plans decides.
 */
export function proposeCrews(wanted: readonly CrewWanted[], candidates: readonly CrewCandidate[], facts: Facts): ProposedCrew[] {
  const byRole = new Map<CrewRole, CrewCandidate[]>()
  for (const one of candidates) byRole.set(one.role, [...(byRole.get(one.role) ?? []), one])
  const added = new Map<string, number>()
  return wanted.map((item) => {
    const taken = new Set(item.fixed.map(({ person }) => person))
    const crew: ProposedCrew['crew'] = []
    const lacks: CrewRole[] = []
    for (const role of item.needs) {
      const scored = (byRole.get(role) ?? []).flatMap((one) => {
        if (taken.has(one.person)) return []
        const before = facts.loads.get(one.person) ?? 0
        const found = reasonsFor(one, item, before, facts)
        // what this plan gives them weighs, but the reason tells only what is so already
        const planned = added.get(one.person) ?? 0
        return found ? [{ one, ...found, worth: found.worth - (WORTH.idle * planned) / BUSY, load: before + planned }] : []
      })
      scored.sort((a, b) => b.worth - a.worth || a.load - b.load || (a.one.person < b.one.person ? -1 : 1))
      const [best] = scored
      if (!best) {
        lacks.push(role)
        continue
      }
      const { person, name } = best.one
      taken.add(person)
      added.set(person, (added.get(person) ?? 0) + 1)
      crew.push({ role, person, name, reasons: best.reasons })
    }
    return { id: item.id, crew, lacks }
  })
}

/** The places of a crew: each role as often as it is counted. */
export const placesOf = (crew: readonly { role: CrewRole; count: number }[]): CrewRole[] =>
  crew.flatMap(({ role, count }) => Array.from({ length: count }, () => role))

/** Which places of a crew nobody has taken yet, in order. */
export function missingPlaces(crew: readonly { role: CrewRole; count: number }[], taken: readonly { role: CrewRole }[]): CrewRole[] {
  const left = new Map<CrewRole, number>()
  for (const { role } of taken) left.set(role, (left.get(role) ?? 0) + 1)
  return placesOf(crew).filter((role) => {
    const n = left.get(role) ?? 0
    left.set(role, n - 1)
    return n <= 0
  })
}
