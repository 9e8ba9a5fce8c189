import { narrow, type Viewer } from '@/lib/domain/access'
import { checkHash, type EventChange, type EventFacts } from '@/lib/domain/change'
import { KPI_RULE, type Kpis, periodFigure, wholeHours } from '@/lib/domain/figures'
import type { HeatCells } from '@/lib/domain/heat-state'
import { Problem } from '@/lib/domain/problem'
import type { Figures, Sums } from '@/lib/domain/wire'
import { BrokenCount } from './counts'
import { DayTypes } from './day-types'
import { type Eye, Eyes } from './eye'
import { HeatCounts, type HeatQuery } from './heat-counts'
import { HANDLED, HANDLED_THEN, HourCells, REPORTED } from './hours'
import { type BoardAtlas, Tree } from './tree'

/** Facts that name a grid or type this board does not know: its atlas is an old one. */
export class UnknownFacts extends Error {
  override readonly name = 'UnknownFacts'
}

/** Counters of all events of a key (two a grid: plain and sensitive). `sums` are of `checkHash`, modulo 2^32. */
export type Totals = { reported: Uint32Array; handled: Uint32Array; sums: Uint32Array }

/** What a board consists of besides its atlas; a checkpoint holds the same. */
export type BoardParts = {
  logId: string
  revision: number
  asOf: number | null
  totals: Totals
  hours: HourCells
  days: DayTypes
  heat: HeatCounts
}

/** A whole period, or one whose bounds are epoch milliseconds. */
export type Period = { from: number | null; to: number | null }

/**
 * The board (态势) in memory: figures, sums and heat at one revision of one log, kept by folding changes. An event counts in its own
 * grid, apart for plain and sensitive types; what a viewer reads is added up by scope and class on the way out. Reading costs by grids
 * and days, never by events.
 */
export class Board {
  readonly tree: Tree
  #atlas: BoardAtlas
  #parts: BoardParts
  #eyes: Eyes
  #sensitive: Map<number, 0 | 1>

  constructor(atlas: BoardAtlas, parts: BoardParts) {
    this.tree = new Tree(atlas.grids)
    this.#atlas = atlas
    this.#parts = parts
    this.#eyes = new Eyes(this.tree)
    this.#sensitive = sensitivity(atlas)
  }

  get atlas(): BoardAtlas {
    return this.#atlas
  }
  get logId(): string {
    return this.#parts.logId
  }
  get revision(): number {
    return this.#parts.revision
  }
  /** The latest time of receipt among all changes, epoch milliseconds. */
  get asOf(): number | null {
    return this.#parts.asOf
  }
  /** For a checkpoint, and for comparing boards; not to be changed. */
  get parts(): Readonly<BoardParts> {
    return this.#parts
  }

  /**
   * Folds the changes that lead from the own revision to `revision`. Throws UnknownFacts before anything is counted; BrokenCount when
   * a change takes away what is not there: then the board is spoilt and must be made anew.
   */
  apply(changes: readonly EventChange[], revision: number): void {
    let last = this.revision
    for (const change of changes) {
      if (change.revision <= last || change.revision > revision) throw new BrokenCount(`revision ${change.revision} does not follow ${last}`)
      last = change.revision
    }
    this.fold(changes)
    this.#parts.revision = revision
  }

  /** Counts changes without moving the revision: for making a board from events that are read one by one. */
  fold(changes: readonly EventChange[]): void {
    for (const { before, after } of changes) {
      if (before) this.#check(before)
      if (after) this.#check(after)
    }
    const { parts } = this
    for (const { number, receivedAt, before, after } of changes) {
      if (before) this.#count(before, number, -1)
      if (after) this.#count(after, number, 1)
      if (parts.asOf === null || receivedAt > parts.asOf) this.#parts.asOf = receivedAt
    }
  }

  /** Says that the board is now at this revision of the log. */
  standAt(revision: number, asOf: number | null): void {
    this.#parts.revision = revision
    this.#parts.asOf = asOf
  }

