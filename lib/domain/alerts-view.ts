import * as z from 'zod/mini'
import { Alert, HiddenAlerts } from './alert'
import { checkHash } from './change'
import { viewHead } from './view'

/**
 * server → client: the alerts that live, as this room may know them (view.ts says when a client takes them). `alerts`: rows that have
 * changed; a whole one has all. `gone`: ids of alerts that live no more, also where they changed after their end. `hidden`: how many more of
 * sensitive types a street has; left out where that has not changed.
 */
export const AlertsChanged = z.object({
  ...viewHead,
  alerts: z.array(Alert),
  gone: z.array(z.string()),
  hidden: z.optional(z.array(HiddenAlerts)),
})
export type AlertsChanged = z.infer<typeof AlertsChanged>

/** What a client is shown of the living alerts: by id, the newest first as `GET /api/alerts` has them, and how many more there are by street. */
export type AlertsShown = { readonly rows: ReadonlyMap<string, Alert>; readonly hidden: readonly HiddenAlerts[] }

/** In the order of the lists: the newest first. */
export const inOrder = (a: Pick<Alert, 'startedAt' | 'id'>, b: Pick<Alert, 'startedAt' | 'id'>): number =>
  a.startedAt === b.startedAt ? (a.id < b.id ? 1 : -1) : a.startedAt < b.startedAt ? 1 : -1

/** What is shown of these alerts. */
export const alertsShown = (alerts: readonly Alert[], hidden: readonly HiddenAlerts[]): AlertsShown => ({
  rows: new Map([...alerts].sort(inOrder).map((alert) => [alert.id, alert])),
  hidden,
})

/** What is shown after a message. Null when there is nothing yet and it is not whole. */
export function applyAlerts(
  shown: AlertsShown | null,
  { since, alerts, gone, hidden }: Pick<AlertsChanged, 'since' | 'alerts' | 'gone' | 'hidden'>,
): AlertsShown | null {
  if (since === undefined) return alertsShown(alerts, hidden ?? [])
  if (!shown) return null
  const next = new Map(shown.rows)
  for (const id of gone) next.delete(id)
  for (const alert of alerts) next.set(alert.id, alert)
  return alertsShown([...next.values()], hidden ?? shown.hidden)
}

/** A 32-bit hash of what is shown by which two copies are compared: a sum over its rows modulo 2^32, so that their order does not matter. */
export function hashAlerts({ rows, hidden }: AlertsShown): number {
  let sum = 0
  const add = (...values: (string | number)[]) => {
    let hash = 0
    for (const char of values.join(' ')) hash = checkHash(hash, char.codePointAt(0) ?? 0)
    sum = (sum + hash) >>> 0
  }
  for (const { id, updatedAt, state, colour, headline, observed, holding } of rows.values())
    add(id, updatedAt, state, colour, headline, observed, holding)
  for (const { grid, count } of hidden) add(grid, count)
  return sum
}
