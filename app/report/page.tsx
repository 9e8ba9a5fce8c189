import { Starting } from '@/components/page/starting'
import { Report } from '@/components/report/report'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { readEnv } from '@/lib/env'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('report')
export const generateViewport = frameViewport

/** The form of whoever stands before it, made for a phone. */
export default async function Page() {
  const frame = await openPage('report')
  if (frame === 'starting') return <Starting />
  const { types } = await loadAtlas()
  const { labels } = await readLifecycle()
  return <Report frame={frame} types={types} map={mapSettingsOf(readEnv())} labels={labels} />
}
