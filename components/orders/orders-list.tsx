'use client'
import dynamic from 'next/dynamic'
import { useRef, useState } from 'react'
import { ColumnsMenu } from '@/components/list/columns-menu'
import { SearchBox } from '@/components/list/search-box'
import { useKeys } from '@/components/list/use-keys'
import { useLast } from '@/components/list/use-last'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { Table } from '@/components/ui/table'
import { useOrdering } from '@/components/ui/use-sorting'
import { formatCount } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { orderTexts } from '@/lib/client/messages/orders'
import { pageTexts } from '@/lib/client/messages/page'
import { gridText, serviceText, toDoText, volunteerText, whenText } from '@/lib/client/order-words'
import { useReadPages } from '@/lib/client/use-read'
import { ORDER_SORTS, type Order } from '@/lib/domain/order'
import { orderRoutes } from '@/lib/domain/routes/orders'
import { OrderFacetBar } from './order-facets'
import { OrderViews } from './order-views'
import { type Counted, ORDER_LIST_COLUMNS, type OrderListColumn, type OrderPlace, UNNARROWED } from './use-order-place'

const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })

const { list: texts } = orderTexts
type Props = {
  place: OrderPlace
  days: { from: string; to: string }
  now: number
  isPerson: boolean
  /** how often something was done here: the list is read again */
  changed: number
  onGo(next: Partial<OrderPlace>): void
}

const SAID_BESIDE: ReadonlySet<OrderListColumn> = new Set(['wanted', 'came'])

/** What the list asks for. A complaint waits whenever its order came; behind a figure are those that came in its period. */
function queryOf({ within, figure, counted, states, services, late, complained, left, q }: OrderPlace, days: Props['days']) {
  return {
    ...(within !== null && { within }),
    ...(complained !== null ? { complained } : figure !== null ? { figure, counted, ...days } : { of: 'board' as const, ...days }),
    ...(states.length > 0 && { state: states.join(',') }),
    ...(services.length > 0 && { service: services.join(',') }),
    ...(late && { late: 'true' as const }),
    ...(left !== null && { left }),
    ...(q.trim() !== '' && { q: q.trim() }),
  }
}

