import type { Viewport } from 'next'
import { mayReportSomewhere } from '@/components/desk/may-report'
import { Starting } from '@/components/page/starting'
import { Report } from '@/components/report/report'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { deskTexts } from '@/lib/client/messages/desk'
import { reportTexts } from '@/lib/client/messages/report'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { readEnv } from '@/lib/env'
import { enter, scopeName } from '../enter'
import '../desk/desk.css'
import './report.css'

export const viewport: Viewport = { themeColor: '#eef2f5', colorScheme: 'light', width: 'device-width', initialScale: 1 }

/** The form of whoever stands before it, made for a phone. */
export default async function Page() {
  const viewer = await enter('/report')
  if (viewer === 'starting') return <Starting />
  const [{ types }, { entryByHand }] = await Promise.all([loadAtlas(), readLifecycle()])
  const env = readEnv()
  return (
    <Report
      viewer={viewer}
      scope={await scopeName(viewer, deskTexts.scopeAll)}
      types={types}
      map={mapSettingsOf(env)}
      demo={env.GRIDSIGHT_DEMO === 'county'}
      reviewNumber={env.MAP_REVIEW_NUMBER ?? null}
      closed={!mayReportSomewhere(viewer) ? reportTexts.notAllowed : entryByHand ? null : reportTexts.off}
    />
  )
}
