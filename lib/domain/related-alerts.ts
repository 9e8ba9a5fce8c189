import type { Alert } from './alert'
import { DAY_MS } from './clock'
import { Colour } from './colour'
import { isWithin } from './grid'

/** What of an alert says whether it is related to another, as a viewer is told it. */
export type Relatable = Pick<Alert, 'id' | 'rule' | 'types' | 'grids' | 'colour' | 'state' | 'startedAt' | 'endedAt' | 'window'>

/** An alert and those that stand under it in one row (相关), the gravest first, of one colour the oldest. */
export type AlertGroup<T> = { head: T; related: T[] }

/** The gravest first, of one colour the oldest, of one moment by id: the order within a group, whose first is its head. */
export const byRank = (a: Relatable, b: Relatable): number =>
  Colour.options.indexOf(a.colour) - Colour.options.indexOf(b.colour) ||
  Date.parse(a.startedAt) - Date.parse(b.startedAt) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const holdsAll = (types: readonly string[], others: readonly string[]): boolean => others.every((type) => types.includes(type))

/** The time that an alert is about, epoch milliseconds: the civil days of its window, and from its start to its end; one that lives has none yet. */
function spanOf({ startedAt, endedAt, window }: Relatable): { from: number; to: number } {
  const [from, to] = [Date.parse(startedAt), endedAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(endedAt)]
  if (!window) return { from, to }
  const day = (civil: string) => Date.parse(`${civil}T00:00:00+08:00`)
  return { from: Math.min(from, day(window.from)), to: Math.max(to, day(window.to) + DAY_MS - 1) }
}

/**
 * Are two alerts about one thing: of different rules or streams, the types of one among those of the other, a grid that is or holds one of the
 * other's, and times that overlap? A stream is not told, so alerts of one rule with the same types count as of one. Costs a comparison of all
 * grids of the one with all of the other where their types are nested.
 */
export function areRelated(a: Relatable, b: Relatable): boolean {
  // what is of no type (静默) is about no event, so it is about none of another alert
  if (a.id === b.id || a.types.length === 0 || b.types.length === 0) return false
  const [holds, held] = [holdsAll(a.types, b.types), holdsAll(b.types, a.types)]
  if ((!holds && !held) || (holds && held && a.rule.id === b.rule.id)) return false
  const [one, other] = [spanOf(a), spanOf(b)]
  if (one.from > other.to || other.from > one.to) return false
  return a.grids.some((own) => b.grids.some((code) => isWithin(own, code) || isWithin(code, own)))
}

/** The alerts among these that are related to one, the gravest first. */
export const relatedTo = <T extends Relatable>(alert: Relatable, alerts: Iterable<T>): T[] =>
  [...alerts].filter((other) => areRelated(alert, other)).sort(byRank)

/**
 * The alerts in groups, each in the place of its head. The gravest that stands in no group yet takes all that are related to it and stand in
 * none; those related to one of these alone stand for themselves, so that a group is about the place of its head and does not wander from
 * place to place. Only alerts of one state stand in one group: what waits for somebody is never folded under what has been acknowledged.
 */
export function groupAlerts<T extends Relatable>(alerts: readonly T[]): AlertGroup<T>[] {
  const left = new Set([...alerts].sort(byRank))
  const groups = new Map<T, T[]>()
  for (const head of left) {
    left.delete(head)
    const related = [...left].filter((other) => other.state === head.state && areRelated(head, other))
    for (const one of related) left.delete(one)
    groups.set(head, related)
  }
  return alerts.flatMap((head) => {
    const related = groups.get(head)
    return related ? [{ head, related }] : []
  })
}
