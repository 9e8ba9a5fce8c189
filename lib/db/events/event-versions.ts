import * as z from 'zod/mini'
import type { AuditActor } from '@/lib/domain/audit'
import type { EventStep } from '@/lib/domain/event-detail'
import { EVENT_STATES } from '@/lib/domain/life'
import { hashes, int4s, int8s, texts, timestamps } from '../engine/arrays'
import { type PoolClient, pool } from '../engine/pool'
import type { Incoming, Version } from './event-merge'
import { toInstant } from './event-rows'

/** What a content says, as it is kept when another takes its place. Times are RFC 3339; null is what it does not say. */
const Content = z.object({
  type: z.nullable(z.string()),
  urgency: z.int(),
  grid: z.nullable(z.string()),
  position: z.nullable(z.tuple([z.number(), z.number()])),
  occurredAt: z.string(),
  handledAt: z.nullable(z.string()),
  source: z.nullable(z.string()),
  title: z.nullable(z.string()),
  description: z.nullable(z.string()),
  reporter: z.nullable(z.string()),
  householdId: z.nullable(z.string()),
  externalId: z.nullable(z.string()),
  /** as `stages` of events (stage-rows.ts); contents kept before there were any do not say */
  stages: z._default(z.nullable(z.array(z.unknown())), null),
})
type Content = z.infer<typeof Content>

const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
/** The content that `events e` holds. */
const CONTENT = `jsonb_build_object('type', (SELECT code FROM event_types WHERE id = e.type_id), 'urgency', e.urgency,
  'grid', (SELECT code FROM grids WHERE id = e.grid_id),
  'position', CASE WHEN e.position IS NULL THEN NULL ELSE jsonb_build_array(ST_X(e.position), ST_Y(e.position)) END,
  'occurredAt', ${utc('e.occurred_at')}, 'handledAt', ${utc('e.handled_at')}, 'source', e.source, 'title', e.title,
  'description', e.description, 'reporter', e.reporter, 'householdId', e.household_id, 'externalId', e.external_id, 'stages', e.stages::jsonb)`

/** Who sent a row of a batch, and the code of a grid. */
export type VersionContext = { actorOf(row: number): AuditActor & { receivedAt: number }; gridCode(id: number): string | null }

/** Half a surrogate pair is stored as the replacement character, and JSON in the database takes none. */
const wellFormed = (_: string, value: unknown): unknown => (typeof value === 'string' ? Buffer.from(value).toString() : value)

function contentText({ content, place }: Incoming, gridCode: VersionContext['gridCode']): string {
  const { type, position, occurredAt, handledAt, title, description, reporter, householdId, externalId } = content
  const told: Content = {
    type,
    urgency: place.urgency,
    grid: gridCode(place.grid),
    position,
    occurredAt: toInstant.of(occurredAt),
    handledAt: toInstant.maybe(handledAt),
    source: place.source,
    title,
    description,
    reporter,
    householdId,
    externalId,
    stages: place.told && JSON.parse(place.told.stages),
  }
  return JSON.stringify(told, wellFormed)
}

/** Keeps contents that others took the place of, with who did it. Call before the events are written: what they hold now is read from them. */
export async function insertVersions(tx: PoolClient, versions: readonly Version[], { actorOf, gridCode }: VersionContext): Promise<void> {
  const actors = versions.map((v) => actorOf(v.by))
  await tx.query({
    name: 'event-versions-insert',
    text: `INSERT INTO event_versions (number, content_hash, updated_at, received_at, changed_at, revision, actor_id, actor_name, actor_role,
        from_state, to_state, content)
      SELECT u.number, u.hash, u.updated_at, u.received_at, u.changed_at, u.revision, u.actor_id, u.actor_name, u.actor_role,
        u.from_state, u.to_state, COALESCE(u.content::jsonb, (SELECT ${CONTENT} FROM events e WHERE e.number = u.number))
      FROM unnest($1::int4[], $2::bytea[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::int8[], $7::text[], $8::text[],
        $9::text[], $10::int4[], $11::int4[], $12::text[])
        AS u (number, hash, updated_at, received_at, changed_at, revision, actor_id, actor_name, actor_role, from_state, to_state, content)`,
    values: [
      int4s(versions, (v) => v.number),
      hashes(versions, (v) => v.hash),
      timestamps(versions, (v) => v.updatedAt),
      timestamps(versions, (v) => v.receivedAt),
      timestamps(actors, (a) => a.receivedAt),
      int8s(versions, (v) => v.change?.revision ?? null),
      texts(actors, (a) => a.id),
      texts(actors, (a) => a.name),
      texts(actors, (a) => a.role),
      int4s(versions, (v) => (v.change ? EVENT_STATES.indexOf(v.change.from) : null)),
      int4s(versions, (v) => (v.change ? EVENT_STATES.indexOf(v.change.to) : null)),
      texts(versions, (v) => v.content && contentText(v.content, gridCode)),
    ],
  })
}

const Row = z.object({
  revision: z.number(),
  at: z.number(),
  role: z.nullable(z.string()),
  actor: z.nullable(z.string()),
  from: z.int(),
  to: z.int(),
  content: Content,
})
/** What may be told of a change: only which fields, or of these the words before and after too. */
export type UpdateTold = 'nothing' | 'fields' | 'words'
/** Fields of which only that they changed is told. */
const UNSHOWN: readonly string[] = ['reporter', 'householdId', 'externalId', 'stages']

/** The updates of an event as steps of its timeline, oldest first: who sent another content, and what it changed. */
export async function readUpdates(number: number, told: UpdateTold, mask: (text: string) => string): Promise<EventStep[]> {
  const { rows } = await pool().query({
    name: 'event-updates-read',
    text: `SELECT revision::float8 AS revision, date_part('epoch', changed_at) * 1000 AS at, actor_role AS role, actor_name AS actor,
        from_state::int4 AS "from", to_state::int4 AS "to", content
      FROM event_versions WHERE number = $1 AND revision IS NOT NULL ORDER BY revision`,
    values: [number],
  })
  if (rows.length === 0) return []
  const updates = rows.map((row) => Row.parse(row))
  const now = await pool().query({
    name: 'event-content-read',
    text: `SELECT ${CONTENT} AS content FROM events e WHERE number = $1`,
    values: [number],
  })
  const contents = [...updates.map((u) => u.content), Content.parse(now.rows[0]?.content)]
  return updates.map(({ revision, at, role, actor, from, to, content }, i) => ({
    revision,
    at: toInstant.of(at),
    action: 'update',
    role: role ?? '',
    actor: told === 'nothing' ? null : actor,
    from: EVENT_STATES[from] ?? 'awaiting_acceptance',
    to: EVENT_STATES[to] ?? 'awaiting_acceptance',
    deadlineBefore: null,
    deadlineAfter: null,
    note: null,
    reason: null,
    detail: told === 'nothing' ? {} : difference(content, contents[i + 1] ?? content, told === 'words', mask),
  }))
}

function difference(before: Content, after: Content, words: boolean, mask: (text: string) => string): Record<string, unknown> {
  const fields = z.keyof(Content).options.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  const shown = (value: unknown) => (typeof value === 'string' ? mask(value) : value)
  const of = (content: Content) => Object.fromEntries(fields.flatMap((name) => (UNSHOWN.includes(name) ? [] : [[name, shown(content[name])]])))
  return words ? { fields, before: of(before), after: of(after) } : { fields }
}
