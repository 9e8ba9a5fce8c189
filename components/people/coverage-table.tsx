'use client'
import { Empty } from '@/components/page/states'
import { Table } from '@/components/ui/table'
import { peopleTexts } from '@/lib/client/messages/people'
import type { BindingRow, Coverage } from '@/lib/domain/binding'

const number = (n: number | null, digits = 0) =>
  n === null ? peopleTexts.none : n.toLocaleString('zh-CN', { maximumFractionDigits: digits, minimumFractionDigits: digits })

/** A share as a bar with its number; nothing of none. */
function Share({ of }: { of: BindingRow['bound'] }) {
  if (!of || of.value === null) return <span>{peopleTexts.none}</span>
  const percent = of.value * 100
  return (
    <span className="flex items-center gap-8">
      <span className="h-8 w-100 shrink-0 rounded-chip bg-track" aria-hidden>
        <span className="block h-8 rounded-chip bg-data" style={{ width: `${percent}%` }} />
      </span>
      <span className="num whitespace-nowrap">
        {percent.toFixed(1)}%{' '}
        <span className="text-ink-3">
          {of.numerator.toLocaleString('zh-CN')}/{of.denominator.toLocaleString('zh-CN')}
        </span>
      </span>
    </span>
  )
}

/** Posts that are held of those there are. */
function Held({ of }: { of: { held: number; needed: number } | undefined }) {
  if (!of) return <>{peopleTexts.none}</>
  return (
    <span className={of.held < of.needed ? 'font-semibold text-ink-1' : ''}>
      {number(of.held)}/{number(of.needed)}
    </span>
  )
}

function Cells({ row }: { row: BindingRow }) {
  const cell = 'num whitespace-nowrap'
  return (
    <>
      <td className={cell} title={row.declared === null ? undefined : peopleTexts.declared(row.declared)}>
        {number(row.households)}
      </td>
      <td>
        <Share of={row.bound} />
      </td>
      <td className={cell}>{number(row.members)}</td>
      <td className={cell}>{number(row.perMember, 1)}</td>
      <td className={cell}>
        <Held of={row.posts?.chief} />
      </td>
      <td className={cell}>
        <Held of={row.posts?.member} />
      </td>
      <td className={cell}>{number(row.events.open)}</td>
    </>
  )
}

/** Binding of the grids or nodes right below, and of all of them; a row with something below leads there. */
export function CoverageTable({ coverage, onOpen }: { coverage: Coverage; onOpen(row: BindingRow): void }) {
  const levels = coverage.tree === 'grids' ? peopleTexts.gridLevels : peopleTexts.serviceLevels
  return (
    <>
      <Table columns={Object.values(peopleTexts.columns)} testId="coverage-rows">
        <tr className="font-medium text-ink-1">
          <td className="whitespace-nowrap">{peopleTexts.total}</td>
          <Cells row={coverage.total} />
        </tr>
        {coverage.rows.map((row) => (
          <tr key={row.code}>
            <td className="whitespace-nowrap">
              {row.children > 0 ? (
                <button type="button" className="text-ink-1 underline" onClick={() => onOpen(row)}>
                  {row.name}
                </button>
              ) : (
                <span className="text-ink-1">{row.name}</span>
              )}{' '}
              <span className="text-ink-3">{levels[row.level - 1]}</span>
            </td>
            <Cells row={row} />
          </tr>
        ))}
      </Table>
      {coverage.rows.length === 0 && <Empty>{peopleTexts.empty}</Empty>}
    </>
  )
}
