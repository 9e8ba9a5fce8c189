import { useCallback, useMemo, useState } from 'react'
import type { Stage } from '@/components/map/stage'
import { streetNotes } from '@/lib/client/rows'
import { lagOf, runRows } from '@/lib/client/trend-rows'
import { truthOf } from '@/lib/client/truth'
import { useNow, useStore } from '@/lib/client/use-store'
import type { World } from '@/lib/client/world'
import { useAlerts } from './use-alerts'
import { usePainted } from './use-painted'
import { useProbe } from './use-probe'
import { useWayBack } from './use-way-back'

/** What the board on a wall and the one in a hand read of the world alike, and what they say of it on the page. */
export function useBoard(world: World) {
  const live = useStore(world.live, (s) => s)
  const view = useStore(world.view, (s) => s)
  const { tree, gridsFailed, picture, landings, trends } = useStore(world.scenery, (s) => s)
  const pageNow = useNow(live.clockOffset)
  const [stage, setStage] = useState<Stage | null>(null)
  useProbe(world, stage)
  const { board, figures } = live
  const ready = stage !== null && board !== null && tree !== null && picture !== null
  const painted = usePainted(ready && trends !== null)
  useAlerts(world, painted)
  const onReady = useCallback(
    (made: Stage) => {
      if (made.calm) world.calm()
      setStage(made)
    },
    [world],
  )
  const select = useWayBack(world)

  const ofGrid = useMemo(() => new Map(figures?.grids.map((g) => [g.grid, g])), [figures])
  const streets = useMemo(() => runRows(trends, tree, ofGrid, 1), [trends, tree, ofGrid])
  // a map of names is drawn anew for each other map, so it must not change with every figure
  const todays = streets.map((s) => s.todayText).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is written of the streets is in `todays`
  const notes = useMemo(() => streetNotes(streets), [todays, streets.length])
  const lag = useMemo(() => lagOf(trends), [trends])

  const truth = truthOf(live, pageNow ?? live.heardAt ?? 0)
  return {
    ...{
      live,
      view,
      tree,
      gridsFailed,
      picture,
      landings,
      trends,
      pageNow,
      stage,
      ready,
      painted,
      onReady,
      select,
      ofGrid,
      streets,
      notes,
      lag,
      truth,
    },
    /** the server's clock, epoch milliseconds; 0 before the page has one */
    now: pageNow === null ? 0 : pageNow + live.clockOffset,
    /** what the line of truth shows */
    line: {
      truth,
      asOf: board?.asOf ?? null,
      lastWord: live.heardAt === null ? null : live.heardAt + live.clockOffset,
      polling: live.link === 'polling',
      mismatches: live.mismatches,
    },
    /** how it stands, for whoever looks at the page from outside */
    marks: {
      'data-wall': true,
      'data-truth': truth.state,
      'data-ready': ready,
      'data-revision': board?.revision ?? -1,
      'data-log': board?.logId ?? '',
      'data-link': live.link,
    },
  }
}
