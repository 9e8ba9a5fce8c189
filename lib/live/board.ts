import { actingParties, narrow, type Viewer, visibilityClass } from '@/lib/domain/access'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import type { FigureName } from '@/lib/domain/figure-terms'
import { daysOut, KPI_RULE, type Kpis, type KpiWeights, touchedDays, wholeHours } from '@/lib/domain/figures'
import type { HeatCells } from '@/lib/domain/heat-state'
import { KPI_WEIGHTS } from '@/lib/domain/kpi'
import { partyKey } from '@/lib/domain/life'
import { Problem } from '@/lib/domain/problem'
import type { Figures, Sums } from '@/lib/domain/wire'
import { AssignedEvents, departmentsOf } from './assigned-events'
import { Audiences } from './audience'
import { cellsOf, countBehind, figuresOf, kpisOf, type Period, statesOf, sumsOf, type View } from './board-queries'
import { BrokenCount } from './counts'
import type { HeatQuery } from './heat-counts'
import { emptyLike, emptyTally, type Tally, type TallyGround } from './tally'
import { type BoardAtlas, Tree } from './tree'

/** Facts that name a grid or type this board does not know: its atlas is an old one. */
export class UnknownFacts extends Error {
  override readonly name = 'UnknownFacts'
}

/**
 * What a board consists of besides its atlas; a checkpoint holds the same. `tally` counts all events; `departments` by party key those
 * that were given to a department, which sees no others.
 */
export type BoardParts = {
  logId: string
  revision: number
  asOf: number | null
  tally: Tally
  departments: Map<string, Tally>
  given: AssignedEvents
}

/**
 * The board (态势) in memory: figures, sums and heat at one revision of one log, kept by folding changes. An event counts in its own
 * grid, apart for plain and sensitive types; what a viewer reads is added up by scope and class on the way out. Reading costs by grids
 * and days, never by events.
 */
export class Board {
  readonly tree: Tree
  #atlas: BoardAtlas
  #parts: BoardParts
  #audiences: Audiences
  #sensitive: Map<number, 0 | 1>

