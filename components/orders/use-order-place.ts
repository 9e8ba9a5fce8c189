import { useCallback, useMemo } from 'react'
import { sayInAddress } from '@/lib/client/address'
import { useAddress } from '@/lib/client/use-address'
import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { OrderFigure } from '@/lib/domain/order'
import { OrderState } from '@/lib/domain/order-life'

export const PERIODS = { today: 1, week: 7, fortnight: 14 } as const
export type Period = keyof typeof PERIODS
const VIEWS = ['board', 'list', 'catalogue'] as const
export type OrderView = (typeof VIEWS)[number]
export type Counted = 'in' | 'out' | 'all'
/** The columns of the list that may be left out; what is to be done and the number always stand. */
export const ORDER_LIST_COLUMNS = ['service', 'place', 'state', 'wanted', 'who', 'came'] as const
export type OrderListColumn = (typeof ORDER_LIST_COLUMNS)[number]

/** What the list is narrowed by, and the columns that it is `without`. */
export type OrderNarrowing = {
  figure: OrderFigure | null
  counted: Counted
  states: readonly OrderState[]
  services: readonly string[]
  late: boolean
  complained: 'open' | null
  left: 'open' | null
  q: string
  without: readonly OrderListColumn[]
}
/** What the address says: `at`: the order that is open. */
export type OrderPlace = OrderNarrowing & { view: OrderView; within: string | null; period: Period; at: string | null }

/** The list as it is where nothing narrows it. */
export const UNNARROWED: Omit<OrderNarrowing, 'without'> = {
  ...{ figure: null, counted: 'all', states: [], services: [], late: false, complained: null, left: null, q: '' },
}
const isPeriod = (name: string | null): name is Period => name !== null && Object.hasOwn(PERIODS, name)
const itemsOf = (text: string | null): string[] => (text ?? '').split(',').filter((one) => one !== '')

export function readOrderPlace(search: string): OrderPlace {
  const query = new URLSearchParams(search)
  const [period, states, without] = [query.get('period'), itemsOf(query.get('state')), itemsOf(query.get('without'))]
  return {
    view: VIEWS.find((view) => view === query.get('view')) ?? 'board',
    within: query.get('within'),
    period: isPeriod(period) ? period : 'today',
    at: query.get('at'),
    figure: OrderFigure.safeParse(query.get('figure')).data ?? null,
    counted: (['in', 'out'] as const).find((one) => one === query.get('counted')) ?? 'all',
    states: OrderState.options.filter((state) => states.includes(state)),
    services: itemsOf(query.get('service')),
    late: query.get('late') === 'true',
    complained: query.get('complained') === 'open' ? 'open' : null,
    left: query.get('left') === 'open' ? 'open' : null,
    q: (query.get('q') ?? '').slice(0, 100),
    without: ORDER_LIST_COLUMNS.filter((column) => without.includes(column)),
  }
}

/** A place as parts of an address, without what it says anyway. */
export function orderParts(place: OrderPlace): Record<string, string | null> {
  const { view, period, counted, states, services, late, without, ...others } = place
  return {
    ...others,
    view: view === 'board' ? null : view,
    period: period === 'today' ? null : period,
    counted: counted === 'all' ? null : counted,
    state: states.join(','),
    service: services.join(','),
    late: late ? 'true' : null,
    without: without.join(','),
  }
}

/** What is looked at; null until the address was read. */
export function useOrderPlace(): readonly [place: OrderPlace | null, go: (next: Partial<OrderPlace>) => void] {
  const search = useAddress()
  const place = useMemo(() => (search === null ? null : readOrderPlace(search)), [search])
  const go = useCallback((next: Partial<OrderPlace>) => sayInAddress(orderParts({ ...readOrderPlace(location.search), ...next })), [])
  return [place, go]
}

/** The days of a period that ends today, both taken. */
export const daysOf = (period: Period, now: number): { from: string; to: string } => ({
  from: civilDate(now - (PERIODS[period] - 1) * DAY_MS),
  to: civilDate(now),
})
