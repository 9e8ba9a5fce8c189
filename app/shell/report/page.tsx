import { KeptReport } from '@/components/report/kept-report'

/** The document of the report that phones keep; it is nobody's (lib/server/shell.ts). */
export default function Page() {
  return <KeptReport />
}
