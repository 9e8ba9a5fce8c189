import { notFound } from 'next/navigation'
import * as z from 'zod/mini'
import { Starting } from '@/components/page/starting'
import { ReportPage } from '@/components/reports/report-page'
import { getJudgement } from '@/lib/db/reports/reports'
import { frameViewport, openPage, titled } from '../../frame'

export const generateMetadata = titled('reports')
export const generateViewport = frameViewport

const Id = z.uuid()

/** One report, as it is printed: a document never changes, so it comes with the page. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const id = Id.safeParse((await params).id)
  if (!id.success) notFound()
  const frame = await openPage('reports', `/reports/${id.data}`)
  if (frame === 'starting') return <Starting />
  const found = await getJudgement(frame.viewer, id.data)
  if (!found) return <ReportPage frame={frame} report={null} />
  // what it was made of is for other systems
  const { facts: _facts, ...report } = found
  return <ReportPage frame={frame} report={report} />
}
