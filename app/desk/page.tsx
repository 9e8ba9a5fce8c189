import { Desk } from '@/components/desk/desk'
import { Starting } from '@/components/page/starting'
import { readHotspots } from '@/lib/api/hotspots'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { readEnv } from '@/lib/env'
import { runtimeOrNull } from '@/lib/live/runtime'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('desk')
export const generateViewport = frameViewport

type Query = Record<string, string | string[] | undefined>

/** Where people of streets, communities and departments work. Its address says the list, the grid and the event that are open. */
export default async function Page({ searchParams }: { searchParams: Promise<Query> }) {
  const query = Object.entries(await searchParams).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
  const frame = await openPage('desk', query.length === 0 ? '/desk' : `/desk?${new URLSearchParams(query)}`)
  if (frame === 'starting') return <Starting />
  // a page without its hotspots asks for them itself, and says what is wrong
  const [{ labels }, hotspots] = await Promise.all([readLifecycle(), readHotspots(frame.viewer, {}).catch(() => null)])
  return <Desk frame={frame} labels={labels} hotspots={hotspots} map={mapSettingsOf(readEnv())} build={runtimeOrNull()?.build ?? null} />
}
