import type { PoolClient } from 'pg'
import * as z from 'zod/mini'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventWords, GridEvent } from '@/lib/domain/event'
import { EventAction } from '@/lib/domain/event-actions'
import type { EventDetail, EventStep } from '@/lib/domain/event-detail'
import { EVENT_STATES, Party } from '@/lib/domain/life'
import { LifeEvent, newLife, type PlacedLife } from '@/lib/domain/life-event'
import { allowedActions } from '@/lib/domain/lifecycle'
import { maskName, maskText } from '@/lib/domain/masking'
import { type Pool, pool } from '../engine/pool'
import { readLifecycle } from '../ground/lifecycle-setting'
import { readPartyNames } from '../people/targets'
import { toInstant } from './event-rows'
import { readUpdates, type UpdateTold } from './event-versions'
import { type LifeRow, lifeColumns, lifeOf } from './life-rows'
import { readRetentionSteps } from './retention-steps'

const epoch = (column: string) => `date_part('epoch', ${column}) * 1000`
type Row = LifeRow & {
  grid: number
  type: number
  occurredAt: number
  handledAt: number | null
  reportedBy: string | null
  life: unknown
}

/**
 * The whole life of an event by its number: what was kept of it, or that of an event nobody has acted on here. Null when there is none
 * or its grid is gone. Within `place` when given.
 */
export async function readLife(number: number, atlas: Atlas, place: Pick<Pool | PoolClient, 'query'> = pool()): Promise<PlacedLife | null> {
  const { rows } = await place.query<Row>({
    name: 'life-read',
    text: `SELECT grid_id AS grid, type_id AS type, ${epoch('occurred_at')} AS "occurredAt", ${epoch('handled_at')} AS "handledAt",
        reported_by AS "reportedBy", life, ${lifeColumns} FROM events WHERE number = $1`,
    values: [number],
  })
  const row = rows[0]
  const grid = row && atlas.byId.get(row.grid)?.code
  if (!row || grid === undefined) return null
  const kept = row.life === null ? null : LifeEvent.parse(row.life)
  // what an action led to holds; of an event that was only urged the source still decides
  if (kept?.firstActionAt) return { ...kept, grid }
  const type = atlas.typeById.get(row.type)
  const reported = newLife({
    reportedAt: Math.round(row.occurredAt),
    reporter: row.reportedBy,
    handledAt: row.handledAt === null ? null : Math.round(row.handledAt),
    limit: type ? { value: type.limit, clock: type.clock } : null,
    deadline: lifeOf(row).deadline,
  })
  return { ...reported, ...(kept && { reminders: kept.reminders, supervision: kept.supervision }), grid }
}

const Step = z.object({
  revision: z.number(),
  at: z.number(),
  action: EventAction,
  role: z.string(),
  actor: z.string(),
  from: z.int(),
  to: z.int(),
  deadlineBefore: z.nullable(z.number()),
  deadlineAfter: z.nullable(z.number()),
  note: z.nullable(z.string()),
  reason: z.nullable(z.string()),
  detail: z.record(z.string(), z.unknown()),
})

/** The steps of an event: with all that was said, the names without the words, or neither. */
async function readTimeline(number: number, told: UpdateTold): Promise<EventStep[]> {
  const { rows } = await pool().query({
    name: 'timeline-read',
    text: `SELECT revision::float8 AS revision, ${epoch('at')} AS at, action, role, actor_name AS actor, from_state::int4 AS "from", to_state::int4 AS "to",
        ${epoch('deadline_before')} AS "deadlineBefore", ${epoch('deadline_after')} AS "deadlineAfter", note, reason, detail
      FROM transitions WHERE number = $1 ORDER BY revision`,
    values: [number],
  })
  return rows.map((row) => {
    const step = Step.parse(row)
    return {
      ...step,
      at: toInstant.of(step.at),
      from: EVENT_STATES[step.from] ?? 'awaiting_acceptance',
      to: EVENT_STATES[step.to] ?? 'awaiting_acceptance',
      deadlineBefore: toInstant.maybe(step.deadlineBefore),
      deadlineAfter: toInstant.maybe(step.deadlineAfter),
      note: told === 'words' && step.note !== null ? maskText(step.note) : null,
      reason: told === 'words' && step.reason !== null ? maskText(step.reason) : null,
      ...(told === 'nothing' && { actor: null }),
      detail: told === 'words' ? step.detail : told === 'fields' ? withoutWords(step.detail) : {},
    }
  })
}

/** What came with an action and is no free text. */
const WORDLESS = new Set(['lead', 'assisting', 'deadline', 'card', 'satisfied', 'solved', 'duplicateOf'])
const withoutWords = (detail: Record<string, unknown>) => Object.fromEntries(Object.entries(detail).filter(([name]) => WORDLESS.has(name)))

/** What the members and teams are called that the event was ever given to; people masked. */
async function namesOf({ lead, assisting = [] }: GridEvent, timeline: readonly EventStep[]): Promise<Record<string, string>> {
  const told = timeline.flatMap(({ detail }) => [detail.lead, ...(Array.isArray(detail.assisting) ? detail.assisting : [])])
  const parties = [...(lead ? [lead] : []), ...assisting, ...told.flatMap((party) => Party.safeParse(party).data ?? [])]
  const names = await readPartyNames(parties)
  return Object.fromEntries(names.map(({ key, kind, name }) => [key, kind === 'member' ? maskName(name) : name]))
}

/** What a page of one event shows beside the event and its versions. */
export async function readDetail(event: GridEvent, viewer: Viewer, atlas: Atlas): Promise<Omit<EventDetail, keyof GridEvent | 'history'>> {
  const life = await readLife(event.number, atlas)
  const wordless = visibilityClass(viewer) === 'screen'
  const reads = event.words === 'masked'
  const told: UpdateTold = wordless ? 'nothing' : reads ? 'words' : 'fields'
  // what it said while it was of a sensitive type is for those who see such events
  const ofUpdates = told === 'words' && visibilityClass(viewer) !== 'full' ? 'fields' : told
  const [steps, updates, removals] = await Promise.all([
    readTimeline(event.number, told),
    readUpdates(event.number, ofUpdates, maskText),
    readRetentionSteps(event),
  ])
  const timeline = [...steps, ...updates, ...removals].sort((a, b) => a.revision - b.revision)
  const { card, supervisor, deadline, demandedReply } = life?.supervision ?? {}
  return {
    timeline,
    partyNames: wordless ? {} : await namesOf(event, timeline),
    actions: life ? allowedActions(life, viewer, await readLifecycle()) : [],
    rework: life?.rework ?? 0,
    extensionAsked: life?.extensionAsked ?? false,
    reminders: life?.reminders ?? 0,
    spotCheck: life?.spotCheck ?? false,
    supervision:
      !wordless && card && supervisor && deadline !== undefined && demandedReply
        ? { card, supervisor, deadline: toInstant.of(deadline), demandedReply }
        : null,
    followedUp: life?.followedUp ?? null,
    answer: reads && life?.answer ? maskText(life.answer) : null,
    duplicateOf: wordless ? null : (life?.duplicateOf ?? null),
  }
}

/** What is written about an event, as it was sent: for whoever opened it with a reason, and for nobody else. */
export async function readWords(number: number): Promise<Record<EventWords, string | null>> {
  const { rows } = await pool().query(`SELECT title, description, reporter, household_id AS "householdId" FROM events WHERE number = $1`, [number])
  return Words.parse(rows[0])
}
const word = z.nullable(z.string())
const Words = z.object({ title: word, description: word, reporter: word, householdId: word })
