import * as z from 'zod/mini'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import { type Alert, type AlertDetail, AlertStep, type HiddenAlerts } from '@/lib/domain/alert'
import { allowedAlertActions } from '@/lib/domain/alert-actions'
import { type AlertRecord, AlertRecord as Stored } from '@/lib/domain/alert-record'
import { alertFor, hiddenAlerts, type Names, readsNotes, seenMembers } from '@/lib/domain/alert-told'
import { Problem } from '@/lib/domain/problem'
import { pool } from '../engine/pool'
import { readAlerts } from './alert-rows'

/** What a list of alerts is asked for; times are epoch milliseconds, `to` excluded. The viewer is narrowed to the place that is meant. */
export type AlertFilter = {
  states?: readonly string[] | undefined
  from?: number | undefined
  to?: number | undefined
  limit: number
  cursor?: string | undefined
}

const Place = z.tuple([z.int().check(z.gte(0), z.lte(8_640_000_000_000_000)), z.uuid()])

/** A page of alerts, the newest first, as far as this viewer may know of them. Throws Problem('invalid') on a cursor that is none. */
export async function listAlerts(viewer: Viewer, filter: AlertFilter, names: Names): Promise<{ alerts: Alert[]; nextCursor: string | null }> {
  if (viewer.scope.kind !== 'grids') return { alerts: [], nextCursor: null }
  const [after, id] = filter.cursor === undefined ? [null, null] : placeOf(filter.cursor)
  // what is read is what may be seen (alert-told.ts), so that a page is full; who sees what is decided there all the same
  const { rows } = await pool().query<{ at: number; id: string; body: unknown }>(
    `SELECT round(extract(epoch FROM started_at) * 1000)::float8 AS at, id::text AS id, body FROM alerts
     WHERE ($1::text[] IS NULL OR state = ANY($1::text[])) AND ($2::float8 IS NULL OR started_at >= to_timestamp($2::float8 / 1000))
       AND ($3::float8 IS NULL OR started_at < to_timestamp($3::float8 / 1000))
       AND EXISTS (SELECT FROM unnest(grids) AS g WHERE g LIKE ANY($4::text[])) AND ($5::bool OR NOT sensitive)
       AND ($6::float8 IS NULL OR (started_at, id) < (to_timestamp($6::float8 / 1000), $7::uuid))
     ORDER BY started_at DESC, id DESC LIMIT $8`,
    [
      filter.states ?? null,
      filter.from ?? null,
      filter.to ?? null,
      viewer.scope.prefixes.map((prefix) => `${prefix}%`),
      visibilityClass(viewer) === 'full',
      after,
      id,
      filter.limit + 1,
    ],
  )
  const page = rows.slice(0, filter.limit)
  const last = rows.length > page.length ? page.at(-1) : undefined
  return {
    alerts: page.flatMap(({ body }) => alertFor(Stored.parse(body), viewer, names) ?? []),
    nextCursor: last ? Buffer.from(JSON.stringify([last.at, last.id])).toString('base64url') : null,
  }
}

/** How many living alerts of sensitive types this viewer is told as a number of a street only. */
export async function countHidden(viewer: Viewer, names: Names): Promise<HiddenAlerts[]> {
  const { rows } = await pool().query('SELECT body FROM alerts WHERE ended_at IS NULL AND sensitive')
  return hiddenAlerts(
    viewer,
    rows.map(({ body }) => Stored.parse(body)),
    names,
  )
}

function placeOf(cursor: string): [number, string] {
  try {
    return Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw new Problem('invalid', 'This cursor is none that this list has given.')
  }
}

const Row = z.extend(AlertStep, { at: z.number() })

/** An alert with its timeline, as this viewer may know it at `now` (epoch milliseconds); null where there is none for them. */
export async function getAlert(viewer: Viewer, id: string, now: number, names: Names): Promise<AlertDetail | null> {
  const [record] = await readAlerts([id])
  const alert = record && alertFor(record, viewer, names)
  if (!record || !alert) return null
  const { mergedInto, follows } = record
  return {
    ...alert,
    timeline: await readSteps(record, viewer),
    actions: allowedAlertActions(record, viewer, now),
    ...(mergedInto && { mergedInto }),
    ...(follows && { follows }),
  }
}

/** The steps of an alert. Numbers of events that this viewer does not see, names and notes are left out where they are not for them. */
async function readSteps(alert: AlertRecord, viewer: Viewer): Promise<AlertStep[]> {
  const { rows } = await pool().query(
    `SELECT revision::float8 AS revision, round(extract(epoch FROM at) * 1000)::float8 AS at, step, actor_name AS actor, role, state, colour, note, detail
     FROM alert_steps WHERE alert_id = $1::uuid ORDER BY revision, position`,
    [alert.id],
  )
  const seen = new Set(seenMembers(viewer, alert).map(({ number }) => number))
  const [withNotes, isScreen] = [readsNotes(viewer), visibilityClass(viewer) === 'screen']
  return rows.map((row) => {
    const { at, detail, note, actor, ...step } = Row.parse(row)
    const { event, to, ...rest } = detail
    return {
      ...step,
      at: new Date(at).toISOString(),
      actor: isScreen ? null : actor,
      note: withNotes ? note : null,
      detail: { ...rest, ...(typeof event === 'number' && seen.has(event) && { event }), ...(to !== undefined && !isScreen && { to }) },
    }
  })
}
