import * as z from 'zod/mini'
import { type Column, decodeColumns, encodeColumns } from './columns'

/**
 * The compact state of an event at one revision: all that figures, heat and feeds need, and no text. Times are epoch milliseconds;
 * `grid` and `type` are ids; `cellX/cellY` is the heat cell (lattice.ts), −1/−1 for an event with only a grid.
 */
export type EventFacts = {
  revision: number
  grid: number
  type: number
  urgency: number
  occurredAt: number
  handledAt: number | null
  cellX: number
  cellY: number
}

/**
 * One change of an event. `before` is null for a new event (or one that enters the viewer's scope), `after` is null for one that
 * leaves it. `receivedAt`: when the system got to know, epoch milliseconds (given for history and imports).
 */
export type EventChange = { revision: number; number: number; receivedAt: number; before: EventFacts | null; after: EventFacts | null }

const factNames = ['Revision', 'Grid', 'Type', 'Urgency', 'OccurredAt', 'HandledAfter', 'CellX', 'CellY'] as const

function factColumns(prefix: string, facts: readonly (EventFacts | null)[]): Record<string, Column> {
  const of = (get: (f: EventFacts) => number, absent = 0) => facts.map((f) => (f ? get(f) : absent))
  const first = facts.find((f) => f)
  return {
    [`${prefix}Revision`]: of((f) => f.revision),
    [`${prefix}Grid`]: of((f) => f.grid),
    [`${prefix}Type`]: of((f) => f.type),
    [`${prefix}Urgency`]: of((f) => f.urgency),
    [`${prefix}OccurredAt`]: of((f) => f.occurredAt, first?.occurredAt ?? 0),
    [`${prefix}HandledAfter`]: of((f) => (f.handledAt === null ? -1 : f.handledAt - f.occurredAt), -1),
    [`${prefix}CellX`]: of((f) => f.cellX, -1),
    [`${prefix}CellY`]: of((f) => f.cellY, -1),
  }
}

/** Packs changes for a log row or a frame: one column a field, absent facts have grid 0. About 12 bytes a new event. */
export function encodeChanges(changes: readonly EventChange[], fields: Record<string, unknown> = {}): Uint8Array {
  return encodeColumns(fields, {
    revision: changes.map((c) => c.revision),
    number: changes.map((c) => c.number),
    receivedAt: changes.map((c) => c.receivedAt),
    ...factColumns(
      'before',
      changes.map((c) => c.before),
    ),
    ...factColumns(
      'after',
      changes.map((c) => c.after),
    ),
  })
}

/** Unpacks `encodeChanges`; an empty buffer is no changes. Throws RangeError, SyntaxError or ZodError on anything else malformed. */
export function decodeChanges(bytes: Uint8Array): EventChange[] {
  if (bytes.byteLength === 0) return []
  const { columns } = decodeColumns(bytes)
  const column = (name: string) => {
    const found = columns[name]
    if (!found) throw new RangeError(`changes: no column ${name}`)
    return found
  }
  const revision = column('revision')
  const number = column('number')
  const receivedAt = column('receivedAt')
  const read = (prefix: string) => {
    const [rev, grid, type, urgency, occurred, handled, x, y] = factNames.map((n) => column(prefix + n))
    return (i: number): EventFacts | null => {
      const at = (c: Float64Array | Float32Array | undefined) => c?.[i] ?? 0
      if (at(grid) === 0) return null
      const occurredAt = at(occurred)
      const after = at(handled)
      return {
        revision: at(rev),
        grid: at(grid),
        type: at(type),
        urgency: at(urgency),
        occurredAt,
        handledAt: after < 0 ? null : occurredAt + after,
        cellX: at(x),
        cellY: at(y),
      }
    }
  }
  const before = read('before')
  const after = read('after')
  return Array.from(revision, (r, i) => ({ revision: r, number: number[i] ?? 0, receivedAt: receivedAt[i] ?? 0, before: before(i), after: after(i) }))
}

/** The cursor of a reader: a log and the last revision applied. Revisions are gapless in commit order within one log. */
export const Cursor = z.object({ logId: z.string(), revision: z.int().check(z.gte(0)) })
export type Cursor = z.infer<typeof Cursor>

/**
 * A 32-bit hash of (number, revision) for board checks: sums of it modulo 2^32 over two copies of a board agree only when both hold
 * the same events at the same revisions (murmur3's finaliser over both words).
 */
export function checkHash(number: number, revision: number): number {
  let h = Math.imul(number | 0, 0xcc9e2d51) ^ Math.imul((revision | 0) + Math.floor(revision / 0x100000000), 0x1b873593)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
