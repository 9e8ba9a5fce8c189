import type { AlertOutcome } from './alert'
import { type AlertRecord, gridsOf, isLive } from './alert-record'
import { Colour, isGraver } from './colour'
import { isWithin } from './grid'

type Subject = Pick<AlertRecord, 'id' | 'state' | 'colour' | 'types' | 'members' | 'evidence'>

/**
 * Does the first alert inhibit the second (抑制): it lives, is graver, and has all of its types and all of its grids, as they are or within
 * coarser ones? Nothing is graver than red, so no red one is ever inhibited.
 */
export function inhibits(graver: Subject, lesser: Subject): boolean {
  if (graver.id === lesser.id || !isLive(graver) || !isGraver(graver.colour, lesser.colour)) return false
  // what is of no type (静默) says that nothing happens, which no event says again
  if (lesser.types.length === 0 || !lesser.types.every((type) => graver.types.includes(type))) return false
  const grids = gridsOf(graver)
  return gridsOf(lesser).every((code) => grids.some((own) => isWithin(code, own)))
}

/** Which of these alerts inhibits one, by its id: the one that does already, else the gravest, of one colour the oldest; null: none. */
export function inhibitorOf(alert: AlertRecord, living: readonly AlertRecord[]): string | null {
  if (!isLive(alert)) return null
  const by = living.filter((other) => inhibits(other, alert))
  if (by.some(({ id }) => id === alert.ladder.inhibitedBy)) return alert.ladder.inhibitedBy
  const [first] = by.sort((a, b) => Colour.options.indexOf(a.colour) - Colour.options.indexOf(b.colour) || a.startedAt - b.startedAt)
  return first?.id ?? null
}

/** What has become of an alert, and by which other it is inhibited after that. */
export type InhibitedOutcome = { outcome: AlertOutcome; inhibitedBy: string | null }

/**
 * The outcomes in their order with what inhibits each once all of them hold, and after them, without a step yet, the other living alerts whose
 * inhibition changes by that. `living`: at least those that share a type with one of them, as they were.
 */
export function inhibitedOutcomes(outcomes: readonly AlertOutcome[], living: readonly AlertRecord[]): InhibitedOutcome[] {
  const changed = new Map(outcomes.map(({ alert }) => [alert.id, alert]))
  const others = living.filter(({ id }) => !changed.has(id))
  const standing = [...others, ...changed.values()].filter(isLive)
  const known = new Set(others.map(({ id }) => id))
  const isMoved = (alert: AlertRecord) => {
    const by = alert.ladder.inhibitedBy
    return (by !== null && !known.has(by)) || [...changed.values()].some((other) => inhibits(other, alert))
  }
  return [
    ...outcomes.map((outcome) => ({ outcome, inhibitedBy: inhibitorOf(outcome.alert, standing) })),
    ...others.filter(isMoved).flatMap((alert) => {
      const inhibitedBy = inhibitorOf(alert, standing)
      return inhibitedBy === alert.ladder.inhibitedBy ? [] : [{ outcome: { alert, steps: [] }, inhibitedBy }]
    }),
  ]
}
