import { randomInt } from 'node:crypto'
import type { PoolClient } from 'pg'
import { maySee, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { actorOf } from '@/lib/domain/audit'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import type { EventDetail } from '@/lib/domain/event-detail'
import { isWithin } from '@/lib/domain/grid'
import { cellOf } from '@/lib/domain/lattice'
import { EVENT_STATES, isVoid, LIFE_FLAGS, LIGHTS, type Life } from '@/lib/domain/life'
import { factsOfLife, type LifeEvent, type PlacedLife } from '@/lib/domain/life-event'
import { transition } from '@/lib/domain/lifecycle'
import { lateFlags, lightOf, nextLightChange } from '@/lib/domain/lights'
import { stageLimits } from '@/lib/domain/limit'
import { EVENTS } from '@/lib/domain/log-kinds'
import { Problem } from '@/lib/domain/problem'
import type { TransitionIn } from '@/lib/domain/transition'
import { writeAudit } from '../audit/audit'
import { askedHash, needSame } from '../engine/asked'
import { pool, transaction } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { appendEntry, type LogHead, lockHead, makeEntry, readHead } from '../log/log'
import { checkTargets, readWatchers } from '../people/targets'
import { corrected, correctionOf, toldOf, writeCorrection } from './correction'
import { readLife } from './event-detail'
import { getEvent } from './event-list'
import { type LifeRow, lifeColumns, lifeOf } from './life-rows'
import { readStanding, type Standing } from './standing'

/** How often a transition begins anew because grids or types changed under it. */
const ATTEMPTS = 5

/**
 * Does one action of the life cycle (contract: `POST /api/events/{id}/transitions`): one transaction, one row of transitions, one change
 * in the log, one row of the audit. The same `requestId` is one transition, however often it comes. Throws Problem `not_found` for what
 * the viewer may not see, `forbidden` for what is not theirs to do, `conflict` (with the event as it is) from another state or on a stale
 * `expectedRevision`, `invalid` where something is missing, `unknown_party` for a lead or assistant that is not there for this viewer.
 * `now` is epoch milliseconds.
 */
export async function transitionEvent(
  viewer: Viewer,
  idOrNumber: string,
  input: TransitionIn,
  { now, address = null }: { now: number; address?: string | null },
): Promise<{ event: EventDetail; logId: string; revision: number }> {
  const event = await getEvent(viewer, idOrNumber, now)
  if (!event) return doneBefore(viewer, idOrNumber, input)
  const [object, asked] = [{ kind: 'event', id: event.id }, hashOf(input)]
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const atlas = await loadAtlas()
      const duplicateOf = input.duplicateOf === undefined ? undefined : await duplicateTarget(viewer, event.id, input.duplicateOf)
      const head = await transaction((tx) => act(tx, viewer, event.number, { ...input, duplicateOf }, { asked, atlas, now, address, object }))
      if (!head) continue
      // whoever handed it on may see it no longer: they are shown what they did
      const after = (await getEvent(viewer, event.id, now)) ?? { ...event, actions: [], revision: head.revision, ...(await stateNow(event.number)) }
      return { event: after, logId: head.logId, revision: head.revision }
    }
    throw new Problem('unavailable', 'The grids keep changing; please send the same again in a minute.')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    if (error.code === 'forbidden') {
      const { action } = input
      await writeAudit(pool(), { actor: actorOf(viewer), action: 'event.refused', object, address, result: 'refused', detail: { action } })
    }
    // the event as it is now, so that whoever was late sees why
    if (error.code === 'conflict') throw new Problem('conflict', error.message, { event: await getEvent(viewer, event.id, now) })
    throw error
  }
}

/**
 * The answer to a request that was done, and asked again since its answer was lost, by whoever handed the event on with it and so may see
 * it no longer. Without words and history once something has happened to it since. Throws Problem('not_found') where nothing was done.
 */
