import * as z from 'zod/mini'
import { Alert } from './alert'
import { checkHash } from './change'
import { viewHead } from './view'

/**
 * server → client: the alerts that live, as this room may know them (view.ts says when a client takes them). `alerts`: rows that have
 * changed; a whole one has all. `gone`: ids of alerts that live no more, also where they changed after their end.
 */
export const AlertsChanged = z.object({ ...viewHead, alerts: z.array(Alert), gone: z.array(z.string()) })
export type AlertsChanged = z.infer<typeof AlertsChanged>

/** Alerts by id, the newest first as `GET /api/alerts` has them. */
export type AlertRows = ReadonlyMap<string, Alert>

/** In the order of the lists: the newest first. */
export const inOrder = (a: Pick<Alert, 'startedAt' | 'id'>, b: Pick<Alert, 'startedAt' | 'id'>): number =>
  a.startedAt === b.startedAt ? (a.id < b.id ? 1 : -1) : a.startedAt < b.startedAt ? 1 : -1

/** The rows of alerts. */
export const alertRows = (alerts: readonly Alert[]): AlertRows => new Map([...alerts].sort(inOrder).map((alert) => [alert.id, alert]))

/** The rows after a message. Null when there are none yet and it is not whole. */
export function applyAlerts(rows: AlertRows | null, { since, alerts, gone }: Pick<AlertsChanged, 'since' | 'alerts' | 'gone'>): AlertRows | null {
  if (since === undefined) return alertRows(alerts)
  if (!rows) return null
  const next = new Map(rows)
  for (const id of gone) next.delete(id)
  for (const alert of alerts) next.set(alert.id, alert)
  return alertRows([...next.values()])
}

/** A 32-bit hash of rows by which two copies are compared: a sum over them modulo 2^32, so that their order does not matter. */
export function hashAlerts(rows: AlertRows): number {
  let sum = 0
  for (const { id, updatedAt, state, colour, headline, observed, holding } of rows.values()) {
    let hash = 0
    for (const char of [id, updatedAt, state, colour, headline, observed, holding].join(' ')) hash = checkHash(hash, char.codePointAt(0) ?? 0)
    sum = (sum + hash) >>> 0
  }
  return sum
}
