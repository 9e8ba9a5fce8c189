import { useCallback, useMemo } from 'react'
import { sayInAddress } from '@/lib/client/address'
import { DUTY_LISTS, type DutyList } from '@/lib/client/duties'
import { useAddress } from '@/lib/client/use-address'

/** What the address says. `list`: null where none was chosen. */
export type DutyPlace = { duty: string | null; period: string | null; within: string | null; list: DutyList | null; item: string | null }
export const START: DutyPlace = { duty: null, period: null, within: null, list: null, item: null }

/** What is looked at, once the page is there, and how to go on from it. */
export function useDutyPlace(): [DutyPlace | null, (next: Partial<DutyPlace>) => void] {
  const search = useAddress()
  const at = useMemo(() => (search === null ? null : readPlace(search)), [search])
  const go = useCallback((next: Partial<DutyPlace>) => sayInAddress(next), [])
  return [at, go]
}

function readPlace(search: string): DutyPlace {
  const query = new URLSearchParams(search)
  const list = DUTY_LISTS.find((one) => one === query.get('list')) ?? null
  return { duty: query.get('duty'), period: query.get('period'), within: query.get('within'), list, item: query.get('item') }
}
