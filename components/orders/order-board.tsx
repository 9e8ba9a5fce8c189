import { useState } from 'react'
import { ViewSwitch } from '@/components/page/view-switch'
import { formatCount } from '@/lib/client/format'
import { orderTexts as texts } from '@/lib/client/messages/orders'
import { type OrderBoard as Board, type OrderColumn, OrderColumnName } from '@/lib/domain/order'
import { OrderCard } from './order-card'

const COLUMNS = OrderColumnName.options

type Props = { board: Board; now: number; chosen: string | null; onChoose(id: string): void; onMore(column: OrderColumn): void }

/** Five columns by state; in a narrow window one after the other, by its tab. */
export function OrderBoard({ board, now, chosen, onChoose, onMore }: Props) {
  const [tab, setTab] = useState<OrderColumn>('waiting')
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col gap-10">
      <div className="lg:hidden">
        <ViewSwitch
          label={texts.view}
          value={tab}
          options={COLUMNS.map((value) => ({ value, label: `${texts.columns[value]} ${board.columns[value].count}` }))}
          onChange={(name) => setTab(COLUMNS.find((one) => one === name) ?? tab)}
          testId="order-tabs"
        />
      </div>
      <div className="grid min-h-0 flex-1 grid-cols-5 gap-10 max-lg:grid-cols-1">
        {COLUMNS.map((name) => {
          const { count, orders } = board.columns[name]
          return (
            <section
              key={name}
              aria-label={texts.columns[name]}
              data-testid="order-column"
              data-column={name}
              className={`flex min-h-0 min-w-0 flex-col rounded-10 bg-track ${tab === name ? '' : 'max-lg:hidden'}`}
            >
              <h2 className="flex items-baseline gap-8 px-13 pt-9 pb-7 text-16 font-semibold text-ink-1">
                {texts.columns[name]}
                <span className="text-15 font-medium text-ink-2 tabular-nums" data-testid="column-count">
                  {formatCount(count)}
                </span>
              </h2>
              <div className="flex min-h-0 flex-1 flex-col gap-8 overflow-y-auto px-8 pt-1 pb-8" tabIndex={-1}>
                {orders.map((order) => (
                  <OrderCard key={order.id} order={order} column={name} now={now} chosen={order.id === chosen} onChoose={() => onChoose(order.id)} />
                ))}
                {orders.length === 0 && <p className="px-5 py-6 text-13 text-ink-2">{texts.noneIn[name]}</p>}
                {count > orders.length && (
                  <button
                    type="button"
                    onClick={() => onMore(name)}
                    className="min-h-36 shrink-0 rounded-8 text-13 text-ink-2 underline decoration-line-strong underline-offset-4 hover:text-ink-1 max-lg:min-h-48"
                  >
                    {texts.more(formatCount(count - orders.length))}
                  </button>
                )}
              </div>
            </section>
          )
        })}
      </div>
    </div>
  )
}
