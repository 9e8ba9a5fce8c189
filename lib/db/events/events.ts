import { mayReport, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { type AuditAction, type AuditActor, actorOf } from '@/lib/domain/audit'
import type { Rejected, RowOutcome, SaveResult, SaveTold } from '@/lib/domain/event'
import { EVENTS } from '@/lib/domain/log-kinds'
import { type Origin, whyNotUpdate } from '@/lib/domain/origin'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { isUnavailable } from '../engine/faults'
import { type PoolClient, transaction } from '../engine/pool'
import { atlasAtHand, loadAtlas } from '../ground/grids'
import { type Fence, holdsFence, leaseLost } from '../log/leases'
import { appendEntry, type LogHead, lockHead, makeEntry, readHead } from '../log/log'
import { departmentsAtHand } from '../people/targets'
import { BulkTrust, isKnownId } from './bulk-trust'
import { mergeRows, type Objection, type Outcome } from './event-merge'
import { type Placed, placeRows, type ReadRow, reach, readRows } from './event-prepare'
import type { VersionContext } from './event-versions'
import { type Encoded, encodeAll, findKnown, findPast, writeMerge } from './event-write'

/** Who sends, and when it is. `now` is epoch milliseconds. */
export type SaveContext = {
  viewer: Viewer
  now: number
  /** when the system got to know, for history and imports: one time, or one a row; `now` by default */
  receivedAt?: number | readonly number[]
  /** the caller is the system itself: role and scope are not asked */
  trusted?: boolean
  /** the lease that this work runs under, checked in the same transaction */
  fence?: Fence
  /** where the request came from, for the audit */
  address?: string | null
  /** what the call stands or falls with */
  claim?: Claim
}

/**
 * Something else that is done in the transaction of a call, and once. `holds` before anything is written: false, and nothing of the call is saved. `saved` after
 * a new event of it was; a fault of it undoes the call.
 */
export type Claim = { holds(tx: PoolClient): Promise<boolean>; saved(tx: PoolClient): Promise<void> }

/** A call of saveEvents on its way into a transaction. */
type Call = {
  /** whose rights are asked; null: the system's own */
  viewer: Viewer | null
  actor: AuditActor
  address: string | null
  fence: Fence | null
  claim: Claim | null
  /** when it is, where its times of receipt were given: it is a history or an import */
  backfilledAt: number | null
  read: readonly ReadRow[]
  atlas: Atlas
  /** to whom stages may give events; null where none came */
  departments: ReadonlySet<string> | null
  placed: Placed
  answer(saved: Part): void
  fail(error: unknown): void
}

/** What became of the rows of a call that were placed, in their order, and the log as it stands then. */
type Part = { placed: Placed; outcomes: readonly Outcome[]; head: LogHead }

/**
 * Calls that wait are taken together into one transaction up to this many rows: one lock, one fsync, one log row for all of them. Of a call of more rows so
 * many are saved, and the others are next: all that is done of a transaction in a turn of the event loop, here and wherever its changes are read, takes
 * by its rows, and a small call does not wait for the whole of a large one.
 */
const MAX_ROWS = 1_000
/** How often a group is placed anew because the grids changed under it. */
const MAX_REDO = 5

const waiting: Call[] = []
let draining = false
const trust = new BulkTrust()

/**
 * Saves events (网格事件) as `POST /api/events` promises: the good rows of a batch are kept, in order, and durable when this answers; every other
 * row is named with its index and reason. Rows are unknown values: anything may be in them. Concurrent calls of a process share a transaction and
 * are answered separately; one of many rows takes several, a `claim` keeps it in one. Revisions are gapless in commit order, whoever else writes.
 * Throws Problem('forbidden') when the role may not send, 'unavailable' when the database went away (some rows may be kept; sending the same again
 * is harmless), 'conflict' when the lease of `fence` has gone to another, or its `claim` does not hold.
 */
export async function saveEvents(rows: readonly unknown[], context: SaveContext): Promise<SaveResult> {
  const { outcomes: _outcomes, ...result } = await saveEventsTold(rows, context)
  return result
}

/** Saves events as `saveEvents` does, and says what became of each row. */
export async function saveEventsTold(rows: readonly unknown[], context: SaveContext): Promise<SaveTold> {
  const { viewer, now, receivedAt = now, trusted = false, fence = null, address = null, claim = null } = context
  if (!trusted && !mayReport({ ...viewer, scope: { kind: 'grids', prefixes: [''] } }, ''))
    throw new Problem('forbidden', `The role "${viewer.role}" may not send events.`)
  if (typeof receivedAt !== 'number' && receivedAt.length !== rows.length) throw new Problem('invalid', 'receivedAt must give one time a row')

  const { read, refused } = await readRows(rows, now, typeof receivedAt === 'number' ? () => receivedAt : (i) => receivedAt[i] ?? now)
  const sender = trusted ? null : viewer
  try {
    const atlas = await atlasAtHand()
    const departments = read.some(({ content }) => content.stages !== null) ? await departmentsAtHand(atlas) : null
    const common = { viewer: sender, actor: actorOf(viewer), address, fence, claim, atlas, departments }
    const backfilledAt = context.receivedAt === undefined ? null : now
    const size = claim ? read.length : MAX_ROWS
    const parts: Part[] = []
    for (let from = 0; from < read.length; from += size) {
      const some = read.slice(from, from + size)
      const saving = new Promise<Part>((answer, fail) => {
        waiting.push({ ...common, backfilledAt, read: some, placed: placeRows(some, atlas, sender, departments), answer, fail })
      })
      if (!draining) void drain()
      parts.push(await saving)
    }
    return answerOf(rows.length, refused, parts, parts.at(-1)?.head ?? (await readHead()))
  } catch (error) {
    throw asProblem(error)
  }
}

async function drain(): Promise<void> {
  draining = true
  // calls of the same turn of the event loop go together
  await new Promise((resolve) => setImmediate(resolve))
  while (waiting.length) {
    const group: Call[] = []
    for (let rows = 0, next = waiting[0]; next && (group.length === 0 || goWith(group, next, rows)); next = waiting[0]) {
      rows += next.read.length
      group.push(next)
      waiting.shift()
    }
    await commit(group)
  }
  draining = false
}

/** Can a call share the transaction of a group with so many rows? A row of the log is of what comes in now, or of the past. */
const goWith = ([first]: readonly Call[], { read, backfilledAt }: Call, rows: number): boolean =>
  rows + read.length <= MAX_ROWS && (first?.backfilledAt === null) === (backfilledAt === null)

/** Saves a group and answers each call; never throws. A fault that is not the connection's may be one call's own: then each goes alone. */
async function commit(group: readonly Call[]): Promise<void> {
  const rows = group.reduce((n, call) => n + call.read.length, 0)
  try {
    for (let redo = 0; ; redo++) {
      const lookUp = !trust.trusts(rows)
      try {
        if (await attempt(group, lookUp)) return
      } catch (error) {
        if (lookUp || !isKnownId(error)) throw error
        trust.deceived()
        continue
      }
      if (redo === MAX_REDO) throw new Problem('unavailable', 'The grids keep changing; please send the same again in a minute.')
      const atlas = await loadAtlas()
      for (const call of group)
        if (call.atlas !== atlas) Object.assign(call, { atlas, placed: placeRows(call.read, atlas, call.viewer, call.departments) })
    }
  } catch (error) {
    if (group.length === 1 || error instanceof Problem || isUnavailable(error)) for (const call of group) call.fail(error)
    else for (const call of group) await commit([call])
  }
}

/** One transaction for the group; false when the atlas was an old one and nothing was written. */
async function attempt(group: readonly Call[], lookUp: boolean): Promise<boolean> {
  const done = await transaction(async (tx) => {
    const locking = lockHead(tx)
    locking.catch(() => {}) // awaited below
    const ready = encodeAll(rowsOf(group))
    const head = await locking
    if (group.some((call) => call.atlas.version !== head.gridVersion)) return null
    const lost: Call[] = []
    for (const call of group) if (!(await mayGo(tx, call))) lost.push(call)
    const calls = lost.length ? group.filter((call) => !lost.includes(call)) : group
    return { calls, lost, ...(await saveRows(tx, calls, head, lost.length ? encodeAll(rowsOf(calls)) : ready, lookUp)) }
  })
  if (!done) return false
  let from = 0
  for (const call of done.calls) {
    const to = from + call.placed.rows.length
    call.answer({ placed: call.placed, outcomes: done.outcomes.slice(from, to), head: done.head })
    from = to
  }
  for (const call of done.lost)
    call.fail(call.fence ? leaseLost(call.fence.name) : new Problem('conflict', 'It was done by somebody else meanwhile.'))
  return true
}

/** Does a call have its lease, and what it stands or falls with? */
const mayGo = async (tx: PoolClient, { fence, claim }: Call): Promise<boolean> =>
  (!fence || (await holdsFence(tx, fence))) && (!claim || (await claim.holds(tx)))

type Saved = { outcomes: Outcome[]; head: LogHead }

const rowsOf = (calls: readonly Call[]): ReadRow[] => (calls.length === 1 ? calls[0]?.placed.rows : null) ?? calls.flatMap((call) => call.placed.rows)

/** Merges and writes the rows of all calls under the locked head: their outcomes in order, and the new head. */
async function saveRows(tx: PoolClient, calls: readonly Call[], head: LogHead, ready: Encoded, lookUp: boolean): Promise<Saved> {
  const { rows } = ready
  const atlas = calls[0]?.atlas
  if (!atlas || rows.length === 0) return { outcomes: [], head }
  const known = lookUp ? await findKnown(tx, ready.ids) : []
  trust.saved(rows.length, known.length)
  const past = known.length ? await findPast(tx, rows, known) : new Set<string>()
  // the sender of each row: an event may have come from another sender of this very group
  const senders: Sender[] = []
  for (const call of calls) {
    const sender = { call, allowed: reach(atlas, call.viewer) }
    for (let i = 0; i < call.placed.rows.length; i++) senders.push(sender)
  }
  const objection = (row: number, grid: number, origin: Origin): Objection | null => {
    const sender = senders[row]
    if (!sender?.allowed(grid)) return 'foreign'
    return sender.call.viewer && whyNotUpdate(sender.call.viewer, origin)
  }
  const merge = mergeRows(rows, known, past, head, objection, (id) => atlas.byId.has(id))
  const context: VersionContext = {
    actorOf: (row) => ({ ...(senders[row]?.call.actor ?? NOBODY), receivedAt: rows[row]?.receivedAt ?? 0 }),
    gridCode: (id) => atlas.byId.get(id)?.code ?? null,
  }
  const entry = await writeMerge(tx, merge, ready, context, () =>
    makeEntry(head, EVENTS, merge.changes, { nextNumber: merge.nextNumber, backfilledAt: calls[0]?.backfilledAt ?? null }),
  )
  let from = 0
  for (const call of calls) {
    const to = from + call.placed.rows.length
    const outcomes = merge.outcomes.slice(from, to)
    await auditSaved(tx, call, outcomes)
    if (outcomes.includes('accepted')) await call.claim?.saved(tx)
    from = to
  }
  return { outcomes: merge.outcomes, head: entry ? await appendEntry(tx, entry) : head }
}

type Sender = { call: Call; allowed: (grid: number) => boolean }
const NOBODY: AuditActor = { id: '', name: '', role: null }

/** Events that a request of a person may touch and still have a row of the audit each. */
const MAX_AUDIT_ROWS = 20

/**
 * Writes into the audit what a call changed: updates, what a person reported, and what they were refused to change. Not the new events of a
 * system, of which the log tells; its updates are one row.
 */
async function auditSaved(tx: PoolClient, { viewer, actor, address, placed }: Call, outcomes: readonly Outcome[]): Promise<void> {
  const byPerson = viewer?.userId !== undefined
  const ids = (...of: Outcome[]) => placed.rows.flatMap(({ content }, i) => (of.includes(outcomes[i] ?? 'duplicate') ? [content.id] : []))
  const write = async (action: AuditAction, events: readonly string[], result: 'done' | 'refused' = 'done') => {
    if (events.length === 0) return
    if (events.length === 1 || (byPerson && events.length <= MAX_AUDIT_ROWS))
      for (const id of events) await writeAudit(tx, { actor, action, object: { kind: 'event', id }, address, result })
    else await writeAudit(tx, { actor, action, address, result, detail: { events } })
  }
  await write('event.updated', ids('updated'))
  if (!byPerson) return
  await write('event.reported', ids('accepted'))
  await write('event.refused', ids('foreign', 'not_yours', 'forbidden'), 'refused')
}

/** What is told of so many rows: of those refused before they were placed, and of the others by parts. */
function answerOf(rows: number, refused: readonly Rejected[], parts: readonly Part[], { logId, revision }: LogHead): SaveTold {
  const told = new Array<RowOutcome>(rows).fill('rejected')
  const rejected = [...refused, ...parts.flatMap(({ placed }) => placed.refused)]
  const result: SaveTold = { accepted: 0, updated: 0, duplicates: 0, rejected, logId, revision, outcomes: told }
  for (const { placed, outcomes } of parts)
    for (const [i, outcome] of outcomes.entries()) {
      const row = placed.rows[i]
      if (row && (outcome === 'accepted' || outcome === 'updated' || outcome === 'duplicate')) told[row.index] = outcome
      if (outcome === 'accepted') result.accepted++
      else if (outcome === 'updated') result.updated++
      else if (outcome === 'duplicate') result.duplicates++
      else if (row) rejected.push({ index: row.index, id: row.content.id, ...refusals[outcome] })
    }
  rejected.sort((a, b) => a.index - b.index)
  return result
}

const refusals = {
  foreign: { code: 'outside_area', message: 'The event with this id lies outside the area you may report for.' },
  not_yours: { code: 'not_yours', message: 'The event with this id was reported by somebody else, or comes from another source.' },
  forbidden: {
    code: 'forbidden',
    message: 'Your report has been accepted, so it is changed by an action of its life cycle and no longer by sending it again.',
  },
  conflict: { code: 'conflict', message: 'There is another event with this id; an update must carry "updatedAt".' },
} as const

function asProblem(error: unknown): unknown {
  if (error instanceof Problem) return error
  if (isUnavailable(error))
    return new Problem('unavailable', 'The database cannot be reached at the moment; sending the same again is harmless.', {}, { cause: error })
  return new Problem('internal', 'The events could not be saved.', {}, { cause: error })
}