async function doneBefore(viewer: Viewer, idOrNumber: string, input: TransitionIn): Promise<{ event: EventDetail; logId: string; revision: number }> {
  const { requestId, action } = input
  const { rows } = await pool().query<{ number: number; action: string; actor: string; hash: Uint8Array | null; revision: number }>(
    'SELECT number, action, actor_id AS actor, content_hash AS hash, revision::float8 AS revision FROM transitions WHERE request_id = $1::uuid',
    [requestId],
  )
  const [done] = rows
  const isOwn = done !== undefined && done.actor === viewer.id && done.action === action
  const event = isOwn ? await getEvent({ ...viewer, role: 'supervisor', scope: { kind: 'grids', prefixes: [''] } }, String(done.number)) : null
  if (!done || !event || ![event.id, String(event.number), event.caseNumber].includes(idOrNumber))
    throw new Problem('not_found', 'There is no such event here.')
  needSame(done.hash, hashOf(input))
  const { logId, revision } = await readHead()
  if (event.revision === done.revision) return { event: { ...event, actions: [] }, logId, revision }
  const { title: _title, description: _description, reporter: _reporter, householdId: _household, externalId: _external, ...rest } = event
  const { lead: _lead, assisting: _assisting, partyNames: _names, ...told } = rest
  const wordless = { answer: null, extensionWish: null, supervision: null }
  return { event: { ...told, ...wordless, history: [], timeline: [], stages: [], actions: [] }, logId, revision }
}

async function stateNow(number: number): Promise<Pick<EventDetail, 'state' | 'light'>> {
  const { rows } = await pool().query<LifeRow>(`SELECT ${lifeColumns} FROM events WHERE number = $1`, [number])
  const { state, light } = rows[0] ? lifeOf(rows[0]) : { state: 'void' as const, light: 'normal' as const }
  return { state, light }
}

/** The id of the event that another is the same as. Throws Problem('invalid') for one that is not there for this viewer, or itself. */
async function duplicateTarget(viewer: Viewer, own: string, name: string): Promise<string> {
  const target = await getEvent(viewer, name)
  if (!target || target.id === own) throw new Problem('invalid', 'duplicateOf must name another event that you may see.')
  if (target.status === 'void') throw new Problem('invalid', 'An event cannot be the same as one that is void.')
  return target.id
}

/** What was asked for, but whom the sender was suggested: a page that asks again may have been told others. */
const hashOf = ({ suggested: _suggested, ...asked }: TransitionIn): Buffer => askedHash(asked)

type Context = { asked: Buffer; atlas: Atlas; now: number; address: string | null; object: { kind: string; id: string } }
type Wanted = Omit<TransitionIn, 'duplicateOf'> & { duplicateOf: string | undefined }

