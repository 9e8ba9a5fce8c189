import { Starting } from '@/components/page/starting'
import { SourcesPage } from '@/components/sources/sources-page'
import { mayReadPeople } from '@/lib/domain/people'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('sources')
export const generateViewport = frameViewport

/** Sources of people and households, their runs, and what they and we have of each other. */
export default async function Page() {
  const frame = await openPage('sources')
  if (frame === 'starting') return <Starting />
  return <SourcesPage frame={frame} readsPeople={mayReadPeople(frame.viewer)} />
}
