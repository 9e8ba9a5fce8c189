import * as z from 'zod/mini'
import type { Viewer } from './access'
import type { Skill } from './skills'

/**
 * requested 待派单, offered 待接单, lapsed 没人接 (it waits for somebody to offer it anew or to assign it), taken 服务中, served 待评价, rated 已完成,
 * withdrawn 已撤回.
 */
export const OrderState = z.enum(['requested', 'offered', 'lapsed', 'taken', 'served', 'rated', 'withdrawn'])
export type OrderState = z.infer<typeof OrderState>
/** States in which something is still to be done. */
export const OPEN_ORDER_STATES: readonly OrderState[] = ['requested', 'offered', 'lapsed', 'taken', 'served']

/** What the machine of an order knows of it. Times are epoch milliseconds; people are ids. */
export type OrderLife = {
  id: string
  state: OrderState
  grid: string
  skill: Skill
  /** the resident who asked on their own phone */
  resident: string | null
  /** volunteers it was offered to, one after the other */
  nth: number
  /** it stands before all who can (抢单池) */
  pool: boolean
  offeredTo: string | null
  offeredAt: number | null
  offerUntil: number | null
  firstOfferedAt: number | null
  /** until when somebody has taken it in time */
  answerBy: number | null
  takenBy: string | null
  takenAt: number | null
  /** the leader has assigned it (带班直派), and nobody was asked */
  assigned: boolean
  outAt: number | null
  arrivedAt: number | null
  servedAt: number | null
  ratedAt: number | null
  solved: boolean | null
  satisfied: boolean | null
  opinion: string | null
  complaint: string | null
  complainedAt: number | null
  complaintAnswer: string | null
  withdrawnAt: number | null
  reason: string | null
}

/** Who does it: somebody who works, a resident (`resident`), who may be somebody in a unit (`person`, with what they can), or whoever has the link of the order. */
export type OrderActor = Pick<Viewer, 'id' | 'name' | 'role' | 'scope' | 'within'> & {
  resident: string | null
  person: string | null
  skills: readonly Skill[]
  /** the order whose secret link they have */
  follows: string | null
}
