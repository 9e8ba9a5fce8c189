import * as z from 'zod/mini'
import { Ratio, ratio } from './figures'
import type { GridNode } from './grid'
import { PostKind, type ServiceNode, type Team } from './people'
import { linesOf, reachOf } from './service-tree'
import { type Cell, suppressedCells } from './suppression'

/** Households of one grid and one node of the service tree, and how many of them are bound to a member. */
export type HouseholdCount = { grid: string; service: string | null; households: number; bound: number }
/** Who holds which post where. */
export type Holder = { person: string; grid: string; kind: PostKind }
/** All that figures about people are made of; no personal data. */
export type PeopleBook = {
  readonly counts: readonly HouseholdCount[]
  readonly holders: readonly Holder[]
  readonly nodes: readonly ServiceNode[]
  readonly teams: readonly Team[]
}

/** Grids and nodes with fewer households show no figure about them: it would be one about a family. */
export const MIN_HOUSEHOLDS = 3

const Seats = z.object({ held: z.int(), needed: z.int() })

/**
 * Binding (绑定) of one grid or node with all below it. `households`, `bound` and `perMember` are null where there are fewer than 3,
 * and where a figure would tell such a one by subtraction;
 * `declared`: the grid's own number, `posts`: both null for a node. `events`: of the grids it lies in.
 */
export const BindingRow = z.object({
  code: z.string(),
  name: z.string(),
  level: z.int(),
  children: z.int(),
  declared: z.nullable(z.int()),
  households: z.nullable(z.int()),
  bound: z.nullable(Ratio),
  members: z.int(),
  perMember: z.nullable(z.number()),
  posts: z.nullable(z.object({ chief: Seats, member: Seats })),
  events: z.object({ reported: z.int(), open: z.int() }),
})
export type BindingRow = z.infer<typeof BindingRow>

/** A post that nobody holds. */
export const Vacancy = z.object({ grid: z.string(), gridName: z.string(), level: z.int(), kind: PostKind })
export type Vacancy = z.infer<typeof Vacancy>

/** Totals that somebody published (「报道数据」): of other platforms, shown apart and never mixed with what is counted here. */
export const ReportedTotals = z.object({ source: z.string(), totals: z.array(z.object({ label: z.string(), value: z.string() })) })
export type ReportedTotals = z.infer<typeof ReportedTotals>

export const Tree = z.enum(['grids', 'service'])
export type Tree = z.infer<typeof Tree>

/** A row as an answer has it, with the name of its place in English. */
export const CoverageRow = z.extend(BindingRow, { nameEn: z.string() })
export type CoverageRow = z.infer<typeof CoverageRow>

/** What `GET /api/people/coverage` answers. `unplaced`: households that no node of the service tree has; null: fewer than 3. */
export const Coverage = z.object({
  tree: Tree,
  within: z.nullable(z.string()),
  demo: z.boolean(),
  total: CoverageRow,
  rows: z.array(CoverageRow),
  vacancies: z.array(z.extend(Vacancy, { gridNameEn: z.string() })),
  vacant: z.int(),
  unplaced: z.nullable(z.int()),
  reported: z.nullable(ReportedTotals),
})
export type Coverage = z.infer<typeof Coverage>

type Sum = { households: number; bound: number; members: Set<string>; held: Record<PostKind, number>; needed: Record<PostKind, number> }
const emptySum = (): Sum => ({ households: 0, bound: 0, members: new Set(), held: { chief: 0, member: 0 }, needed: { chief: 0, member: 0 } })

type Events = { reported: number; open: number }
/** Events by grid, each with those below it. */
export type EventsByGrid = ReadonlyMap<string, Events>
const NO_EVENTS: Events = { reported: 0, open: 0 }

type Named = { code: string; name: string; level: number; children: number; declared: number | null; events: Events }

function rowOf(
  { households, bound, members, held, needed }: Sum,
  { code, name, level, children, declared, events }: Named,
  { shown, posts }: { shown: boolean; posts: boolean },
): BindingRow {
  return {
    code,
    name,
    level,
    children,
    declared: declared !== null && declared > 0 && declared < MIN_HOUSEHOLDS ? null : declared,
    households: shown ? households : null,
    bound: shown ? ratio(bound, households) : null,
    members: members.size,
    perMember: shown && members.size > 0 ? households / members.size : null,
    posts: posts ? { chief: { held: held.chief, needed: needed.chief }, member: { held: held.member, needed: needed.member } } : null,
    events,
  }
}

