/** How many grids each level gets: they add up to `count`, and whoever is divided has at least two children. */
export type Plan = { counts: readonly [number, number, number, number]; leaves: number }

/** Proportions of the demonstration county: 3 streets, 55 communities, 197 blocks, 90 building groups, 345 in all. */
const BELOW_STREETS = 342
const COMMUNITIES = 55
const GROUPS = 90

/**
 * Shares `count` grids (at least 10) over the four levels in the proportions of the demonstration county: 3 of level 1, each with at
 * least two of level 2, and so on; small counts leave the lower levels out. A block (小) that is divided gets 2 to 4 groups (子), 3 by rule.
 */
export function planLevels(count: number): Plan {
  const below = count - 3
  let communities = Math.min(below, Math.max(6, Math.round((below * COMMUNITIES) / BELOW_STREETS)))
  let rest = below - communities
  if (rest === 1) {
    communities++
    rest = 0
  }
  let groups = Math.round((rest * GROUPS) / (BELOW_STREETS - COMMUNITIES))
  if (groups < 2 || rest - groups < 2) groups = 0
  const blocks = rest - groups
  const leaves = count - 3 - dividedCommunities(communities, blocks) - dividedBlocks(groups)
  return { counts: [3, communities, blocks, groups], leaves }
}

/** How many communities are divided into blocks: all, when there are two blocks for each. */
export const dividedCommunities = (communities: number, blocks: number): number => Math.min(communities, Math.floor(blocks / 2))
/** How many blocks are divided into groups: each into three, as near as it goes. */
export const dividedBlocks = (groups: number): number => (groups < 2 ? 0 : Math.max(1, Math.round(groups / 3)))

/**
 * Gives `total` children to parents by weight, at least two and at most `most` to each that gets any; the heaviest get theirs first.
 * The shares of parents left out are 1 (the parent stays whole).
 */
export function shareOut(total: number, weights: readonly number[], divided: number, most = Number.POSITIVE_INFINITY): number[] {
  const order = weights.map((weight, i) => ({ weight, i })).sort((a, b) => b.weight - a.weight || a.i - b.i)
  const shares = weights.map(() => 1)
  const chosen = order.slice(0, divided)
  for (const { i } of chosen) shares[i] = 2
  for (let left = total - 2 * chosen.length; left > 0; left--) {
    let next = chosen[0]
    let best = -1
    for (const parent of chosen) {
      const have = shares[parent.i] ?? 2
      const need = parent.weight / (have + 0.5)
      if (have < most && need > best) {
        best = need
        next = parent
      }
    }
    if (next) shares[next.i] = (shares[next.i] ?? 2) + 1
  }
  return shares
}
