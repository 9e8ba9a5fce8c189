import { createHash } from 'node:crypto'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { civilDate, DAY_MS, startOfDay } from '@/lib/domain/clock'
import { mayBeWantedAt } from '@/lib/domain/order'
import type { Position } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import { writeAudit } from '../audit/audit'
import { type PoolClient, transaction } from '../engine/pool'
import { actorName, instantAt, readOrder, type StoredOrder } from './order-rows'

/** An order to be made: who asks is the caller's to know. */
export type NewOrder = {
  id: string
  service: string
  grid: string
  position: Position
  household: string | null
  resident: string | null
  link: string | null
  name: string
  phone: string | null
  address: string | null
  words: string
  wantedAt: number | null
  /** it is invented */
  demo?: true
}
type By = { viewer: Pick<Viewer, 'id' | 'name' | 'role'>; address: string | null }

/** What makes two sendings of one id the same. */
const hashOf = ({ position: _position, ...order }: NewOrder): Buffer => createHash('sha256').update(JSON.stringify(order)).digest()

/**
 * Keeps an order with the next number of its day, and `asNew` with it where it was not there; the same again is kept once. Throws Problem `invalid` for a service
 * that is not in the catalogue or a time that cannot be meant, `conflict` where something else was sent under this id, and what `asNew` throws.
 */
export async function makeOrder(by: By, wanted: NewOrder, now: number, asNew?: (tx: PoolClient) => Promise<void>): Promise<StoredOrder> {
  const hash = hashOf(wanted)
  return transaction(async (tx) => {
    const day = civilDate(now)
    // whoever asks on this day waits for the row, so that numbers have no gaps
    await tx.query('INSERT INTO order_days (day, last) VALUES ($1::date, 0) ON CONFLICT DO NOTHING', [day])
    const { rows } = await tx.query<{ next: number }>('SELECT last + 1 AS next FROM order_days WHERE day = $1::date FOR UPDATE', [day])
    const known = await tx.query<{ same: boolean }>('SELECT content_hash = $2 AS same FROM orders WHERE id = $1::uuid', [wanted.id, hash])
    if (known.rows[0]?.same === false) throw new Problem('conflict', 'Something else was asked for under this id.')
    if (known.rows.length === 0) {
      if (wanted.wantedAt !== null && !mayBeWantedAt(wanted.wantedAt, now))
        throw new Problem('invalid', 'It is wanted at a time more than a week ago, or more than a year ahead.')
      await asNew?.(tx)
      await insert(tx, by, wanted, { hash, day, sequence: rows[0]?.next ?? 1, now })
    }
    const made = await readOrder(wanted.id, tx)
    if (!made) throw new Problem('internal', 'the order is not there')
    return made
  })
}

type Kept = { hash: Buffer; day: string; sequence: number; now: number }
async function insert(tx: PoolClient, { viewer, address }: By, wanted: NewOrder, { hash, day, sequence, now }: Kept): Promise<void> {
  const { id, service, grid, position, household, resident, link, name, phone, address: at, words, wantedAt, demo = false } = wanted
  const offered = await tx.query('SELECT 1 FROM order_services WHERE code = $1 AND is_on', [service])
  if (offered.rows.length === 0) throw new Problem('invalid', 'The catalogue has no such service.')
  await tx.query(
    `INSERT INTO orders (id, day, sequence, service, state, grid_code, position, household_id, resident_id, link_id, name, phone, address, words, wanted_at,
       content_hash, created_by, created_name, created_at, demo)
     VALUES ($1::uuid, $2::date, $3, $4, 'requested', $5, ST_SetSRID(ST_MakePoint($6::float8, $7::float8), 4326)::geography, $8::uuid, $9::uuid, $10::uuid, $11, $12,
       $13, $14, ${instantAt(15)}, $16, $17, $18, ${instantAt(19)}, $20)`,
    [
      ...[id, day, sequence, service, grid, ...position, household, resident, link, name, phone, at, words, wantedAt],
      ...[hash, viewer.id.slice(0, 100), actorName(viewer), now, demo],
    ],
  )
  await tx.query('UPDATE order_days SET last = $2 WHERE day = $1::date', [day, sequence])
  await tx.query(`INSERT INTO order_steps (order_id, action, at, actor_id, actor_name) VALUES ($1::uuid, 'request', ${instantAt(2)}, $3, $4)`, [
    id,
    now,
    viewer.id.slice(0, 100),
    actorName(viewer),
  ])
  const detail = { service, grid, day, number: sequence }
  await writeAudit(tx, { actor: actorOf(viewer), action: 'order.made', object: { kind: 'order', id }, address, detail })
}

/** Throws Problem('rate_limited') where a resident has asked for so many on this civil day; what they send at the same moment waits. */
export async function limitResident(tx: PoolClient, resident: string, perDay: number, now: number): Promise<void> {
  const bound = await tx.query('SELECT 1 FROM residents WHERE id = $1::uuid AND revoked_at IS NULL FOR NO KEY UPDATE', [resident])
  if (bound.rows.length === 0) throw new Problem('unauthenticated', 'This phone is bound to nobody any more.')
  const { rows } = await tx.query<{ today: number }>(
    `SELECT count(*)::int4 AS today FROM orders WHERE resident_id = $1::uuid AND created_at >= ${instantAt(2)}`,
    [resident, startOfDay(now)],
  )
  if ((rows[0]?.today ?? 0) < perDay) return
  const retryAfter = Math.ceil((startOfDay(now) + DAY_MS - now) / 1_000)
  throw new Problem('rate_limited', 'As much as one day takes was asked for; try again tomorrow.', { retryAfter })
}
