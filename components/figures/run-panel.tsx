'use client'
import dynamic from 'next/dynamic'
import { Panel } from '@/components/page/panel'
import { Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { comparedLabel } from '@/lib/client/compared'
import { figureTexts } from '@/lib/client/messages/figures'
import { type ComparedName, comparedRow, type FigureRuns } from '@/lib/domain/figure-runs'
import { RunTable } from './run-table'

const { compared: texts } = figureTexts
// the library of the chart is 100 kB: it comes when somebody opens one
const RunChart = dynamic(() => import('./run-chart'), { ssr: false, loading: () => <Waiting /> })

/** One figure's months, large, with their numbers below. */
export function RunPanel({ runs, name, onClose }: { runs: FigureRuns; name: ComparedName; onClose(): void }) {
  const run = runs.runs[name]
  const { ripens } = comparedRow(name)
  const [first = '', last = ''] = [runs.months[0], runs.months.at(-1)]
  const before = ripens === 'always' ? null : (runs.against?.total[name].value ?? null)
  return (
    <Panel
      title={comparedLabel(name)}
      note={run?.usual ? texts.months(first, last) : texts.noBand(runs.usualMonths)}
      action={
        <Action size="small" onClick={onClose} data-testid="close-run">
          {texts.back}
        </Action>
      }
      testId="run-panel"
      className="min-w-0 grow"
    >
      {run ? (
        <>
          {ripens && <p className="text-13 text-ink-3">{texts.ripens[ripens]}</p>}
          {name === 'suspended' && <p className="text-13 text-ink-3">{texts.suspendedRun}</p>}
          <div className="h-320" aria-hidden>
            <RunChart name={name} run={run} months={runs.months} before={before} />
          </div>
          <RunTable
            name={name}
            run={run}
            months={runs.months}
            className="w-full border-collapse text-14 [&_td]:px-8 [&_td]:py-4 [&_td]:text-right [&_th]:px-8 [&_th]:py-4 [&_th]:text-right [&_th]:font-normal [&_th]:text-ink-3 [&_th:first-child]:text-left [&_tbody_tr]:border-t [&_tbody_tr]:border-line"
          />
        </>
      ) : (
        <p className="text-ink-3">{runs.areas.length === 0 ? texts.noRun : texts.noRunYet}</p>
      )}
    </Panel>
  )
}
