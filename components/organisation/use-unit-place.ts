import { useCallback, useEffect, useRef, useState } from 'react'
import type { Chosen } from '@/lib/client/units'
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

function readPlace(): UnitPlace {
  const query = new URLSearchParams(location.search)
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

function addressOf({ within, view, list, as, open, chosen }: UnitPlace): string {
  const query = new URLSearchParams({
    ...(within !== null && { within }),
    ...(view === 'table' && { view, list }),
    ...(view === 'table' && list === 'registered' && as !== null && { as }),
    ...(open !== null && { open }),
    ...(chosen && { [chosen.kind]: chosen.id }),
  })
  return `?${query}`
}

/** What the page looks at, and the way to another. */
export function useUnitPlace(): { place: UnitPlace; go(next: Partial<UnitPlace>): void } {
  const [place, setPlace] = useState(START)
  useEffect(() => {
    setPlace(readPlace())
    const back = () => setPlace(readPlace())
    addEventListener('popstate', back)
    return () => removeEventListener('popstate', back)
  }, [])
  const latest = useRef(place)
  latest.current = place
  const go = useCallback((next: Partial<UnitPlace>) => {
    latest.current = { ...latest.current, ...next }
    history.replaceState(null, '', addressOf(latest.current))
    setPlace(latest.current)
  }, [])
  return { place, go }
}
