import * as z from 'zod/mini'
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
      const from = cursor === undefined ? null : readCursor(cursor, order, of.by)
      const behind = from ? sorted.filter((unit) => compare(placeOf(unit), from) > 0) : sorted
      const page = behind.slice(0, limit)
      const last = behind.length > limit ? page.at(-1) : undefined
      return { page, nextCursor: last ? Buffer.from(JSON.stringify(placeOf(last))).toString('base64url') : null }
    },
  }
}

/** The place that a cursor of this order names. Throws Problem('invalid') on one that is none, or of another order. */
function readCursor(cursor: string, order: string, by: UnitSort): Place {
  const place = parse(cursor)
  const key = by === 'name' || by === 'above' ? 'string' : 'number'
  if (!place || place[0] !== order || (typeof place[1] !== key && !(place[1] === null && by === 'above')))
    throw new Problem('invalid', 'This cursor is none that this list has given.')
  return place
}

function parse(cursor: string): Place | null {
  try {
    return z.safeParse(Place, JSON.parse(Buffer.from(cursor, 'base64url').toString())).data ?? null
  } catch {
    return null
  }
}
