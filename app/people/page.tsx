import { Starting } from '@/components/page/starting'
import { PeoplePage } from '@/components/people/people-page'
import { mayReadPeople } from '@/lib/domain/people'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('people')
export const generateViewport = frameViewport

/** People, households and binding coverage; figures only for roles that read no personal data. */
export default async function Page() {
  const frame = await openPage('people')
  if (frame === 'starting') return <Starting />
  return <PeoplePage frame={frame} readsPeople={mayReadPeople(frame.viewer)} />
}