/** Is a post needed here? Each grid has a chief; a grid that is nobody's parent has a member too. */
const neededIn = (grid: GridNode, parents: ReadonlySet<string>): PostKind[] => (parents.has(grid.code) ? ['chief'] : ['chief', 'member'])
const parentsOf = (grids: readonly GridNode[]) => new Set(grids.map((g) => g.parentCode))
/** The codes that are `known` of those that a grid's own code begins with, the longest first. */
const above = (code: string, known: { has(code: string): boolean }): string[] =>
  Array.from(code, (_, i) => code.slice(0, code.length - 1 - i)).filter((one) => known.has(one))

/**
 * Binding along the tree of grids: a row for each of `visible` (the grids that the viewer sees, by code), with all below it that is
 * visible too, and the total. `grids` are all live grids, which tell the leaves.
 */
export function bindingByGrid(
  book: PeopleBook,
  { grids, visible, events }: { grids: readonly GridNode[]; visible: readonly GridNode[]; events: EventsByGrid },
): { total: BindingRow; rows: BindingRow[] } {
  const parents = parentsOf(grids)
  const sums = new Map<string, Sum>([['', emptySum()], ...visible.map((g): [string, Sum] => [g.code, emptySum()])])
  const seen = new Set(visible.map((g) => g.code))
  const lines = new Map(visible.map(({ code }) => [code, [code, ...above(code, sums)].flatMap((one) => sums.get(one) ?? [])]))
  const sumsOf = (code: string) => lines.get(code) ?? []
  for (const { grid, households, bound } of book.counts) {
    for (const sum of sumsOf(grid)) {
      sum.households += households
      sum.bound += bound
    }
  }
  const hidden = hiddenGrids(book, grids)
  const held = new Set<string>()
  for (const { person, grid, kind } of book.holders) {
    if (!seen.has(grid)) continue
    held.add(`${kind}:${grid}`)
    if (kind === 'member') for (const sum of sumsOf(grid)) sum.members.add(person)
  }
  for (const grid of visible) {
    for (const kind of neededIn(grid, parents)) {
      for (const sum of sumsOf(grid.code)) {
        sum.needed[kind]++
        if (held.has(`${kind}:${grid.code}`)) sum.held[kind]++
      }
    }
  }
  const children = new Map<string, number>()
  for (const { parentCode } of visible) children.set(parentCode, (children.get(parentCode) ?? 0) + 1)
  const rows = visible.map(({ code, name, level, households: declared }) =>
    rowOf(
      sums.get(code) ?? emptySum(),
      { code, name, level, declared, children: children.get(code) ?? 0, events: events.get(code) ?? NO_EVENTS },
      { shown: !hidden.has(code), posts: true },
    ),
  )
  const tops = visible.filter((g) => !seen.has(g.parentCode))
  const declared = tops.reduce((sum, g) => sum + g.households, 0)
  const named: Named = {
    code: '',
    name: '',
    level: 0,
    children: tops.length,
    declared,
    events: sumEvents(
      tops.map(({ code }) => code),
      events,
    ),
  }
  const total = sums.get('') ?? emptySum()
  return { total: rowOf(total, named, { shown: isTotalShown(total, tops, hidden, sums), posts: true }), rows }
}

/**
 * The grids that show no figure of households, by the counts of all of them: whatever part of the tree somebody looks at, the same cells
 * are hidden in it.
 */
function hiddenGrids(book: PeopleBook, grids: readonly GridNode[]): Set<string> {
  const values = new Map(grids.map((g) => [g.code, 0]))
  const lines = new Map(grids.map(({ code }) => [code, above(code, values)]))
  for (const { grid, households } of book.counts) {
    const line = lines.get(grid)
    if (line) for (const code of [grid, ...line]) values.set(code, (values.get(code) ?? 0) + households)
  }
  const cells: Cell[] = [...values].map(([code, value]) => ({ code, parent: lines.get(code)?.[0] ?? '', value }))
  const all = cells.reduce((sum, { parent, value }) => (parent === '' ? sum + value : sum), 0)
  return suppressedCells([...cells, { code: '', parent: null, value: all }], MIN_HOUSEHOLDS)
}

/** May the sum of the highest rows be shown beside them? What is hidden among them must be two or more that are no small figure together. */
function isTotalShown({ households }: Sum, tops: readonly { code: string }[], hidden: ReadonlySet<string>, sums: ReadonlyMap<string, Sum>): boolean {
  const rest = tops.filter(({ code }) => hidden.has(code))
  const restSum = rest.reduce((sum, { code }) => sum + (sums.get(code)?.households ?? 0), 0)
  return households >= MIN_HOUSEHOLDS && (rest.length === 0 || (rest.length > 1 && restSum >= MIN_HOUSEHOLDS))
}

