import { CountTable } from '@/lib/domain/count-table'
import { Counts } from './counts'
import { DayTypes } from './day-types'
import { HeatCounts } from './heat-counts'
import { type Day, HourCells } from './hours'
import { type Cells, LifeDays } from './life-days'
import type { Section, unpackSections } from './sections'
import { Tally, type TallyGround, TOTALS, type Totals, totalLength } from './tally'

/** Reads a section of a checkpoint. */
export type ReadSection = ReturnType<typeof unpackSections>['section']
type Sections = Record<string, Section | readonly Uint8Array[]>

/** From when on a tally keeps heat by step (ticks), and types by day: the same for all tallies of a board. */
export type Horizons = { recentFrom: number; daysFrom: number }

/** From when on this tally keeps what it keeps for a while. */
export function horizonsOf({ heat, days }: Tally): Horizons {
  return { recentFrom: heat.state().horizon, daysFrom: days.state().horizon }
}

/** What a tally holds as sections, each named with the prefix, in steps. They are of its own memory: copy them before it goes on. */
export function* packTally({ totals, hours, lives, days, heat }: Tally, prefix: string): Generator<void, Sections, void> {
  const { all, recent } = heat.state()
  const sections: Sections = { ...totals }
  for (const [name, table] of Object.entries({ all, recent, day: days.state().table })) {
    const { keys, counts } = yield* table.copyEntries()
    Object.assign(sections, { [`${name}Keys`]: keys, [`${name}Counts`]: counts })
  }
  const hourDays = [...hours.state().days].map(([number, day]): Run => [number, 'sparse' in day ? day.sparse : [day.cells, day.sums]])
  const lifeDays = [...lives.state().days].map(([number, day]): Run => [number, 'sparse' in day ? day.sparse : [day.dense]])
  Object.assign(sections, yield* packRuns(hours.state().keys, hourDays, 'hours'))
  Object.assign(sections, yield* packRuns(lives.state().keys, lifeDays, 'lives'))
  return Object.fromEntries(Object.entries(sections).map(([name, section]) => [prefix + name, section]))
}

/** The tally that was packed. Throws RangeError when sections are missing or do not fit together. */
export function unpackTally(read: ReadSection, prefix: string, ground: TallyGround, { recentFrom, daysFrom }: Horizons): Tally {
  const section: ReadSection = (name, kind) => read(prefix + name, kind)
  const total = (name: keyof Totals) => {
    const counts = section(name, 'u32').slice()
    if (counts.length !== totalLength(name, ground.keys)) throw new RangeError('the checkpoint has other totals')
    return counts
  }
  const [seen, sums, reported, handled, near, overdue, states] = TOTALS.map(total)
  if (!seen || !sums || !reported || !handled || !near || !overdue || !states) throw new RangeError('the checkpoint lacks totals')
  const table = (width: 2 | 3, name: string) => CountTable.fromEntries(width, section(`${name}Keys`, 'i32'), section(`${name}Counts`, 'i32'))
  const hours = unpackRuns(section, 'hours', 2).map(([number, run]): [number, Day] => {
    if (run instanceof CountTable) return [number, { sparse: run }]
    const [cells, sums] = run
    if (!cells || !sums) throw new RangeError('the checkpoint is cut')
    return [number, { cells, sums }]
  })
  const lives = unpackRuns(section, 'lives', 1).map(([number, run]): [number, Cells] => {
    if (run instanceof CountTable) return [number, { sparse: run }]
    const [dense] = run
    if (!dense) throw new RangeError('the checkpoint is cut')
    return [number, { dense }]
  })
  const { keys, types, lattice } = ground
  return new Tally({
    totals: { seen, sums, reported, handled, near, overdue, states },
    hours: HourCells.from(keys, section('hoursRows', 'i32'), hours),
    lives: LifeDays.from(keys, section('livesRows', 'i32'), lives),
    days: new DayTypes(keys, types, 0, { table: table(3, 'day'), horizon: daysFrom }),
    heat: new HeatCounts(lattice.width, lattice.height, 0, { all: table(2, 'all'), recent: table(3, 'recent'), horizon: recentFrom }),
  })
}

/** A run of counters by its number: a table of few, or arrays of all. */
type Run = [number: number, run: CountTable | readonly Counts[]]

/** Runs one after another: tables as pairs in `Pairs`, arrays as bytes in `Cells`, with their widths (0 is a table) and lengths beside. */
function* packRuns(keys: readonly number[], runs: readonly Run[], name: string): Generator<void, Sections, void> {
  const widths: number[] = []
  const lengths: number[] = []
  const pairs = new Uint32Array(2 * runs.reduce((sum, [, run]) => sum + (run instanceof CountTable ? run.size : 0), 0))
  let pair = 0
  const parts: Uint8Array[] = []
  for (const [, run] of runs) {
    if (run instanceof CountTable) {
      widths.push(0)
      lengths.push(run.size)
      run.forEach((count, cell) => {
        pairs[pair++] = cell
        pairs[pair++] = count
      })
      yield
    } else {
      for (const { cells } of run) {
        widths.push(cells.BYTES_PER_ELEMENT)
        lengths.push(cells.length)
        parts.push(new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength))
      }
    }
  }
  return {
    [`${name}Rows`]: Int32Array.from(keys),
    [`${name}Numbers`]: Int32Array.from(runs, ([number]) => number),
    [`${name}Widths`]: Uint8Array.from(widths),
    [`${name}Lengths`]: Uint32Array.from(lengths),
    [`${name}Pairs`]: pairs,
    [`${name}Cells`]: parts,
  }
}

/** The runs that were packed, those that are no tables with so many arrays each. */
function unpackRuns(section: ReadSection, name: string, arrays: number): Run[] {
  const [numbers, widths] = [section(`${name}Numbers`, 'i32'), section(`${name}Widths`, 'u8')]
  const [lengths, pairs, cells] = [section(`${name}Lengths`, 'u32'), section(`${name}Pairs`, 'u32'), section(`${name}Cells`, 'u8')]
  let [next, pair, at] = [0, 0, 0]
  const counts = (): Counts => {
    const width = widths[next] ?? 0
    const size = (lengths[next++] ?? 0) * width
    const own = cells.slice(at, at + size)
    if (width === 0 || own.length !== size) throw new RangeError('the checkpoint is cut')
    at += size
    return new Counts(width === 1 ? own : width === 2 ? new Uint16Array(own.buffer) : new Uint32Array(own.buffer))
  }
  return Array.from(numbers, (number): Run => {
    if (widths[next]) return [number, Array.from({ length: arrays }, counts)]
    const size = lengths[next++] ?? 0
    const table = new CountTable(1, size)
    for (const end = pair + 2 * size; pair < end; pair += 2) table.add(pairs[pair + 1] ?? 0, pairs[pair] ?? 0)
    return [number, table]
  })
}
