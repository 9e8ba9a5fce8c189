import type { ServiceNode } from './people'

type Nodes = readonly ServiceNode[]
type Made = { lines?: ReadonlyMap<string, readonly string[]>; reach?: ReadonlyMap<string, ReadonlySet<string>> }

/** What follows from the nodes alone is made once for a list of them: a county has thousands, which change once in a while. */
const made = new WeakMap<Nodes, Made>()

function madeOf(nodes: Nodes): Made {
  const known = made.get(nodes) ?? {}
  made.set(nodes, known)
  return known
}

/** Where each node of the service tree lies: in the grids linked with it or else with what is above it, and in those of all below it. */
export function reachOf(nodes: Nodes): ReadonlyMap<string, ReadonlySet<string>> {
  const known = madeOf(nodes)
  known.reach ??= makeReach(nodes)
  return known.reach
}

/** Each node (by its code) and all above it, the lowest first. */
export function linesOf(nodes: Nodes): ReadonlyMap<string, readonly string[]> {
  const known = madeOf(nodes)
  known.lines ??= makeLines(nodes)
  return known.lines
}

/** Codes of a node and of all below it; of a node that is not there, none. */
export function nodesBelow(nodes: Nodes, code: string): string[] {
  return [...linesOf(nodes)].flatMap(([below, line]) => (line.includes(code) ? [below] : []))
}

function makeLines(nodes: Nodes): Map<string, readonly string[]> {
  const byCode = new Map(nodes.map((node) => [node.code, node]))
  const lineOf = (code: string): string[] => {
    const line: string[] = []
    for (let at: string | null = code; at !== null && byCode.has(at) && !line.includes(at); at = byCode.get(at)?.parentCode ?? null) line.push(at)
    return line
  }
  return new Map(nodes.map(({ code }) => [code, lineOf(code)]))
}

function makeReach(nodes: Nodes): Map<string, Set<string>> {
  const byCode = new Map(nodes.map((node) => [node.code, node]))
  const lines = linesOf(nodes)
  const reach = new Map(nodes.map((node) => [node.code, new Set<string>()]))
  const linked = (node: ServiceNode, steps = 0): readonly string[] => {
    const parent = node.parentCode === null ? undefined : byCode.get(node.parentCode)
    return node.grids.length > 0 || !parent || steps > 5 ? node.grids : linked(parent, steps + 1)
  }
  for (const node of nodes) {
    const own = linked(node)
    for (const code of lines.get(node.code) ?? []) for (const grid of own) reach.get(code)?.add(grid)
  }
  return reach
}
