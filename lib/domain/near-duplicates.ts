import * as z from 'zod/mini'
import { TypeCode } from './category'
import { HOUR_MS } from './clock'
import { greatCircle } from './great-circle'
import type { Position } from './position'

/** How near two reports of a type must lie to be likely the same: metres on the ground, hours between their occurrences. */
export const Nearness = z.object({ meters: z.number().check(z.gte(0), z.lte(5_000)), hours: z.number().check(z.gte(0), z.lte(24 * 366)) })
export type Nearness = z.infer<typeof Nearness>

/** Nearness by type code, and for all other types; a county sets its own. */
export const NearnessRules = z.object({ other: Nearness, types: z.record(TypeCode, Nearness) })
export type NearnessRules = z.infer<typeof NearnessRules>

/**
 * Our proposals. What spreads (gas, smoke, water, a fraud told by several) reaches far for a short time; what stands (a building, a
 * manhole) is one spot for weeks; a dispute is one household's.
 */
export const DEFAULT_NEARNESS: NearnessRules = {
  other: { meters: 50, hours: 72 },
  types: {
    '0101': { meters: 30, hours: 168 },
    '0102': { meters: 30, hours: 168 },
    '0202': { meters: 100, hours: 4 },
    '0303': { meters: 300, hours: 12 },
    '0402': { meters: 200, hours: 12 },
    '0403': { meters: 60, hours: 720 },
    '0404': { meters: 60, hours: 720 },
    '0406': { meters: 300, hours: 24 },
    '0503': { meters: 40, hours: 720 },
    '0504': { meters: 100, hours: 72 },
    '0604': { meters: 200, hours: 12 },
  },
}

/** The part of an event that likeness is judged by. */
type Report = { id: string; type: string; occurredAt: number; position: Position | null }

/** An event that a newcomer may be the same as, with how far it lies in space and time (hours, never negative). */
export type Candidate<T> = { event: T; meters: number; hours: number }

/** More are never offered. */
const MAX_FOUND = 5

/** How near an event of this type must lie. */
export const nearnessOf = (type: string, rules: NearnessRules): Nearness => rules.types[type] ?? rules.other

/**
 * The open events that a newcomer may be the same as: of its type, within the distance and time of the type, the nearest first, then
 * those nearest in time; at most five. Give it the events that are open and that whoever reports may see; without a position there are none.
 */
export function nearDuplicates<T extends Report>(newcomer: Report, open: Iterable<T>, rules: NearnessRules): Candidate<T>[] {
  const { position } = newcomer
  if (!position) return []
  const within = nearnessOf(newcomer.type, rules)
  const found: Candidate<T>[] = []
  for (const event of open) {
    if (event.type !== newcomer.type || event.id === newcomer.id || !event.position) continue
    const hours = Math.abs(event.occurredAt - newcomer.occurredAt) / HOUR_MS
    if (hours > within.hours) continue
    const meters = greatCircle(position, event.position)
    if (meters <= within.meters) found.push({ event, meters, hours })
  }
  return found.sort((a, b) => a.meters - b.meters || a.hours - b.hours || (a.event.id < b.event.id ? -1 : 1)).slice(0, MAX_FOUND)
}
