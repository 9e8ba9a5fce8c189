import { Starting } from '@/components/page/starting'
import { RosterPage } from '@/components/roster/roster-page'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('roster')
export const generateViewport = frameViewport

/** 值班表: who is on duty this week and the next. */
export default async function Page() {
  const frame = await openPage('roster')
  if (frame === 'starting') return <Starting />
  return <RosterPage frame={frame} />
}
