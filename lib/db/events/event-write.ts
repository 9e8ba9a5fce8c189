import { civilDate, startOfDay } from '@/lib/domain/clock'
import { EVENT_STATES, isVoid, LIFE_FLAGS, LIGHTS } from '@/lib/domain/life'
import { dates, float8s, hashes, int4s, int8s, texts, timestamps, uuids } from '../engine/arrays'
import type { PoolClient } from '../engine/pool'
import type { Incoming, KnownEvent, Merge, Written } from './event-merge'
import { insertVersions, type VersionContext } from './event-versions'
import { type LifeRow, lifeColumns, lifeOf } from './life-rows'

const ms = (column: string) => `date_part('epoch', ${column}) * 1000`

/**
 * The events known under these ids. The inner OFFSET 0 makes it a look-up of the index an id: without statistics (a new table, the
 * embedded engine) the planner would read the whole table, and a join by hash does too. About 2 µs an id.
 */
export async function findKnown(tx: PoolClient, ids: Buffer): Promise<KnownEvent[]> {
  const { rows } = await tx.query<LifeRow & Omit<KnownEvent, 'life'>>({
    text: `SELECT e.* FROM unnest($1::uuid[]) AS u (id), LATERAL (
        SELECT id::text, number, revision::float8 AS revision, grid_id AS grid, type_id AS type, urgency::int4 AS urgency, cell_x AS "cellX",
          cell_y AS "cellY", ${ms('occurred_at')} AS "occurredAt", ${ms('handled_at')} AS "handledAt", ${ms('updated_at')} AS "updatedAt", ${ms('received_at')} AS "receivedAt",
          encode(content_hash, 'hex') AS hash, source, reported_by AS "reportedBy",
          EXISTS (SELECT FROM users WHERE users.id = events.reported_by) AS "byPerson", life IS NOT NULL AS urged, ${lifeColumns}
        FROM events WHERE events.id = u.id OFFSET 0
      ) AS e`,
    values: [ids],
  })
  // epochs come as floating point seconds
  const whole = (ms: number | null) => (ms === null ? null : Math.round(ms))
  return rows.map((row) => ({
    life: lifeOf(row),
    ...row,
    occurredAt: Math.round(row.occurredAt),
    receivedAt: Math.round(row.receivedAt),
    handledAt: whole(row.handledAt),
    updatedAt: whole(row.updatedAt),
    nextLightAt: whole(row.nextLightAt),
  }))
}

/** Which of the rows bring a content that their event had before, as `number:hash`. */
export async function findPast(tx: PoolClient, rows: readonly Incoming[], known: readonly KnownEvent[]): Promise<Set<string>> {
  const byId = new Map(known.map((event) => [event.id, event]))
  const asked: { number: number; hash: string }[] = []
  for (const { content, hash } of rows) {
    const event = byId.get(content.id)
    if (event && event.hash !== hash) asked.push({ number: event.number, hash })
  }
  if (asked.length === 0) return new Set()
  const { rows: found } = await tx.query<{ key: string }>({
    text: `SELECT v.key FROM unnest($1::int4[], $2::bytea[]) AS u (number, hash), LATERAL (
        SELECT v.number || ':' || encode(v.content_hash, 'hex') AS key FROM event_versions v
        WHERE v.number = u.number AND v.content_hash = u.hash OFFSET 0
      ) AS v`,
    values: [int4s(asked, (a) => a.number), hashes(asked, (a) => a.hash)],
  })
  return new Set(found.map((row) => row.key))
}

/** A column with the array of its values in some rows; `as`: what is written of `u`, its value by default. */
type ColumnOf<Row> = { name: string; type: string; as?: string; encode(rows: readonly Row[]): Buffer | null }
type ContentColumn = ColumnOf<Incoming>

