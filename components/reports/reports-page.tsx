'use client'
import dynamic from 'next/dynamic'
import { ExportButton } from '@/components/list/export-button'
import { useLast } from '@/components/list/use-last'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { Table } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { TextLink } from '@/components/ui/text-link'
import { useOrdering } from '@/components/ui/use-sorting'
import { useWithout } from '@/components/ui/use-without'
import { formatMoment } from '@/lib/client/due'
import { http } from '@/lib/client/http'
import { judgementDays, judgementFile } from '@/lib/client/judgement-words'
import { currentLanguage } from '@/lib/client/language'
import { aboutTexts } from '@/lib/client/messages/about'
import { pageTexts } from '@/lib/client/messages/page'
import { reportsTexts as texts } from '@/lib/client/messages/reports'
import { useAddressPart } from '@/lib/client/use-address'
import { useReadPages } from '@/lib/client/use-read'
import { JudgementKind, type JudgementRow, REPORT_SORTS, type ReportSort } from '@/lib/domain/judgement'
import type { OrderBy } from '@/lib/domain/list-order'
import { reportRoutes } from '@/lib/domain/routes/reports'

// beside what the page is opened for, in a place that is kept for it
const loading = () => <div className="min-h-240 rounded-10 border border-line bg-panel" />
const MakePeriodic = dynamic(() => import('./make-report').then((m) => m.MakePeriodic), { ssr: false, loading })
const MakeSpecial = dynamic(() => import('./make-report').then((m) => m.MakeSpecial), { ssr: false, loading })
const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })
const AddressColumns = dynamic(() => import('@/components/list/address-columns').then((m) => m.AddressColumns), { ssr: false })

const VIEWS = ['all', ...JudgementKind.options] as const
type View = (typeof VIEWS)[number]
const { columns } = texts
const KEPT = ['kind', 'order', 'without']
const HEADS = ['number', 'title', 'scope', 'period', 'made'] as const
const CHOSEN = ['title', 'scope', 'period', 'made', 'file'] as const

type Asked = { kind?: JudgementKind; order?: OrderBy<ReportSort> }
const readPage = (asked: Asked) => async (cursor: string | null) => {
  const answer = await http(reportRoutes.list, { query: { ...asked, ...(cursor !== null && { cursor }) } })
  return answer.ok ? { ok: true as const, body: { rows: answer.body.reports, cursor: answer.body.nextCursor } } : answer
}

/** 研判报告: the reports there are, and the making of one; `alert`: of which alert. `now`: when the page was asked for, epoch milliseconds. */
export function ReportsPage({
  frame,
  places,
  alert,
  now,
}: {
  frame: Frame
  places: readonly { code: string; name: string }[]
  alert: string | null
  now: number
}) {
  const [said, say] = useAddressPart('kind')
  const view: View = VIEWS.find((one) => one === said) ?? 'all'
  const [without] = useWithout(CHOSEN)
  const { order, column } = useOrdering(REPORT_SORTS, { usual: '-made' })
  const query: Asked = { ...(view !== 'all' && { kind: view }), ...(order !== null && { order }) }
  const { rows, fault, more, again } = useReadPages(['reports', query], readPage(query))
  // what was listed stands, dimmed, until the next is there
  const shown = useLast(rows)
  return (
    <Shell
      frame={frame}
      page="reports"
      about={aboutTexts.reports}
      keys={[{ caps: ['J', 'K'], text: pageTexts.keys.row }]}
      tools={
        <>
          <AddressViews list="reports" isPerson={frame.viewer.userId !== undefined} kept={KEPT} />
          <AddressColumns columns={CHOSEN} names={columns} />
          <ViewSwitch
            label={texts.kind}
            value={view}
            options={VIEWS.map((value) => ({ value, label: texts.kinds[value] }))}
            onChange={(next) => say(next === 'all' ? null : next)}
            testId="report-view"
          />
          <ExportButton list="reports" query={String(new URLSearchParams(query))} />
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)_318px] items-start gap-12 max-[80rem]:grid-cols-[minmax(0,1fr)_280px] max-lg:grid-cols-1">
        <Panel title={texts.list} note={shown && texts.count(shown.length)} flush className="overflow-hidden max-lg:order-2" testId="reports">
          {fault !== null ? (
            <Failed code={fault.code} onRetry={again} />
          ) : shown === null ? (
            <Waiting />
          ) : shown.length === 0 ? (
            <Empty>{view === 'all' ? texts.none : texts.noneOfKind}</Empty>
          ) : (
            <Table
              columns={[...HEADS.map((by) => column(by, columns[by])), columns.file]}
              stacks
              testId="report-rows"
              without={without.map((name) => CHOSEN.indexOf(name) + 1)}
              className={rows === null ? 'opacity-60' : ''}
            >
              {shown.map((row) => (
                <Row key={row.id} row={row} now={now} />
              ))}
            </Table>
          )}
          {more && (
            <div className="border-t border-line px-16 py-10">
              <Action onClick={more}>{texts.more}</Action>
            </div>
          )}
        </Panel>
        {alert === null ? <MakePeriodic places={places} now={now} /> : <MakeSpecial alert={alert} />}
      </div>
    </Shell>
  )
}

function Row({ row, now }: { row: JudgementRow; now: number }) {
  return (
    <tr data-testid="report-row" data-kind={row.kind}>
      <td className="whitespace-nowrap">
        <TextLink href={`/reports/${row.id}`} lang="zh-CN">
          {row.number}
        </TextLink>
      </td>
      <td data-label={columns.title} lang="zh-CN">
        <span className="flex flex-wrap items-center gap-x-8 gap-y-4">
          {row.title}
          {row.sees === 'full' && (
            <span lang={currentLanguage()}>
              <Tag>{texts.sensitive}</Tag>
            </span>
          )}
        </span>
      </td>
      <td data-label={columns.scope} lang="zh-CN">
        {row.scopeName}
      </td>
      <td data-label={columns.period} className="whitespace-nowrap tabular-nums">
        {row.kind === 'special' ? texts.alert : judgementDays(row)}
      </td>
      <td data-label={columns.made} className="whitespace-nowrap max-[80rem]:text-wrap">
        <span className="whitespace-nowrap">{formatMoment(row.madeAt, now)} ·</span> {row.scheduled ? texts.scheduled : row.madeBy}
      </td>
      <td data-label={columns.file}>
        <TextLink href={judgementFile(row.id)} className="whitespace-nowrap" aria-label={`${texts.download} ${row.number}`}>
          .docx
        </TextLink>
      </td>
    </tr>
  )
}
