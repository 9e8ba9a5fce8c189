/** A figure of a node with all below it; `parent` is the node above, null at the top. Values are whole and not negative. */
export type Cell = { code: string; parent: string | null; value: number }

type Node = Cell & { children: Node[]; own: number }
const bySize = (a: Cell, b: Cell) => a.value - b.value || (a.code < b.code ? -1 : 1)

/**
 * The codes of the cells that show no figure: those below `least`, and as many more as it takes that none of these can be had by
 * subtraction. Where a parent is shown, what is hidden right below it (its own remainder, which is never shown, among that) is at least
 * two cells that come to `least` or more; the next smallest are hidden for it, and where there is none, the parent. What is hidden for
 * that has something hidden below it again, or it could be added up. Which cells they are depends on the whole tree alone, so it is the
 * same for whoever looks at a part of it.
 */
export function suppressedCells(cells: readonly Cell[], least: number): Set<string> {
  const nodes = new Map<string, Node>(cells.map((cell) => [cell.code, { ...cell, children: [], own: cell.value }]))
  for (const node of nodes.values()) {
    const parent = node.parent === null ? undefined : nodes.get(node.parent)
    if (!parent || parent === node) continue
    parent.children.push(node)
    parent.own -= node.value
  }
  for (const node of nodes.values()) node.children.sort(bySize)
  const hidden = new Set<string>(cells.filter(({ value }) => value < least).map(({ code }) => code))

  const shownIn = ({ children }: Node) => children.filter(({ code }) => !hidden.has(code))
  const restOf = (node: Node) => node.value - shownIn(node).reduce((sum, { value }) => sum + value, 0)
  const hide = (node: Node) => {
    hidden.add(node.code)
    while (restOf(node) < Math.min(least, node.value)) {
      const [next] = shownIn(node)
      if (!next) return
      hide(next)
    }
  }
  const isSafe = (node: Node) => {
    const more = node.own > 0 ? 1 : 0
    const below = node.children.length - shownIn(node).length
    const isSmall = below > 0 || (more === 1 && node.own < least)
    return !isSmall || (below + more > 1 && restOf(node) >= least)
  }
  for (let before = -1; before < hidden.size; ) {
    before = hidden.size
    for (const node of nodes.values()) {
      if (node.children.length === 0) continue
      while (!hidden.has(node.code) && !isSafe(node)) hide(shownIn(node)[0] ?? node)
    }
  }
  return hidden
}