const contentColumns: readonly ContentColumn[] = [
  { name: 'occurred_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.content.occurredAt) },
  { name: 'received_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.receivedAt) },
  { name: 'updated_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.content.updatedAt) },
  { name: 'type_id', type: 'int4', encode: (rows) => int4s(rows, (r) => r.place.type) },
  { name: 'urgency', type: 'int4', encode: (rows) => int4s(rows, (r) => r.place.urgency) },
  { name: 'grid_id', type: 'int4', encode: (rows) => int4s(rows, (r) => r.place.grid) },
  { name: 'content_hash', type: 'bytea', encode: (rows) => hashes(rows, (r) => r.hash) },
  { name: 'source', type: 'text', encode: (rows) => texts(rows, (r) => r.place.source) },
  { name: 'title', type: 'text', encode: (rows) => texts(rows, (r) => r.content.title) },
  { name: 'description', type: 'text', encode: (rows) => texts(rows, (r) => r.content.description) },
  { name: 'reporter', type: 'text', encode: (rows) => texts(rows, (r) => r.content.reporter) },
  { name: 'household_id', type: 'text', encode: (rows) => texts(rows, (r) => r.content.householdId) },
  { name: 'external_id', type: 'text', encode: (rows) => texts(rows, (r) => r.content.externalId) },
]
/** What a content decides of a new event; once it is known, its life does (`livedColumns`). */
const bornColumns: readonly ContentColumn[] = [
  { name: 'handled_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => (r.place.told ?? r.content).handledAt) },
  { name: 'cell_x', type: 'int4', encode: (rows) => int4s(rows, (r) => (isVoid(r.place.told?.life) ? -1 : r.place.cellX)) },
  { name: 'cell_y', type: 'int4', encode: (rows) => int4s(rows, (r) => (isVoid(r.place.told?.life) ? -1 : r.place.cellY)) },
  { name: 'state', type: 'int4', encode: (rows) => int4s(rows, bornState) },
  { name: 'reported_by', type: 'text', encode: (rows) => texts(rows, (r) => r.place.reportedBy) },
  {
    name: 'deadline',
    type: 'timestamptz',
    encode: (rows) => timestamps(rows, ({ place }) => (place.told ? place.told.life.deadline : place.deadline)),
  },
  { name: 'next_light_at', type: 'timestamptz', encode: (rows) => timestamps(rows, bornLightAt) },
]
const OPEN = EVENT_STATES.indexOf('awaiting_acceptance')
const CLOSED = EVENT_STATES.indexOf('closed')
const bornState = ({ content, place: { told } }: Incoming) =>
  told ? EVENT_STATES.indexOf(told.life.state) : content.handledAt === null ? OPEN : CLOSED
const bornLightAt = ({ content, place: { told, nearAt } }: Incoming) => (told ? told.nextLightAt : content.handledAt === null ? nearAt : null)

/** What the source tells of its life, beside the content. */
const stageTextColumns: readonly ContentColumn[] = [
  { name: 'stages', type: 'text', encode: (rows) => texts(rows, (r) => r.place.told?.stages ?? null) },
  { name: 'stage_words', type: 'text', encode: (rows) => texts(rows, (r) => r.place.told?.words ?? null) },
]
/** Parties as the text of an array: arrays of arrays have to be of one length. */
const partiesText = (parties: readonly string[]): string | null =>
  parties.length === 0 ? null : `{${parties.map((p) => `"${/["\\]/.test(p) ? p.replace(/["\\]/g, '\\$&') : p}"`).join(',')}}`
const PARTIES = `COALESCE(u.parties::text[], '{}')`

/** What stages decide of a new event beside what every content does; only written where rows have some. */
const toldColumns: readonly ContentColumn[] = [
  ...stageTextColumns,
  { name: 'light', type: 'int4', encode: (rows) => int4s(rows, (r) => (r.place.told ? LIGHTS.indexOf(r.place.told.life.light) : 0)) },
  { name: 'close_by', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.place.told?.life.closeBy ?? null) },
  { name: 'accepted_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.place.told?.life.acceptedAt ?? null) },
  { name: 'dispatched_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.place.told?.life.dispatchedAt ?? null) },
  { name: 'handed_in_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.place.told?.life.handedInAt ?? null) },
  { name: 'life_flags', type: 'int4', encode: (rows) => int4s(rows, (r) => r.place.told?.life.flags ?? 0) },
  { name: 'state_since', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.place.told?.stateSince ?? null) },
  {
    name: 'parties',
    type: 'text',
    as: PARTIES,
    encode: (rows) => texts(rows, (r) => (r.place.told ? partiesText(r.place.told.life.parties) : null)),
  },
]

const livedColumns: readonly ColumnOf<Written>[] = [
  { name: 'handled_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.facts.handledAt) },
  { name: 'cell_x', type: 'int4', encode: (rows) => int4s(rows, (r) => r.facts.cellX) },
  { name: 'cell_y', type: 'int4', encode: (rows) => int4s(rows, (r) => r.facts.cellY) },
  { name: 'state', type: 'int4', encode: (rows) => int4s(rows, (r) => EVENT_STATES.indexOf(r.facts.life.state)) },
  { name: 'light', type: 'int4', encode: (rows) => int4s(rows, (r) => LIGHTS.indexOf(r.facts.life.light)) },
  { name: 'deadline', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.facts.life.deadline) },
  { name: 'next_light_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.nextLightAt) },
  { name: 'close_by', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.facts.life.closeBy) },
  { name: 'accepted_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.facts.life.acceptedAt) },
  { name: 'dispatched_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.facts.life.dispatchedAt) },
  { name: 'handed_in_at', type: 'timestamptz', encode: (rows) => timestamps(rows, (r) => r.facts.life.handedInAt) },
  { name: 'life_flags', type: 'int4', encode: (rows) => int4s(rows, (r) => r.facts.life.flags) },
  { name: 'parties', type: 'text', as: PARTIES, encode: (rows) => texts(rows, (r) => partiesText(r.facts.life.parties)) },
  {
    name: 'state_since',
    type: 'timestamptz',
    as: `CASE WHEN u.life_flags & ${LIFE_FLAGS.managed} <> 0 THEN events.state_since ELSE u.state_since END`,
    encode: (rows) => timestamps(rows, (r) => r.holder.place.told?.stateSince ?? null),
  },
]
const placeColumns: readonly ContentColumn[] = [
  { name: 'lon', type: 'float8', encode: (rows) => float8s(rows, (r) => r.content.position?.[0] ?? null) },
  { name: 'lat', type: 'float8', encode: (rows) => float8s(rows, (r) => r.content.position?.[1] ?? null) },
]

const encodeContents = (rows: readonly Incoming[], columns: readonly ContentColumn[]) => columns.map((column) => column.encode(rows))

/** Rows with the parameters that they come to. */
export type Encoded = { rows: readonly Incoming[]; ids: Buffer; staged: boolean; values: readonly (Buffer | null)[] }

/** Makes the parameters of rows: about 1 ms for 1,000, well spent while the database is busy, before it is known what the rows are. */
export function encodeAll(rows: readonly Incoming[]): Encoded {
  const staged = rows.some((r) => r.place.told !== null)
  const columns = [...contentColumns, ...bornColumns, ...placeColumns, ...(staged ? toldColumns : [])]
  return { rows, ids: uuids(rows, (r) => r.content.id), staged, values: encodeContents(rows, columns) }
}

/**
 * Writes what a merge decided about events and their versions (the log is appended by the caller). `ready` is used when
 * every row turned out to be a new event, which is the usual case. Returns what
 * `meanwhile` makes while the database is busy.
 */
export async function writeMerge<T>(
  tx: PoolClient,
  { inserts, updates, versions }: Merge,
  ready: Encoded,
  context: VersionContext,
  meanwhile: () => T,
): Promise<T> {
  const made = inserts.length ? await insertEvents(tx, inserts, inserts.length === ready.rows.length ? ready : null, meanwhile) : meanwhile()
  // first: what an event holds now is what it held before
  if (versions.length) await insertVersions(tx, versions, context)
  if (updates.length) await updateEvents(tx, updates)
  return made
}

type Columns = readonly { name: string; type: string; as?: string }[]
const revision = { name: 'revision', type: 'int8' }
const number = { name: 'number', type: 'int4' }
const newColumns: Columns = [number, revision, { name: 'id', type: 'uuid' }, { name: 'case_day', type: 'date' }]

/** `unnest($1::type[], …) AS u (name, …)` */
const unnest = (columns: Columns): string =>
  `unnest(${columns.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ')}) AS u (${columns.map(({ name }) => name).join(', ')})`
const names = (columns: Columns): string => columns.map(({ name }) => name).join(', ')
const valuesOf = (columns: Columns): string => columns.map(({ name, as = `u.${name}` }) => as).join(', ')

const point = 'ST_SetSRID(ST_MakePoint(u.lon, u.lat), 4326)'
// the head of the log is locked, so nobody else counts the events of a day; case_left counts down to the last one of this batch
function insertSql(more: Columns): string {
  const given: Columns = [...newColumns, { name: 'case_left', type: 'int4' }, ...contentColumns, ...bornColumns, ...placeColumns, ...more]
  const written: Columns = [...newColumns, ...contentColumns, ...bornColumns, ...more]
  return `WITH taken AS (
    INSERT INTO case_days AS d (day, last)
    SELECT * FROM unnest($${given.length + 1}::date[], $${given.length + 2}::int4[])
    ON CONFLICT (day) DO UPDATE SET last = d.last + excluded.last RETURNING day, last
  )
  INSERT INTO events (${names(written)}, case_seq, position)
  SELECT ${valuesOf(written)}, t.last - u.case_left, ${point}
  FROM ${unnest(given)} JOIN taken AS t ON t.day = u.case_day`
}
const INSERT = { name: 'events-insert', text: insertSql([]) }
const INSERT_STAGED = { name: 'events-insert-staged', text: insertSql(toldColumns) }

const updated: Columns = [revision, ...contentColumns, ...stageTextColumns, ...livedColumns]
/** The place of an event stays that was corrected here. */
const newPoint = `CASE WHEN events.life_flags & ${LIFE_FLAGS.corrected} <> 0 THEN events.position ELSE ${point} END`
const updateSql = `UPDATE events SET ${updated.map(({ name, as = `u.${name}` }) => `${name} = ${as}`).join(', ')}, position = ${newPoint}
  FROM ${unnest([number, revision, ...contentColumns, ...stageTextColumns, ...placeColumns, ...livedColumns])} WHERE events.number = u.number`

async function insertEvents<T>(tx: PoolClient, inserts: Merge['inserts'], ready: Encoded | null, meanwhile: () => T): Promise<T> {
  const { cases, days } = casesOf(inserts)
  const { ids, staged, values } = ready ?? encodeAll(inserts.map((r) => r.holder))
  const inserting = tx.query({
    ...(staged ? INSERT_STAGED : INSERT),
    values: [
      int4s(inserts, (r) => r.number),
      int8s(inserts, (r) => r.facts.revision),
      ids,
      dates(cases, (c) => c.day.at),
      int4s(cases, (c) => c.day.count - c.sequence),
      ...values,
      dates(days, (d) => d.at),
      int4s(days, (d) => d.count),
    ],
  })
  inserting.catch(() => {}) // awaited below
  const made = meanwhile()
  await inserting
  return made
}

async function updateEvents(tx: PoolClient, updates: readonly Written[]): Promise<void> {
  const contents = encodeContents(
    updates.map((r) => r.holder),
    [...contentColumns, ...stageTextColumns, ...placeColumns],
  )
  const values = [...contents, ...livedColumns.map((column) => column.encode(updates))]
  // unnamed: planned for the size that the table has now
  await tx.query({ text: updateSql, values: [int4s(updates, (r) => r.number), int8s(updates, (r) => r.facts.revision), ...values] })
}

/** A civil day of receipt (as midnight in UTC of that date) and how many events of a batch it has. */
type CaseDay = { at: number; count: number }

/** The day of each new event, and which of the batch's events of that day it is, from 1: the parts of its 事件编号. */
function casesOf(inserts: Merge['inserts']): { cases: { day: CaseDay; sequence: number }[]; days: CaseDay[] } {
  const days = new Map<number, CaseDay>()
  const cases = inserts.map(({ firstReceivedAt }) => {
    const start = startOfDay(firstReceivedAt)
    const day = days.get(start) ?? { at: Date.parse(civilDate(firstReceivedAt)), count: 0 }
    days.set(start, day)
    day.count++
    return { day, sequence: day.count }
  })
  return { cases, days: [...days.values()] }
}
