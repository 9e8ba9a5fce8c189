import * as z from 'zod/mini'
import { GridCode, GridLevel, shortName } from '@/lib/domain/grid'
import { ownName } from '@/lib/domain/grid-names'
import { labelPoint } from '@/lib/domain/label-point'
import { Position } from '@/lib/domain/position'
import { currentLanguage, said } from './language'

const MultiPolygonIn = z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(Position))) })
const Properties = z.object({
  code: GridCode,
  name: z.string(),
  nameEn: z.string(),
  labelEn: z.string(),
  signEn: z.string(),
  level: GridLevel,
  parentCode: z.string(),
  households: z.int(),
  demo: z.boolean(),
})
/** What `/api/grids` answers: every grid of the scope, all levels. */
export const GridCollection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.object({ type: z.literal('Feature'), geometry: MultiPolygonIn, properties: Properties })),
})

/** A grid as the page holds it. `until` is the finest level it is still drawn at: a leaf stands in for the levels below it. */
export type GridShape = Omit<z.infer<typeof Properties>, 'nameEn' | 'labelEn' | 'signEn'> & {
  /** in the language of the page, as are the other two */
  name: string
  /** the name below its parent's: in lists and in the path */
  label: string
  /** the name on the map, where every grid is one or the other and there is no room to say so */
  sign: string
  until: GridLevel
  /** where its name stands, degrees */
  place: [number, number]
  coordinates: [number, number][][][]
}

/** The grids of a page by code, with the children of each, in the order of the answer. */
export type GridTree = { list: readonly GridShape[]; byCode: ReadonlyMap<string, GridShape>; childrenOf: ReadonlyMap<string, readonly GridShape[]> }

/** Builds the tree from an answer, with the names of the page's language; throws ZodError on a malformed one. */
export function readGrids(answer: unknown): GridTree {
  const english = currentLanguage() === 'en'
  const { features } = GridCollection.parse(answer)
  const parents = new Set(features.map((f) => f.properties.parentCode))
  const byCode = new Map(features.map((f) => [f.properties.code, f.properties]))
  const above = (code: string, levels = 4): string[] => {
    const grid = levels > 0 ? byCode.get(code) : undefined
    return grid ? [shortName(grid.name), ...above(grid.parentCode, levels - 1)] : []
  }
  const list = features.map(({ geometry, properties }): GridShape => {
    const { nameEn, labelEn, signEn, ...grid } = properties
    const name = shortName(grid.name)
    const label = ownName(name, above(grid.parentCode))
    const sign = grid.level === 1 ? name : label.replace(/社区$/, '')
    return {
      ...grid,
      ...(english ? { name: nameEn, label: labelEn, sign: signEn } : { name, label, sign }),
      until: parents.has(grid.code) ? grid.level : 4,
      place: labelPoint(geometry).position,
      coordinates: geometry.coordinates,
    }
  })
  return {
    list,
    byCode: new Map(list.map((g) => [g.code, g])),
    childrenOf: groupByParent(list),
  }
}

function groupByParent(list: readonly GridShape[]): Map<string, GridShape[]> {
  const groups = new Map<string, GridShape[]>()
  for (const grid of list) groups.set(grid.parentCode, [...(groups.get(grid.parentCode) ?? []), grid])
  return groups
}

/** From the outermost grid down to this one. */
export function pathTo(tree: GridTree, code: string): GridShape[] {
  const path: GridShape[] = []
  for (let at = tree.byCode.get(code); at && !path.includes(at); at = tree.byCode.get(at.parentCode)) path.unshift(at)
  return path
}

/** The grid around another; null where there is none. */
export const outer = (tree: GridTree, code: string): string | null => tree.byCode.get(tree.byCode.get(code)?.parentCode ?? '')?.code ?? null

/** What a grid is called with all that it lies in, the outermost first. */
export const pathName = (tree: GridTree, code: string): string =>
  pathTo(tree, code)
    .map((grid) => grid.label)
    .join(said({ zh: ' ', en: ', ' }))
