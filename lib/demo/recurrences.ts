import { DAY_MS } from '@/lib/domain/clock'
import type { Position } from '@/lib/domain/position'
import { makeRandom } from '@/lib/domain/random'
import type { Model } from './history-model'
import { HISTORY_MS } from './rhythm'

/** One recurrence begins in each stretch of this length and ends in it: ten a year. */
const STRETCH_MS = HISTORY_MS / 30
/** From the first of it to the last at most. */
const SPAN_MS = 29 * DAY_MS
/** One in five comes within a day, before anything of it can be closed. */
const AT_ONCE = 0.2
const AT_ONCE_MS = 6 * 3_600_000
/** Types of which there are several every day. */
const COMMON = 0.03

/** Part of the events that name a household; within a leaf the first ones are named more often, as those who report much are. */
const NAMED = 0.6
const SKEW = 1.5

/** A known recurrence (重复发生): at one household of a leaf, events of one type happen at these moments (about; in order). By index; the household by its number. */
export type Recurrence = { readonly type: number; readonly leaf: number; readonly household: number; readonly moments: readonly number[] }

/** A moment of a recurrence. */
export type Recurring = { readonly recurrence: Recurrence; readonly at: number }

const nameOf = (model: Model, leaf: number, household: number): string => `${model.leaves[leaf]?.code ?? ''}-${household}`

/** The household that an event of a leaf names, as people-plan.ts calls it by its external id; undefined: none. A pure function of the event's id. */
export function householdOf(model: Model, leaf: number, id: string): string | undefined {
  const count = model.leaves[leaf]?.households ?? 0
  if (count === 0 || Number.parseInt(id.slice(28), 16) / 2 ** 32 >= NAMED) return undefined
  const share = Number.parseInt(id.slice(0, 8), 16) / 2 ** 32
  return nameOf(model, leaf, 1 + Math.floor(count * share ** SKEW))
}

/** The recurrences whose stretch begins in [from, to), of the history before `end` and of the feed after it. Deterministic by model and `end`. */
export function recurrencesBetween(model: Model, end: number, from: number, to: number): Recurrence[] {
  const begin = end - HISTORY_MS
  const common = model.types.flatMap((_, i) => ((model.rhythm.shares[i] ?? 0) >= COMMON ? [i] : []))
  const homes = model.leaves.flatMap(({ households }, i) => (households > 0 ? [i] : []))
  const found: Recurrence[] = []
  for (let i = Math.max(0, Math.ceil((from - begin) / STRETCH_MS)); begin + i * STRETCH_MS < to; i++) {
    const random = makeRandom(model.seed, 'recurrence', end, i)
    const leaf = homes[Math.floor(random.next() * homes.length)]
    const type = common[Math.floor(random.next() * common.length)]
    if (leaf === undefined || type === undefined) continue
    const household = 1 + Math.floor(random.next() * (model.leaves[leaf]?.households ?? 1))
    const times = 3 + Math.floor(random.next() * 4)
    const span = random.next() < AT_ONCE ? AT_ONCE_MS : SPAN_MS * (0.6 + 0.4 * random.next())
    const first = begin + i * STRETCH_MS + random.next() * (STRETCH_MS - SPAN_MS - DAY_MS)
    const moments = Array.from({ length: times }, (_, k) => first + (span * (k + 0.8 * (random.next() - 0.5))) / times).sort((a, b) => a - b)
    found.push({ type, leaf, household, moments })
  }
  return found
}

/** The moments of recurrences within [from, to), in order. */
export const recurringIn = (recurrences: readonly Recurrence[], from: number, to: number): Recurring[] =>
  recurrences
    .flatMap((recurrence) => recurrence.moments.filter((at) => at >= from && at < to).map((at) => ({ recurrence, at })))
    .sort((a, b) => a.at - b.at)

/** What a recurrence makes of an event: where it happens, and whose it is. */
export type AtHousehold = { leaf: number; position: Position; household: string }

/**
 * Which events of a day happen at the household of a recurrence instead, by index in `events`: for each moment the one of its type that is nearest in
 * time. No event is added, so that all counts by day and type stay as they are; a moment of which there is no event is lost.
 */
export function placeRecurring(
  model: Model,
  events: readonly { type: number; occurredAt: number }[],
  recurring: readonly Recurring[],
): Map<number, AtHousehold> {
  const placed = new Map<number, AtHousehold>()
  for (const { recurrence, at } of recurring) {
    const { type, leaf, household } = recurrence
    let nearest = -1
    for (const [i, event] of events.entries()) {
      if (event.type !== type || placed.has(i)) continue
      if (nearest < 0 || Math.abs(event.occurredAt - at) < Math.abs((events[nearest]?.occurredAt ?? 0) - at)) nearest = i
    }
    if (nearest < 0) continue
    const name = nameOf(model, leaf, household)
    placed.set(nearest, { leaf, household: name, position: model.places.within(makeRandom(model.seed, 'household', name), leaf) })
  }
  return placed
}
