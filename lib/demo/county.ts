import type { NewGrid } from '@/lib/domain/grid'
import type { Position } from '@/lib/domain/position'
import { COUNTY_CODE } from './communities'
import { countyNames } from './county-names'
import { tessellate } from './tessellate'
import { placeOfTown } from './tessellate-place'

/** The county seat of 镇平, WGS84. */
export const COUNTY_SEAT: Position = [112.234, 33.034]
/** Grids (网格) of all four levels in the demonstration county; the product itself takes any number. */
export const COUNTY_GRIDS = 345
/** The seed whose map was looked at and found good. */
const COUNTY_SEED = 10

/**
 * The 345 grids of 镇平's urban area (城区), about 100 km²: 3 streets, 55 communities under their own names and codes, 197 小 and 90 子.
 * Boundaries are made by this program and must be shown as such. The river parts 雪枫 from the rest, a main road 涅阳 from 玉都.
 */
export function countyGrids(seed = COUNTY_SEED): NewGrid[] {
  return tessellate({
    place: placeOfTown(COUNTY_SEAT, { width: 13_000, height: 9_100, seed }),
    count: COUNTY_GRIDS,
    seed,
    codePrefix: COUNTY_CODE,
    names: countyNames,
    streets: [{ communities: 15, normal: 1.12, style: 'river' }, { communities: 21, normal: 0.12, style: 'street' }, { communities: 19 }],
  })
}
