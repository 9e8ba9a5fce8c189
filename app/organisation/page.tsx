import { OrganisationPage } from '@/components/organisation/organisation-page'
import { Starting } from '@/components/page/starting'
import { gridsOf } from '@/lib/api/scope'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { loadAtlas } from '@/lib/db/ground/grids'
import { mayReadPeople } from '@/lib/domain/people'
import { ROLES } from '@/lib/domain/roles'
import { readEnv } from '@/lib/env'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('organisation')
export const generateViewport = frameViewport

/** Units (组织): their trees beside that of the grids, blank spots, and who is in them. */
export default async function Page() {
  const frame = await openPage('organisation')
  if (frame === 'starting') return <Starting />
  const atlas = await loadAtlas()
  const grids = gridsOf(frame.viewer, atlas).map(({ code }) => ({ code, name: nameOfGrid(code, atlas) }))
  return (
    <OrganisationPage
      frame={frame}
      grids={grids}
      readsPeople={mayReadPeople(frame.viewer)}
      invites={ROLES[frame.viewer.role].invites}
      map={mapSettingsOf(readEnv())}
    />
  )
}
