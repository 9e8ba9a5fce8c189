import { useCallback, useEffect, useState } from 'react'
import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { OrderFigure } from '@/lib/domain/order'
import { OrderState } from '@/lib/domain/order-life'

export const PERIODS = { today: 1, week: 7, fortnight: 14 } as const
export type Period = keyof typeof PERIODS
const VIEWS = ['board', 'list', 'catalogue'] as const
export type OrderView = (typeof VIEWS)[number]
export type Counted = 'in' | 'out' | 'all'
/** What the address says: `at`: the order that is open; `figure`, `counted`, `state`, `complained`: what the list is narrowed by. */
export type OrderPlace = {
  view: OrderView
  within: string | null
  period: Period
  at: string | null
  figure: OrderFigure | null
  counted: Counted
  state: OrderState | null
  complained: 'open' | null
}
const START: OrderPlace = { view: 'board', within: null, period: 'today', at: null, figure: null, counted: 'all', state: null, complained: null }
const isPeriod = (name: string | null): name is Period => name !== null && Object.hasOwn(PERIODS, name)

function readPlace(search: string): OrderPlace {
  const query = new URLSearchParams(search)
  const period = query.get('period')
  return {
    view: VIEWS.find((view) => view === query.get('view')) ?? START.view,
    within: query.get('within'),
    period: isPeriod(period) ? period : START.period,
    at: query.get('at'),
    figure: OrderFigure.safeParse(query.get('figure')).data ?? null,
    counted: (['in', 'out'] as const).find((one) => one === query.get('counted')) ?? 'all',
    state: OrderState.safeParse(query.get('state')).data ?? null,
    complained: query.get('complained') === 'open' ? 'open' : null,
  }
}

/** What is looked at; null until the address was read. */
export function useOrderPlace(): readonly [place: OrderPlace | null, go: (next: Partial<OrderPlace>) => void] {
  const [place, setPlace] = useState<OrderPlace | null>(null)
  useEffect(() => {
    const read = () => setPlace(readPlace(location.search))
    read()
    addEventListener('popstate', read)
    return () => removeEventListener('popstate', read)
  }, [])
  const go = useCallback((next: Partial<OrderPlace>) => {
    const to = { ...readPlace(location.search), ...next }
    const kept = Object.entries(to).flatMap(([name, value]) =>
      value === null || value === new Map<string, unknown>(Object.entries(START)).get(name) ? [] : [[name, value]],
    )
    const query = new URLSearchParams(kept)
    history.replaceState(null, '', `${location.pathname}${query.size > 0 ? `?${query}` : ''}`)
    setPlace(to)
  }, [])
  return [place, go]
}

/** The days of a period that ends today, both taken. */
export const daysOf = (period: Period, now: number): { from: string; to: string } => ({
  from: civilDate(now - (PERIODS[period] - 1) * DAY_MS),
  to: civilDate(now),
})
