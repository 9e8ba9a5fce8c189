import type { Viewport } from 'next'
import { redirect } from 'next/navigation'
import { Desk } from '@/components/desk/desk'
import { Starting } from '@/components/page/starting'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { deskTexts } from '@/lib/client/messages/desk'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { readEnv } from '@/lib/env'
import { runtimeOrNull } from '@/lib/live/runtime'
import { enter, scopeName } from '../enter'
import './desk.css'

export const viewport: Viewport = { themeColor: '#ffffff', colorScheme: 'light dark' }

type Query = Record<string, string | string[] | undefined>

/** Where people of streets, communities and departments work. Its address says the list, the grid and the event that are open. */
export default async function Page({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams
  const search = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))).toString()
  const viewer = await enter(search === '' ? '/desk' : `/desk?${search}`)
  if (viewer === 'starting') return <Starting />
  if (viewer.role === 'screen') redirect('/wall')
  const env = readEnv()
  const { labels } = await readLifecycle()
  return (
    <Desk
      viewer={viewer}
      scope={await scopeName(viewer, deskTexts.scopeAll)}
      theme={query.theme === 'dark' ? 'dark' : 'light'}
      labels={labels}
      demo={env.GRIDSIGHT_DEMO === 'county'}
      reviewNumber={env.MAP_REVIEW_NUMBER ?? null}
      map={mapSettingsOf(env)}
      build={runtimeOrNull()?.build ?? null}
    />
  )
}
