import { Starting } from '@/components/page/starting'
import { ReportPage } from '@/components/report/report-page'
import { frameViewport, isShell, keptProps, openPage, titled } from '../frame'

export const generateMetadata = titled('report')
export const generateViewport = frameViewport

/** The form of whoever stands before it, made for a phone. */
export default async function Page() {
  if (await isShell()) return <ReportPage />
  const frame = await openPage('report')
  return frame === 'starting' ? <Starting /> : <ReportPage given={{ frame, props: await keptProps(frame.viewer) }} />
}
