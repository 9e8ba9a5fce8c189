'use client'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Empty } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { TextLink } from '@/components/ui/text-link'
import { judgementFile } from '@/lib/client/judgement-words'
import { pageTexts } from '@/lib/client/messages/page'
import { reportsTexts as texts } from '@/lib/client/messages/reports'
import { Paper, type Printed } from './paper'

/** One report as it is printed, with the way to its file; null: there is none that the viewer may read. */
export function ReportPage({ frame, report }: { frame: Frame; report: Printed | null }) {
  return (
    <Shell
      frame={frame}
      page="reports"
      title={report?.number ?? pageTexts.pages.reports}
      tools={
        <>
          <TextLink href="/reports" className="text-14 max-sm:flex max-sm:min-h-44 max-sm:items-center">
            {texts.back}
          </TextLink>
          {report && (
            <>
              <Action onClick={() => window.print()}>{texts.print}</Action>
              <Action main href={judgementFile(report.id)} data-testid="download">
                {texts.download}
              </Action>
            </>
          )}
        </>
      }
    >
      {report ? (
        <Paper report={report} />
      ) : (
        <Panel>
          <Empty>{texts.missing}</Empty>
        </Panel>
      )}
    </Shell>
  )
}
