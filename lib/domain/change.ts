import * as z from 'zod/mini'
import { type Column, decodeColumns, encodeColumns } from './columns'
import { EVENT_STATES, LIGHTS, type Life } from './life'

/**
 * The compact state of an event at one revision: all that figures, heat and feeds need, and no text. Times are epoch milliseconds;
 * `grid` and `type` are ids; `cellX/cellY` is the heat cell (lattice.ts), −1/−1 for an event with only a grid or a void one.
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
  /** absent: that of `sourceLife` */
  life?: Life
}

/**
 * One change of an event. `before` is null for a new event (or one that enters the viewer's scope), `after` is null for one that
 * leaves it. `receivedAt`: when the system got to know, epoch milliseconds (given for history and imports).
 */
export type EventChange = { revision: number; number: number; receivedAt: number; before: EventFacts | null; after: EventFacts | null }

const factNames = ['Revision', 'Grid', 'Type', 'Urgency', 'OccurredAt', 'HandledAfter', 'CellX', 'CellY'] as const
const lifeNames = [
  'State',
  'Light',
  'DeadlineAfter',
  'CloseByAfter',
  'AcceptedAfter',
  'DispatchedAfter',
  'HandedInAfter',
  'Flags',
  'Parties',
] as const

type NamedColumn = [name: string, column: Column]

function* factColumns(prefix: string, facts: readonly (EventFacts | null)[]): Generator<NamedColumn> {
  const of = (get: (f: EventFacts) => number, absent = 0) => facts.map((f) => (f ? get(f) : absent))
  const first = facts.find((f) => f)
  yield [`${prefix}Revision`, of((f) => f.revision)]
  yield [`${prefix}Grid`, of((f) => f.grid)]
  yield [`${prefix}Type`, of((f) => f.type)]
  yield [`${prefix}Urgency`, of((f) => f.urgency)]
  yield [`${prefix}OccurredAt`, of((f) => f.occurredAt, first?.occurredAt ?? 0)]
  yield [`${prefix}HandledAfter`, of((f) => (f.handledAt === null ? -1 : f.handledAt - f.occurredAt), -1)]
  yield [`${prefix}CellX`, of((f) => f.cellX, -1)]
  yield [`${prefix}CellY`, of((f) => f.cellY, -1)]
}

/** Columns of lives, where any of the facts has one; times count from the occurrence. Briefly: only state and light. */
function* lifeColumns(prefix: string, facts: readonly (EventFacts | null)[], brief: boolean, partySets: PartySets): Generator<NamedColumn> {
  if (!facts.some((f) => f?.life)) return
  const of = (get: (life: Life, f: EventFacts) => number, absent: number) => facts.map((f) => (f?.life ? get(f.life, f) : absent))
  const after = (get: (life: Life) => number | null) => of((life, f) => packDelta(get(life), f.occurredAt), 0)
  const state = of((life) => 1 + EVENT_STATES.indexOf(life.state), 0)
  const light = of((life) => LIGHTS.indexOf(life.light), 0)
  yield [`${prefix}State`, state]
  yield [`${prefix}Light`, light]
  if (brief) return
  yield [`${prefix}DeadlineAfter`, after((l) => l.deadline)]
  yield [`${prefix}CloseByAfter`, after((l) => l.closeBy)]
  yield [`${prefix}AcceptedAfter`, after((l) => l.acceptedAt)]
  yield [`${prefix}DispatchedAfter`, after((l) => l.dispatchedAt)]
  yield [`${prefix}HandedInAfter`, after((l) => l.handedInAt)]
  yield [`${prefix}Flags`, of((l) => l.flags, 0)]
  yield [`${prefix}Parties`, of((l) => partySets.indexOf(l.parties), 0)]
}

/** A time as its distance from the occurrence: 0 for none, odd after it, even before it (a source that corrects itself). */
const packDelta = (at: number | null, from: number): number => (at === null ? 0 : at >= from ? 2 * (at - from) + 1 : 2 * (from - at))
const unpackDelta = (packed: number, from: number): number | null => (packed === 0 ? null : packed % 2 ? from + (packed - 1) / 2 : from - packed / 2)

/** The different sets of parties among the facts of one row of the log; 0 is the empty one. */
class PartySets {
  readonly sets: (readonly string[])[] = [[]]
  readonly #indexes = new Map<string, number>([['[]', 0]])

  indexOf(parties: readonly string[]): number {
    if (parties.length === 0) return 0
    const key = JSON.stringify(parties)
    let index = this.#indexes.get(key)
    if (index === undefined) {
      index = this.sets.push(parties) - 1
      this.#indexes.set(key, index)
    }
    return index
  }
}
const PartyField = z.optional(z.array(z.array(z.string())))

