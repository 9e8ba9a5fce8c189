import { Starting } from '@/components/page/starting'
import { Replay } from '@/components/replay/replay'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { readEnv } from '@/lib/env'
import { runtimeOrNull } from '@/lib/live/runtime'
import { openPage, titled } from '../frame'

export const generateMetadata = titled('replay')

/** 态势回放: opened at a moment by its address, `?at=2026-07-16T11:40:00Z`. */
export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { at, known } = await searchParams
  const address = new URLSearchParams(typeof at === 'string' ? { at } : {}).toString()
  const frame = await openPage('replay', address ? `/replay?${address}` : undefined)
  if (frame === 'starting') return <Starting />
  const env = readEnv()
  const instant = typeof at === 'string' ? Date.parse(at) : Number.NaN
  return (
    <Replay
      at={Number.isFinite(instant) ? instant : null}
      known={known === 'now' ? 'now' : 'then'}
      config={{
        reviewNumber: env.MAP_REVIEW_NUMBER ?? null,
        demo: env.GRIDSIGHT_DEMO === 'county',
        within: null,
        screen: false,
        replays: true,
        panels: null,
        build: runtimeOrNull()?.build ?? null,
        map: mapSettingsOf(env),
      }}
    />
  )
}
