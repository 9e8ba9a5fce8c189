import * as z from 'zod/mini'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import { type Alert, type AlertDetail, AlertStep, type HiddenAlerts } from '@/lib/domain/alert'
import { allowedAlertActions } from '@/lib/domain/alert-actions'
import { toldLadder, toldPeople } from '@/lib/domain/alert-ladder-told'
import { type AlertRecord, AlertRecord as Stored } from '@/lib/domain/alert-record'
import { alertFor, hiddenAlerts, type Names, readsNotes, seenMembers } from '@/lib/domain/alert-told'
import { Rung, type Stander } from '@/lib/domain/ladder'
import { readBoundPeople } from '../duty/roster-rows'
import { cursorTo, placeIn } from '../engine/cursor'
import { pool } from '../engine/pool'
import { readLadderMinutes, readStanderNames, readStanding } from './alert-ladders'
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

// what is read is what may be seen (alert-told.ts), so that a page is full; who sees what is decided there all the same
const LISTED = `($1::text[] IS NULL OR state = ANY($1::text[])) AND ($2::float8 IS NULL OR started_at >= to_timestamp($2::float8 / 1000))
  AND ($3::float8 IS NULL OR started_at < to_timestamp($3::float8 / 1000))
  AND EXISTS (SELECT FROM unnest(grids) AS g WHERE g LIKE ANY($4::text[])) AND ($5::bool OR NOT sensitive)`
const listed = (prefixes: readonly string[], viewer: Viewer, { states, from, to }: Pick<AlertFilter, 'states' | 'from' | 'to'>) => [
  states ?? null,
  from ?? null,
  to ?? null,
  prefixes.map((prefix) => `${prefix}%`),
  visibilityClass(viewer) === 'full',
]

/** How many alerts a list has for this viewer. */
export async function countAlerts(viewer: Viewer, filter: Pick<AlertFilter, 'states' | 'from' | 'to'>): Promise<number> {
  if (viewer.scope.kind !== 'grids') return 0
  const { rows } = await pool().query<{ count: number }>(
    `SELECT count(*)::int4 AS count FROM alerts WHERE ${LISTED}`,
    listed(viewer.scope.prefixes, viewer, filter),
  )
  return rows[0]?.count ?? 0
}

