import type { Viewer } from './access'

/**
 * What somebody who works there has to do with orders: requested ones are offered, what nobody took is assigned, what was taken by somebody who has left since is
 * given to somebody else, a complaint is answered.
 */
export const ORDER_DUES = ['requested', 'lapsed', 'left', 'complaint'] as const
export type OrderDue = (typeof ORDER_DUES)[number]

/** What of the orders of their area waits for a viewer: dispatchers offer, also anew, supervisors assign what nobody took and answer for what went wrong. */
export const ordersDue = ({ role, scope }: Viewer): OrderDue[] => {
  if (scope.kind !== 'grids') return []
  return role === 'dispatcher' ? ['requested', 'left'] : role === 'supervisor' ? ['lapsed', 'left', 'complaint'] : []
}
