import { SortSelect } from '@/components/ui/sort-choice'
import { listTexts as texts } from '@/lib/client/messages/list'
import { EventOrder } from '@/lib/domain/routes/event-list'

/** The order of the list of events, chosen where its rows are cards. */
export function OrderChoice({ order, onOrder }: { order: EventOrder; onOrder(order: EventOrder): void }) {
  return (
    <SortSelect className="lg:hidden" value={order} onChange={(value) => onOrder(EventOrder.safeParse(value).data ?? 'urgent')}>
      {EventOrder.options.map((one) => (
        <option key={one} value={one}>
          {texts.orders[one]}
        </option>
      ))}
    </SortSelect>
  )
}