/** A page of alerts, the newest first, as far as this viewer may know of them. Throws Problem('invalid') on a cursor that is none. */
export async function listAlerts(viewer: Viewer, filter: AlertFilter, names: Names): Promise<{ alerts: Alert[]; nextCursor: string | null }> {
  if (viewer.scope.kind !== 'grids') return { alerts: [], nextCursor: null }
  const [after, id] = filter.cursor === undefined ? [null, null] : placeIn(filter.cursor, Place)
  const { rows } = await pool().query<{ at: number; id: string; body: unknown }>(
    `SELECT round(extract(epoch FROM started_at) * 1000)::float8 AS at, id::text AS id, body FROM alerts
     WHERE ${LISTED} AND ($6::float8 IS NULL OR (started_at, id) < (to_timestamp($6::float8 / 1000), $7::uuid))
     ORDER BY started_at DESC, id DESC LIMIT $8`,
    [...listed(viewer.scope.prefixes, viewer, filter), after, id, filter.limit + 1],
  )
  const page = rows.slice(0, filter.limit)
  const last = rows.length > page.length ? page.at(-1) : undefined
  return {
    alerts: page.flatMap(({ body }) => alertFor(Stored.parse(body), viewer, names) ?? []),
    nextCursor: last ? cursorTo([last.at, last.id]) : null,
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

const Detail = z.looseObject({
  rung: z.optional(z.nullable(Rung)),
  by: z.optional(z.string()),
  people: z.optional(z.array(z.object({ id: z.string(), name: z.optional(z.string()), grid: z.optional(z.string()) }))),
})
const Row = z.extend(AlertStep, { at: z.number(), detail: Detail })

/** An alert with its timeline, as this viewer may know it at `now` (epoch milliseconds); null where there is none for them. */
export async function getAlert(viewer: Viewer, id: string, now: number, names: Names): Promise<AlertDetail | null> {
  const [record] = await readAlerts([id])
  const alert = record && alertFor(record, viewer, names)
  if (!record || !alert) return null
  const { mergedInto, follows } = record
  const steps = await readSteps(record)
  const [minutes, standing] = [await readLadderMinutes(), await readStanding(record, now)]
  const called = steps.flatMap(({ detail: { people } }) => (people ? [people] : []))
  const chiefs = await readStanderNames([...Object.values(standing), ...called].flat())
  const people = { standing, called: calledBy(steps), names: chiefs }
  return {
    ...alert,
    timeline: tellSteps(record, steps, viewer, { isPartial: alert.partial === true, chiefs, inhibitors: await readInhibitors(steps, viewer, names) }),
    actions: allowedAlertActions(record, viewer, now),
    callsYou: await isCalled(viewer, called.at(-1) ?? []),
    ladder: toldLadder(record, viewer, { minutes, people, grids: names.byCode.values() }),
    ...(mergedInto && { mergedInto }),
    ...(follows && { follows }),
  }
}

/** The steps of an alert as they were written. */
async function readSteps({ id }: AlertRecord): Promise<z.infer<typeof Row>[]> {
  const { rows } = await pool().query(
    `SELECT revision::float8 AS revision, round(extract(epoch FROM at) * 1000)::float8 AS at, step, actor_name AS actor, role, state, colour, note, detail
     FROM alert_steps WHERE alert_id = $1::uuid ORDER BY revision, position`,
    [id],
  )
  return rows.map((row) => Row.parse(row))
}

/** Is this viewer one of those who were called, by their account or by the person it is bound to? */
async function isCalled({ userId }: Viewer, people: readonly Stander[]): Promise<boolean> {
  if (userId === undefined || people.length === 0) return false
  const person = (await readBoundPeople([userId])).get(userId)
  return people.some(({ id }) => id === `account:${userId}` || (person !== undefined && id === `person:${person}`))
}

/** Whom each rung called when it was called last. */
function calledBy(steps: readonly z.infer<typeof Row>[]): Map<Rung, readonly Stander[]> {
  return new Map(steps.flatMap(({ detail: { rung, people = [] } }) => (rung ? [[rung, people] as const] : [])))
}

/** The alerts by which one was inhibited, as far as this viewer may know them, by id. */
async function readInhibitors(steps: readonly z.infer<typeof Row>[], viewer: Viewer, names: Names): Promise<Map<string, Alert>> {
  const ids = [...new Set(steps.flatMap(({ detail: { by } }) => by ?? []))]
  if (ids.length === 0) return new Map()
  return new Map((await readAlerts(ids)).flatMap((record) => alertFor(record, viewer, names) ?? []).map((alert) => [alert.id, alert]))
}

/** `isPartial`: there is more of it than the viewer sees. */
type Known = { isPartial: boolean; chiefs: ReadonlyMap<string, string>; inhibitors: ReadonlyMap<string, Alert> }

/** The steps as this viewer may know them. Numbers of events that they do not see, counts of a whole that they see a part of, names and notes are left out where they are not for them. */
function tellSteps(alert: AlertRecord, steps: readonly z.infer<typeof Row>[], viewer: Viewer, { isPartial, chiefs, inhibitors }: Known): AlertStep[] {
  const seen = new Set(seenMembers(viewer, alert).map(({ number }) => number))
  const [withNotes, isScreen] = [readsNotes(viewer), visibilityClass(viewer) === 'screen']
  return steps.map(({ at, detail, note, actor, ...step }) => {
    const { event, lateHours, observed, expected, to, people, by, setBy, reason, ...rest } = detail
    const seesEvent = typeof event === 'number' && seen.has(event)
    const inhibitor = by === undefined ? undefined : inhibitors.get(by)
    return {
      ...step,
      at: new Date(at).toISOString(),
      actor: isScreen ? null : actor,
      note: withNotes ? note : null,
      detail: {
        ...rest,
        ...(seesEvent && { event, ...(lateHours !== undefined && { lateHours }) }),
        ...(observed !== undefined && !isPartial && { observed, expected }),
        ...(to !== undefined && !isScreen && { to }),
        ...(setBy !== undefined && !isScreen && { setBy }),
        ...(reason !== undefined && withNotes && { reason }),
        ...(inhibitor && { by: { id: inhibitor.id, colour: inhibitor.colour, headline: inhibitor.headline } }),
        ...(people && { people: toldPeople(people, viewer, chiefs) }),
      },
    }
  })
}
