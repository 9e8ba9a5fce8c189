import dynamic from 'next/dynamic'
import { type ReactNode, useEffect, useRef } from 'react'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { SortedHead } from '@/components/ui/table'
import type { Ordering } from '@/components/ui/use-sorting'
import { type DutyList, daysSince } from '@/lib/client/duties'
import type { Refused } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { dutyTexts as texts } from '@/lib/client/messages/duties'
import type { DutyItem, DutySort } from '@/lib/domain/duty-item'
import { CrewRings } from './crew-rings'

const SortChoice = dynamic(() => import('@/components/ui/sort-choice').then((m) => m.SortChoice), {
  ssr: false,
  loading: () => <div className="h-61 sm:hidden" />,
})

type Props = {
  list: DutyList
  total: number | null
  items: readonly DutyItem[] | null
  /** what is shown is still what was asked for before */
  stale: boolean
  column: Ordering<DutySort>['column']
  more: (() => void) | null
  /** search and views, above the rows */
  tools: ReactNode
  fault: Refused | null
  chosen: string | null
  now: number
  onRetry(): void
  onChoose(id: string): void
  onAssign(item: DutyItem): void
  onPlan: (() => void) | null
  onList(list: DutyList): void
  /** how many are not planned, where that is a list of its own beside what is scheduled */
  planned: number
}

/** The list behind the figure that was chosen: of each how long since, who goes, and the one thing to do. */
export function DutyListPanel(props: Props) {
  const { list, total, items, stale, column, more, tools, fault, chosen, now, onRetry, onChoose, onAssign, onPlan, onList, planned } = props
  const { columns } = texts.list
  // all of a period are due at about the same time, so that it is no column of its own
  const byDue = column('due', texts.list.byDue)
  const heads = [column('subject', columns.subject), column('since', columns.since), column('crew', columns.crew)] as const
  const held = useRef<HTMLTableRowElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row was chosen
  useEffect(() => {
    held.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <section
      aria-label={texts.listTitles[list]}
      className="flex min-h-0 flex-col overflow-hidden rounded-10 border border-line bg-panel"
      data-testid="duty-list"
      data-list={list}
    >
      <header className="flex min-h-48 shrink-0 flex-wrap items-center gap-x-10 gap-y-4 border-b border-line px-16 py-6">
        <h2 className="text-15 font-semibold text-ink-1">
          {texts.listTitles[list]} <span className={`inline-block min-w-[2ch] tabular-nums ${stale ? 'opacity-60' : ''}`}>{total ?? ''}</span>
        </h2>
        <button
          type="button"
          aria-pressed={byDue.way !== null}
          className="text-13 text-ink-3 underline-offset-4 hover:underline aria-pressed:font-semibold aria-pressed:text-ink-1 max-lg:min-h-44 max-sm:hidden"
          onClick={byDue.onSort}
          data-testid="by-due"
        >
          {byDue.name} {byDue.way && <span aria-hidden>{byDue.way === 'descending' ? '↓' : '↑'}</span>}
        </button>
        {(list === 'assigned' || list === 'planned') && planned > 0 && (
          <button
            type="button"
            className="text-13 text-ink-2 underline underline-offset-4"
            onClick={() => onList(list === 'assigned' ? 'planned' : 'assigned')}
          >
            {list === 'assigned' ? `${texts.listTitles.planned} ${planned}` : texts.listTitles.assigned}
          </button>
        )}
        {onPlan && (
          <Action size="small" className="ml-auto" onClick={onPlan} data-testid="plan-all">
            {texts.planAll} <kbd className="max-lg:hidden rounded-4 bg-track px-5 text-13">P</kbd>
          </Action>
        )}
      </header>
      {tools}
      {fault !== null ? (
        <Failed code={fault.code} onRetry={onRetry} />
      ) : items === null ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty>{texts.list.none}</Empty>
      ) : (
        <div className={`relative min-h-0 flex-1 overflow-y-auto ${stale ? 'opacity-60' : ''}`}>
          <SortChoice columns={[...heads, byDue]} />
          <table className="w-full border-collapse text-left text-14 [&_td]:px-6 [&_td]:py-4 [&_td:first-child]:pl-16 [&_td:last-child]:pr-12 [&_th]:px-6 [&_th:first-child]:pl-16">
            <thead className="sticky top-0 z-1 bg-[color-mix(in_srgb,var(--track)_50%,var(--panel))] text-13 text-ink-3">
              <tr>
                <SortedHead {...heads[0]} className="py-6" />
                <SortedHead {...heads[1]} className="py-6 text-right" />
                <SortedHead {...heads[2]} className="py-6" />
                <th className="py-6">
                  <span className="sr-only">{columns.act}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <Row
                  key={item.id}
                  item={item}
                  list={list}
                  held={item.id === chosen ? held : null}
                  now={now}
                  onChoose={onChoose}
                  onAssign={onAssign}
                />
              ))}
            </tbody>
          </table>
          {more && (
            <p className="flex flex-wrap items-center justify-center gap-8 border-t border-line p-12 text-13 text-ink-3">
              {total !== null && texts.list.more(total - items.length)}
              <Action size="small" onClick={more}>
                {texts.list.loadMore}
              </Action>
            </p>
          )}
        </div>
      )}
    </section>
  )
}

function Row({
  item,
  list,
  held,
  now,
  onChoose,
  onAssign,
}: { item: DutyItem; held: React.Ref<HTMLTableRowElement> | null; now: number } & Pick<Props, 'list' | 'onChoose' | 'onAssign'>) {
  const since = daysSince(item, now)
  const plan = item.actions.includes('assign') || item.actions.includes('reassign')
  const isFull = item.crew.every(({ filled }) => filled)
  const name = said({ zh: item.subject.name, en: item.subject.nameEn })
  return (
    <tr
      ref={held ?? undefined}
      aria-selected={held !== null}
      className={`h-40 border-t border-line ${held ? 'bg-chosen shadow-[inset_4px_0_0_var(--ink-1)]' : ''}`}
      data-testid="duty-row"
      data-item={item.id}
      data-state={item.state}
      data-grid={item.grid}
    >
      <td className="max-w-0 w-full">
        <button type="button" className="line-clamp-2 w-full text-left leading-tight text-ink-1" title={name} onClick={() => onChoose(item.id)}>
          {name}
        </button>
      </td>
      <td className="text-right whitespace-nowrap">
        {since === null ? (
          <span className="text-13 text-ink-3">{texts.list.never}</span>
        ) : (
          <strong className="text-ink-1 tabular-nums">{texts.list.days(since)}</strong>
        )}
      </td>
      <td className="whitespace-nowrap">
        <CrewRings crew={item.crew} />
      </td>
      <td className="text-right whitespace-nowrap">
        {list === 'found' || list === 'events' ? (
          <span className="text-13 text-ink-2">{texts.list.count(list === 'found' ? item.findings : item.events)}</span>
        ) : plan ? (
          <Action size="small" onClick={() => onAssign(item)} aria-label={`${isFull ? texts.list.setTime : texts.list.addPeople} ${name}`}>
            {isFull ? texts.list.setTime : texts.list.addPeople}
          </Action>
        ) : (
          <span className="text-13 text-ink-3">{texts.states[item.state]}</span>
        )}
      </td>
    </tr>
  )
}
