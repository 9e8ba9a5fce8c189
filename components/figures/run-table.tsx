import { comparedLabel, measuredText } from '@/lib/client/compared'
import { formatCount } from '@/lib/client/format'
import { figureTexts } from '@/lib/client/messages/figures'
import type { ComparedName, Run } from '@/lib/domain/figure-runs'

const { compared: texts } = figureTexts

/** The months of a figure as a table: what a picture of it shows, for whoever does not see that. */
export function RunTable({ name, run, months, className }: { name: ComparedName; run: Run; months: readonly string[]; className: string }) {
  const { usual, values, numerators, denominators } = run
  const hasSides = numerators.some((numerator) => numerator !== null)
  return (
    <table className={className}>
      <caption className="sr-only">
        {comparedLabel(name)}
        {usual && ` · ${texts.usual}: ${measuredText(name, usual.low)} – ${measuredText(name, usual.high)}`}
      </caption>
      <thead>
        <tr>
          <th scope="col">{texts.month}</th>
          <th scope="col">{texts.value}</th>
          {hasSides && <th scope="col">{texts.sample}</th>}
          {run.p90 && <th scope="col">P90</th>}
        </tr>
      </thead>
      <tbody>
        {months.map((month, i) => (
          <tr key={month}>
            <th scope="row">{i === months.length - 1 ? texts.running(month) : month}</th>
            <td>{measuredText(name, values[i] ?? null)}</td>
            {hasSides && <td>{texts.of(formatCount(numerators[i] ?? 0), formatCount(denominators[i] ?? 0))}</td>}
            {run.p90 && <td>{measuredText(name, run.p90[i] ?? null)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