/**
 * Packs changes for a log row or a frame: one column a field, absent facts have grid 0. `brief`, for frames: of lives only state and
 * light. About 12 bytes a new event in a frame.
 */
export function encodeChanges(changes: readonly EventChange[], fields: Record<string, unknown> = {}, { brief = false } = {}): Uint8Array {
  const parties = new PartySets()
  const columns = Object.fromEntries(changeColumns(changes, brief, parties))
  return encodeColumns(parties.sets.length > 1 ? { ...fields, parties: parties.sets } : fields, columns)
}

/** The columns of `encodeChanges` with `brief`, one by one: of many changes each takes a while. */
export const briefColumns = (changes: readonly EventChange[]): Generator<NamedColumn> => changeColumns(changes, true, new PartySets())

function* changeColumns(changes: readonly EventChange[], brief: boolean, parties: PartySets): Generator<NamedColumn> {
  const before = changes.map((c) => c.before)
  const after = changes.map((c) => c.after)
  yield ['revision', changes.map((c) => c.revision)]
  yield ['number', changes.map((c) => c.number)]
  yield ['receivedAt', changes.map((c) => c.receivedAt)]
  yield* factColumns('before', before)
  yield* factColumns('after', after)
  yield* lifeColumns('before', before, brief, parties)
  yield* lifeColumns('after', after, brief, parties)
}

/** Unpacks `encodeChanges`; an empty buffer is no changes. Throws RangeError, SyntaxError or ZodError on anything else malformed. */
export function decodeChanges(bytes: Uint8Array): EventChange[] {
  if (bytes.byteLength === 0) return []
  const { fields, columns } = decodeColumns(bytes)
  const column = (name: string) => {
    const found = columns[name]
    if (!found) throw new RangeError(`changes: no column ${name}`)
    return found
  }
  const revisions = column('revision')
  const number = column('number')
  const receivedAt = column('receivedAt')
  const parties = PartyField.parse(fields.parties) ?? [[]]
  const read = (prefix: string) => {
    const [rev, grids, types, urgencies, occurred, handled, x, y] = factNames.map((n) => column(prefix + n))
    const life = readLife(prefix, columns, parties)
    return (i: number): EventFacts | null => {
      const grid = wholeAt(grids, i)
      if (grid === 0) return null
      const occurredAt = occurred?.[i] ?? 0
      const after = handled?.[i] ?? 0
      const handledAt = after < 0 ? null : occurredAt + after
      const [revision, type, urgency] = [wholeAt(rev, i), wholeAt(types, i), wholeAt(urgencies, i)]
      const [cellX, cellY] = [wholeAt(x, i), wholeAt(y, i)]
      const lived = life(i, occurredAt)
      // not by a spread and a key after it, which V8 gives a hidden class of its own each time: more than its content, and slow to read
      return lived
        ? { revision, grid, type, urgency, occurredAt, handledAt, cellX, cellY, life: lived }
        : { revision, grid, type, urgency, occurredAt, handledAt, cellX, cellY }
    }
  }
  const before = read('before')
  const after = read('after')
  return Array.from(revisions, (revision, i) => ({
    revision,
    number: number[i] ?? 0,
    receivedAt: receivedAt[i] ?? 0,
    before: before(i),
    after: after(i),
  }))
}

type Values = Float64Array | Float32Array

/** A whole number out of a column of doubles; a small one as such, which V8 keeps in place rather than in a box. */
function wholeAt(column: Values | undefined, i: number): number {
  const value = column?.[i] ?? 0
  const small = value | 0
  return small === value ? small : value
}

function readLife(prefix: string, columns: Record<string, Values>, parties: readonly (readonly string[])[]) {
  const [state, lights, deadline, closeBy, accepted, dispatched, handedIn, flags, sets] = lifeNames.map((name) => columns[prefix + name])
  const timeAt = (of: Values | undefined, i: number, occurredAt: number) => unpackDelta(of?.[i] ?? 0, occurredAt)
  return (i: number, occurredAt: number): Life | null => {
    const code = state?.[i] ?? 0
    if (code === 0) return null
    const [named, light, given] = [EVENT_STATES[code - 1], LIGHTS[lights?.[i] ?? 0], parties[sets?.[i] ?? 0]]
    if (!named || !light || !given) throw new RangeError(`changes: no such state, light or party in ${prefix}`)
    return {
      state: named,
      light,
      deadline: timeAt(deadline, i, occurredAt),
      closeBy: timeAt(closeBy, i, occurredAt),
      acceptedAt: timeAt(accepted, i, occurredAt),
      dispatchedAt: timeAt(dispatched, i, occurredAt),
      handedInAt: timeAt(handedIn, i, occurredAt),
      flags: wholeAt(flags, i),
      parties: given,
    }
  }
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
