import * as z from 'zod/mini'
import { cursorTo, placeIn } from '@/lib/db/engine/cursor'
import { columnOf, type OrderBy } from '@/lib/domain/list-order'
import { Problem } from '@/lib/domain/problem'
import { compareKeys, type SortKeys } from '@/lib/domain/sort-rows'
import { UNIT_SORTS, UnitKind, type UnitNode, type UnitSort } from '@/lib/domain/unit'

/** Where a unit stands in an order: the order, what it goes by there, and by what those that are alike stand, their name and their id. */
const Place = z.tuple([z.string(), z.union([z.number(), z.nullable(z.string())]), z.string(), z.string()])
type Place = z.infer<typeof Place>

/** A list of units in an order, by the page: a page begins behind the place that the one before ended at, whoever has moved or gone meanwhile. */
export type UnitOrder = {
  sort(units: readonly UnitNode[]): UnitNode[]
  page(sorted: readonly UnitNode[], at: { cursor: string | undefined; limit: number }): { page: UnitNode[]; nextCursor: string | null }
}

/** The list of units in an order; `byId`: those that the viewer sees. */
export function unitOrder(order: OrderBy<UnitSort>, byId: ReadonlyMap<string, UnitNode>): UnitOrder {
  const of = columnOf(order, UNIT_SORTS)
  if (!of) throw new Problem('invalid', 'This list has no such order.')
  const keys: SortKeys<UnitNode, UnitSort> = {
    kind: ({ kind }) => UnitKind.options.indexOf(kind),
    name: ({ name }) => name,
    above: ({ parent }) => (parent === null ? null : (byId.get(parent)?.name ?? null)),
    people: ({ members }) => members,
    reported: ({ registered }) => Object.values(registered).reduce((sum, n) => sum + n, 0),
  }
  const placeOf = (unit: UnitNode): Place => [order, keys[of.by](unit), unit.name, unit.id]
  const compare = ([, key, name, id]: Place, [, otherKey, otherName, otherId]: Place): number =>
    compareKeys(key, otherKey, of.descends ? 'descending' : 'ascending') ||
    compareKeys(name, otherName, 'ascending') ||
    (id < otherId ? -1 : Number(id > otherId))
  return {
    sort: (units) =>
      units
        .map((unit) => ({ unit, place: placeOf(unit) }))
        .sort((a, b) => compare(a.place, b.place))
        .map(({ unit }) => unit),
    page(sorted, { cursor, limit }) {
      const from = cursor === undefined ? null : placeIn(cursor, Place, (place) => fits(place, order, of.by))
      const behind = from ? sorted.filter((unit) => compare(placeOf(unit), from) > 0) : sorted
      const page = behind.slice(0, limit)
      const last = behind.length > limit ? page.at(-1) : undefined
      return { page, nextCursor: last ? cursorTo(placeOf(last)) : null }
    },
  }
}

/** Is a place of this order? */
function fits([of, key]: Place, order: string, by: UnitSort): boolean {
  const isWord = by === 'name' || by === 'above'
  return of === order && (typeof key === (isWord ? 'string' : 'number') || (key === null && by === 'above'))
}
