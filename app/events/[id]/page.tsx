import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { EventPage } from '@/components/event/event-page'
import { Starting } from '@/components/page/starting'
import { auditEventRead } from '@/lib/api/words-read'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { pageTexts } from '@/lib/client/messages/page'
import { leadsOf } from '@/lib/client/words'
import { getEvent } from '@/lib/db/events/event-list'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { readEnv } from '@/lib/env'
import { frameViewport, nameOfGrid, openPage } from '../../frame'

type Props = { params: Promise<{ id: string }> }

/** The number as it was asked for: the title tells nothing of an event that this viewer may not see. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `${pageTexts.pages.event} ${decodeURIComponent((await params).id).slice(0, 40)}` }
}
export const generateViewport = frameViewport

/** One event, by uuid, 事件编号 or number. What is not there for this viewer is answered as what is not there at all. */
export default async function Page({ params }: Props) {
  const { id } = await params
  const frame = await openPage('event', `/events/${id}`)
  if (frame === 'starting') return <Starting />
  const { viewer } = frame
  const event = await getEvent(viewer, decodeURIComponent(id))
  if (!event) notFound()
  await auditEventRead({ viewer, address: null }, event)
  const [atlas, { labels }] = await Promise.all([loadAtlas(), readLifecycle()])
  const given = [...(event.lead ? [event.lead] : []), ...(event.assisting ?? [])].flatMap((p) => (p.kind === 'grid' ? [p.id] : []))
  const named = atlas.grids.filter((g) => event.grid.startsWith(g.code) || given.includes(g.code))
  return (
    <EventPage
      frame={frame}
      event={event}
      types={[...atlas.typeById.values()]}
      names={Object.fromEntries(named.map((g) => [g.code, nameOfGrid(g.code, atlas)]))}
      departments={[...new Set(atlas.types.flatMap(leadsOf))]}
      labels={labels}
      map={mapSettingsOf(readEnv())}
    />
  )
}
