import { ORDER_ACTIONS } from '@/lib/domain/order-machine'
import { namesOf } from '@/lib/domain/rows'

/** Which state an action leads to; those that leave it as it is are not among them. */
const LEADS_TO = [
  ['request', 'requested'],
  ...namesOf(ORDER_ACTIONS).flatMap((name) => (ORDER_ACTIONS[name].to ? [[name, ORDER_ACTIONS[name].to]] : [])),
]
/** The same as rows to join steps with: `l (action, state)`. */
export const LEADS = `(VALUES ${LEADS_TO.map(([action, state]) => `('${action}', '${state}')`).join(', ')}) AS l (action, state)`
