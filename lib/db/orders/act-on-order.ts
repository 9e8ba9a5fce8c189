import type { Viewer } from '@/lib/domain/access'
import { type AuditEntry, actorOf } from '@/lib/domain/audit'
import { civilDate } from '@/lib/domain/clock'
import { carryOut, type Step, take } from '@/lib/domain/machine'
import type { OfferOutcome, OrderActIn } from '@/lib/domain/order'
import type { OrderActor, OrderLife } from '@/lib/domain/order-life'
import { asksNext, ORDER_ACTIONS, ORDERS, type OrderAction, type OrderMachineKinds, type OrderWords } from '@/lib/domain/order-machine'
import { suggestVolunteers } from '@/lib/domain/order-suggestions'
import { Problem } from '@/lib/domain/problem'
import { writeAudits } from '../audit/audit'
import { askedHash, needSame } from '../engine/asked'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { HOLDS_ON } from '../units/unit-book'
import { findVolunteers } from './find-volunteers'
import { needOtherInviter } from './lately-invited'
import { actorName, instantAt, orderLife, readOrder, type StoredOrder, writeLife } from './order-rows'

/** Who does it: as the machine knows them, as the audit names them, and from where. */
export type OrderBy = { actor: OrderActor; viewer: Pick<Viewer, 'id' | 'name' | 'role'>; address: string | null }

const OUTCOMES: Partial<Record<OrderAction, OfferOutcome>> = { take: 'taken', decline: 'declined', lapse: 'lapsed' }
/** Nobody: what the clock does is done by no viewer. */
const CLOCK: OrderActor = {
  id: 'clock',
  name: 'clock',
  role: 'administrator',
  scope: { kind: 'self' },
  resident: null,
  person: null,
  skills: [],
  follows: null,
}

type Done = { action: OrderAction; requestId: string | null; asked: Buffer | null; by: OrderBy | null; now: number }

/** Writes one step of an order: its row, the offers that it ends and makes, and that it was done. */
async function write(tx: PoolClient, before: StoredOrder, life: OrderLife, { action, requestId, asked, by, now }: Done): Promise<void> {
  const suggested = life.state === 'offered' && !life.pool ? await suggestedFor(tx, before, now) : []
  await writeLife(tx, life)
  if (before.state === 'offered')
    await tx.query('UPDATE order_offers SET outcome = $2 WHERE order_id = $1::uuid AND outcome IS NULL', [life.id, OUTCOMES[action] ?? 'ended'])
  if (life.state === 'offered' && life.offeredAt !== null && life.offerUntil !== null)
    await tx.query(
      `INSERT INTO order_offers (order_id, number, person_id, offered_at, until_at, suggested)
       SELECT $1::uuid, COALESCE(max(number), 0) + 1, $2::uuid, ${instantAt(3)}, ${instantAt(4)}, $5::jsonb FROM order_offers WHERE order_id = $1::uuid`,
      [life.id, life.offeredTo, life.offeredAt, life.offerUntil, JSON.stringify(suggested)],
    )
  await tx.query(
    `INSERT INTO order_steps (order_id, request_id, action, at, actor_id, actor_name, content_hash) VALUES ($1::uuid, $2::uuid, $3, ${instantAt(4)}, $5, $6, $7)`,
    [life.id, requestId, action, now, by?.viewer.id.slice(0, 100) ?? null, by && actorName(by.viewer), asked],
  )
}

/** Whom the machine would have asked at this moment, and why: kept with the choice, to be judged later. */
async function suggestedFor(tx: PoolClient, order: StoredOrder, now: number) {
  const found = await findVolunteers({ order: order.id, ...order }, now, tx)
  return suggestVolunteers(found).map(({ volunteer: { person }, reasons }) => ({ person, reasons }))
}

/** What the clock does with an order that its row is held of. */
async function byClock(tx: PoolClient, order: StoredOrder, action: 'lapse' | 'next', said: OrderWords, now: number): Promise<StoredOrder> {
  const life = orderLife(order)
  const step: Step<OrderMachineKinds> = { subject: life, said, actor: CLOCK, now, rules: order }
  const after = { ...life }
  carryOut(ORDERS, ORDER_ACTIONS[action], step, after)
  await write(tx, order, after, { action, requestId: null, asked: null, by: null, now })
  return again(tx, order.id)
}

async function again(tx: PoolClient, id: string): Promise<StoredOrder> {
  const row = await readOrder(id, tx)
  if (!row) throw new Problem('internal', 'the order is not there')
  return row
}

/** Offers an order that nobody took to the next who can; while the ladder goes on and there is somebody. */
async function askNext(tx: PoolClient, order: StoredOrder, wasPool: boolean, now: number): Promise<StoredOrder> {
  if (order.state !== 'lapsed' || !asksNext(order, wasPool, order)) return order
  const asker = await askerOf(tx, order)
  const [next] = suggestVolunteers(await findVolunteers({ order: order.id, asker, ...order }, now, tx), 1)
  return next ? byClock(tx, order, 'next', { person: next.volunteer.person }, now) : order
}

/** The person that a resident who asked is, where they are in a unit: nobody is asked to serve themselves. */
export async function askerOf(reader: Pick<PoolClient, 'query'>, { resident }: Pick<StoredOrder, 'resident'>): Promise<string | null> {
  if (resident === null) return null
  const { rows } = await reader.query<{ person: string | null }>('SELECT person_id::text AS person FROM residents WHERE id = $1::uuid', [resident])
  return rows[0]?.person ?? null
}

/**
 * Throws Problem('invalid') for somebody who is in no unit today: who takes orders is known here. Who is neither of a unit or grid of the actor's area nor suggested for
 * the order is answered the same, so that nobody is told of by an id.
 */
