import type { Viewport } from 'next'
import { notFound } from 'next/navigation'
import { EventPage } from '@/components/event/event-page'
import { Starting } from '@/components/page/starting'
import { auditEventRead } from '@/lib/api/words-read'
import { deskTexts } from '@/lib/client/messages/desk'
import { leadsOf } from '@/lib/client/words'
import { getEvent } from '@/lib/db/events/event-list'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { shortName } from '@/lib/domain/grid'
import { readEnv } from '@/lib/env'
import { enter, scopeName } from '../../enter'
import '../../desk/desk.css'

export const viewport: Viewport = { themeColor: '#eef2f5', colorScheme: 'light' }

/** One event, by uuid, 事件编号 or number. What is not there for this viewer is answered as what is not there at all. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params
  const viewer = await enter(`/events/${id}`)
  if (viewer === 'starting') return <Starting />
  const event = await getEvent(viewer, decodeURIComponent(id))
  if (!event) notFound()
  await auditEventRead({ viewer, address: null }, event)
  const [{ grids, types, typeById }, { labels }] = await Promise.all([loadAtlas(), readLifecycle()])
  const given = [...(event.lead ? [event.lead] : []), ...(event.assisting ?? [])].flatMap((p) => (p.kind === 'grid' ? [p.id] : []))
  const named = grids.filter((g) => event.grid.startsWith(g.code) || given.includes(g.code))
  const env = readEnv()
  return (
    <EventPage
      viewer={viewer}
      scope={await scopeName(viewer, deskTexts.scopeAll)}
      event={event}
      types={[...typeById.values()]}
      names={Object.fromEntries(named.map((g) => [g.code, shortName(g.name)]))}
      departments={[...new Set(types.flatMap(leadsOf))]}
      labels={labels}
      demo={env.GRIDSIGHT_DEMO === 'county'}
      reviewNumber={env.MAP_REVIEW_NUMBER ?? null}
    />
  )
}