/** The transaction: null when the atlas was an old one and nothing was written. */
async function act(tx: PoolClient, viewer: Viewer, number: number, wanted: Wanted, context: Context): Promise<LogHead | null> {
  const { asked, atlas, now, address, object } = context
  const head = await lockHead(tx)
  if (head.gridVersion !== atlas.version) return null
  const done = await tx.query<{ number: number; action: string; actor: string; hash: Uint8Array | null }>(
    'SELECT number, action, actor_id AS actor, content_hash AS hash FROM transitions WHERE request_id = $1::uuid',
    [wanted.requestId],
  )
  const before = done.rows[0]
  if (before) {
    if (before.number !== number || before.action !== wanted.action || before.actor !== viewer.id)
      throw new Problem('conflict', 'This requestId was used for another transition.')
    needSame(before.hash, asked)
    return head
  }
  const [standing] = await readStanding(tx, [number])
  const life = await readLife(number, atlas, tx)
  const type = standing && atlas.typeById.get(standing.facts.type)
  if (!standing || !life || !type || !maySee(viewer, { grid: life.grid, sensitive: type.sensitive, parties: standing.facts.life.parties }))
    throw new Problem('not_found', 'There is no such event here.')
  const { lifecycle: setting } = atlas
  const { requestId: _request, expectedRevision: _expected, duplicateOf, ...said } = wanted
  const input = duplicateOf === undefined ? said : { ...said, duplicateOf }
  const handling = { value: type.limit, clock: type.clock }
  const stages = stageLimits(setting, standing.facts.urgency)
  const correction = input.action === 'correct' ? correctionOf(standing, type, input, atlas) : null
  const rules = {
    ...{ ...setting, ...stages, calendar: atlas.calendar, handling, draw: randomInt(2 ** 32) / 2 ** 32 },
    ...(input.action === 'supervise' && { watcher: await watcherOf(tx, viewer, input.supervisor, life.grid) }),
    ...(correction && {
      corrected: { ...stageLimits(setting, correction.urgency), handling: { value: correction.type.limit, clock: correction.type.clock } },
    }),
  }
  const outcome = transition(life, input, viewer, now, rules)
  // what is not theirs to do is told first: whether the event has changed is nothing to them
  const { revision: current } = standing.facts
  const stale = wanted.expectedRevision !== current && !(await onlyLesser(tx, number, wanted.expectedRevision, current))
  if (stale && (outcome.ok || outcome.code !== 'forbidden'))
    throw new Problem('conflict', `The event has changed: its last revision is ${standing.facts.revision}, not ${wanted.expectedRevision}.`)
  if (!outcome.ok) throw new Problem(outcome.code, outcome.message)
  if (input.action === 'undo' && (await toldSince(tx, number, current)))
    throw new Problem('conflict', 'Its source has said something else since, so it can be taken back no more.')
  await checkTargets(viewer, [...(input.lead ? [input.lead] : []), ...(input.assisting ?? [])], atlas, tx)

  const light = { light: lightOf(outcome.event, now, atlas.calendar), late: lateFlags(outcome.event, now) }
  const nextLightAt = nextLightChange(outcome.event, now, atlas.calendar)
  const revision = head.revision + 1
  const change = changeOf(correction ? corrected(standing, correction) : standing, outcome.event, light, revision, now, atlas)
  if (correction) change.before = standing.facts
  await writeLife(tx, number, outcome.event, change, { from: life, nextLightAt, now })
  if (correction) await writeCorrection(tx, number, correction)
  await tx.query(
    `INSERT INTO transitions (number, revision, request_id, action, actor_id, actor_name, role, at, from_state, to_state, deadline_before, deadline_after, note, reason, detail, content_hash)
     VALUES ($1, $2::int8, $3::uuid, $4, $5, $6, $7, to_timestamp($8::float8 / 1000), $9, $10, to_timestamp($11::float8 / 1000), to_timestamp($12::float8 / 1000), $13, $14, $15::jsonb, $16)`,
    [
      number,
      revision,
      wanted.requestId,
      input.action,
      viewer.id,
      viewer.name,
      viewer.role,
      now,
      EVENT_STATES.indexOf(life.state),
      EVENT_STATES.indexOf(outcome.event.state),
      life.deadline,
      outcome.event.deadline,
      input.note ?? null,
      input.reason ?? input.answer ?? null,
      JSON.stringify(correction ? toldOf(standing, type, correction, atlas) : detailOf(input, life, rules.watcher?.name)),
      asked,
    ],
  )
  const detail = { action: input.action, from: life.state, to: outcome.event.state, revision }
  await writeAudit(tx, { actor: actorOf(viewer), action: 'event.transitioned', object, reason: input.reason, address, detail })
  const entry = makeEntry(head, EVENTS, [change])
  return entry ? appendEntry(tx, entry) : head
}

/**
 * Have only lights, reminders and photos changed since a revision that the event had? What else happens to an event is a transition, or
 * another content. A revision that is ahead is none that it had.
 */
async function onlyLesser(tx: PoolClient, number: number, expected: number, current: number): Promise<boolean> {
  if (expected > current) return false
  const { rows } = await tx.query<{ since: boolean }>(
    `SELECT EXISTS (SELECT FROM transitions WHERE number = $1 AND revision > $2::int8 AND action <> 'remind')
      OR EXISTS (SELECT FROM event_versions WHERE number = $1 AND revision > $2::int8) AS since`,
    [number, expected],
  )
  return rows[0]?.since === false
}

/** Has another content come in since the last action? Of what its source said then, an action that is taken back would leave nothing. */
async function toldSince(tx: PoolClient, number: number, current: number): Promise<boolean> {
  const { rows } = await tx.query<{ last: number | null }>(
    `SELECT max(revision)::float8 AS last FROM transitions WHERE number = $1 AND action <> 'remind'`,
    [number],
  )
  return !(await onlyLesser(tx, number, rows[0]?.last ?? current, current))
}

