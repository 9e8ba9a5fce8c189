'use client'
import { Empty } from '@/components/page/states'
import { Bar } from '@/components/ui/bar'
import { Table } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { useSorting } from '@/components/ui/use-sorting'
import { useWithout } from '@/components/ui/use-without'
import { said } from '@/lib/client/language'
import { peopleTexts } from '@/lib/client/messages/people'
import type { BindingRow, Coverage, CoverageRow } from '@/lib/domain/binding'
import type { SortKeys } from '@/lib/domain/sort-rows'

const number = (n: number | null, digits = 0) =>
  n === null ? peopleTexts.none : n.toLocaleString('zh-CN', { maximumFractionDigits: digits, minimumFractionDigits: digits })

/** What the place of a row is called. */
export const placeNameOf = ({ name, nameEn }: Pick<CoverageRow, 'name' | 'nameEn'>): string => said({ zh: name, en: nameEn })

/** A share as a bar with its number; nothing of none. */
function Share({ of }: { of: BindingRow['bound'] }) {
  if (!of || of.value === null) return <span>{peopleTexts.none}</span>
  const percent = of.value * 100
  return (
    <span className="flex items-center gap-8">
      <Bar share={of.value} className="h-8 w-100 shrink-0 max-sm:w-60" />
      <span className="whitespace-nowrap">
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
  const cell = 'whitespace-nowrap'
  const { columns } = peopleTexts
  return (
    <>
      <td className={cell} data-label={columns.households} title={row.declared === null ? undefined : peopleTexts.declared(row.declared)}>
        {number(row.households)}
      </td>
      <td data-label={columns.bound}>
        <Share of={row.bound} />
      </td>
      <td className={cell} data-label={columns.members}>
        {number(row.members)}
      </td>
      <td className={cell} data-label={columns.perMember}>
        {number(row.perMember, 1)}
      </td>
      <td className={cell} data-label={columns.chiefs}>
        <Held of={row.posts?.chief} />
      </td>
      <td className={cell} data-label={columns.posts}>
        <Held of={row.posts?.member} />
      </td>
      <td className={cell} data-label={columns.open}>
        {number(row.events.open)}
      </td>
    </>
  )
}

/** The columns that can be left out: all but the place. */
export const COVERAGE_COLUMNS = ['households', 'bound', 'members', 'perMember', 'chiefs', 'posts', 'open'] as const
const COLUMNS = ['name', ...COVERAGE_COLUMNS] as const
const shareOf = (of: { held: number; needed: number } | undefined) => (of && of.needed > 0 ? of.held / of.needed : null)
// what has no figure is last: where there are few households there is none
const KEYS: SortKeys<CoverageRow, (typeof COLUMNS)[number]> = {
  name: placeNameOf,
  households: ({ households }) => households,
  bound: ({ bound }) => bound?.value ?? null,
  members: ({ members }) => members,
  perMember: ({ perMember }) => perMember,
  chiefs: ({ posts }) => shareOf(posts?.chief),
  posts: ({ posts }) => shareOf(posts?.member),
  open: ({ events }) => events.open,
}

/** Binding of the grids or nodes right below, and of all of them; a row with something below leads there. */
export function CoverageTable({ coverage, onOpen }: { coverage: Coverage; onOpen(row: CoverageRow): void }) {
  const levels = coverage.tree === 'grids' ? peopleTexts.gridLevels : peopleTexts.serviceLevels
  const [without] = useWithout(COVERAGE_COLUMNS)
  const { sorted, column } = useSorting(coverage.rows, KEYS)
  return (
    <>
      <Table
        columns={COLUMNS.map((name) => column(name, peopleTexts.columns[name]))}
        testId="coverage-rows"
        stacks
        without={without.map((name) => COLUMNS.indexOf(name))}
      >
        <tr className="font-medium text-ink-1">
          <td className="whitespace-nowrap">{peopleTexts.total}</td>
          <Cells row={coverage.total} />
        </tr>
        {sorted.map((row) => (
          <tr key={row.code}>
            <td className="whitespace-nowrap">
              {row.children > 0 ? (
                <TextLink onClick={() => onOpen(row)}>{placeNameOf(row)}</TextLink>
              ) : (
                <span className="text-ink-1">{placeNameOf(row)}</span>
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
