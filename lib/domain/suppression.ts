/** A figure of a node with all below it; `parent` is the node above, null at the top. Values are whole and not negative. */
export type Cell = { code: string; parent: string | null; value: number }

/** `hidden`, `shown`: how many right below it show no figure, and what those that show one come to; `next`: none of the children before it is shown. */
type Node = Cell & { children: Node[]; own: number; hidden: number; shown: number; next: number }
const bySize = (a: Cell, b: Cell) => a.value - b.value || (a.code < b.code ? -1 : 1)

/**
 * The codes of the cells that show no figure: those below `least`, and as many more as it takes that none of these can be had by
 * subtraction. Where a parent is shown, what is hidden right below it (its own remainder, which is never shown, among that) is at least
 * two cells that come to `least` or more; the next smallest are hidden for it, and where there is none, the parent. What is hidden for
 * that has something hidden below it again, or it could be added up. Which cells they are depends on the whole tree alone, so it is the
 * same for whoever looks at a part of it.
 */
export function suppressedCells(cells: readonly Cell[], least: number): Set<string> {
  const nodes = new Map<string, Node>(cells.map((cell) => [cell.code, { children: [], own: cell.value, hidden: 0, shown: 0, next: 0, ...cell }]))
  const above = ({ code, parent }: Cell) => (parent === null || parent === code ? undefined : nodes.get(parent))
  for (const node of nodes.values()) {
    const parent = above(node)
    if (!parent) continue
    parent.children.push(node)
    parent.own -= node.value
    parent.shown += node.value
  }
  for (const node of nodes.values()) node.children.sort(bySize)
  const hidden = new Set<string>()
  const leaveOut = (node: Node) => {
    if (hidden.has(node.code)) return
    hidden.add(node.code)
    const parent = above(node)
    if (!parent) return
    parent.hidden++
    parent.shown -= node.value
  }
  for (const node of nodes.values()) if (node.value < least) leaveOut(node)

  const nextShown = (node: Node): Node | undefined => {
    let child = node.children[node.next]
    while (child && hidden.has(child.code)) child = node.children[++node.next]
    return child
  }
  const restOf = ({ value, shown }: Node) => value - shown
  const hide = (node: Node) => {
    leaveOut(node)
    while (restOf(node) < Math.min(least, node.value)) {
      const next = nextShown(node)
      if (!next) return
      hide(next)
    }
  }
  const isSafe = (node: Node) => {
    const more = node.own > 0 ? 1 : 0
    const isSmall = node.hidden > 0 || (more === 1 && node.own < least)
    return !isSmall || (node.hidden + more > 1 && restOf(node) >= least)
  }
  for (let before = -1; before < hidden.size; ) {
    before = hidden.size
    for (const node of nodes.values()) {
      if (node.children.length === 0) continue
      while (!hidden.has(node.code) && !isSafe(node)) hide(nextShown(node) ?? node)
    }
  }
  return hidden
}
