import type { PoolClient } from 'pg'
import * as z from 'zod/mini'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { historyRules, lifeOfStages } from '@/lib/domain/case-history'
import { deadline } from '@/lib/domain/deadline'
import type { EventWords, GridEvent } from '@/lib/domain/event'
import { EventAction } from '@/lib/domain/event-actions'
import { clocksOf } from '@/lib/domain/event-clocks'
import type { EventDetail, EventStage, EventStep, SupervisionTold } from '@/lib/domain/event-detail'
import { EVENT_STATES, Party, partyKey, partyOf } from '@/lib/domain/life'
import { LifeEvent, newLife, type PlacedLife, type Supervision } from '@/lib/domain/life-event'
import { allowedActions } from '@/lib/domain/lifecycle'
import { firstClocks, firstLimits, stageLimits } from '@/lib/domain/limit'
import { maskName, maskText } from '@/lib/domain/masking'
import { maskFreeText } from '@/lib/domain/personal-words'
import { type Pool, pool } from '../engine/pool'
import { readPartyNames } from '../people/targets'
import { toInstant } from './event-rows'
import { readUpdates, type UpdateTold } from './event-versions'
import { type LifeRow, lifeColumns, lifeOf } from './life-rows'
import { readRetentionSteps } from './retention-steps'
import { stagesOf } from './stage-rows'

const epoch = (column: string) => `date_part('epoch', ${column}) * 1000`
type Row = LifeRow & {
  number: number
  grid: number
  urgency: number
  type: number
  occurredAt: number
  handledAt: number | null
  reportedBy: string | null
  life: unknown
  stages: string | null
  stageWords: string | null
}

/**
 * The whole lives of events by their numbers: what was kept of each, or of an event that nobody has acted on here what its source tells. Those are left out that
 * are not there or whose grid is gone. Within `place` when given.
 */
export async function readLives(
  numbers: readonly number[],
  atlas: Atlas,
  place: Pick<Pool | PoolClient, 'query'> = pool(),
): Promise<Map<number, PlacedLife>> {
  const { rows } = await place.query<Row>({
    name: 'lives-read',
    text: `SELECT number, grid_id AS grid, urgency::int4 AS urgency, type_id AS type, ${epoch('occurred_at')} AS "occurredAt", ${epoch('handled_at')} AS "handledAt",
        reported_by AS "reportedBy", life, stages, stage_words AS "stageWords", ${lifeColumns} FROM events WHERE number = ANY($1::int4[])`,
    values: [numbers],
  })
  return new Map(
    rows.flatMap((row) => {
      const grid = atlas.byId.get(row.grid)?.code
      return grid === undefined ? [] : [[row.number, { ...lifeOfRow(row, atlas), grid }]]
    }),
  )
}

/** The whole life of an event by its number; null when there is none or its grid is gone. Within `place` when given. */
export async function readLife(number: number, atlas: Atlas, place?: Pick<Pool | PoolClient, 'query'>): Promise<PlacedLife | null> {
  return (await readLives([number], atlas, place)).get(number) ?? null
}

function lifeOfRow(row: Row, atlas: Atlas): LifeEvent {
  const kept = row.life === null ? null : LifeEvent.parse(row.life)
  // what an action led to holds; of an event that was only urged the source still decides
  if (kept?.firstActionAt) return kept
  const urged = kept && { reminders: kept.reminders, supervision: kept.supervision, cards: kept.cards, cardsInTime: kept.cardsInTime }
  return { ...(row.stages === null ? reportedLife(row, atlas) : toldLife(row, atlas)), ...urged }
}

/** The life of an event whose source tells no more than open or handled. */
function reportedLife(row: Row, { typeById, lifecycle, calendar }: Atlas): LifeEvent {
  const type = typeById.get(row.type)
  const reportedAt = Math.round(row.occurredAt)
  return newLife({
    reportedAt,
    reporter: row.reportedBy,
    handledAt: row.handledAt === null ? null : Math.round(row.handledAt),
    limit: type ? { value: type.limit, clock: type.clock } : null,
    deadline: lifeOf(row).deadline,
    stageClock: type ? firstClocks(reportedAt, firstLimits(type, row.urgency, lifecycle), calendar).stageClock : null,
  })
}

