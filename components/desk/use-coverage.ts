import { useEffect, useState } from 'react'
import { coverageShades } from '@/lib/client/coverage'
import { readCoverageMap } from '@/lib/client/people'

/** The shades of binding coverage by grid, read when they are wanted; null until they are there. */
export function useCoverage(wanted: boolean): { shades: ReadonlyMap<string, number> | null; failed: boolean } {
  const [state, setState] = useState<{ shades: ReadonlyMap<string, number> | null; failed: boolean }>({ shades: null, failed: false })
  useEffect(() => {
    if (!wanted) return
    let over = false
    void readCoverageMap().then((answer) => {
      if (!over) setState(answer.ok ? { shades: coverageShades(answer.body.rows), failed: false } : { shades: null, failed: true })
    })
    return () => {
      over = true
    }
  }, [wanted])
  return state
}