/** What came with an action beside its words: of a card the name of the account that watches it, of a step taken back which it was. */
function detailOf(
  { action, note: _note, reason: _reason, suggested, ...rest }: Omit<Wanted, 'requestId' | 'expectedRevision' | 'duplicateOf'>,
  { undo }: PlacedLife,
  watcher: string | undefined,
): Record<string, unknown> {
  return {
    ...rest,
    ...(action === 'dispatch' && suggested !== undefined && { suggested }),
    ...(rest.deadline !== undefined && { deadline: new Date(rest.deadline).toISOString() }),
    ...(watcher !== undefined && { supervisor: watcher }),
    ...(action === 'undo' && { undone: undo?.action }),
  }
}

/**
 * The account that is to watch a card: of a supervisor whose area holds the event, or whoever gives it. Throws Problem('unknown_party') for
 * any other.
 */
async function watcherOf(tx: PoolClient, viewer: Viewer, id: string | undefined, grid: string): Promise<{ id: string; name: string }> {
  if (id === viewer.id) return { id: viewer.id, name: viewer.name }
  const watcher = (await readWatchers(tx)).find((one) => one.id === id && one.prefixes.some((prefix) => isWithin(grid, prefix)))
  if (!watcher) throw new Problem('unknown_party', `There is no supervisor ${id ?? ''} here who could watch the card.`)
  return watcher
}

function changeOf(
  standing: Standing,
  life: PlacedLife,
  light: { light: Life['light']; late: number },
  revision: number,
  now: number,
  atlas: Atlas,
): EventChange & { after: EventFacts & { life: Life } } {
  const { number, facts: before, lon, lat } = standing
  const after = factsOfLife(life, light)
  const { managed } = LIFE_FLAGS
  // Of an event that was only urged the source still decides when it was handled. Nothing is handled before it happens, though it may
  // have been said to happen some minutes from now, or the clock may have been set back since.
  const closedAt = life.closedAt === null ? null : Math.max(life.closedAt, before.occurredAt)
  const handledAt = after.flags & managed ? closedAt : before.handledAt
  const [cellX, cellY] = isVoid(after) || lon === null || lat === null ? [-1, -1] : cellOf(atlas.lattice, [lon, lat])
  return { revision, number, receivedAt: now, before, after: { ...before, revision, handledAt, cellX, cellY, life: after } }
}

async function writeLife(
  tx: PoolClient,
  number: number,
  event: PlacedLife,
  { revision, after }: EventChange & { after: EventFacts & { life: Life } },
  { from, nextLightAt, now }: { from: PlacedLife; nextLightAt: number | null; now: number },
): Promise<void> {
  const { grid: _grid, ...kept }: LifeEvent & { grid: string } = event
  const { life } = after
  const time = (n: number) => `to_timestamp($${n}::float8 / 1000)`
  await tx.query({
    name: 'life-write',
    text: `UPDATE events SET revision = $2::int8, handled_at = ${time(3)}, cell_x = $4, cell_y = $5, state = $6, light = $7, deadline = ${time(8)},
        close_by = ${time(9)}, accepted_at = ${time(10)}, handed_in_at = ${time(11)}, life_flags = $12, parties = $13::text[], next_light_at = ${time(14)},
        state_since = CASE WHEN $15::bool THEN ${time(16)} ELSE state_since END, life = $17::jsonb, dispatched_at = ${time(18)}
      WHERE number = $1`,
    values: [
      number,
      revision,
      after.handledAt,
      after.cellX,
      after.cellY,
      EVENT_STATES.indexOf(life.state),
      LIGHTS.indexOf(life.light),
      life.deadline,
      life.closeBy,
      life.acceptedAt,
      life.handedInAt,
      life.flags,
      life.parties,
      nextLightAt,
      event.state !== from.state,
      now,
      JSON.stringify(kept),
      life.dispatchedAt,
    ],
  })
}
