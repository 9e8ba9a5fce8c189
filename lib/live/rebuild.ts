import { setImmediate as nextTurn } from 'node:timers/promises'
import { lastReceived, readFacts } from '@/lib/db/events/facts'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readCheckpoint } from '@/lib/db/log/checkpoints'
import { changesIn, type LogRow, readHead, readLog } from '@/lib/db/log/log'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange } from '@/lib/domain/change'
import { EVENTS } from '@/lib/domain/log-kinds'
import { Problem } from '@/lib/domain/problem'
import { type Board, makeBoard } from './board'
import { restoreBoard } from './board-state'
import { Slices } from './slices'

/** Events read at once: some 30 ms of the embedded engine's one session. */
const CHUNK = 5_000
/** Changes read at once. */
export const LOG_CHUNK = 10_000
/** How often the ground may change while a board is being made. */
const ATTEMPTS = 10

/** A board with the atlas it stands on, and the revision of the checkpoint it was made from. */
export type Built = { atlas: Atlas; board: Board; checkpoint: number | null }

/** Tells the operator of something that was got round. */
export type Warn = (what: string, error?: unknown) => void

/** The rows of the log after the board's revision are not there (any more). */
export class LogGap extends Error {
  override readonly name = 'LogGap'
}

/** What the log holds after a revision, up to one: the changes of events, and the rows as they are, for the kinds beside them. */
export type LogBatch = { since: number; revision: number; changes: EventChange[]; rows: LogRow[] }

/** The next changes of the log after `since`, at most up to `upTo`; null when there are none. Throws LogGap when the next one is missing. */
export async function readBatch(since: number, upTo: number = Number.MAX_SAFE_INTEGER): Promise<LogBatch | null> {
  const rows = await readLog(since, Math.min(LOG_CHUNK, upTo - since))
  let revision = since
  const changes: EventChange[] = []
  const slices = new Slices('log')
  for (const row of rows) {
    await slices.pause()
    if (row.firstRevision > revision + 1) throw new LogGap(`the log goes on at ${row.firstRevision} after ${revision}`)
    const last = row.firstRevision + row.count - 1
    for (const change of changesIn(EVENTS, [row], revision, upTo)) changes.push(change)
    revision = Math.max(revision, Math.min(last, upTo))
  }
  return revision > since ? { since, revision, changes, rows } : null
}

/** The states of events at a revision after which each of them changed, as changes: what their first change since then came from. Throws LogGap. */
export async function statesAt(revision: number, numbers: ReadonlySet<number>): Promise<EventChange[]> {
  const states: EventChange[] = []
  const left = new Set(numbers)
  for (let since = revision; left.size > 0; ) {
    const batch = await readBatch(since)
    if (!batch) break // rows of a revision that the log does not have: they count nowhere, so the board differs
    for (const change of batch.changes)
      if (left.delete(change.number) && change.before) states.push({ ...change, before: null, after: change.before })
    since = batch.revision
  }
  return states
}

/**
 * A board at the head of the log: from its newest checkpoint and the changes after it, or, without one that can be used, from the events
 * table. No transaction is held: events are read in chunks while others write, and made true to one revision by the log.
 */
export async function buildBoard(now: number, warn: Warn, options: { ignoreCheckpoint?: boolean } = {}): Promise<Built> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const atlas = await loadAtlas()
    const head = await readHead()
    if (head.gridVersion !== atlas.version) continue
    try {
      const saved = options.ignoreCheckpoint ? null : await fromCheckpoint(head.logId, head.revision, atlas, warn)
      const built = saved ?? (await fromEvents(head, atlas, now))
      await catchUpTo(built.board)
      built.board.expire(now)
      const after = await readHead()
      if (after.logId === head.logId && after.gridVersion === head.gridVersion) return built
    } catch (error) {
      const after = await readHead()
      if (after.logId === head.logId && after.gridVersion === head.gridVersion) throw error
    }
  }
  throw new Problem('unavailable', 'The grids keep changing; the board could not be made.')
}

async function fromCheckpoint(logId: string, revision: number, atlas: Atlas, warn: Warn): Promise<Built | null> {
  const saved = await readCheckpoint(logId, EVENTS.name)
  if (!saved || saved.revision > revision) return null
  try {
    const board = await restoreBoard(saved.body, atlas, logId)
    if (board.revision !== saved.revision) throw new RangeError(`it is of revision ${board.revision} and not ${saved.revision}`)
    // Its changes must still be in the log, or the events table is the only truth left.
    if (board.revision < revision && !(await readBatch(board.revision, board.revision + 1))) throw new LogGap('its changes are not in the log')
    return { atlas, board, checkpoint: saved.revision }
  } catch (error) {
    warn('a checkpoint could not be used; the board is made from the events', error)
    return null
  }
}

/**
 * Folds the table as it is read. A row whose revision is at most that of the head is as it was then. A later one has changed meanwhile:
 * the changes that led to what was read are left out when the log is folded, so that each is counted once.
 */
async function fromEvents(head: { logId: string; revision: number }, atlas: Atlas, now: number): Promise<Built> {
  const board = makeBoard(atlas, head, now)
  const ahead = new Map<number, number>()
  for (let after = 0; ; ) {
    const chunk = await readFacts(after, CHUNK)
    const last = chunk.at(-1)
    if (!last) break
    after = last.number
    for (const { number, revision } of chunk) if (revision > head.revision) ahead.set(number, revision)
    board.fold(chunk.filter(({ after }) => after && atlas.byId.has(after.grid)))
    await nextTurn()
  }
  const received = await lastReceived()
  for (let revision = head.revision, upTo = (await readHead()).revision; revision < upTo; ) {
    const batch = await readBatch(revision, upTo)
    if (!batch) throw new LogGap(`the log ends at ${revision} and not ${upTo}`)
    board.fold(batch.changes.filter((c) => c.revision > (ahead.get(c.number) ?? 0)))
    revision = batch.revision
    board.standAt(revision, board.asOf)
  }
  // A later content may have replaced one that was received later still, so the log knows better than the events.
  board.standAt(board.revision, received === null ? board.asOf : Math.max(received, board.asOf ?? 0))
  return { atlas, board, checkpoint: null }
}

/** Applies the log up to `upTo`, or to its end. */
export async function catchUpTo(board: Board, upTo?: number): Promise<void> {
  for (;;) {
    const batch = await readBatch(board.revision, upTo)
    if (!batch) return
    board.apply(batch.changes, batch.revision)
    await nextTurn()
  }
}
