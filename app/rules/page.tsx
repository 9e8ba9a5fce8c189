import { Starting } from '@/components/page/starting'
import { RulesPage } from '@/components/rules/rules-page'
import { loadAtlas } from '@/lib/db/ground/grids'
import { mayAdminister } from '@/lib/domain/access'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('rules')
export const generateViewport = frameViewport

/** 规则与历史检验: what raises alerts, and how it has done. */
export default async function Page() {
  const frame = await openPage('rules')
  if (frame === 'starting') return <Starting />
  const { grids } = await loadAtlas()
  return <RulesPage frame={frame} mayChange={mayAdminister(frame.viewer, grids)} />
}
