import { useCallback, useEffect, useState } from 'react'
import { DUTY_LISTS, type DutyList } from '@/lib/client/duties'

/** What the address says. */
export type DutyPlace = { duty: string | null; period: string | null; within: string | null; list: DutyList; item: string | null }
export const START: DutyPlace = { duty: null, period: null, within: null, list: 'overdue', item: null }

/** What is looked at, once the page is there, and how to go on from it. */
export function useDutyPlace(): [DutyPlace | null, (next: Partial<DutyPlace>) => void] {
  const [at, setAt] = useState<DutyPlace | null>(null)
  useEffect(() => {
    const query = new URLSearchParams(location.search)
    const list = DUTY_LISTS.find((one) => one === query.get('list')) ?? START.list
    setAt({ duty: query.get('duty'), period: query.get('period'), within: query.get('within'), list, item: query.get('item') })
  }, [])
  const go = useCallback((next: Partial<DutyPlace>) => {
    setAt((was) => {
      const to = { ...(was ?? START), ...next }
      const query = new URLSearchParams(
        Object.entries(to).flatMap(([name, value]) => (value === null || value === START.list ? [] : [[name, value]])),
      )
      history.replaceState(null, '', `${location.pathname}${query.size > 0 ? `?${query}` : ''}`)
      return to
    })
  }, [])
  return [at, go]
}
