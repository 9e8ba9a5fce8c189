import { isWithin } from '@/lib/domain/grid'
import { doubled, type Finding, lost, type StoredEvent } from './compare'
import type { ModelEvent } from './model'

/** The type of the small county that is 特急, and the rule that tells of it. */
const CRITICAL = { rule: 'urgency', type: '0402' }
const OPEN = ['awaiting_acceptance', 'awaiting_dispatch', 'handling', 'suspended', 'awaiting_verification']

/** An alert as its row holds it, with the events that it is of, or the work (orders that nobody took); `raised`: so many of its steps say that it was raised. */
export type StoredAlert = {
  id: string
  rule: string
  stream: string
  isLive: boolean
  members: { number: number; grid: string; status: string }[]
  parts: { grid: string }[]
  raised: number
}

/**
 * What critical events and their alerts say of each other, by the events alone and not by what evaluates them: each open one holds in one
 * living alert, at its place, and in no other; no two alerts of one place live; none was raised twice; and each event that came as a critical
 * open one and was never of another type (`ids`) is in some alert, whatever has become of it since.
 */
export function compareAlerts(events: readonly StoredEvent[], alerts: readonly StoredAlert[], ids: { has(id: string): boolean }): Finding[] {
  const own = alerts.filter(({ rule, stream }) => rule === CRITICAL.rule && stream === CRITICAL.type)
  const living = own.filter(({ isLive }) => isLive)
  const named = new Set(own.flatMap(({ members }) => members.map(({ number }) => number)))
  const holders = new Map<number, { grid: string }[]>()
  for (const { members } of living)
    for (const member of members) if (member.status === 'holds') holders.set(member.number, [...(holders.get(member.number) ?? []), member])
  const found: Finding[] = []
  for (const { id, number, type, state, grid } of events) {
    const held = holders.get(number) ?? []
    const isCritical = type === CRITICAL.type && OPEN.includes(state)
    if (held.length > 1) found.push(doubled(`critical event ${number} holds in ${held.length} living alerts`, held.length - 1))
    if (!isCritical && held.length > 0) found.push(doubled(`event ${number} (${type}, ${state}) still holds in an alert`))
    if (isCritical && held.length === 0) found.push(lost(`critical event ${number} (${state}) holds in no living alert`))
    if (isCritical && held[0] && held[0].grid !== grid) found.push(lost(`critical event ${number} is in ${grid}, its alert says ${held[0].grid}`))
    if (ids.has(id) && !named.has(number)) found.push(lost(`critical event ${number} was never in an alert`))
  }
  living.forEach((one, i) => {
    for (const other of living.slice(i + 1))
      if (groundOf(one).some((a) => groundOf(other).some((b) => isWithin(a, b) || isWithin(b, a))))
        found.push(doubled(`the alerts ${one.id} and ${other.id} live at one place`))
  })
  for (const { id, raised } of alerts) {
    if (raised > 1) found.push(doubled(`alert ${id} was raised ${raised} times`, raised - 1))
    if (raised < 1) found.push(lost(`alert ${id} was never raised`))
  }
  return found
}

const groundOf = ({ members }: StoredAlert): string[] => members.flatMap(({ status, grid }) => (status === 'withdrawn' ? [] : [grid]))

/** The events that came as critical ones, open, and of which nobody has ever said another type. */
export const alwaysCritical = (events: Iterable<Pick<ModelEvent, 'id' | 'contents'>>): Set<string> =>
  new Set(
    [...events].flatMap(({ id, contents: [first, ...rest] }) =>
      first && !first.row.handledAt && [first, ...rest].every(({ row }) => row.type === CRITICAL.type) ? [id] : [],
    ),
  )

/** What a client shows of the living alerts, against those of which it sees an event; `covers`: does it see those of this grid? */
export function compareShown(who: string, covers: (grid: string) => boolean, alerts: readonly StoredAlert[], shown: ReadonlySet<string>): Finding[] {
  const wanted = new Set(
    alerts.flatMap(({ id, isLive, members, parts }) => (isLive && [...members, ...parts].some(({ grid }) => covers(grid)) ? [id] : [])),
  )
  return [
    ...[...wanted].flatMap((id) => (shown.has(id) ? [] : [lost(`${who}: does not show alert ${id}`)])),
    ...[...shown].flatMap((id) => (wanted.has(id) ? [] : [doubled(`${who}: still shows alert ${id}`)])),
  ]
}
