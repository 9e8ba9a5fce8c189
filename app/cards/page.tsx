import { CardsPage } from '@/components/cards/cards-page'
import { Starting } from '@/components/page/starting'
import { loadAtlas } from '@/lib/db/ground/grids'
import { shortName } from '@/lib/domain/grid'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('cards')
export const generateViewport = frameViewport

/** 督办台账: the cards that live. */
export default async function Page() {
  const frame = await openPage('cards')
  if (frame === 'starting') return <Starting />
  const { grids, typeById } = await loadAtlas()
  return <CardsPage frame={frame} types={[...typeById.values()]} names={Object.fromEntries(grids.map(({ code, name }) => [code, shortName(name)]))} />
}
