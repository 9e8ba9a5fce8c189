'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { Table } from '@/components/ui/table'
import { formatCount } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { listTexts } from '@/lib/client/messages/list'
import { orderTexts } from '@/lib/client/messages/orders'
import { gridText, serviceText, volunteerText, whenText } from '@/lib/client/order-words'
import { useReadPages } from '@/lib/client/use-read'
import { OrderState } from '@/lib/domain/order-life'
import { orderRoutes } from '@/lib/domain/routes/orders'
import type { Counted, OrderPlace } from './use-order-place'

const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })

const { list: texts } = orderTexts
type Props = { place: OrderPlace; days: { from: string; to: string }; now: number; onGo(next: Partial<OrderPlace>): void }

/** Orders one under the other: of a state, or those behind a figure, what counts in it and what does not. */
export function OrdersList({ place, days, now, onGo }: Props) {
  const { within, figure, counted, state, complained, at } = place
  const [exporting, setExporting] = useState(false)
  const [total, setTotal] = useState<number | null>(null)
  const query = {
    ...(within !== null && { within }),
    ...(figure === null ? {} : { figure, counted, ...days }),
    ...(state === null ? {} : { state: [state] }),
    ...(complained === null ? {} : { complained }),
    ...(figure === null && state === null && complained === null ? days : {}),
  }
  const { rows, fault, more, again } = useReadPages(['orders', query], async (cursor) => {
    const answer = await http(orderRoutes.list, { query: { ...query, ...(cursor !== null && { cursor }) } })
    if (!answer.ok) return answer
    setTotal(answer.body.total)
    return { ok: true, body: { rows: answer.body.orders, cursor: answer.body.nextCursor } }
  })
  const title = complained !== null ? orderTexts.complained : figure === null ? texts.title : texts.of(orderTexts.figures[figure])
  const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]))
  return (
    <Panel
      flush
      title={title}
      note={total === null ? undefined : texts.count(formatCount(total))}
      testId="orders-list"
      className="min-h-0"
      action={
        <span className="flex flex-wrap items-center gap-8">
          {figure !== null ? (
            <ViewSwitch
              label={title}
              value={counted}
              options={(['all', 'in', 'out'] as const).map((value) => ({ value, label: texts[value] }))}
              onChange={(next: Counted) => onGo({ counted: next })}
              testId="counted"
            />
          ) : (
            <select
              aria-label={texts.state}
              data-testid="list-state"
              className="h-32 rounded-8 border border-line-strong bg-panel px-8 text-14 text-ink-1 max-lg:h-48"
              value={state ?? ''}
              onChange={({ target }) => onGo({ state: OrderState.safeParse(target.value).data ?? null })}
            >
              <option value="">{texts.anyState}</option>
              {OrderState.options.map((one) => (
                <option key={one} value={one}>
                  {orderTexts.states[one]}
                </option>
              ))}
            </select>
          )}
          <Action size="small" onClick={() => setExporting(true)} data-testid="export">
            {listTexts.exports.button}
          </Action>
          <Action
            size="small"
            onClick={() => onGo({ view: 'board', figure: null, counted: 'all', state: null, complained: null })}
            data-testid="back-to-board"
          >
            {texts.back}
          </Action>
        </span>
      }
    >
      {fault !== null ? (
        <Failed code={fault.code} onRetry={again} />
      ) : rows === null ? (
        <Waiting />
      ) : rows.length === 0 ? (
        <Empty testId="no-orders">{texts.none}</Empty>
      ) : (
        <Table stacks testId="order-rows" columns={[texts.number, texts.service, texts.place, texts.state, texts.who, texts.came]}>
          {rows.map((order) => (
            <tr key={order.id} className={order.id === at ? 'bg-chosen' : ''}>
              <td data-label={texts.number}>
                <button
                  type="button"
                  onClick={() => onGo({ at: order.id })}
                  className="text-ink-1 underline decoration-line-strong underline-offset-3 max-lg:min-h-44"
                  data-testid="order-row"
                >
                  {order.number}
                </button>
              </td>
              <td data-label={texts.service}>{serviceText(order.service)}</td>
              <td data-label={texts.place}>{gridText(order)}</td>
              <td data-label={texts.state}>{orderTexts.states[order.state]}</td>
              <td data-label={texts.who}>{order.volunteer ? volunteerText(order.volunteer) : ''}</td>
              <td data-label={texts.came} className="whitespace-nowrap">
                {whenText(order.createdAt, now)}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {more && (
        <div className="flex justify-center border-t border-line p-10">
          <Action onClick={more}>{texts.more}</Action>
        </div>
      )}
      {exporting && <ExportDialog list="orders" query={String(asked)} hasWords onClose={() => setExporting(false)} />}
    </Panel>
  )
}
