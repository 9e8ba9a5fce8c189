import { redirect } from 'next/navigation'
import { Starting } from '@/components/page/starting'
import { PeoplePage } from '@/components/people/people-page'
import { wallTexts } from '@/lib/client/messages/wall'
import { mayReadPeople } from '@/lib/domain/people'
import { readEnv } from '@/lib/env'
import { enter } from '../enter'

/** People, households and binding coverage; figures only for roles that read no personal data. */
export default async function Page() {
  const viewer = await enter('/people')
  if (viewer === 'starting') return <Starting />
  if (viewer.role === 'screen') redirect('/wall')
  return <PeoplePage readsPeople={mayReadPeople(viewer)} demo={readEnv().GRIDSIGHT_DEMO === 'county' ? wallTexts.demo : null} />
}
