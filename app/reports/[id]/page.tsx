import { notFound } from 'next/navigation'
import * as z from 'zod/mini'
import { Starting } from '@/components/page/starting'
import { ReportPage } from '@/components/reports/report-page'
import { frameViewport, openPage, titled } from '../../frame'

export const generateMetadata = titled('reports')
export const generateViewport = frameViewport

const Id = z.uuid()

/** One report, as it is printed. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const id = Id.safeParse((await params).id)
  if (!id.success) notFound()
  const frame = await openPage('reports', `/reports/${id.data}`)
  if (frame === 'starting') return <Starting />
  return <ReportPage frame={frame} id={id.data} />
}
