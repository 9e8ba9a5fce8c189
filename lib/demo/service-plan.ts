import { type GridNode, leavesOf } from '@/lib/domain/grid'
import type { ServiceNode } from '@/lib/domain/people'
import { hashSeed, makeRandom, type Random } from '@/lib/domain/random'
import { quarterName } from './person-names'

/** Grids of the county as the people of the demonstration are made of them. */
export type PeopleGrid = Pick<GridNode, 'code' | 'name' | 'level' | 'parentCode' | 'households'>

/** A part of a building that lies in one grid: so many households, of whom each 党员中心户 (`centres`, codes of nodes) looks after some. */
export type Block = { grid: string; households: number; centres: readonly string[]; address: string; building: number }
/** A community with what is in it. */
export type PlannedCommunity = { code: string; name: string; leaves: readonly PeopleGrid[]; grids: readonly PeopleGrid[]; blocks: readonly Block[] }
export type ServicePlan = { nodes: readonly ServiceNode[]; communities: readonly PlannedCommunity[] }

/** Households of a building, and those that one 党员中心户 looks after. */
const BUILDING = 42
const CENTRE = 24

/** The leaves of a community, so that each group is a quarter (小区): mostly one leaf, some two; or half a leaf, when it is large. */
function quartersOf(leaves: readonly PeopleGrid[], random: Random): PeopleGrid[][] {
  const quarters: PeopleGrid[][] = []
  for (let i = 0; i < leaves.length; ) {
    const size = random.next() < 0.2 ? 2 : 1
    quarters.push(leaves.slice(i, i + size))
    i += size
  }
  return quarters
}

/**
 * The service tree (街道—社区—小区—楼栋—党员中心户) of the demonstration, drawn beside the grids: a quarter (小区) can lie in two grids, and
 * a building on the border of two is linked with both. The same grids give the same tree.
 */
export function planService(grids: readonly PeopleGrid[]): ServicePlan {
  const nodes: ServiceNode[] = []
  const streets = grids.filter((g) => g.level === 1)
  for (const { code, name } of streets) nodes.push({ code: `F${code}`, parentCode: null, name, level: 1, grids: [] })
  const leaves = leavesOf(grids)
  // a street without communities is one itself
  const tops = grids.filter((g) => g.level === 2 || (g.level === 1 && leaves.includes(g)))
  const communities = tops.map((top): PlannedCommunity => {
    const own = {
      code: `F${top.level === 1 ? `${top.code}000` : top.code}`,
      parentCode: `F${top.level === 1 ? top.code : top.parentCode}`,
      name: top.name,
    }
    nodes.push({ ...own, level: 2, grids: [] })
    const inside = leaves.filter((leaf) => leaf.code.startsWith(top.code))
    const blocks = planBlocks(own, inside, nodes)
    return { code: top.code, name: top.name, leaves: inside, grids: grids.filter((g) => g.code.startsWith(top.code)), blocks }
  })
  return { nodes, communities }
}

function planBlocks(community: { code: string; name: string }, leaves: readonly PeopleGrid[], nodes: ServiceNode[]): Block[] {
  const random = makeRandom('service', community.code)
  const seed = hashSeed('quarters', community.code) % 90
  const village = community.name.endsWith('村')
  const blocks: Block[] = []
  for (const [q, quarter] of quartersOf(leaves, random).entries()) {
    const code = `${community.code}-${String(q + 1).padStart(2, '0')}`
    const name = village ? `${q + 1}组` : quarterName(seed, q)
    nodes.push({ code, parentCode: community.code, name, level: 3, grids: [] })
    let number = 0
    let rest: { grid: string; households: number } | null = null
    for (const [at, leaf] of quarter.entries()) {
      const count = Math.max(1, Math.round(leaf.households / BUILDING))
      for (let b = 0; b < count && leaf.households > 0; b++) {
        const share = Math.floor((leaf.households * (b + 1)) / count) - Math.floor((leaf.households * b) / count)
        // the last building of the first leaf stands on the border: its other half is the first of the next
        const parts: { grid: string; households: number }[] = [...(rest ? [rest] : []), { grid: leaf.code, households: share }]
        rest = null
        if (at === 0 && b === count - 1 && quarter.length > 1) {
          rest = { grid: leaf.code, households: share }
          continue
        }
        number++
        blocks.push(...addBuilding({ code, number, address: `${community.name}${name}${number}${village ? '排' : '号楼'}` }, parts, village, nodes))
      }
    }
  }
  return blocks
}

type Building = { code: string; number: number; address: string }

function addBuilding(
  { code: quarter, number, address }: Building,
  parts: readonly { grid: string; households: number }[],
  village: boolean,
  nodes: ServiceNode[],
): Block[] {
  const code = `${quarter}-${String(number).padStart(2, '0')}`
  const households = parts.reduce((sum, part) => sum + part.households, 0)
  nodes.push({ code, parentCode: quarter, name: `${number}${village ? '排' : '号楼'}`, level: 4, grids: parts.map((p) => p.grid) })
  const centres = Array.from({ length: Math.max(1, Math.round(households / CENTRE)) }, (_, i) => `${code}-${i + 1}`)
  for (const [i, centre] of centres.entries()) nodes.push({ code: centre, parentCode: code, name: `${i + 1}号党员中心户`, level: 5, grids: [] })
  return parts.map((part) => ({ ...part, centres, address, building: number }))
}
