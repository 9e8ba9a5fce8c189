import { useMemo } from 'react'
import { fetchGrids } from '@/lib/client/api'
import type { GridShape } from '@/lib/client/grids'
import type { Answered } from '@/lib/client/http'
import { useRead } from '@/lib/client/use-read'
import type { ComparedArea } from '@/lib/domain/figure-runs'
import { GridLevel } from '@/lib/domain/grid'

const NONE: readonly GridShape[] = []

/** The outlines of areas, which lie on one level, and of what holds them. `around`: the place that all of them lie in, null: the whole scope. */
export function useShapes(areas: readonly ComparedArea[], around: string | null): readonly GridShape[] {
  const level = GridLevel.safeParse(areas[0]?.level)
  const above = GridLevel.safeParse(level.success ? level.data - 1 : undefined)
  const read = async (): Promise<Answered<readonly GridShape[]>> => {
    try {
      const levels = [level, above].flatMap((one) => (one.success ? [one.data] : []))
      const trees = await Promise.all(levels.map((one) => fetchGrids(around ?? undefined, one)))
      return { ok: true, body: trees.flatMap(({ list }) => list) }
    } catch {
      return { ok: false, code: 'lost', message: '', field: null, problem: {} }
    }
  }
  const { data } = useRead(['shapes', around, level.data, above.data], read, { enabled: level.success })
  return useMemo(() => data ?? NONE, [data])
}
