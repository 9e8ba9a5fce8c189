import type { OrderState } from '@/lib/domain/order-life'
import { pool } from '../engine/pool'
import { LEADS } from './order-leads'
import { ENDED_AT, instantAt } from './order-rows'

/** How many orders below these prefixes (null: all) stood in each open state at an instant (epoch milliseconds), and how many had come and been served since another. */
export async function readOrdersThen(
  prefixes: readonly string[] | null,
  { from, at }: { from: number; at: number },
): Promise<{ states: ReadonlyMap<OrderState, number>; came: number; served: number }> {
  const within = `($1::text[] IS NULL OR EXISTS (SELECT FROM unnest($1::text[]) AS u (prefix) WHERE starts_with(o.grid_code, u.prefix)))`
  const states = await pool().query<{ state: OrderState; n: number }>(
    `SELECT stood.state, count(*)::int4 AS n
     FROM orders o CROSS JOIN LATERAL
       (SELECT l.state FROM order_steps s JOIN ${LEADS} USING (action) WHERE s.order_id = o.id AND s.at <= ${instantAt(2)} ORDER BY s.id DESC LIMIT 1) AS stood
     WHERE ${within} AND o.created_at <= ${instantAt(2)} AND ${ENDED_AT} > ${instantAt(2)}
     GROUP BY 1`,
    [prefixes, at],
  )
  const { rows } = await pool().query<{ came: number; served: number }>(
    `SELECT (SELECT count(*)::int4 FROM orders o WHERE ${within} AND o.created_at >= ${instantAt(2)} AND o.created_at <= ${instantAt(3)}) AS came,
       (SELECT count(*)::int4 FROM orders o WHERE ${within} AND o.served_at >= ${instantAt(2)} AND o.served_at <= ${instantAt(3)}) AS served`,
    [prefixes, from, at],
  )
  return { states: new Map(states.rows.map(({ state, n }) => [state, n])), ...(rows[0] ?? { came: 0, served: 0 }) }
}
