import { formatRate } from '@/lib/client/format'
import { figureTexts } from '@/lib/client/messages/figures'
import type { FigureName } from '@/lib/domain/figure-terms'
import type { KpiFigure, Ratio } from '@/lib/domain/figures'
import { type BehindOf, FigureLink } from './figure-link'

export type ChildRow = { code: string; name: string; leads: boolean; figure: KpiFigure }

/** The shares that stand in the table, and the side of each that its number leads to. */
const SHARES: readonly {
  name: 'handledRate' | 'handedInTimeRate' | 'closedInTimeRate' | 'overdueRate' | 'reworkedRate' | 'satisfiedRate'
  of: FigureName
}[] = [
  { name: 'handledRate', of: 'handledRate.numerator' },
  { name: 'handedInTimeRate', of: 'handedInTimeRate.numerator' },
  { name: 'closedInTimeRate', of: 'closedInTimeRate.numerator' },
  { name: 'overdueRate', of: 'overdueRate.numerator' },
  { name: 'reworkedRate', of: 'reworkedRate.numerator' },
  { name: 'satisfiedRate', of: 'satisfiedRate.numerator' },
]
const cell = 'px-8 py-8 whitespace-nowrap'

function Share({ ratio }: { ratio: Ratio }) {
  const { value, unit } = formatRate(ratio.numerator, ratio.denominator)
  return (
    <span className="num">
      {value}
      {unit}
    </span>
  )
}

/** The figures of the grids or nodes right below; a row with something below leads there, its numbers to their lists. */
export function ChildTable({ rows, behindOf, onOpen }: { rows: readonly ChildRow[]; behindOf(code: string): BehindOf; onOpen(code: string): void }) {
  const { names, columns } = figureTexts
  if (rows.length === 0) return <p className="text-1 text-ink-3">{figureTexts.empty}</p>
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-collapse text-left text-1" data-testid="child-rows">
        <thead className="text-ink-3">
          <tr>
            {[columns.name, names.reported, names.open, ...SHARES.map(({ name }) => names[name])].map((text) => (
              <th key={text} className="border-b border-line-strong px-8 py-8 font-medium whitespace-nowrap">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ code, name, leads, figure }) => (
            <tr key={code} className="border-b border-line" data-row={code}>
              <td className={cell}>
                {leads ? (
                  <button type="button" className="text-ink-1 underline" onClick={() => onOpen(code)}>
                    {name}
                  </button>
                ) : (
                  <span className="text-ink-1">{name}</span>
                )}
              </td>
              <td className={cell}>
                <FigureLink figure="reported" count={figure.reported} of={behindOf(code)} />
              </td>
              <td className={cell}>
                <FigureLink figure="open" count={figure.open} of={behindOf(code)} />
              </td>
              {SHARES.map(({ name: share, of }) => (
                <td key={share} className={cell}>
                  <Share ratio={figure[share]} />{' '}
                  <span className="text-ink-3">
                    (<FigureLink figure={of} count={figure[share].numerator} of={behindOf(code)} />)
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
