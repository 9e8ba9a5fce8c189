import { startOfDayNumber } from './clock'
import { decodeColumns, encodeColumns } from './columns'
import { CountTable } from './count-table'
import { codeOf, forEachCounter, isCounted, type KnownStep, type Standing } from './replay'

/**
 * Steps of one civil day, in the order of `at` (milliseconds since its start): the event and where it counts, with the codes of how it stood
 * and stands. An event that moves to another grid or type leaves one and enters the other.
 */
export type DaySteps = {
  at: Float64Array
  number: Float64Array
  grid: Float64Array
  type: Float64Array
  from: Float64Array
  to: Float64Array
}

/** What enters (`sign` 1) or leaves (−1) figures and heat on a day, in the order of `at`; `occurredAt` is epoch milliseconds. */
export type DayEntries = {
  at: Float64Array
  number: Float64Array
  grid: Float64Array
  type: Float64Array
  occurredAt: Float64Array
  cellX: Float64Array
  cellY: Float64Array
  sign: Float64Array
}

/** What became known on one civil day (by number), or a part of it. `net`: what it adds to each counter, by grid, type and counter. */
export type ReplayDay = { day: number; steps: DaySteps; entries: DayEntries; net: CountTable }

type StepRow = { at: number; number: number; grid: number; type: number; from: number; to: number }
type EntryRow = { at: number; number: number; occurredAt: number; sign: 1 | -1 } & Pick<Standing, 'grid' | 'type' | 'cellX' | 'cellY'>

/** Where and when, to the second, what enters or leaves on a day happened: what heat needs of `DayEntries`. */
export type DaySpots = Omit<DayEntries, 'occurredAt'> & { seconds: Float64Array }

/** Takes what is to be added to a counter of a grid and type. */
export type Count = (delta: number, grid: number, type: number, counter: number) => void

/** Counts steps up to a time of the day: what they take away and what they bring. */
export function countSteps({ at, grid, type, from, to }: Omit<DaySteps, 'number'>, count: Count, until = Number.POSITIVE_INFINITY): void {
  for (let i = 0; i < at.length && (at[i] ?? 0) <= until; i++) {
    const [g, t] = [grid[i] ?? 0, type[i] ?? 0]
    forEachCounter(from[i] ?? 0, (counter) => count(-1, g, t, counter))
    forEachCounter(to[i] ?? 0, (counter) => count(1, g, t, counter))
  }
}

/** Adds counters to others, or takes them away. */
export function addTable(to: CountTable, table: CountTable, sign: 1 | -1 = 1): void {
  table.forEach((count, grid, type, counter) => void to.add(sign * count, grid, type, counter))
}

/** Puts steps into the civil day they became known on. */
export class DayWriter {
  readonly #steps: StepRow[] = []
  readonly #entries: EntryRow[] = []

  constructor(readonly day: number) {}

  get size(): number {
    return this.#steps.length
  }

  add({ at: instant, number, before, after }: KnownStep): void {
    const at = instant - startOfDayNumber(this.day)
    const [from, to] = [codeOf(before, this.day), codeOf(after, this.day)]
    const stays = before !== null && after !== null && before.grid === after.grid && before.type === after.type
    if (stays) {
      if (from !== to) this.#steps.push({ at, number, grid: after.grid, type: after.type, from, to })
    } else {
      if (before) this.#steps.push({ at, number, grid: before.grid, type: before.type, from, to: 0 })
      if (after) this.#steps.push({ at, number, grid: after.grid, type: after.type, from: 0, to })
    }
    const wasThere = before !== null && isCounted(from)
    const isThere = after !== null && isCounted(to)
    if (wasThere && isThere && stays && isSamePlace(before, after)) return
    if (wasThere) this.#entries.push({ at, number, sign: -1, ...placeOf(before) })
    if (isThere) this.#entries.push({ at, number, sign: 1, ...placeOf(after) })
  }

  /** All of it, in the order of time. */
  finish(): ReplayDay {
    const steps = this.#steps.sort((a, b) => a.at - b.at)
    const entries = this.#entries.sort((a, b) => a.at - b.at)
    const column = <R>(rows: readonly R[], of: (row: R) => number) => Float64Array.from(rows, of)
    const made = {
      at: column(steps, (r) => r.at),
      number: column(steps, (r) => r.number),
      grid: column(steps, (r) => r.grid),
      type: column(steps, (r) => r.type),
      from: column(steps, (r) => r.from),
      to: column(steps, (r) => r.to),
    }
    const net = new CountTable(3)
    countSteps(made, (delta, g, t, counter) => void net.add(delta, g, t, counter))
    return {
      day: this.day,
      steps: made,
      entries: {
        at: column(entries, (r) => r.at),
        number: column(entries, (r) => r.number),
        grid: column(entries, (r) => r.grid),
        type: column(entries, (r) => r.type),
        occurredAt: column(entries, (r) => r.occurredAt),
        cellX: column(entries, (r) => r.cellX),
        cellY: column(entries, (r) => r.cellY),
        sign: column(entries, (r) => r.sign),
      },
      net,
    }
  }
}

const placeOf = ({ grid, type, occurredAt, cellX, cellY }: Standing) => ({ grid, type, occurredAt, cellX, cellY })
const isSamePlace = (a: Standing, b: Standing) => a.occurredAt === b.occurredAt && a.cellX === b.cellX && a.cellY === b.cellY

