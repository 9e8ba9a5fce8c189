import { DutiesPage } from '@/components/duties/duties-page'
import { Starting } from '@/components/page/starting'
import { tellTemplates } from '@/lib/api/duties-read'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { mayEditDuty } from '@/lib/domain/duty'
import { frameViewport, openPage, titled } from '../frame'

export const generateMetadata = titled('duties')
export const generateViewport = frameViewport

/** Duties (职责): 微走访 and what else is done again and again, whether it was done, and who goes. */
export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const frame = await openPage('duties')
  if (frame === 'starting') return <Starting />
  const { viewer } = frame
  const prefixes = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  const [atlas, { labels }, duties, { duty }] = await Promise.all([loadAtlas(), readLifecycle(), tellTemplates(viewer), searchParams])
  const edits = prefixes.some((within) => mayEditDuty(viewer, { within }))
  const named = typeof duty === 'string' ? duty : null
  return <DutiesPage frame={frame} types={[...atlas.types]} labels={labels} edits={edits} duties={duties} duty={named} />
}