/** Orders one under the other: those that the board is of, those behind a figure, or those with a complaint; searched, narrowed and sorted. */
export function OrdersList({ place, days, now, isPerson, changed, onGo }: Props) {
  const { figure, counted, complained, at, q, without } = place
  const [exporting, setExporting] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  // what is behind a figure is looked through, and the rest is worked off
  const { order, column } = useOrdering(ORDER_SORTS, { usual: figure === null ? 'urgent' : '-came' })
  const query = { ...queryOf(place, days), ...(order !== null && { order }) }
  const { rows, told, fault, more, again } = useReadPages(['orders', query, changed], async (cursor) => {
    const answer = await http(orderRoutes.list, { query: { ...query, ...(cursor !== null && { cursor }) } })
    if (!answer.ok) return answer
    const { orders, nextCursor, total, facets } = answer.body
    return { ok: true, body: { rows: orders, cursor: nextCursor, told: { total, facets } } }
  })
  // the last answer stands, dimmed, until the next one is there
  const shown = useLast(rows)
  const last = useLast(told)
  const ofList = fault ? null : last
  useKeys((key) => {
    if (key === '/') {
      input.current?.focus()
      input.current?.select()
    } else if (key === 'f') {
      const first = document.querySelector('#facets button')
      if (first instanceof HTMLElement) first.focus()
    } else if (key === 'x') setExporting(true)
    else return false
    return true
  })
  const title = complained !== null ? orderTexts.complained : figure === null ? texts.title : texts.of(orderTexts.figures[figure])
  // beside an order there is less room, and what it says itself goes first
  const columns = ORDER_LIST_COLUMNS.filter((name) => !without.includes(name) && (at === null || !SAID_BESIDE.has(name) || order?.endsWith(name)))
  return (
    <div className="flex min-w-0 flex-col gap-8">
      <div className="flex flex-wrap items-center gap-12">
        <SearchBox
          value={q}
          label={texts.search}
          hint={texts.searchHint}
          count={ofList && texts.count(formatCount(ofList.total))}
          asked={JSON.stringify(query)}
          input={input}
          onSearch={(next) => onGo({ q: next })}
        />
        <OrderViews place={place} isPerson={isPerson} />
      </div>
      <OrderFacetBar place={place} facets={ofList?.facets ?? null} onGo={onGo} />
      <Panel
        flush
        title={title}
        testId="orders-list"
        className="min-h-0"
        action={
          <span className="flex flex-wrap items-center gap-8">
            {figure !== null && (
              <ViewSwitch
                label={title}
                value={counted}
                options={(['all', 'in', 'out'] as const).map((value) => ({ value, label: texts[value] }))}
                onChange={(next: Counted) => onGo({ counted: next })}
                testId="counted"
              />
            )}
            <ColumnsMenu columns={ORDER_LIST_COLUMNS} names={texts} without={without} onChange={(next) => onGo({ without: next })} />
            <Action size="small" onClick={() => setExporting(true)} data-testid="export">
              {pageTexts.export}
            </Action>
            <Action size="small" onClick={() => onGo({ view: 'board', ...UNNARROWED })} data-testid="back-to-board">
              {texts.back}
            </Action>
          </span>
        }
      >
        {fault !== null ? (
          <Failed code={fault.code} onRetry={again} />
        ) : shown === null ? (
          <Waiting />
        ) : shown.length === 0 ? (
          <Empty testId="no-orders">{texts.none}</Empty>
        ) : (
          <Table
            stacks
            testId="order-rows"
            className={rows === null ? 'opacity-60' : ''}
            columns={[column('number', texts.number), column('urgent', texts.toDo), ...columns.map((name) => column(name, texts[name]))]}
          >
            {shown.map((one) => (
              <tr key={one.id} className={one.id === at ? 'bg-chosen' : ''} aria-current={one.id === at || undefined}>
                <td data-label={texts.number}>
                  <button
                    type="button"
                    onClick={() => onGo({ at: one.id })}
                    className="whitespace-nowrap text-ink-1 underline decoration-line-strong underline-offset-3 max-lg:min-h-44"
                    data-testid="order-row"
                    data-id={one.id}
                  >
                    {one.number}
                  </button>
                </td>
                <td data-label={texts.toDo} className="whitespace-nowrap">
                  <ToDo order={one} now={now} />
                </td>
                {columns.map((name) => (
                  <td key={name} data-label={texts[name]} className={name === 'place' ? '' : 'whitespace-nowrap'}>
                    {textOf(name, one, now)}
                  </td>
                ))}
              </tr>
            ))}
          </Table>
        )}
        {more && (
          <div className="flex justify-center border-t border-line p-10">
            <Action onClick={more}>{texts.more}</Action>
          </div>
        )}
      </Panel>
      {exporting && <ExportDialog list="orders" query={String(new URLSearchParams(query))} hasWords onClose={() => setExporting(false)} />}
    </div>
  )
}

/** What an order waits for; what is late or was complained of is strong. */
function ToDo({ order, now }: { order: Order; now: number }) {
  const { text, strong } = toDoText(order, now)
  return text === '' ? null : <span className={strong ? 'font-semibold text-ink-1' : ''}>{text}</span>
}

function textOf(column: OrderListColumn, order: Order, now: number): string {
  switch (column) {
    case 'service':
      return serviceText(order.service)
    case 'place':
      return gridText(order)
    case 'state':
      return orderTexts.states[order.state]
    case 'wanted':
      return order.wantedAt === null ? '' : whenText(order.wantedAt, now)
    case 'who':
      return order.volunteer ? volunteerText(order.volunteer) : ''
    case 'came':
      return whenText(order.createdAt, now)
  }
}