async function checkPerson(tx: PoolClient, order: StoredOrder, person: string, { scope }: OrderActor, now: number): Promise<void> {
  const prefixes = scope.kind === 'grids' ? scope.prefixes : []
  const { rows } = await tx.query<{ reached: boolean }>(
    `SELECT bool_or(EXISTS (SELECT FROM unit_grids g WHERE g.unit_id = u.id AND (starts_with(g.grid_code, x.prefix) OR starts_with(x.prefix, g.grid_code)))
       OR EXISTS (SELECT FROM posts o WHERE o.person_id = m.person_id AND starts_with(o.grid_code, x.prefix))) AS reached
     FROM unit_members m JOIN units u ON u.id = m.unit_id LEFT JOIN unnest($3::text[]) AS x (prefix) ON true
     WHERE m.person_id = $2::uuid AND u.ended_at IS NULL AND ${HOLDS_ON} HAVING count(*) > 0`,
    [civilDate(now), person, prefixes],
  )
  const isSuggested = async () => {
    const found = await findVolunteers({ order: order.id, asker: await askerOf(tx, order), ...order }, now, tx)
    return suggestVolunteers(found).some(({ volunteer }) => volunteer.person === person)
  }
  if (!rows[0] || !(rows[0].reached || (await isSuggested()))) throw new Problem('invalid', 'Orders are given to whoever is in a unit.')
}

/** The audit's word of who asks being read: whoever has taken an order, or was given it, is shown name, telephone and address until it is done. */
function openedBy(before: StoredOrder, { state, takenBy }: OrderLife): Pick<AuditEntry, 'action' | 'detail'>[] {
  if (state !== 'taken' || before.state === 'taken' || takenBy === null) return []
  const fields = (['name', 'phone', 'address'] as const).filter((field) => before[field] !== null)
  return [{ action: 'person.revealed', detail: { fields, person: takenBy } }]
}

/**
 * Does something with an order under the lock of its row, as of the revision that was looked at; the same request again changes nothing. What somebody declines
 * or gives back is offered to the next at once, in the same transaction. Throws Problem `not_found`, `forbidden` (with `invited` for whoever invited the volunteer of
 * late), `invalid`, and `conflict` with `state` and `revision` as they are.
 */
export async function actOnOrder(
  by: OrderBy,
  id: string,
  { requestId, action, expectedRevision, ...said }: OrderActIn,
  now: number,
): Promise<StoredOrder> {
  return transaction(async (tx) => {
    const order = await readOrder(id, tx, true)
    if (!order) throw new Problem('not_found', 'There is no such order here.')
    const asked = askedHash({ requestId, action, ...said })
    const { rows } = await tx.query<{ order: string; hash: Uint8Array | null }>(
      'SELECT order_id::text AS order, content_hash AS hash FROM order_steps WHERE request_id = $1::uuid',
      [requestId],
    )
    if (rows[0]) {
      if (rows[0].order !== id) throw new Problem('conflict', 'Something else was asked for under this id.')
      needSame(rows[0].hash, asked)
      return order
    }
    const standing = { state: order.state, revision: order.revision }
    const taken = take<OrderMachineKinds>(ORDERS, action, { subject: orderLife(order), said, actor: by.actor, now, rules: order })
    const changed = new Problem('conflict', 'The order has changed meanwhile.', standing)
    const isStale = order.revision !== expectedRevision
    // what was offered to them when they looked has lapsed and is before somebody else
    if (!taken.ok && taken.code === 'forbidden' && isStale && by.actor.role === 'resident') throw changed
    if (!taken.ok) throw new Problem(taken.code, taken.message, taken.code === 'conflict' ? standing : {})
    if (isStale) throw changed
    if (said.person !== undefined) await checkPerson(tx, order, said.person, by.actor, now)
    const comes = action === 'take' ? taken.subject.takenBy : (said.person ?? null)
    if (comes !== null) await needOtherInviter(tx, { person: comes, account: by.viewer.id, order: action === 'take' ? id : null })
    await write(tx, order, taken.subject, { action, requestId, asked, by, now })
    const audited = { actor: actorOf(by.viewer), object: { kind: 'order', id }, address: by.address }
    const detail = { action, number: order.sequence, day: order.day, ...(said.person !== undefined && { person: said.person }) }
    await writeAudits(tx, [
      { ...audited, action: 'order.changed', detail },
      ...openedBy(order, taken.subject).map((opened) => ({ ...audited, ...opened })),
    ])
    const after = await again(tx, id)
    return action === 'decline' || action === 'give_back' ? askNext(tx, after, false, now) : after
  })
}

/** So many offers whose time is over are looked at in a turn. */
const BATCH = 100

/**
 * Lets the offers lapse whose time is over at `now`, and offers each order to the next who can: a transaction each, under the fence of the job and the lock of its
 * row, so that none lapses twice. Answers how many did.
 */
export async function lapseOffers(fence: Fence, now: number, signal?: AbortSignal): Promise<number> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id::text AS id FROM orders WHERE state = 'offered' AND offer_until <= ${instantAt(1)} ORDER BY offer_until, id LIMIT ${BATCH}`,
    [now],
  )
  let lapsed = 0
  for (const { id } of rows) {
    if (signal?.aborted) break
    lapsed += await transaction(async (tx) => {
      await checkFence(tx, fence)
      const order = await readOrder(id, tx, true)
      if (order?.state !== 'offered' || order.offerUntil === null || order.offerUntil > now) return 0
      await askNext(tx, await byClock(tx, order, 'lapse', {}, now), order.pool, now)
      return 1
    })
  }
  return lapsed
}
