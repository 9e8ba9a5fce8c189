import { useMemo } from 'react'
import { coverageShades } from '@/lib/client/coverage'
import { useRoute } from '@/lib/client/use-read'
import { peopleRoutes } from '@/lib/domain/routes/people'

/** The shades of binding coverage by grid, read when they are wanted; null until they are there. */
export function useCoverage(wanted: boolean): { shades: ReadonlyMap<string, number> | null; failed: boolean } {
  const { data, failed } = useRoute(peopleRoutes.coverage, { query: { tree: 'grids', rows: 'all' } }, { enabled: wanted })
  const shades = useMemo(() => data && coverageShades(data.rows), [data])
  return { shades, failed }
}
