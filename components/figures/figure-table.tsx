import { Table } from '@/components/ui/table'
import { formatSpan } from '@/lib/client/due'
import { formatRate } from '@/lib/client/format'
import { said } from '@/lib/client/language'
import { figureTexts } from '@/lib/client/messages/figures'
import { COUNT_FIGURES, RATE_FIGURES, RATE_NAMES, WATCHED_COUNTS } from '@/lib/domain/figure-terms'
import type { KpiFigure } from '@/lib/domain/figures'
import { KPI_RULES } from '@/lib/domain/kpi'
import { type BehindOf, FigureLink } from './figure-link'

/** On a phone a figure is two lines: its name and value, and below them both sides, which say what they are themselves. */
const row = 'max-[640px]:grid max-[640px]:grid-cols-2'

/** Every figure with both sides of its fraction. The rule that makes it is told beside its name. */
export function FigureTable({ figure, behind }: { figure: KpiFigure; behind: BehindOf }) {
  const { columns, numerator, denominator } = figureTexts
  const { handlingTime } = figure
  return (
    <Table columns={[columns.figure, columns.value, numerator, denominator]} testId="figure-rows" className="max-[640px]:[&_thead]:sr-only">
      {RATE_NAMES.map((name) => {
        const { label, formula, numerator: above, denominator: below } = RATE_FIGURES[name]
        const ratio = figure[name]
        const { value, unit } = formatRate(ratio.numerator, ratio.denominator)
        return (
          <tr key={name} className={row} data-row={name}>
            <td className="whitespace-nowrap font-medium text-ink-1" title={formula}>
              {said(label)}
            </td>
            <td className="text-15 whitespace-nowrap text-ink-1">
              {value}
              {unit}
            </td>
            <td>
              <FigureLink figure={`${name}.numerator`} count={ratio.numerator} of={behind} /> <span className="text-ink-3">{said(above)}</span>
            </td>
            <td>
              <FigureLink figure={`${name}.denominator`} count={ratio.denominator} of={behind} /> <span className="text-ink-3">{said(below)}</span>
            </td>
          </tr>
        )
      })}
      <tr className={row} data-row="handlingTime">
        <td className="whitespace-nowrap font-medium text-ink-1" title={KPI_RULES.handlingTime.formula}>
          {said(COUNT_FIGURES.handlingTime.label)}
        </td>
        <td className="text-15 text-ink-1 min-[641px]:whitespace-nowrap">
          {handlingTime.median === null ? figureTexts.none : figureTexts.median(formatSpan(handlingTime.median))}
          {handlingTime.p90 !== null && ` · ${figureTexts.p90(formatSpan(handlingTime.p90))}`}
        </td>
        <td>
          <FigureLink figure="handlingTime" count={handlingTime.count} of={behind} />{' '}
          <span className="text-ink-3">{said(COUNT_FIGURES.handlingTime)}</span>
        </td>
        <td>
          <FigureLink figure="open" count={figure.open} of={behind} /> <span className="text-ink-3">{said(COUNT_FIGURES.open)}</span>
        </td>
      </tr>
      {WATCHED_COUNTS.map((name) => (
        <tr key={name} className={row} data-row={name}>
          <td className="whitespace-nowrap font-medium text-ink-1">{said(COUNT_FIGURES[name].label)}</td>
          <td className="tabular-nums text-15 text-ink-1">
            <FigureLink figure={name} count={figure[name]} of={behind} />
          </td>
          <td colSpan={2} className="text-ink-3">
            {said(COUNT_FIGURES[name])}
          </td>
        </tr>
      ))}
    </Table>
  )
}
