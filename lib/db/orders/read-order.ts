import * as z from 'zod/mini'
import { STRANGER } from '@/lib/domain/audit'
import { OfferOutcome } from '@/lib/domain/order'
import { pool } from '../engine/pool'
import { ms } from './order-rows'

const Offers = z.array(
  z.object({
    ...{ person: z.nullable(z.string()), name: z.nullable(z.string()), unit: z.nullable(z.string()) },
    ...{ offeredAt: z.number(), until: z.number(), outcome: z.nullable(OfferOutcome) },
  }),
)
const Steps = z.array(z.object({ action: z.string(), at: z.number(), by: z.nullable(z.string()), byLink: z.boolean() }))

/** Whom an order was offered to, and what was done with it, in the order of time. */
export async function readHistory(id: string): Promise<{ offers: z.infer<typeof Offers>; steps: z.infer<typeof Steps> }> {
  const offers = await pool().query(
    `SELECT f.person_id::text AS person, p.name, (SELECT u.name FROM unit_members m JOIN units u ON u.id = m.unit_id WHERE m.person_id = f.person_id
        ORDER BY (u.kind = 'volunteer_team') DESC, u.name LIMIT 1) AS unit,
       ${ms('f.offered_at')} AS "offeredAt", ${ms('f.until_at')} AS until, f.outcome
     FROM order_offers f LEFT JOIN people p ON p.id = f.person_id WHERE f.order_id = $1::uuid ORDER BY f.number`,
    [id],
  )
  const steps = await pool().query(
    `SELECT action, ${ms('at')} AS at, actor_name AS by, actor_id IS NOT DISTINCT FROM $2 AS "byLink" FROM order_steps WHERE order_id = $1::uuid ORDER BY id`,
    [id, STRANGER.id],
  )
  return { offers: z.parse(Offers, offers.rows), steps: z.parse(Steps, steps.rows) }
}
