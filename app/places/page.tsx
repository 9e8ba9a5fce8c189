import { Starting } from '@/components/page/starting'
import { PlacesPage } from '@/components/places/places-page'
import { mayReadPeople } from '@/lib/domain/people'
import { mayEditPlace } from '@/lib/domain/place'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('places')
export const generateViewport = frameViewport

/** Service places (阵地): where they are, whether they are open, what is booked there, who lives too far from one, and what was done for people. */
export default async function Page() {
  const frame = await openPage('places')
  if (frame === 'starting') return <Starting />
  const { scope } = frame.viewer
  const edits = scope.kind === 'grids' && scope.prefixes.some((prefix) => mayEditPlace(frame.viewer, prefix))
  return <PlacesPage frame={frame} readsPeople={mayReadPeople(frame.viewer)} edits={edits} />
}
