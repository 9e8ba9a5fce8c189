import type { OrderBy } from '@/lib/domain/list-order'
import type { UnitKind, UnitSort } from '@/lib/domain/unit'

/** The lists that the figures of the page open; `all` holds every unit. */
export const UNIT_LISTS = ['joint_committee', 'joint_branch', 'party_group', 'registered', 'partners', 'blanks', 'all'] as const
export type UnitListName = (typeof UNIT_LISTS)[number]
export type UnitList = Exclude<UnitListName, 'all'>

/** The kinds that a list holds; null: it is not one of units. */
export const KINDS_OF: Readonly<Record<UnitListName, readonly UnitKind[] | null>> = {
  joint_committee: ['work_committee', 'joint_committee'],
  joint_branch: ['joint_branch', 'road_branch'],
  party_group: ['party_group', 'centre_household'],
  registered: null,
  partners: ['stationed_unit', 'new_organisation', 'new_workers', 'estate', 'property_firm', 'owners_committee'],
  blanks: null,
  all: [],
}

/** What a list of units asks for. */
export function unitsQuery({
  within,
  list,
  q,
  order,
}: {
  within: string | null
  list: UnitListName
  q: string | null
  order: OrderBy<UnitSort> | null
}) {
  const kinds = KINDS_OF[list] ?? []
  return {
    ...(within !== null && { within }),
    ...(kinds.length > 0 && { kind: kinds.join(',') }),
    ...(q !== null && q.trim() !== '' && { q: q.trim().slice(0, 50) }),
    ...(order !== null && { order }),
  }
}
