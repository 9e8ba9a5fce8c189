'use client'
import dynamic from 'next/dynamic'
import { Panel } from '@/components/page/panel'
import { Failed } from '@/components/page/states'
import { Bar } from '@/components/ui/bar'
import { Table } from '@/components/ui/table'
import { formatMoment } from '@/lib/client/due'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { countName, rejectWords, sourceFault } from '@/lib/client/sources'
import { useRoute } from '@/lib/client/use-read'
import { sourceRoutes } from '@/lib/domain/routes/sources'
import { EXAMPLE_KINDS, type RunCounts, type RunExamples, type RunReject, type SourceRow, type SourceRun } from '@/lib/domain/source'
import { subjectRow } from '@/lib/domain/source-subjects'
import { StateWord } from './state-word'

const COUNTS = ['read', 'added', 'changed', 'back', 'left', 'above', 'same', 'rejected', 'unbound'] as const satisfies readonly (keyof RunCounts)[]
/** Those that a source of any subject has. */
const ALWAYS: ReadonlySet<string> = new Set(['read', 'added', 'changed', 'same', 'rejected'])

const RunFault = dynamic(() => import('./run-fault').then((m) => m.RunFault), { ssr: false })

/** So many rejected rows are shown here; all of them are in their list. */
const MAX_REJECTS = 20

/** The last run: how far it is, what it found, and the rows that it did not take. */
export function RunPanel({ source }: { source: SourceRow }) {
  const { last } = source
  if (last === null)
    return (
      <Panel title={texts.latest}>
        <p className="text-ink-3">{texts.latestNone}</p>
      </Panel>
    )
  const note = `${formatMoment(last.askedAt, Date.now())} · ${last.by}${last.file === null ? '' : ` · ${last.file}`}`
  return (
    <Panel title={texts.latest} note={note} action={<StateWord run={last} />} flush testId="last-run">
      {(last.state === 'running' || last.state === 'waiting') && <Bar share={last.progress} className="h-6 rounded-none!" look="bg-ink-2" />}
      {last.fault !== null && <RunFault run={last} />}
      {last.counts && <Counts run={last} counts={last.counts} source={source} />}
      {last.counts && <Detail source={source} run={last} counts={last.counts} />}
    </Panel>
  )
}

function Counts({ run, counts, source }: { run: SourceRun; counts: RunCounts; source: SourceRow }) {
  const own: readonly string[] = subjectRow(source.subject).counts
  return (
    <>
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(6.5rem,1fr))] gap-x-12 gap-y-10 px-16 py-12" data-testid="run-counts">
        {COUNTS.filter((name) => ALWAYS.has(name) || own.includes(name)).map((name) => (
          <div key={name}>
            <dt className="text-13 whitespace-nowrap text-ink-3">{countName(source, name)}</dt>
            <dd className={`text-20 ${counts[name] === 0 ? 'text-ink-3' : 'text-ink-1'}`} data-count={name} data-value={counts[name]}>
              {texts.number(counts[name])}
            </dd>
          </div>
        ))}
      </dl>
      {run.dry && run.state === 'done' && <p className="px-16 pb-12 text-13 text-ink-3">{texts.nothingWritten}</p>}
    </>
  )
}

function Detail({ source, run, counts }: { source: SourceRow; run: SourceRun; counts: RunCounts }) {
  const { data, fault, again } = useRoute(sourceRoutes.run, { params: { id: source.id, run: run.id } })
  if (fault !== null) return <Failed text={sourceFault(fault)} onRetry={again} />
  if (!data) return null
  return (
    <>
      <Examples of={data.examples} source={source} />
      {data.rejects.length > 0 && <Rejects rows={data.rejects.slice(0, MAX_REJECTS)} all={counts.rejected} />}
    </>
  )
}

function Examples({ of, source }: { of: RunExamples; source: SourceRow }) {
  const kinds = EXAMPLE_KINDS.filter((kind) => of[kind].length > 0)
  if (kinds.length === 0) return null
  return (
    <dl className="grid gap-x-16 gap-y-4 border-t border-line px-16 py-12 text-13 sm:grid-cols-[auto_minmax(0,1fr)]">
      {kinds.map((kind) => (
        <div key={kind} className="contents">
          <dt className="text-ink-3">
            {countName(source, kind)} · {texts.examples}
          </dt>
          <dd className="text-ink-2">{of[kind].map(({ externalId, name }) => `${externalId} ${name}`.trim()).join('　')}</dd>
        </div>
      ))}
    </dl>
  )
}

function Rejects({ rows, all }: { rows: readonly RunReject[]; all: number }) {
  const { rejects: names } = texts
  return (
    <>
      <h3 className="border-t border-line px-16 pt-12 pb-8 text-14 font-semibold text-ink-1">
        {texts.rejectsTitle} <span className="font-normal text-13 text-ink-3">{texts.rejectsMore(rows.length, all)}</span>
      </h3>
      <Table columns={[names.line, names.column, names.why, names.told, names.id]} testId="rejects" stacks>
        {rows.map((row) => (
          <tr key={row.line} data-testid="reject" data-line={row.line}>
            <td className="text-ink-1">{row.line}</td>
            <td data-label={names.column}>{row.column ?? texts.none}</td>
            <td data-label={names.why}>{rejectWords(row)}</td>
            <td data-label={names.told}>{row.told ?? texts.none}</td>
            <td data-label={names.id}>{row.externalId ?? texts.none}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}
