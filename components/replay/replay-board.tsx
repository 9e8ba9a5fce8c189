'use client'
import dynamic from 'next/dynamic'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Stage } from '@/components/map/stage'
import { ground } from '@/components/ui/ground'
import { PAST_SIDE, pastPlacing } from '@/components/wall/layouts'
import { useAlerts } from '@/components/wall/use-alerts'
import { usePainted } from '@/components/wall/use-painted'
import { useProbe } from '@/components/wall/use-probe'
import { useScreen } from '@/components/wall/use-screen'
import type { WallConfig } from '@/lib/client/config'
import { replayTexts as texts } from '@/lib/client/messages/replay'
import type { PastWorld } from '@/lib/client/past-world'
import { useStore } from '@/lib/client/use-store'
import { REPLAY_IDLE_MS } from '@/lib/domain/screen-replay'
import { PastShell } from './past-shell'
import { useHandAt } from './use-hand-at'
import { useReplayKeys } from './use-replay-keys'
import { useThen } from './use-then'

const AlertCallout = dynamic(() => import('@/components/wall/alert-callout'), { ssr: false })
const MapTable = dynamic(() => import('@/components/panels/map-table'), { ssr: false })
const MapView = dynamic(() => import('@/components/map/map-view'), { ssr: false })
const nothing = new Map<string, number>()
const noLandings: never[] = []

const WHOLE = { index: 1, of: 1 }

const back = () => location.assign('/wall')

/** A replay that nobody touches ends by itself. */
function useIdleEnd(): void {
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined)
  const moved = useCallback(() => {
    clearTimeout(idle.current)
    idle.current = setTimeout(back, REPLAY_IDLE_MS)
  }, [])
  useHandAt(moved)
  useEffect(() => {
    moved()
    return () => clearTimeout(idle.current)
  }, [moved])
}

/** The past as a page of its own. */
export function ReplayBoard({ past, config }: { past: PastWorld; config: WallConfig }) {
  const { world, replay } = past
  const view = useStore(world.view, (s) => s)
  const { tree, picture } = useStore(world.scenery, (s) => s)
  const then = useThen(world, replay)
  const { moment, known, playing } = then.looked
  const { unit } = useScreen(null)
  const [stage, setStage] = useState<Stage | null>(null)
  useProbe(world, stage)
  const [tableShown, setTableShown] = useState(false)
  const isChosen = useCallback(() => world.view.get().selected !== null, [world])
  useReplayKeys(replay, back, isChosen)
  useIdleEnd()

  const select = useCallback((selected: string | null) => world.view.set({ selected }), [world])
  const ready = stage !== null && moment !== null && tree !== null && picture !== null
  const painted = usePainted(ready)
  useAlerts(world, painted)

  return (
    <main
      className={ground}
      data-wall
      data-replay
      data-ready={ready}
      data-at={moment?.at ?? ''}
      data-known={known}
      data-whole={then.whole !== null}
      data-playing={playing}
    >
      <div className="absolute inset-0">
        {tree && tree.list.length > 0 && (
          <MapView
            settings={config.map}
            placing={pastPlacing}
            tree={tree}
            notes={then.notes}
            measure={view.measure}
            level={view.level}
            selected={view.selected}
            heat={picture}
            shades={picture?.shades ?? nothing}
            landings={noLandings}
            homeCalls={0}
            onLevel={(level) => world.heat.setNear(level > 2)}
            onSelect={select}
            onReady={setStage}
            byKeys={painted}
            figureOf={(code) => then.whole?.figures.grids.find(({ grid }) => grid === code)}
            onTable={() => setTableShown(true)}
          />
        )}
      </div>
      <PastShell world={world} config={config} replay={replay} then={then} tile={WHOLE} back={back} onSelect={select} />
      {tableShown && <MapTable world={world} then={then.whole?.figures ?? null} onClose={() => setTableShown(false)} />}
      {painted && stage && <AlertCallout world={world} stage={stage} unit={unit} side={PAST_SIDE} low mark={texts.isLive} />}
    </main>
  )
}
