import { SavedViews } from '@/components/list/saved-views'
import { goToAddress, withParts } from '@/lib/client/address'
import { orderTexts } from '@/lib/client/messages/orders'
import { useAddress } from '@/lib/client/use-address'
import { ORDER_SORTS } from '@/lib/domain/order'
import { orderOf, sortingOf } from '@/lib/domain/sort-rows'
import { type OrderPlace, orderParts, readOrderPlace } from './use-order-place'

const { shipped } = orderTexts.list
const SHIPPED = [
  { name: shipped.waiting, query: '?state=requested,lapsed' },
  { name: shipped.late, query: '?late=true' },
  { name: shipped.complained, query: '?complained=open' },
]

/** An address as a view of the list: not which order is open. */
const viewOf = (search: string): string =>
  withParts('', {
    ...orderParts({ ...readOrderPlace(search), view: 'board', at: null }),
    order: orderOf(sortingOf(new URLSearchParams(search).get('order'), ORDER_SORTS)),
  })

/** The views of the list of orders. */
export function OrderViews({ place, isPerson }: { place: OrderPlace; isPerson: boolean }) {
  const current = viewOf(useAddress() ?? '')
  return (
    <SavedViews
      list="orders"
      isPerson={isPerson}
      shipped={SHIPPED}
      current={current}
      plain={viewOf}
      onGo={(query) => goToAddress(withParts(query, { view: 'list', at: place.at }))}
    />
  )
}
