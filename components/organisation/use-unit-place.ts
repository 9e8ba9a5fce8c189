import { useCallback, useMemo } from 'react'
import { sayInAddress } from '@/lib/client/address'
import type { Chosen } from '@/lib/client/units'
import { useAddress } from '@/lib/client/use-address'
import { RegisteredAs } from '@/lib/domain/unit'
import { UNIT_LISTS, type UnitListName } from './lists'

/** What the page looks at; the address says all of it but the way that is open in the trees. `there`: the address has been read. */
export type UnitPlace = {
  there: boolean
  within: string | null
  view: 'picture' | 'table'
  list: UnitListName
  /** of who reported: as what; null: all of them */
  as: RegisteredAs | null
  open: string | null
  chosen: Chosen | null
}
const START: UnitPlace = { there: false, within: null, view: 'picture', list: 'all', as: null, open: null, chosen: null }

function readPlace(search: string): UnitPlace {
  const query = new URLSearchParams(search)
  const [unit, blank] = [query.get('unit'), query.get('blank')]
  return {
    there: true,
    within: query.get('within'),
    view: query.get('view') === 'table' ? 'table' : 'picture',
    list: UNIT_LISTS.find((one) => one === query.get('list')) ?? 'all',
    as: RegisteredAs.safeParse(query.get('as')).data ?? null,
    open: query.get('open'),
    chosen: unit ? { kind: 'unit', id: unit } : blank ? { kind: 'blank', id: blank } : null,
  }
}

const partsOf = ({ within, view, list, as, open, chosen }: UnitPlace) => ({
  ...{ within, open },
  view: view === 'table' ? view : null,
  list: view === 'table' ? list : null,
  as: view === 'table' && list === 'registered' ? as : null,
  unit: chosen?.kind === 'unit' ? chosen.id : null,
  blank: chosen?.kind === 'blank' ? chosen.id : null,
})

/** What the page looks at, and the way to another. */
export function useUnitPlace(): { place: UnitPlace; go(next: Partial<UnitPlace>): void } {
  const search = useAddress()
  const place = useMemo(() => (search === null ? START : readPlace(search)), [search])
  const go = useCallback((next: Partial<UnitPlace>) => sayInAddress(partsOf({ ...readPlace(location.search), ...next })), [])
  return { place, go }
}
