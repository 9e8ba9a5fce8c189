'use client'
import { useLast } from '@/components/list/use-last'
import { Panel } from '@/components/page/panel'
import { Failed, Waiting } from '@/components/page/states'
import { Table } from '@/components/ui/table'
import { formatMoment } from '@/lib/client/due'
import { http } from '@/lib/client/http'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { countName, sourceFault } from '@/lib/client/sources'
import { useRead } from '@/lib/client/use-read'
import { sourceRoutes } from '@/lib/domain/routes/sources'
import type { RunCounts, SourceRow } from '@/lib/domain/source'
import { subjectRow } from '@/lib/domain/source-subjects'
import { StateWord } from './state-word'

/** What a run changed; of what never leaves the first two. */
const CHANGES = ['added', 'changed', 'back', 'left'] as const
const valuesOf = (counts: RunCounts, of: readonly (typeof CHANGES)[number][]): string => of.map((name) => texts.number(counts[name])).join(' / ')

/** The runs of a source, the newest first. */
export function RunHistory({ source }: { source: SourceRow }) {
  const { id, last, subject } = source
  // a run that ends or comes is read anew
  const read = useRead(['source-runs', id, last?.id, last?.state], () => http(sourceRoutes.runs, { params: { id } }))
  const data = useLast(read.data)
  const { historyColumns: names } = texts
  const { leaves } = subjectRow(subject)
  const changes = CHANGES.slice(0, leaves ? CHANGES.length : 2)
  const changed = changes.map((name) => countName(source, name)).join(' / ')
  return (
    <Panel title={texts.history} flush className="overflow-hidden" testId="runs">
      {read.fault !== null && <Failed text={sourceFault(read.fault)} onRetry={read.again} />}
      {!data && read.fault === null && <Waiting />}
      {data && data.runs.length > 0 && (
        <Table columns={[names.at, names.by, names.state, changed, names.same, names.rejected]} stacks>
          {data.runs.map((run) => (
            <tr key={run.id} data-testid="run" data-run={run.id}>
              <td className="whitespace-nowrap text-ink-1">{formatMoment(run.startedAt ?? run.askedAt, Date.now())}</td>
              <td data-label={names.by}>{run.by}</td>
              <td data-label={names.state}>
                <StateWord run={run} />
              </td>
              <td data-label={changed} className="whitespace-nowrap">
                {run.counts === null ? texts.none : valuesOf(run.counts, changes)}
              </td>
              <td data-label={names.same}>{run.counts === null ? texts.none : texts.number(run.counts.same)}</td>
              <td data-label={names.rejected}>{run.counts === null ? texts.none : texts.number(run.counts.rejected)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  )
}
