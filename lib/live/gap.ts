import { eventsByNumber } from '@/lib/db/event-list'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import type { GridEvent } from '@/lib/domain/event'
import { type ChangeOut, type Changes, MAX_GAP } from '@/lib/domain/wire'
import { live } from './live'
import { LogGap, readBatch } from './rebuild'
import { runtimeOrNull } from './runtime'
import { makeSight, projectChanges } from './sight'

/** Where a reader stands: `log` as it knows it (absent: it takes any), the last revision it has, and how many changes it wants at most. */
export type GapQuery = { since: number; log?: string | undefined; limit?: number | undefined }

/** What lies between a cursor and the board: a reset when that cannot be told, or the visible changes up to `revision`. */
export type Gap =
  | { reset: true; logId: string; revision: number }
  | { reset: false; logId: string; since: number; revision: number; changes: EventChange[] }

/**
 * The changes after a cursor that the viewer would have received, in order. `revision` is how far they reach: that of the board, or less
 * where `limit` cut them off. A reset: another log, a cursor ahead of it (a restored database), or a gap of more than MAX_GAP.
 */
export async function readGap(viewer: Viewer, { since, log, limit = MAX_GAP }: GapQuery): Promise<Gap> {
  const board = live()
  const { logId, revision, atlas } = board
  if ((log !== undefined && log !== logId) || since > revision || revision - since > MAX_GAP) return { reset: true, logId, revision }
  const all = await changesAfter(since)
  if (board.logId !== logId || all === null) return { reset: true, logId: board.logId, revision: board.revision }
  const changes = all.slice(0, limit)
  const reached = changes.length < all.length ? (changes.at(-1)?.revision ?? since) : revision
  return { reset: false, logId, since, revision: reached, changes: projectChanges(makeSight(viewer, atlas), changes) }
}

/**
 * All changes after `since` up to the board's revision, from memory where they are, else from the log; null when they are no longer in
 * it (the log was begun anew). At most MAX_GAP may be asked for.
 */
export function changesAfter(since: number): readonly EventChange[] | Promise<readonly EventChange[] | null> {
  if (since >= live().revision) return []
  return runtimeOrNull()?.recent.after(since) ?? readChanges(since, live().revision)
}

async function readChanges(since: number, upTo: number): Promise<EventChange[] | null> {
  const changes: EventChange[] = []
  try {
    for (let from = since; from < upTo; ) {
      const batch = await readBatch(from, upTo)
      if (!batch) return null
      for (const change of batch.changes) changes.push(change)
      from = batch.revision
    }
  } catch (error) {
    if (error instanceof LogGap) return null
    throw error
  }
  return changes
}

/** A gap as `GET /api/changes` answers it in JSON: facts by code, and the whole event as it is now where the viewer may see it. */
export async function changesOut(viewer: Viewer, gap: Gap): Promise<Changes> {
  if (gap.reset) return { reset: true, logId: gap.logId, revision: gap.revision }
  const { atlas } = live()
  const numbers = [...new Set(gap.changes.filter((c) => c.after).map((c) => c.number))]
  const events = new Map<number, GridEvent>()
  for (let i = 0; i < numbers.length; i += 1_000) {
    for (const event of await eventsByNumber(viewer, numbers.slice(i, i + 1_000))) events.set(event.number, event)
  }
  return {
    logId: gap.logId,
    since: gap.since,
    revision: gap.revision,
    changes: gap.changes.map(
      (change): ChangeOut => ({
        revision: change.revision,
        kind: 'event',
        receivedAt: new Date(change.receivedAt).toISOString(),
        number: change.number,
        before: change.before && factsOut(change.before, atlas),
        after: change.after && factsOut(change.after, atlas),
        event: events.get(change.number) ?? null,
      }),
    ),
  }
}

function factsOut(facts: EventFacts, atlas: Atlas): NonNullable<ChangeOut['before']> {
  return {
    revision: facts.revision,
    grid: atlas.byId.get(facts.grid)?.code ?? '',
    type: atlas.typeById.get(facts.type)?.code ?? '',
    urgency: facts.urgency,
    occurredAt: new Date(facts.occurredAt).toISOString(),
    handledAt: facts.handledAt === null ? null : new Date(facts.handledAt).toISOString(),
    cell: facts.cellX < 0 ? null : [facts.cellX, facts.cellY],
  }
}