/** The life that stages tell. Its deadlines and parties are those that were found when it came in, whatever has become of
 * limits and departments since. */
function toldLife(row: Row, atlas: Atlas): LifeEvent {
  const type = atlas.typeById.get(row.type)
  const { deadline, closeBy, parties } = lifeOf(row)
  const report = reportedLife(row, atlas)
  const rules = type && historyRules(type, row.urgency, atlas)
  if (!rules) return report
  const handledAt = row.handledAt === null ? null : Math.round(row.handledAt)
  const { deadline: due, stageClock } = firstClocks(report.reportedAt, firstLimits(type, row.urgency, atlas.lifecycle), atlas.calendar)
  const folded = lifeOfStages({ ...report, limit: rules.handling, handledAt, deadline: due, stageClock, grid: '' }, stagesOf(row), rules)
  if (!folded.ok) return report
  const { life } = folded
  const isGiven = (party: Party) => parties.includes(partyKey(party))
  const lead = life.lead && isGiven(life.lead) ? life.lead : null
  return { ...life, deadline, closeBy, lead, assisting: lead ? life.assisting.filter(isGiven) : [] }
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
async function readTimeline(number: number, told: UpdateTold, ofUpdates: UpdateTold): Promise<EventStep[]> {
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
      // what it was before a correction is told like what it said before an update
      detail: detailTold(step.detail, step.action === 'correct' ? ofUpdates : told),
    }
  })
}

const detailTold = (detail: Record<string, unknown>, told: UpdateTold) =>
  told === 'words' ? maskFreeText(detail) : told === 'fields' ? withoutWords(detail) : {}

/** What its source tells of an event's life. */
async function readStages(number: number, told: UpdateTold): Promise<EventStage[]> {
  const { rows } = await pool().query<{ stages: string | null; stageWords: string | null }>({
    name: 'stages-read',
    text: 'SELECT stages, stage_words AS "stageWords" FROM events WHERE number = $1',
    values: [number],
  })
  const [row] = rows
  if (!row) return []
  return stagesOf(row).map(({ at, receivedAt, deadline, party, assisting, words, ...stage }) => ({
    ...stage,
    at: toInstant.of(at),
    receivedAt: toInstant.maybe(receivedAt),
    deadline: toInstant.maybe(deadline),
    party: party === null || told === 'nothing' ? null : partyOf(party),
    assisting: told === 'nothing' ? [] : assisting.flatMap((key) => partyOf(key) ?? []),
    words: words !== null && told === 'words' ? maskText(words) : null,
  }))
}

/** What came with an action and is no free text. */
const WORDLESS = new Set(['lead', 'assisting', 'deadline', 'card', 'satisfied', 'solved', 'duplicateOf', 'undone', 'fields'])
const withoutWords = (detail: Record<string, unknown>) => Object.fromEntries(Object.entries(detail).filter(([name]) => WORDLESS.has(name)))

/** What the members and teams are called that the event was ever given to; people masked. */
async function namesOf(
  { lead, assisting = [] }: GridEvent,
  timeline: readonly EventStep[],
  stages: readonly EventStage[],
): Promise<Record<string, string>> {
  const told = timeline.flatMap(({ detail }) => [detail.lead, ...(Array.isArray(detail.assisting) ? detail.assisting : [])])
  const elsewhere = stages.flatMap((stage) => [...(stage.party ? [stage.party] : []), ...stage.assisting])
  const parties = [...(lead ? [lead] : []), ...assisting, ...told.flatMap((party) => Party.safeParse(party).data ?? []), ...elsewhere]
  const names = await readPartyNames(parties)
  return Object.fromEntries(names.map(({ key, kind, name }) => [key, kind === 'member' ? maskName(name) : name]))
}

