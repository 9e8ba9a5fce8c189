import { CardsPage } from '@/components/cards/cards-page'
import { cardViewOf } from '@/components/cards/views'
import { Starting } from '@/components/page/starting'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { mayKnowGrid } from '@/lib/domain/access'
import { isWithin } from '@/lib/domain/grid'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('cards')
export const generateViewport = frameViewport

/** 督办台账: the cards that live. */
export default async function Page({ searchParams }: { searchParams: Promise<Record<string, unknown>> }) {
  const frame = await openPage('cards')
  if (frame === 'starting') return <Starting />
  const [atlas, { labels }, { view }] = await Promise.all([loadAtlas(), readLifecycle(), searchParams])
  // of places those that the viewer knows, and what lies above them
  const { viewer } = frame
  const above = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  const known = atlas.grids.filter(({ code }) => mayKnowGrid(viewer, code) || above.some((prefix) => isWithin(prefix, code)))
  const names = Object.fromEntries(known.map(({ code }) => [code, nameOfGrid(code, atlas)]))
  return <CardsPage frame={frame} types={[...atlas.typeById.values()]} names={names} labels={labels} first={cardViewOf(view)} />
}
