import type { ServiceNode } from './people'

/** Where each node of the service tree lies: in the grids linked with it or else with what is above it, and in those of all below it. */
export function reachOf(nodes: readonly ServiceNode[]): Map<string, Set<string>> {
  const byCode = new Map(nodes.map((node) => [node.code, node]))
  const reach = new Map(nodes.map((node) => [node.code, new Set<string>()]))
  const linked = (node: ServiceNode, steps = 0): readonly string[] => {
    const parent = node.parentCode === null ? undefined : byCode.get(node.parentCode)
    return node.grids.length > 0 || !parent || steps > 5 ? node.grids : linked(parent, steps + 1)
  }
  for (const node of nodes) {
    const own = linked(node)
    for (const code of lineOf(node.code, byCode)) for (const grid of own) reach.get(code)?.add(grid)
  }
  return reach
}

/** A node and all above it. */
export function lineOf(code: string, byCode: ReadonlyMap<string, ServiceNode>): string[] {
  const line: string[] = []
  for (let at: string | null = code; at !== null && byCode.has(at) && !line.includes(at); at = byCode.get(at)?.parentCode ?? null) line.push(at)
  return line
}

/** Codes of a node and of all below it; of a node that is not there, none. */
export function nodesBelow(nodes: readonly ServiceNode[], code: string): string[] {
  const byCode = new Map(nodes.map((node) => [node.code, node]))
  return nodes.flatMap((node) => (lineOf(node.code, byCode).includes(code) ? [node.code] : []))
}
