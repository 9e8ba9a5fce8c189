'use client'
import { AddressColumns } from '@/components/list/address-columns'
import { AddressViews } from '@/components/list/address-views'
import { SearchBox } from '@/components/list/search-box'
import { useSearchKey } from '@/components/list/use-keys'
import { useLast } from '@/components/list/use-last'
import { Panel } from '@/components/page/panel'
import { Empty } from '@/components/page/states'
import { List } from '@/components/people/people-lists'
import { Action } from '@/components/ui/action'
import { Table } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { useOrdering, useSorting } from '@/components/ui/use-sorting'
import { useWithout } from '@/components/ui/use-without'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { unitTexts as texts } from '@/lib/client/messages/units'
import type { Chosen } from '@/lib/client/units'
import { useAddressPart } from '@/lib/client/use-address'
import { useReadPages } from '@/lib/client/use-read'
import { unitRoutes } from '@/lib/domain/routes/units'
import type { SortKeys } from '@/lib/domain/sort-rows'
import { type Blank, REGISTERED_SORTS, RegisteredAs, UNIT_SORTS } from '@/lib/domain/unit'
import { reasonWords } from './blank-card'
import { UNIT_LISTS, type UnitListName, unitsQuery } from './lists'

const { lists: words } = texts
const nameOf = (of: { name: string; nameEn: string }) => said({ zh: of.name, en: of.nameEn })
const titleOf = (list: UnitListName) => (list === 'all' ? words.all : texts.figures[list])

const KEPT = ['view', 'within', 'list', 'as', 'q', 'order', 'people', 'sort', 'without']
/** The columns of units that can be left out: all but the name. */
const UNIT_COLUMNS = ['kind', 'above', 'grids', 'people', 'reported'] as const

type Props = {
  list: UnitListName
  within: string | null
  blanks: readonly Blank[]
  readsPeople: boolean
  isPerson: boolean
  /** of who reported: as what; null: all of them */
  as: RegisteredAs | null
  onAs(as: RegisteredAs | null): void
  onList(list: UnitListName): void
  onChoose(chosen: Chosen): void
  /** null: the list is none of units */
  onExport: (() => void) | null
}

/** The lists behind the figures: units of a kind, who reported, blank spots with who could take them on. */
export function UnitLists({ list, within, blanks, readsPeople, isPerson, as, onAs, onList, onChoose, onExport }: Props) {
  const lists = UNIT_LISTS.filter((one) => one !== 'registered' || readsPeople)
  return (
    <Panel
      title={titleOf(list)}
      testId="unit-list"
      flush
      action={
        <span className="flex flex-wrap items-center gap-8">
          <select
            aria-label={words.which}
            data-testid="which-list"
            className="h-32 rounded-8 border border-line-strong bg-panel px-8 text-14 text-ink-1 max-sm:h-48"
            value={list}
            onChange={({ target }) => onList(lists.find((one) => one === target.value) ?? 'all')}
          >
            {lists.map((one) => (
              <option key={one} value={one}>
                {titleOf(one)}
              </option>
            ))}
          </select>
          {list === 'registered' && (
            <select
              aria-label={words.as}
              data-testid="which-as"
              className="h-32 rounded-8 border border-line-strong bg-panel px-8 text-14 text-ink-1 max-sm:h-48"
              value={as ?? ''}
              onChange={({ target }) => onAs(RegisteredAs.safeParse(target.value).data ?? null)}
            >
              <option value="">{texts.all}</option>
              {RegisteredAs.options.map((one) => (
                <option key={one} value={one}>
                  {texts.registered[one]}
                </option>
              ))}
            </select>
          )}
          <AddressViews list="units" isPerson={isPerson} kept={KEPT} />
          {onExport && <AddressColumns columns={UNIT_COLUMNS} names={words} />}
          {onExport && (
            <Action size="small" onClick={onExport} data-testid="export-units">
              {words.export}
            </Action>
          )}
        </span>
      }
    >
      {list === 'blanks' ? (
        <Blanks blanks={blanks} onChoose={onChoose} />
      ) : list === 'registered' ? (
        <Registered within={within} as={as} onChoose={onChoose} />
      ) : (
        <UnitRows list={list} within={within} onChoose={onChoose} />
      )}
    </Panel>
  )
}

