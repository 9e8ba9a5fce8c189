import { Empty } from '@/components/page/states'
import { Table } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { formatRate } from '@/lib/client/format'
import { said } from '@/lib/client/language'
import { figureTexts } from '@/lib/client/messages/figures'
import { COUNT_FIGURES, RATE_FIGURES, type RateName } from '@/lib/domain/figure-terms'
import type { KpiFigure, Ratio } from '@/lib/domain/figures'
import { type BehindOf, FigureLink } from './figure-link'

export type ChildRow = { code: string; name: string; leads: boolean; figure: KpiFigure }

/** The shares that stand in the table; the number beside each is its numerator. */
const SHARES = [
  'handledRate',
  'handedInTimeRate',
  'closedInTimeRate',
  'overdueRate',
  'reworkedRate',
  'satisfiedRate',
] as const satisfies readonly RateName[]
const cell = 'whitespace-nowrap'

function Share({ ratio }: { ratio: Ratio }) {
  const { value, unit } = formatRate(ratio.numerator, ratio.denominator)
  return (
    <span>
      {value}
      {unit}
    </span>
  )
}

/** The figures of the grids or nodes right below; a row with something below leads there, its numbers to their lists. */
export function ChildTable({ rows, behindOf, onOpen }: { rows: readonly ChildRow[]; behindOf(code: string): BehindOf; onOpen(code: string): void }) {
  const { reported, open } = COUNT_FIGURES
  const labels = [reported.label, open.label, ...SHARES.map((name) => RATE_FIGURES[name].label)].map(said)
  if (rows.length === 0) return <Empty>{figureTexts.empty}</Empty>
  return (
    <Table columns={[figureTexts.columns.name, ...labels]} testId="child-rows" stacks>
      {rows.map(({ code, name, leads, figure }) => (
        <tr key={code} data-row={code}>
          <td className={cell}>{leads ? <TextLink onClick={() => onOpen(code)}>{name}</TextLink> : <span className="text-ink-1">{name}</span>}</td>
          <td className={cell} data-label={said(reported.label)}>
            <FigureLink figure="reported" count={figure.reported} of={behindOf(code)} />
          </td>
          <td className={cell} data-label={said(open.label)}>
            <FigureLink figure="open" count={figure.open} of={behindOf(code)} />
          </td>
          {SHARES.map((share) => (
            <td key={share} className={cell} data-label={said(RATE_FIGURES[share].label)}>
              <span>
                <Share ratio={figure[share]} />{' '}
                <span className="text-ink-3">
                  (<FigureLink figure={`${share}.numerator`} count={figure[share].numerator} of={behindOf(code)} />)
                </span>
              </span>
            </td>
          ))}
        </tr>
      ))}
    </Table>
  )
}
