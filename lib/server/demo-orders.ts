import { v5 } from 'uuid'
import { actOnOrder, type OrderBy } from '@/lib/db/orders/act-on-order'
import { readDemoGround, readOpenDemoOrders } from '@/lib/db/orders/demo-orders'
import { findVolunteers } from '@/lib/db/orders/find-volunteers'
import { makeOrder } from '@/lib/db/orders/make-order'
import type { StoredOrder } from '@/lib/db/orders/order-rows'
import { readCatalogue } from '@/lib/db/orders/order-services'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS, HOUR_MS, MINUTE_MS, startOfDay } from '@/lib/domain/clock'
import type { OrderActIn } from '@/lib/domain/order'
import type { OrderAction } from '@/lib/domain/order-machine'
import { suggestVolunteers } from '@/lib/domain/order-suggestions'
import type { Position } from '@/lib/domain/position'
import { isProblem } from '@/lib/domain/problem'
import { makeRandom } from '@/lib/domain/random'
import type { LeasedJob } from './job'

const NAMESPACE = '1b0f6f52-5a8e-4a3d-9c57-0d1f3c2e7b61'
const EVERY_MS = 60_000
/** One is asked for about so often in the day. */
const ASKED_EVERY_MS = 30 * MINUTE_MS
const FIRST_HOUR = 7.5
const LAST_HOUR = 20

/** Who leads the orders of the demonstration, where nobody else does; the audit names it. */
const HAND: Pick<Viewer, 'id' | 'name' | 'role' | 'scope'> = {
  id: 'demo',
  name: '演示',
  role: 'supervisor',
  scope: { kind: 'grids', prefixes: [''] },
}
const BY: OrderBy = { viewer: HAND, actor: { ...HAND, resident: null, person: null, skills: [], follows: null }, address: null }

export type DemoAct = { action: Exclude<OrderAction, 'lapse' | 'next'>; needsVolunteer: boolean } | null

/**
 * What happens next to an invented order, where its time has come; null: nothing yet. Each wait is drawn from the order and how it stands, so that it is the same at
 * every look. Of ten offers three are left to the clock, which asks the next.
 */
export function nextOf(order: StoredOrder, now: number): DemoAct {
  const { id, state, nth, createdAt, offeredAt, offerUntil, takenAt, wantedAt, outAt, arrivedAt, servedAt, minutes, offeredTo } = order
  const random = makeRandom('demo order', id, state, nth, outAt === null ? 0 : arrivedAt === null ? 1 : 2)
  const wait = (least: number, most: number) => (least + (most - least) * random.next()) * MINUTE_MS
  const hour = (now - startOfDay(now)) / HOUR_MS
  const isDay = hour >= FIRST_HOUR && hour < LAST_HOUR
  const act = (action: NonNullable<DemoAct>['action'], needsVolunteer = false): DemoAct => ({ action, needsVolunteer })
  switch (state) {
    case 'requested':
      return isDay && now >= createdAt + wait(3, 20) ? act('offer', true) : null
    case 'offered': {
      if (offeredTo === null || offeredAt === null || offerUntil === null || random.next() < 0.3) return null
      return now >= offeredAt + (0.1 + 0.7 * random.next()) * (offerUntil - offeredAt) ? act('take') : null
    }
    case 'lapsed':
      return isDay && now >= Math.max(createdAt, order.answerBy ?? 0) + wait(5, 30) ? act('assign', true) : null
    case 'taken': {
      if (outAt === null) return now >= Math.max(wantedAt ?? 0, (takenAt ?? createdAt) + 25 * MINUTE_MS) - wait(10, 25) ? act('set_out') : null
      if (arrivedAt === null) return now >= outAt + wait(8, 25) ? act('arrive') : null
      return now >= arrivedAt + minutes * (0.7 + 0.5 * random.next()) * MINUTE_MS ? act('serve') : null
    }
    case 'served':
      return isDay && now >= (servedAt ?? now) + wait(20, 300) ? act('rate') : null
    default:
      return null
  }
}

/** Does with an invented order what comes next; the same again is harmless, and what somebody has done meanwhile stands. */
async function lead(order: StoredOrder, now: number): Promise<void> {
  const next = nextOf(order, now)
  if (!next) return
  const [found] = next.needsVolunteer ? suggestVolunteers(await findVolunteers({ order: order.id, ...order }, now), 1) : []
  if (next.needsVolunteer && !found) return
  const random = makeRandom('demo rating', order.id)
  const solved = random.next() < 0.96
  const asked: OrderActIn = {
    requestId: v5(`${order.id} ${order.revision} ${next.action}`, NAMESPACE),
    action: next.action,
    expectedRevision: order.revision,
    ...(found && { person: found.volunteer.person }),
    ...(next.action === 'rate' && { solved, satisfied: solved && random.next() < 0.95 }),
  }
  await actOnOrder(BY, order.id, asked, now).catch((error: unknown) => {
    if (!isProblem(error)) throw error
  })
}

/** Somebody asks for something, about every half hour of the day. */
async function ask(now: number): Promise<void> {
  const turn = Math.floor(now / ASKED_EVERY_MS)
  const random = makeRandom('demo asks', turn)
  const at = turn * ASKED_EVERY_MS + random.next() * ASKED_EVERY_MS
  const hour = (at - startOfDay(at)) / HOUR_MS
  if (now < at || now - at >= 2 * EVERY_MS || hour < FIRST_HOUR || hour >= LAST_HOUR) return
  const [{ households }, { services }] = [await readDemoGround(), await readCatalogue()]
  const offered = services.filter(({ on }) => on)
  const household = households[Math.floor(random.next() * households.length)]
  const service = offered[Math.floor(random.next() * offered.length)]
  if (!household || !service) return
  const { grid, name, phone, address, lon, lat } = household
  const wanted = at + (1 + 10 * random.next()) * HOUR_MS
  const isNight = (wanted - startOfDay(wanted)) / HOUR_MS >= LAST_HOUR
  const wantedAt = Math.floor((isNight ? startOfDay(wanted) + DAY_MS + 9 * HOUR_MS : wanted) / (15 * MINUTE_MS)) * 15 * MINUTE_MS
  const position: Position = [lon, lat]
  const order = { id: v5(`asks ${turn}`, NAMESPACE), service: service.code, grid, position, household: household.id, resident: null, link: null }
  await makeOrder(BY, { ...order, name, phone, address, words: '', wantedAt, demo: true }, now)
}

/** Keeps the orders of the demonstration going at `now`, epoch milliseconds: those that are there are led on, and others are asked for. */
export async function leadDemoOrders(now: number): Promise<void> {
  const { any, open } = await readOpenDemoOrders()
  // none were made yet, or somebody took them away
  if (!any) return
  for (const order of open) await lead(order, now)
  await ask(now)
}

/** Leads the orders of the demonstration while nobody works with them. */
export const demoOrdersJob = (): LeasedJob => ({
  lease: 'demo-orders',
  everyMs: EVERY_MS,
  work: () => leadDemoOrders(Date.now()),
  fault: 'the orders of the demonstration could not be led on',
})
