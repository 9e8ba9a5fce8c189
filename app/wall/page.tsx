import { cookies } from 'next/headers'
import { unauthorized } from 'next/navigation'
import { PlainPage } from '@/components/plain-page'
import { Reload } from '@/components/ui/reload'
import { Wall } from '@/components/wall'
import { zh } from '@/lib/client/messages/zh-CN'
import { findViewer } from '@/lib/db/tokens'
import { isProblem } from '@/lib/domain/problem'
import { readEnv } from '@/lib/env'
import { SESSION_COOKIE } from '@/lib/live/session'

/** The video wall. Comes by `/wall?key=…`, which the proxy exchanges for the cookie that is asked for here. */
export default async function WallPage() {
  const token = (await cookies()).get(SESSION_COOKIE)?.value
  const viewer = token ? await findViewer(token).catch(waitForDatabase) : null
  if (viewer === 'starting') {
    return (
      <>
        <PlainPage title={zh.title} text={zh.wall.starting} />
        <Reload afterMs={2_000} />
      </>
    )
  }
  if (!viewer) unauthorized()
  const env = readEnv()
  return <Wall config={{ reviewNumber: env.MAP_REVIEW_NUMBER ?? null, demo: env.GRIDSIGHT_DEMO === 'county', within: null }} />
}

/** A page that is asked for before the database is there waits for it; any other fault is one. */
function waitForDatabase(error: unknown): 'starting' {
  if (isProblem(error) && (error.code === 'starting' || error.code === 'unavailable')) return 'starting'
  throw error
}
