import { HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event-in'
import type { Position } from '@/lib/domain/position'
import { cumulative, pick, type Random, uuid } from '@/lib/domain/random'
import type { Stage } from '@/lib/domain/stages'
import type { Episode } from './episodes'
import { drawLag } from './handling'
import { communityOf, type Model } from './history-model'
import type { Living } from './lives'
import { householdOf, placeRecurring, type Recurring } from './recurrences'
import type { DayRhythm, DemoType } from './rhythm'

/** Parts of the events that are sent with only a grid: the leaf's code, or that of the grid above. */
const LEAF_ONLY = 0.024
const PARENT_ONLY = 0.006

/** One event of the demonstration before it is written: times in epoch milliseconds, type by index, a position or a grid code. */
export type DrawnEvent = {
  id: string
  occurredAt: number
  type: number
  urgency: EventIn['urgency']
  position: Position | undefined
  grid: string | undefined
  /** the household that it names */
  household: string | undefined
  /** code of the community it lies in */
  community: string
  /** when the report arrives, after it happened */
  receivedAt: number
}

/** What one civil day (or the part [from, to) of it) brings. */
export type DayOrder = {
  from: number
  to: number
  usual: number
  extra: readonly { episode: Episode; count: number }[]
  recurring: readonly Recurring[]
}

/**
 * Draws the events of a day in order of occurrence. Deterministic by the state of `random`; about 2 µs an event. Ids come from a stream
 * of their own: the n-th event of a day keeps its id when grids or types are replaced, and so is never sent twice.
 */
export function drawDay(model: Model, order: DayOrder, random: Random, ids: Random): DrawnEvent[] {
  const day = model.rhythm.day(order.from)
  const events: Unnamed[] = []
  for (let i = 0; i < order.usual; i++) {
    const { at, type } = drawMoment(model, day, order.from, order.to, random)
    const { position, leaf } = model.places.draw(random, type)
    events.push(finish(model, random, at, type, position, leaf))
  }
  for (const { episode, count } of order.extra) {
    const from = Math.max(order.from, episode.from)
    const to = Math.min(order.to, episode.to)
    const types = new Set(episode.types)
    for (let i = 0; i < count; i++) {
      const { at, type } = drawMoment(model, day, from, to, random, types)
      const shares = model.places.shares(type)
      const leaf = episode.leaves[pick(random, cumulative(episode.leaves.map((l) => shares[l] ?? 0)))] ?? 0
      events.push(finish(model, random, at, type, model.places.within(random, leaf), leaf))
    }
  }
  events.sort((a, b) => a.occurredAt - b.occurredAt)
  const placed = placeRecurring(model, events, order.recurring)
  return events.map(({ leaf, ...event }, i) => {
    const id = uuid(ids)
    const again = placed.get(i)
    if (!again) return { ...event, id, household: event.grid ? undefined : householdOf(model, leaf, id) }
    const { position, household } = again
    return { ...event, id, household, position, grid: undefined, community: communityOf(model.leaves[again.leaf]?.code ?? '') }
  })
}

/** An event of a leaf (by index) before it has its id. */
type Unnamed = Omit<DrawnEvent, 'id' | 'household'> & { leaf: number }

/** A moment and a type by the day's rhythm, within a part of the day and of the types. */
function drawMoment(
  model: Model,
  day: DayRhythm,
  from: number,
  to: number,
  random: Random,
  only?: ReadonlySet<number>,
): { at: number; type: number } {
  for (let tries = 0; tries < 20_000; tries++) {
    const cell = pick(random, day.sums)
    const type = cell % model.types.length
    const at = day.start + Math.floor(cell / model.types.length) * HOUR_MS + Math.floor(random.next() * 3600) * 1000
    if (at >= from && at < to && (!only || only.has(type))) return { at, type }
  }
  // Nothing of the kind is usual in these hours: any moment, any of the types.
  const types = only ? [...only] : model.types.map((_, i) => i)
  return { at: from + Math.floor((random.next() * (to - from)) / 1000) * 1000, type: types[Math.floor(random.next() * types.length)] ?? 0 }
}

function finish(model: Model, random: Random, at: number, type: number, position: Position, leaf: number): Unnamed {
  const of = model.types[type]
  if (!of) throw new RangeError(`no type ${type}`)
  const sent = random.next()
  const grid = sent < LEAF_ONLY ? model.leaves[leaf]?.code : sent < LEAF_ONLY + PARENT_ONLY ? model.leaves[leaf]?.parentCode : undefined
  return {
    occurredAt: at,
    type,
    urgency: drawUrgency(random, of),
    position: grid ? undefined : position,
    grid: grid || undefined,
    community: communityOf(model.leaves[leaf]?.code ?? ''),
    receivedAt: at + drawLag(random),
    leaf,
  }
}

/** Mostly the type's own urgency, sometimes one step beside it; 特急 stays rare, since one such event is an alarm. */
function drawUrgency(random: Random, type: DemoType): EventIn['urgency'] {
  const u = random.next()
  switch (type.urgency) {
    case 1:
      return u < 0.75 ? 1 : 2
    case 2:
      return u < 0.01 ? 1 : u < 0.86 ? 2 : 3
    case 3:
      return u < 0.05 ? 2 : u < 0.87 ? 3 : 4
    case 4:
      return u < 0.1 ? 3 : 4
  }
}

/** The event as it is sent to the system, with what is told of its life. */
export function toEventIn(model: Model, event: DrawnEvent, stages: readonly Stage[] = []): EventIn {
  return {
    id: event.id,
    occurredAt: new Date(event.occurredAt).toISOString(),
    type: model.types[event.type]?.code ?? '',
    ...(event.grid ? { grid: event.grid } : { position: event.position }),
    urgency: event.urgency,
    source: 'demo',
    ...(event.household !== undefined ? { householdId: event.household } : {}),
    ...(stages.length > 0 ? { stages: [...stages] } : {}),
  }
}

/** What of an event decides its life. */
export function livingOf(model: Model, { id, type, occurredAt, urgency, community }: DrawnEvent): Living {
  const of = model.types[type]
  if (!of) throw new RangeError(`no type ${type}`)
  return { id, type: of, occurredAt, urgency: urgency ?? of.urgency, community }
}