/** A card as it is told. `reads`: may the viewer read the words of the event? */
export function toldCard(
  { card, supervisor, watcher, deadline, demandedReply, at, reply }: Supervision,
  viewer: Viewer,
  reads: boolean,
): SupervisionTold {
  return {
    ...{ card, supervisor, mine: watcher !== null && watcher === viewer.id },
    deadline: toInstant.of(deadline),
    demandedReply: reads ? maskText(demandedReply) : null,
    at: toInstant.of(at),
    reply: reply && { words: reads ? maskText(reply.words) : null, at: toInstant.of(reply.at) },
  }
}

/** Deadlines 1, 2 and 3 units of the event's clock later, by the working calendar. */
function offersOf({ deadline: present, limit }: PlacedLife, now: number, { calendar }: Atlas): string[] {
  const from = Math.max(now, present ?? now)
  const { clock } = limit ?? { clock: 'working_day' as const }
  return [1, 2, 3].map((units) => toInstant.of(deadline(from, units, clock, calendar)))
}

/** The clocks of an event; when it came to wait for its dispatch is what its steps say. */
function toldClocks(
  life: PlacedLife,
  { urgency }: GridEvent,
  steps: readonly EventStep[],
  now: number,
  { lifecycle, calendar }: Atlas,
): EventDetail['clocks'] {
  const waited = steps.findLast(({ action, from, to }) => action !== 'undo' && to === 'awaiting_dispatch' && from !== to)
  const limits = stageLimits(lifecycle, urgency)
  return clocksOf(life, { now, limits, calendar, waitsSince: waited ? Date.parse(waited.at) : null }).map((clock) => ({
    ...clock,
    from: toInstant.of(clock.from),
    to: toInstant.maybe(clock.to),
    by: toInstant.maybe(clock.by),
  }))
}

/** What a page of one event shows beside the event and its versions. */
export async function readDetail(
  event: GridEvent,
  viewer: Viewer,
  atlas: Atlas,
  now: number,
): Promise<Omit<EventDetail, keyof GridEvent | 'history'>> {
  const life = await readLife(event.number, atlas)
  const wordless = visibilityClass(viewer) === 'screen'
  const reads = event.words === 'masked'
  const told: UpdateTold = wordless ? 'nothing' : reads ? 'words' : 'fields'
  // what it said while it was of a sensitive type is for those who see such events
  const ofUpdates = told === 'words' && visibilityClass(viewer) !== 'full' ? 'fields' : told
  const [steps, stages, updates, removals] = await Promise.all([
    readTimeline(event.number, told, ofUpdates),
    readStages(event.number, told),
    readUpdates(event.number, ofUpdates, maskText),
    readRetentionSteps(event),
  ])
  const actions = life ? allowedActions(life, viewer, atlas.lifecycle, now) : []
  const timeline = [...steps, ...updates, ...removals].sort((a, b) => a.revision - b.revision)
  return {
    timeline,
    stages,
    partyNames: wordless ? {} : await namesOf(event, timeline, stages),
    actions,
    clocks: life ? toldClocks(life, event, steps, now, atlas) : [],
    rework: life?.rework ?? 0,
    extensionWish:
      life?.extensionWish && !wordless
        ? {
            until: toInstant.maybe(life.extensionWish.until),
            reason: reads ? maskText(life.extensionWish.reason) : null,
            at: toInstant.of(life.extensionWish.at),
          }
        : null,
    reminders: life?.reminders ?? 0,
    spotCheck: life?.spotCheck ?? false,
    supervision: life?.supervision && !wordless ? toldCard(life.supervision, viewer, reads) : null,
    extensionOffers: life && actions.some((action) => action === 'ask_extension' || action === 'grant_extension') ? offersOf(life, now, atlas) : [],
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
