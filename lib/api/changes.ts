import { sensitiveToday } from '@/lib/db/alerts/alert-sensitivity'
import { eventsByNumber } from '@/lib/db/events/event-list'
import { changesIn, readLogOf } from '@/lib/db/log/log'
import type { Viewer } from '@/lib/domain/access'
import { ALERTS } from '@/lib/domain/alert-record'
import { alertFor } from '@/lib/domain/alert-told'
import type { Atlas } from '@/lib/domain/atlas'
import { briefColumns, type EventChange, type EventFacts } from '@/lib/domain/change'
import { type Column, encodeColumns } from '@/lib/domain/columns'
import type { GridEvent } from '@/lib/domain/event'
import { type AlertChangeOut, type ChangeOut, type Changes, type EventChangeOut, MAX_GAP } from '@/lib/domain/wire'
import { live } from '@/lib/live/live'
import { LogGap, readBatch } from '@/lib/live/rebuild'
import { Slices } from '@/lib/live/slices'
import { makeVisibility, projectChanges } from '@/lib/live/visibility'
import { auditListRead, type Reader } from './words-read'

/** Changes that are worked on between two looks at the clock. */
const PART = 200
/** A gap of more changes than this costs enough to be counted as dear. */
export const DEAR_GAP = 500

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
export async function readGap(viewer: Viewer, { since, log, limit = MAX_GAP }: GapQuery, slices = new Slices(viewer.id)): Promise<Gap> {
  const board = live()
  const { logId, revision, atlas } = board
  if ((log !== undefined && log !== logId) || since > revision || revision - since > MAX_GAP) return { reset: true, logId, revision }
  const all = await changesAfter(since)
  if (board.logId !== logId || all === null) return { reset: true, logId: board.logId, revision: board.revision }
  const changes = all.slice(0, limit)
  const reached = changes.length < all.length ? (changes.at(-1)?.revision ?? since) : revision
  const visibility = makeVisibility(viewer, atlas)
  const seen = await slices.map(changes, PART, (part) => projectChanges(visibility, part))
  return { reset: false, logId, since, revision: reached, changes: seen.flat() }
}

/**
 * All changes after `since` up to the board's revision, from memory where they are, else from the log; null when they are no longer in
 * it (the log was begun anew). At most MAX_GAP may be asked for.
 */
export function changesAfter(since: number): readonly EventChange[] | Promise<readonly EventChange[] | null> {
  const { revision, recent } = live()
  if (since >= revision) return []
  return recent.after(since) ?? readChanges(since, revision)
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

/** The changes of alerts in a gap, in order: each alert as it was after one, where the viewer sees an event of it. */
async function readAlertChanges(viewer: Viewer, { since, revision }: Gap & { reset: false }, atlas: Atlas): Promise<AlertChangeOut[]> {
  const rows = await readLogOf(ALERTS, since, revision, MAX_GAP)
  const changes = changesIn(ALERTS, rows, since, revision)
  const alerts = await sensitiveToday(changes.map(({ alert }) => alert))
  return changes.flatMap(({ revision: at, receivedAt }, i) => {
    const alert = alerts[i]
    const told = alert && alertFor(alert, viewer, atlas)
    return told ? [{ revision: at, kind: 'alert' as const, receivedAt: new Date(receivedAt).toISOString(), alert: told }] : []
  })
}

/**
 * A gap as `GET /api/changes` answers it in JSON: facts by code, and the whole event as it is now where the viewer may see it; changes of
 * alerts stand between them, in order of revision. Written part by part, since 20,000 changes are 13 MB. One row of the audit names the
 * events whose words it tells.
 */
export async function writeChanges(reader: Reader, gap: Gap, slices: Slices): Promise<string | Buffer> {
  const { logId, revision } = gap
  if (gap.reset) return JSON.stringify({ reset: true, logId, revision } satisfies Changes)
  const { atlas } = live()
  const told: GridEvent[] = []
  const head = JSON.stringify({ logId, since: gap.since, revision })
  const parts: Buffer[] = []
  const add = (changes: readonly ChangeOut[]) => {
    if (changes.length > 0) parts.push(Buffer.from(JSON.stringify(changes).slice(1, -1)))
  }
  const alerts = await readAlertChanges(reader.viewer, gap, atlas)
  for (let i = 0; i < gap.changes.length; i += PART) {
    const part = gap.changes.slice(i, i + PART)
    const events = new Map(
      (
        await eventsByNumber(
          reader.viewer,
          part.flatMap((c) => (c.after ? [c.number] : [])),
        )
      ).map((event) => [event.number, event]),
    )
    told.push(...events.values())
    await slices.pause()
    const last = part.at(-1)?.revision ?? 0
    const between = alerts.splice(0, alerts.filter(({ revision: at }) => at < last).length)
    add([...part.map((change) => changeOut(change, atlas, events.get(change.number) ?? null)), ...between].sort((a, b) => a.revision - b.revision))
  }
  add(alerts)
  await auditListRead(reader, 'changes', told)
  const body = parts.flatMap((part, i) => (i > 0 ? [Buffer.from(','), part] : [part]))
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"changes":[`), ...body, Buffer.from(']}')])
}

function changeOut({ revision, receivedAt, number, before, after }: EventChange, atlas: Atlas, event: GridEvent | null): EventChangeOut {
  return {
    revision,
    kind: 'event',
    receivedAt: new Date(receivedAt).toISOString(),
    number,
    before: before && factsOut(before, atlas),
    after: after && factsOut(after, atlas),
    event,
  }
}

/** A gap in the binary form of the socket. */
export async function writeFrame({ logId, since, revision, changes }: Gap & { reset: false }, slices: Slices): Promise<Uint8Array<ArrayBuffer>> {
  const columns: Record<string, Column> = {}
  for (const [name, column] of briefColumns(changes)) {
    columns[name] = column
    await slices.pause()
  }
  return encodeColumns({ logId, since, revision, at: Date.now() }, columns)
}

function factsOut(facts: EventFacts, atlas: Atlas): NonNullable<EventChangeOut['before']> {
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