  /**
   * Takes a newer atlas that only renames grids or brings types; false (and nothing happens) when grids, lattice or sensitivity are
   * others, so that the counts would no longer be true.
   */
  takeAtlas(atlas: BoardAtlas): boolean {
    if (!isSameGround(this.#atlas, atlas)) return false
    const types = sensitivity(atlas)
    for (const [id, sensitive] of this.#sensitive) if (types.get(id) !== sensitive) return false
    this.#atlas = atlas
    this.#sensitive = types
    this.#parts.days.setTypes(atlas.typeById)
    return true
  }

  /** Lets go of what neither a window of heat nor today's classes can reach any more. */
  expire(now: number): void {
    this.#parts.heat.expire(now)
    this.#parts.days.expire(now)
  }

  /** The figures of the viewer's scope, and of each grid in it (wire.ts). */
  figures(viewer: Viewer, now: number): Figures {
    const eye = this.#eyes.of(viewer)
    const { totals, hours } = this.#parts
    const day = hours.dayOf(now)
    const all = { reported: this.tree.rollUp(totals.reported), handled: this.tree.rollUp(totals.handled), today: this.tree.rollUp(day.reported) }
    const reported = this.#total(eye, totals.reported)
    const handled = this.#total(eye, totals.handled)
    return {
      total: { reported, handled, open: reported - handled },
      today: { reported: this.#total(eye, day.reported), handled: this.#total(eye, day.handledThen) },
      classes: this.#classes(eye, now),
      grids: eye.places.map((i) => {
        const reported = figureOf(eye, all.reported, i)
        const handled = figureOf(eye, all.handled, i)
        return { grid: this.tree.codeAt(i), reported, handled, open: reported - handled, today: figureOf(eye, all.today, i) }
      }),
    }
  }

  /**
   * The figures of a period (contract: GET /api/kpis). Throws Problem('not_found') when `within` names nothing in the viewer's scope.
   * `now` decides which hour is running.
   */
  kpis(viewer: Viewer, { within, from, to }: Period & { within?: string | undefined }, now: number): Kpis {
    const inside = narrow(viewer, within)
    if (!inside || (within && !this.tree.nodes.some((n) => n.code.startsWith(within))))
      throw new Problem('not_found', `There is no grid ${within} here.`)
    const eye = this.#eyes.of(inside)
    const used = wholeHours(from, to, now)
    const own = this.#parts.hours.sum(used.from, used.to)
    const all = {
      reported: this.tree.rollUp(own.reported),
      handled: this.tree.rollUp(own.handled),
      inPeriod: this.tree.rollUp(own.handledThen),
    }
    const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
    return {
      rule: KPI_RULE,
      logId: this.logId,
      revision: this.revision,
      asOf: iso(this.asOf),
      within: within || null,
      from: iso(used.from),
      to: iso(used.to),
      total: periodFigure(this.#total(eye, own.reported), this.#total(eye, own.handled), this.#total(eye, own.handledThen)),
      children: this.#children(inside, eye).map((i) => {
        const of = (rolled: Float64Array) => figureOf(eye, rolled, i)
        return { grid: this.tree.codeAt(i), ...periodFigure(of(all.reported), of(all.handled), of(all.inPeriod)) }
      }),
    }
  }

  /** Per grid with events of its own that the viewer sees one by one: their count, and the sum of their hashes (wire.ts). */
  sums(viewer: Viewer): Sums {
    const eye = this.#eyes.of(viewer)
    const { reported, sums } = this.#parts.totals
    const found: Sums = []
    for (const i of eye.places) {
      const [plain, sensitive] = [2 * i, eye.sensitive[i] ? 2 * i + 1 : -1]
      const count = (reported[plain] ?? 0) + (reported[sensitive] ?? 0)
      if (count) found.push({ grid: this.tree.codeAt(i), count, sum: ((sums[plain] ?? 0) + (sums[sensitive] ?? 0)) >>> 0 })
    }
    return found
  }

  /** Counts by (cell, type, step) of what the viewer sees one by one; null when only the database can tell. */
  cells(viewer: Viewer, query: HeatQuery): HeatCells | null {
    const eye = this.#eyes.of(viewer)
    return this.#parts.heat.cells(query, (place, type) => (this.#sensitive.get(type) ? eye.sensitive : eye.plain)[place] === 1)
  }

  #check({ grid, type }: EventFacts): void {
    if (this.tree.placeOf(grid) < 0) throw new UnknownFacts(`grid ${grid} is not on the board`)
    if (!this.#sensitive.has(type)) throw new UnknownFacts(`type ${type} is not on the board`)
  }

  #count(facts: EventFacts, number: number, delta: 1 | -1): void {
    const { totals, hours, days, heat } = this.#parts
    const place = this.tree.placeOf(facts.grid)
    const key = 2 * place + (this.#sensitive.get(facts.type) ?? 1)
    const handled = facts.handledAt === null ? 0 : delta
    hours.add(key, facts.occurredAt, REPORTED, delta)
    if (facts.handledAt !== null) {
      hours.add(key, facts.occurredAt, HANDLED, delta)
      hours.add(key, facts.handledAt, HANDLED_THEN, delta)
    }
    days.add(facts.occurredAt, key, facts.type, delta)
    if (facts.cellX >= 0) heat.add(facts.cellX, facts.cellY, place, facts.type, facts.occurredAt, delta)
    totals.reported[key] = (totals.reported[key] ?? 0) + delta
    totals.handled[key] = (totals.handled[key] ?? 0) + handled
    totals.sums[key] = (totals.sums[key] ?? 0) + delta * checkHash(number, facts.revision)
  }

  /** Today's events of the viewer's total by class. */
  #classes(eye: Eye, now: number): { code: string; today: number }[] {
    const { codes, counts } = this.#parts.days.classesOf(now)
    const keys = 2 * this.tree.size
    return codes.map((code, c) => ({ code, today: this.#total(eye, counts.subarray(c * keys, (c + 1) * keys)) })).filter(({ today }) => today > 0)
  }

  /** Own counts, two a grid, added up over what counts in the viewer's total. */
  #total(eye: Eye, own: ArrayLike<number>): number {
    let sum = 0
    for (let i = 0; i < this.tree.size; i++) {
      if (eye.plain[i]) sum += own[2 * i] ?? 0
      if (eye.inTotal[i]) sum += own[2 * i + 1] ?? 0
    }
    return sum
  }

  /** The grids right below the scope's prefixes: children of a grid, or the highest grids that begin so. */
  #children(viewer: Viewer, eye: Eye): number[] {
    if (viewer.scope.kind === 'department') return []
    const { prefixes } = viewer.scope
    return eye.places.filter((i) => {
      const code = this.tree.codeAt(i)
      const parent = this.tree.codeAt(this.tree.parent[i] ?? -1)
      return prefixes.some((p) => code.startsWith(p) && code !== p && (parent === p || !parent.startsWith(p) || parent === ''))
    })
  }
}

/** A board that holds no event, at a cursor. */
export function makeBoard(atlas: BoardAtlas, cursor: { logId: string; revision: number }, now: number): Board {
  const keys = 2 * atlas.grids.length
  const totals = { reported: new Uint32Array(keys), handled: new Uint32Array(keys), sums: new Uint32Array(keys) }
  return new Board(atlas, {
    ...cursor,
    asOf: null,
    totals,
    hours: new HourCells(keys),
    days: new DayTypes(keys, atlas.typeById, now),
    heat: new HeatCounts(atlas.lattice.width, atlas.lattice.height, now),
  })
}

/** Reads one grid's figure from rolled up counts, two a grid. */
function figureOf(eye: Eye, rolled: Float64Array, place: number): number {
  return (rolled[2 * place] ?? 0) + (eye.inFigure[place] ? (rolled[2 * place + 1] ?? 0) : 0)
}

/** The same grids with the same ids in the same places, and the same lattice: counts mean the same. */
function isSameGround(a: BoardAtlas, b: BoardAtlas): boolean {
  const ground = ({ grids, lattice }: BoardAtlas) => JSON.stringify([lattice, grids.map((g) => [g.id, g.code, g.level]).sort()])
  return ground(a) === ground(b)
}

function sensitivity(atlas: BoardAtlas): Map<number, 0 | 1> {
  return new Map([...atlas.typeById.values()].map((t) => [t.id, t.sensitive ? 1 : 0]))
}
