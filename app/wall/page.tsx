import { forbidden, redirect, unauthorized } from 'next/navigation'
import { mayOpen } from '@/components/page/groups'
import { PlainPage } from '@/components/page/plain-page'
import { Reload } from '@/components/ui/reload'
import { Wall } from '@/components/wall/wall'
import { lacksSecondFactor } from '@/lib/api/identity'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { wallTexts } from '@/lib/client/messages/wall'
import { readScreens } from '@/lib/db/screens/screens'
import { readEnv } from '@/lib/env'
import { runtimeOrNull } from '@/lib/live/runtime'
import { identityOfRequest } from '../frame'

/** The video wall. Comes by `/wall?key=…`, which the proxy exchanges for a cookie, or by signing in. */
export default async function WallPage() {
  const identity = await identityOfRequest()
  if (identity === 'starting') {
    return (
      <>
        <PlainPage title={wallTexts.title} text={wallTexts.wall.starting} />
        <Reload afterMs={2_000} />
      </>
    )
  }
  if (!identity) unauthorized()
  if (lacksSecondFactor(identity)) redirect('/account')
  if (!mayOpen('wall', identity.viewer)) forbidden()
  const env = readEnv()
  const [screen] = identity.by === 'screen' && identity.viewer.role === 'screen' ? await readScreens([identity.viewer.id]) : []
  return (
    <Wall
      config={{
        reviewNumber: env.MAP_REVIEW_NUMBER ?? null,
        demo: env.GRIDSIGHT_DEMO === 'county',
        within: null,
        screen: screen !== undefined,
        replays: identity.viewer.scope.kind === 'grids',
        panels: screen?.program.panels ?? null,
        build: runtimeOrNull()?.build ?? null,
        map: mapSettingsOf(env),
      }}
    />
  )
}