  constructor(atlas: BoardAtlas, parts: BoardParts) {
    this.tree = new Tree(atlas.grids)
    this.#atlas = atlas
    this.#parts = parts
    this.#audiences = new Audiences(this.tree)
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
  /** All that is counted of all events; for readings of a board as a whole, not to be changed. */
  get tally(): Tally {
    return this.#parts.tally
  }
  /** The same by department, as party keys. */
  get departments(): ReadonlyMap<string, Tally> {
    return this.#parts.departments
  }
  /** The sensitive events that were given to somebody. */
  get given(): AssignedEvents {
    return this.#parts.given
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
    const parts = this.#parts
    for (const { number, receivedAt, before, after } of changes) {
      if (before) this.#count(before, number, -1)
      if (after) this.#count(after, number, 1)
      if (parts.asOf === null || receivedAt > parts.asOf) parts.asOf = receivedAt
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
    for (const tally of this.#tallies()) tally.days.setTypes(atlas.typeById)
    return true
  }

  /** Lets go of what neither a window of heat nor today's classes can reach any more. */
  expire(now: number): void {
    for (const tally of this.#tallies()) tally.expire(now)
  }

  /** The figures of the viewer's scope, and of each grid in it (wire.ts). */
  figures(viewer: Viewer, now: number): Figures {
    return figuresOf(this.view(viewer), now)
  }

  /**
   * The figures of a period by the rules (contract: GET /api/kpis), the funnel without its oldest events. `now` decides which hour is
   * running and which deadlines have passed. Throws Problem('not_found') when `within` names nothing in the viewer's scope.
   */
  kpis(viewer: Viewer, { within, from, to }: Period & { within?: string | undefined }, now: number, weights: KpiWeights = KPI_WEIGHTS): Kpis {
    const view = this.view(viewer, within)
    const used = wholeHours(from, to, now)
    const { all, grids } = kpisOf(view, used, this.#children(view), now, weights)
    const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
    return {
      rule: KPI_RULE,
      logId: this.logId,
      revision: this.revision,
      asOf: iso(this.asOf),
      within: within || null,
      from: iso(used.from),
      to: iso(used.to),
      days: daysOut(touchedDays(used)),
      weights,
      total: all,
      children: grids,
      funnel: statesOf(view).flatMap(({ state, count }) => (state === 'closed' || state === 'rejected' ? [] : [{ state, count, oldest: null }])),
    }
  }

  /** How many events stand behind a count of `kpis(…).total` and behind its list. Throws Problem('not_found') as that does. */
  countBehind(
    viewer: Viewer,
    { figure, within, from, to }: Period & { figure: FigureName; within?: string | undefined },
    now: number,
  ): { counted: number; listed: number } {
    return countBehind(this.view(viewer, within), figure, wholeHours(from, to, now), now)
  }

  /** Per grid with events of its own that the viewer sees one by one: their count, and the sum of their hashes (wire.ts). */
  sums(viewer: Viewer): Sums {
    return sumsOf(this.view(viewer))
  }

  /** Counts by (cell, type, step) of what the viewer sees one by one; null when only the database can tell. */
  cells(viewer: Viewer, query: HeatQuery): HeatCells | null {
    return cellsOf(this.view(viewer), query, (type) => this.#sensitive.get(type) === 1)
  }

  /**
   * What this viewer looks at, `within` a prefix when that is named. A department sees all that was given to it, sensitive events too, so
   * it looks at a tally of its own as one who sees everything. Throws Problem('not_found') when there is nothing within the prefix.
   */
  view(viewer: Viewer, within?: string): View {
    const { scope } = viewer
    const narrowed = narrow(viewer, within)
    const { within: prefix = '', ...whoever } = narrowed ?? viewer
    const inside =
      narrowed &&
      (scope.kind === 'department' ? { ...whoever, role: 'supervisor' as const, scope: { kind: 'grids' as const, prefixes: [prefix] } } : narrowed)
    if (!inside || (within && !this.tree.nodes.some((n) => n.code.startsWith(within))))
      throw new Problem('not_found', `There is no grid ${within} here.`)
    const audience = this.#audiences.of(inside)
    const { tally, departments } = this.#parts
    const base = { viewer: inside, tree: this.tree, audience }
    if (scope.kind === 'department') {
      const own = departments.get(partyKey({ kind: 'department', id: scope.department }))
      return { ...base, tally: own ?? emptyLike(tally, groundOf(this.#atlas)), given: null }
    }
    return { ...base, tally, given: this.#givenTo(inside, audience.plain) }
  }

  /** A tally of the sensitive events in the scope (`places`) that only their being given to the viewer lets it see; null of none. */
  #givenTo(viewer: Viewer, places: Uint8Array): Tally | null {
    if (visibilityClass(viewer) === 'full') return null
    let tally: Tally | null = null
    for (const [number, facts] of this.#parts.given.of(actingParties(viewer, this.tree.nodes))) {
      const place = this.tree.placeOf(facts.grid)
      if (!places[place]) continue
      tally ??= emptyLike(this.#parts.tally, groundOf(this.#atlas))
      tally.add(facts, number, place, 2 * place + 1, 1)
    }
    return tally
  }

  #check({ grid, type }: EventFacts): void {
    if (this.tree.placeOf(grid) < 0) throw new UnknownFacts(`grid ${grid} is not on the board`)
    if (!this.#sensitive.has(type)) throw new UnknownFacts(`type ${type} is not on the board`)
  }

  #count(facts: EventFacts, number: number, delta: 1 | -1): void {
    const { tally, departments, given } = this.#parts
    const place = this.tree.placeOf(facts.grid)
    const sensitive = this.#sensitive.get(facts.type) ?? 1
    const key = 2 * place + sensitive
    tally.add(facts, number, place, key, delta)
    for (const department of departmentsOf(facts)) {
      let own = departments.get(department)
      if (!own) {
        own = emptyLike(tally, groundOf(this.#atlas))
        departments.set(department, own)
      }
      own.add(facts, number, place, key, delta)
    }
    if (sensitive && delta === 1) given.add(number, facts)
    if (sensitive && delta === -1) given.remove(number, facts)
  }

  #tallies(): Tally[] {
    return [this.#parts.tally, ...this.#parts.departments.values()]
  }

  /** The grids right below the scope's prefixes: children of a grid, or the highest grids that begin so. */
  #children({ viewer, audience }: View): number[] {
    if (viewer.scope.kind !== 'grids') return []
    const { prefixes } = viewer.scope
    return audience.places.filter((i) => {
      const code = this.tree.codeAt(i)
      const parent = this.tree.codeAt(this.tree.parent[i] ?? -1)
      return prefixes.some((p) => code.startsWith(p) && code !== p && (parent === p || !parent.startsWith(p) || parent === ''))
    })
  }
}

/** A board that holds no event, at a cursor. */
export function makeBoard(atlas: BoardAtlas, cursor: { logId: string; revision: number }, now: number): Board {
  const tally = emptyTally(groundOf(atlas), now)
  return new Board(atlas, { ...cursor, asOf: null, tally, departments: new Map(), given: new AssignedEvents() })
}

/** A board of no event, on the ground of another one and with its memory of what lies back. */
export function emptyBoardLike({ atlas, tally, logId, revision }: Board): Board {
  const empty = emptyLike(tally, groundOf(atlas))
  return new Board(atlas, { logId, revision, asOf: null, tally: empty, departments: new Map(), given: new AssignedEvents() })
}

/** What the tallies of a board stand on. */
export const groundOf = ({ grids, typeById, lattice }: BoardAtlas): TallyGround => ({ keys: 2 * grids.length, types: typeById, lattice })

/** The same grids with the same ids in the same places, and the same lattice: counts mean the same. */
function isSameGround(a: BoardAtlas, b: BoardAtlas): boolean {
  const ground = ({ grids, lattice }: BoardAtlas) => JSON.stringify([lattice, grids.map((g) => [g.id, g.code, g.level]).sort()])
  return ground(a) === ground(b)
}

function sensitivity(atlas: BoardAtlas): Map<number, 0 | 1> {
  return new Map([...atlas.typeById.values()].map((t) => [t.id, t.sensitive ? 1 : 0]))
}