function sumEvents(codes: readonly string[], events: EventsByGrid): Events {
  const out = { ...NO_EVENTS }
  for (const code of codes) {
    out.reported += events.get(code)?.reported ?? 0
    out.open += events.get(code)?.open ?? 0
  }
  return out
}

/** The posts that nobody holds in the grids that are visible. */
export function vacanciesIn(book: PeopleBook, grids: readonly GridNode[], visible: readonly GridNode[]): Vacancy[] {
  const parents = parentsOf(grids)
  const held = new Set(book.holders.map(({ grid, kind }) => `${kind}:${grid}`))
  return visible.flatMap((grid) =>
    neededIn(grid, parents)
      .filter((kind) => !held.has(`${kind}:${grid.code}`))
      .map((kind) => ({ grid: grid.code, gridName: grid.name, level: grid.level, kind })),
  )
}

export type ServiceBinding = { total: BindingRow; rows: BindingRow[]; unplaced: number }

/** Rows between two steps, of which a county has thousands. */
const STEP_ROWS = 200

/**
 * Binding along the service tree: a row for each node that lies in a visible grid, counting only what is in visible grids. A grid that
 * lies in two nodes counts in both, and once above them, so that nodes need not add up to their parent in members and events.
 * Comes in steps of a few milliseconds each, for whoever must not be kept waiting meanwhile.
 */
export function* bindingByService(
  book: PeopleBook,
  { visible, events }: { visible: readonly GridNode[]; events: EventsByGrid },
): Generator<void, ServiceBinding, void> {
  const seen = new Set(visible.map(({ code }) => code))
  const lines = linesOf(book.nodes)
  yield
  const reach = reachOf(book.nodes)
  yield
  const total = emptySum()
  const sums = new Map(book.nodes.map((node) => [node.code, emptySum()]))
  let unplaced = 0
  for (const [i, { grid, service, households, bound }] of book.counts.entries()) {
    if (i % STEP_ROWS === 0) yield
    if (!seen.has(grid)) continue
    const line = service === null ? undefined : lines.get(service)
    if (!line) {
      unplaced += households
      continue
    }
    for (const sum of [total, ...line.flatMap((code) => sums.get(code) ?? [])]) {
      sum.households += households
      sum.bound += bound
    }
  }
  const membersOf = new Map(visible.map(({ code }): [string, string[]] => [code, []]))
  for (const { person, grid, kind } of book.holders) if (kind === 'member') membersOf.get(grid)?.push(person)
  const larger = new Map(visible.map(({ code }) => [code, above(code, seen)]))
  // a grid whose events are in those of one above it counts once
  const eventsOf = (codes: ReadonlySet<string>) =>
    sumEvents(
      [...codes].filter((code) => !larger.get(code)?.some((one) => codes.has(one))),
      events,
    )
  const children = new Map<string, number>()
  const everywhere = new Set<string>()
  const shown: { node: ServiceNode; sum: Sum; events: Events }[] = []
  for (const [i, node] of book.nodes.entries()) {
    if (i % STEP_ROWS === 0) yield
    const codes = new Set([...(reach.get(node.code) ?? [])].filter((code) => seen.has(code)))
    const sum = sums.get(node.code)
    if (!sum || (codes.size === 0 && sum.households === 0)) continue
    for (const code of codes) {
      everywhere.add(code)
      for (const person of membersOf.get(code) ?? []) sum.members.add(person)
    }
    const parent = node.parentCode ?? ''
    children.set(parent, (children.get(parent) ?? 0) + 1)
    shown.push({ node, sum, events: eventsOf(codes) })
  }
  yield
  const cells = shown.map(({ node, sum }): Cell => ({ code: node.code, parent: node.parentCode ?? '', value: sum.households }))
  const hidden = suppressedCells([...cells, { code: '', parent: null, value: total.households }], MIN_HOUSEHOLDS)
  const rows: BindingRow[] = []
  for (const { node, sum, events: own } of shown) {
    if (rows.length % STEP_ROWS === 0) yield
    const { code, name, level } = node
    const named = { code, name, level, declared: null, children: children.get(code) ?? 0, events: own }
    rows.push(rowOf(sum, named, { shown: !hidden.has(code), posts: false }))
  }
  for (const code of everywhere) for (const person of membersOf.get(code) ?? []) total.members.add(person)
  const named: Named = { code: '', name: '', level: 0, declared: null, children: children.get('') ?? 0, events: eventsOf(everywhere) }
  return { total: rowOf(total, named, { shown: !hidden.has(''), posts: false }), rows, unplaced }
}