function UnitRows({ list, within, onChoose }: Pick<Props, 'list' | 'within' | 'onChoose'>) {
  const [q, setQ] = useAddressPart('q')
  const { order, column } = useOrdering(UNIT_SORTS, { usual: 'kind' })
  const [without] = useWithout(UNIT_COLUMNS)
  const query = unitsQuery({ within, list, q, order })
  const input = useSearchKey()
  const read = useReadPages(['units', query], async (cursor) => {
    const answer = await http(unitRoutes.list, { query: { ...query, cursor } })
    if (!answer.ok) return answer
    const { units, nextCursor, total } = answer.body
    return { ok: true, body: { rows: units, cursor: nextCursor, told: total } }
  })
  const shown = useLast(read.rows)
  const told = useLast(read.told)
  const total = read.fault ? null : told
  return (
    <>
      <div className="border-b border-line px-12 py-8">
        <SearchBox
          value={q ?? ''}
          label={words.search}
          hint={words.searchHint}
          count={total === null ? null : words.count(total)}
          asked={JSON.stringify(query)}
          input={input}
          onSearch={setQ}
        />
      </div>
      <List
        columns={[
          column('name', words.name),
          column('kind', words.kind),
          column('above', words.above),
          words.grids,
          column('people', words.people),
          column('reported', words.reported),
        ]}
        without={without.map((name) => UNIT_COLUMNS.indexOf(name) + 1)}
        lastColumn={words.more}
        list={{ ...read, rows: shown }}
        empty={words.empty}
      >
        {shown?.map((row) => (
          <tr key={row.id} data-testid="unit-row">
            <td>
              <TextLink className="text-left" onClick={() => onChoose({ kind: 'unit', id: row.id })}>
                {nameOf(row)}
              </TextLink>
            </td>
            <td data-label={words.kind} className="whitespace-nowrap">
              {texts.kinds[row.kind]}
            </td>
            <td data-label={words.above}>{row.parent && nameOf(row.parent)}</td>
            <td data-label={words.grids}>
              {row.grids.slice(0, 2).map(nameOf).join(texts.card.and)}
              {row.grids.length > 2 && texts.card.more(row.grids.length)}
            </td>
            <td data-label={words.people}>{row.counts.members}</td>
            <td data-label={words.reported}>{Object.values(row.counts.registered).reduce((sum, n) => sum + n, 0)}</td>
            <td />
          </tr>
        ))}
      </List>
    </>
  )
}

function Registered({ within, as, onChoose }: Pick<Props, 'within' | 'as' | 'onChoose'>) {
  const { order, column } = useOrdering(REGISTERED_SORTS, { usual: '-from', name: 'people' })
  const read = useReadPages(['registered', within, as, order], async (cursor) => {
    const answer = await http(unitRoutes.registered, { query: { within, cursor, as, order } })
    return answer.ok ? { ok: true, body: { rows: answer.body.people, cursor: answer.body.nextCursor } } : answer
  })
  const shown = useLast(read.rows)
  return (
    <List
      columns={[column('who', words.who), column('as', words.as), column('unit', words.unit), words.phone, column('from', words.from)]}
      lastColumn={words.more}
      list={{ ...read, rows: shown }}
      empty={words.empty}
    >
      {shown?.map((row) => (
        <tr key={row.id} data-testid="registered-row">
          <td className="whitespace-nowrap text-ink-1">{row.name}</td>
          <td data-label={words.as}>{row.registered && texts.registered[row.registered]}</td>
          <td data-label={words.unit}>
            <TextLink className="text-left" onClick={() => onChoose({ kind: 'unit', id: row.unit.id })}>
              {nameOf(row.unit)}
            </TextLink>
          </td>
          <td data-label={words.phone} className="whitespace-nowrap">
            {row.phone}
          </td>
          <td data-label={words.from} className="whitespace-nowrap">
            {row.from}
          </td>
          <td />
        </tr>
      ))}
    </List>
  )
}

const BLANK_KEYS: SortKeys<Blank, 'what' | 'kind' | 'lacks' | 'near'> = {
  what: nameOf,
  kind: ({ subject }) => texts.blank.kinds[subject],
  lacks: ({ lacks }) => texts.blank[lacks],
  near: ({ near: [first] }) => (first ? nameOf(first.unit) : null),
}

function Blanks({ blanks, onChoose }: Pick<Props, 'blanks' | 'onChoose'>) {
  const { sorted, column } = useSorting(blanks, BLANK_KEYS)
  if (blanks.length === 0) return <Empty>{texts.blank.noneLeft}</Empty>
  return (
    <Table
      columns={[column('what', words.what), column('kind', words.kind), column('lacks', words.lacks), column('near', words.near)]}
      stacks
      testId="blank-rows"
    >
      {sorted.map((blank) => (
        <tr key={blank.id}>
          <td>
            <TextLink className="text-left" onClick={() => onChoose({ kind: 'blank', id: blank.id })}>
              {nameOf(blank)}
            </TextLink>
          </td>
          <td data-label={words.kind} className="whitespace-nowrap">
            {texts.blank.kinds[blank.subject]}
          </td>
          <td data-label={words.lacks}>{texts.blank[blank.lacks]}</td>
          <td data-label={words.near}>
            {blank.near.slice(0, 1).map(({ unit, reasons }) => [nameOf(unit), ...reasons.map(reasonWords)].join(' · '))}
          </td>
        </tr>
      ))}
    </Table>
  )
}