/** Several parts of one day as one, in the order of time. */
export function joinDays(day: number, parts: readonly Omit<ReplayDay, 'day'>[]): ReplayDay {
  const net = new CountTable(3)
  for (const part of parts) addTable(net, part.net)
  return {
    day,
    steps: joined(
      parts.map(({ steps }) => steps),
      STEP_COLUMNS,
    ),
    entries: joined(
      parts.map(({ entries }) => entries),
      ENTRY_COLUMNS,
    ),
    net,
  }
}

/** The columns of steps and of entries. */
export const STEP_COLUMNS = ['at', 'number', 'grid', 'type', 'from', 'to'] as const
export const ENTRY_COLUMNS = ['at', 'number', 'grid', 'type', 'occurredAt', 'cellX', 'cellY', 'sign'] as const

function joined<K extends string>(parts: readonly Record<K | 'at', Float64Array>[], names: readonly K[]): Record<K, Float64Array> {
  const where = parts.flatMap(({ at }, p) => Array.from(at, (time, i) => ({ time, p, i })))
  where.sort((a, b) => a.time - b.time)
  return columnsOf(names, (name) => Float64Array.from(where, ({ p, i }) => parts[p]?.[name][i] ?? 0))
}

function columnsOf<K extends string>(names: readonly K[], of: (name: K) => Float64Array): Record<K, Float64Array> {
  const made: Partial<Record<K, Float64Array>> = {}
  for (const name of names) made[name] = of(name)
  return whole(made, names)
}

const isWhole = <K extends string>(made: Partial<Record<K, Float64Array>>, names: readonly K[]): made is Record<K, Float64Array> =>
  names.every((name) => made[name] !== undefined)
function whole<K extends string>(made: Partial<Record<K, Float64Array>>, names: readonly K[]): Record<K, Float64Array> {
  if (isWhole(made, names)) return made
  throw new RangeError('replay: a column is missing')
}

/** Steps as bytes: a column each in the narrowest whole numbers (columns.ts); about 12 bytes a step. */
export const encodeSteps = (steps: DaySteps): Uint8Array => encodeColumns({}, wholeNumbers(steps))

/** Entries as bytes: about 20 each. Times of occurrence as seconds and what is left of them, so that they stay narrow. */
export function encodeEntries({ occurredAt, ...rest }: DayEntries): Uint8Array {
  const seconds = occurredAt.map((ms) => Math.floor(ms / 1000))
  const millis = occurredAt.map((ms, i) => ms - 1000 * (seconds[i] ?? 0))
  return encodeColumns({}, wholeNumbers({ ...rest, seconds, millis }))
}

/** Arrays of whole numbers are packed, floating point ones are not. */
const wholeNumbers = (columns: Readonly<Record<string, Float64Array>>): Record<string, Int32Array> =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Int32Array.from(values)]))

/** What a day adds to the counters, as bytes. */
export function encodeNet(net: CountTable): Uint8Array {
  const { keys, counts } = net.entries()
  const column = (k: number) => counts.map((_, i) => keys[3 * i + k] ?? 0)
  return encodeColumns({}, { grid: column(0), type: column(1), counter: column(2), count: counts })
}

const read = <K extends string>(bytes: Uint8Array, names: readonly K[]): Record<K, Float64Array> => {
  const { columns } = decodeColumns(bytes, names)
  return columnsOf(names, (name) => {
    const column = columns[name]
    if (!(column instanceof Float64Array)) throw new RangeError(`replay: no column ${name}`)
    return column
  })
}

/** Reads `encodeSteps`; throws RangeError, SyntaxError or ZodError on anything else. */
export const decodeSteps = (bytes: Uint8Array): DaySteps => read(bytes, STEP_COLUMNS)

/** Reads `encodeEntries`; throws as `decodeSteps`. */
export function decodeEntries(bytes: Uint8Array): DayEntries {
  const { seconds, millis, ...rest } = read(bytes, ['at', 'number', 'grid', 'type', 'seconds', 'millis', 'cellX', 'cellY', 'sign'])
  return { ...rest, occurredAt: seconds.map((s, i) => 1000 * s + (millis[i] ?? 0)) }
}

/** Reads of `encodeEntries` what heat needs; throws as `decodeSteps`. */
export const decodeSpots = (bytes: Uint8Array): DaySpots => read(bytes, ['at', 'number', 'grid', 'type', 'seconds', 'cellX', 'cellY', 'sign'])

/** Counts what `encodeNet` wrote; throws as `decodeSteps`. */
export function countNet(bytes: Uint8Array, count: Count): void {
  const { grid, type, counter, count: counts } = read(bytes, ['grid', 'type', 'counter', 'count'])
  for (let i = 0; i < counts.length; i++) count(counts[i] ?? 0, grid[i] ?? 0, type[i] ?? 0, counter[i] ?? 0)
}

/** Adds what `encodeNet` wrote to counters by grid, type and counter; throws as `decodeSteps`. */
export const addNet = (to: CountTable, bytes: Uint8Array): void =>
  countNet(bytes, (delta, grid, type, counter) => void to.add(delta, grid, type, counter))
