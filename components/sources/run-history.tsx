'use client'
import { Panel } from '@/components/page/panel'
import { Failed, Waiting } from '@/components/page/states'
import { Table } from '@/components/ui/table'
import { formatMoment } from '@/lib/client/due'
import { http } from '@/lib/client/http'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { sourceFault } from '@/lib/client/sources'
import { useRead } from '@/lib/client/use-read'
import { sourceRoutes } from '@/lib/domain/routes/sources'
import type { SourceRow } from '@/lib/domain/source'
import { StateWord } from './state-word'

/** The runs of a source, the newest first. */
export function RunHistory({ source: { id, last } }: { source: SourceRow }) {
  // a run that ends or comes is read anew
  const { data, fault, again } = useRead(['source-runs', id, last?.id, last?.state], () => http(sourceRoutes.runs, { params: { id } }))
  const { historyColumns: names } = texts
  return (
    <Panel title={texts.history} flush className="overflow-hidden" testId="runs">
      {fault !== null && <Failed text={sourceFault(fault)} onRetry={again} />}
      {!data && fault === null && <Waiting />}
      {data && data.runs.length > 0 && (
        <Table columns={[names.at, names.by, names.state, names.changes, names.same, names.rejected]} stacks>
          {data.runs.map((run) => (
            <tr key={run.id} data-testid="run" data-run={run.id}>
              <td className="whitespace-nowrap text-ink-1">{formatMoment(run.startedAt ?? run.askedAt, Date.now())}</td>
              <td data-label={names.by}>{run.by}</td>
              <td data-label={names.state}>
                <StateWord run={run} />
              </td>
              <td data-label={names.changes} className="whitespace-nowrap">
                {run.counts === null
                  ? texts.none
                  : [run.counts.added, run.counts.changed, run.counts.back, run.counts.left].map((count) => texts.number(count)).join(' / ')}
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
