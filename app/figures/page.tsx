import { redirect } from 'next/navigation'
import { FiguresPage } from '@/components/figures/figures-page'
import { Starting } from '@/components/page/starting'
import { gridsOf } from '@/lib/api/scope'
import { wallTexts } from '@/lib/client/messages/wall'
import { loadAtlas } from '@/lib/db/ground/grids'
import { shortName } from '@/lib/domain/grid'
import { readEnv } from '@/lib/env'
import { enter } from '../enter'

/** The figures of a period; each number leads to the list behind it. */
export default async function Page() {
  const viewer = await enter('/figures')
  if (viewer === 'starting') return <Starting />
  if (viewer.role === 'screen') redirect('/wall')
  const grids = gridsOf(viewer, await loadAtlas()).map(({ code, name }) => ({ code, name: shortName(name) }))
  return <FiguresPage grids={grids} demo={readEnv().GRIDSIGHT_DEMO === 'county' ? wallTexts.demo : null} />
}
