import { formatSpan } from '@/lib/client/due'
import { formatRate } from '@/lib/client/format'
import { figureTexts } from '@/lib/client/messages/figures'
import { FigureName } from '@/lib/domain/figure-terms'
import type { KpiFigure, Ratio } from '@/lib/domain/figures'
import { KPI_RULES } from '@/lib/domain/kpi'
import { type BehindOf, FigureLink } from './figure-link'

const isRatio = (value: unknown): value is Ratio => typeof value === 'object' && value !== null && 'numerator' in value
const cell = 'px-8 py-8'
/** On a phone a figure is two lines: its name and value, and below them both sides, which say what they are themselves. */
const row = 'border-b border-line max-[640px]:grid max-[640px]:grid-cols-2'

/** Every figure with both sides of its fraction. The rule that makes it is told beside its name. */
export function FigureTable({ figure, behind }: { figure: KpiFigure; behind: BehindOf }) {
  const { names, sides, columns, numerator, denominator } = figureTexts
  const { handlingTime } = figure
  const rates = Object.entries(figure).flatMap(([name, ratio]) => {
    const [above, below] = [FigureName.safeParse(`${name}.numerator`), FigureName.safeParse(`${name}.denominator`)]
    return isRatio(ratio) && above.success && below.success ? [{ name, ratio, above: above.data, below: below.data }] : []
  })
  const rules = new Map(Object.entries(KPI_RULES))
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-left text-1" data-testid="figure-rows">
        <thead className="text-ink-3 max-[640px]:sr-only">
          <tr>
            {[columns.figure, columns.value, numerator, denominator].map((text) => (
              <th key={text} className="border-b border-line-strong px-8 py-8 font-medium whitespace-nowrap">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rates.map(({ name, ratio, above, below }) => {
            const { value, unit } = formatRate(ratio.numerator, ratio.denominator)
            return (
              <tr key={name} className={row} data-row={name}>
                <td className={`${cell} whitespace-nowrap text-ink-1`} title={rules.get(name)?.formula}>
                  {new Map(Object.entries(names)).get(name)}
                </td>
                <td className={`${cell} num whitespace-nowrap`}>
                  {value}
                  {unit}
                </td>
                <td className={cell}>
                  <FigureLink figure={above} count={ratio.numerator} of={behind} /> <span className="text-ink-3">{sides[above]}</span>
                </td>
                <td className={cell}>
                  <FigureLink figure={below} count={ratio.denominator} of={behind} /> <span className="text-ink-3">{sides[below]}</span>
                </td>
              </tr>
            )
          })}
          <tr className={row} data-row="handlingTime">
            <td className={`${cell} whitespace-nowrap text-ink-1`} title={KPI_RULES.handlingTime.formula}>
              {names.handlingTime}
            </td>
            <td className={`${cell} num min-[641px]:whitespace-nowrap`}>
              {handlingTime.median === null ? figureTexts.none : figureTexts.median(formatSpan(handlingTime.median))}
              {handlingTime.p90 !== null && ` · ${figureTexts.p90(formatSpan(handlingTime.p90))}`}
            </td>
            <td className={cell}>
              <FigureLink figure="handlingTime" count={handlingTime.count} of={behind} /> <span className="text-ink-3">{sides.handlingTime}</span>
            </td>
            <td className={cell}>
              <FigureLink figure="open" count={figure.open} of={behind} /> <span className="text-ink-3">{sides.open}</span>
            </td>
          </tr>
        </tbody>
      </table>
    </div>
  )
}
