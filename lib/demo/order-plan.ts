import { v5 } from 'uuid'
import type { DemoHousehold, DemoOffer, DemoOrder, DemoStep, DemoVolunteer } from '@/lib/db/orders/demo-orders'
import { civilDate, DAY_MS, HOUR_MS, MINUTE_MS, startOfDay } from '@/lib/domain/clock'
import { greatCircle } from '@/lib/domain/great-circle'
import type { OrderService } from '@/lib/domain/order-services'
import { makeRandom, type Random } from '@/lib/domain/random'

const NAMESPACE = '5f2a7c1e-93d4-4c0b-8a75-2f0b6d1c9e44'
const DAYS = 14
/** As many as have just come in, and how many of them nobody was asked for yet. */
const FRESH = 10
const WAITING = 5
/** Volunteers live where one of so many households does that are nearest to their team. */
const AROUND = 160
/** How often each is asked for, beside the others. */
const WEIGHTS: Readonly<Record<string, number>> = { hospital: 3, medicine: 3, repair: 3, meals: 3, shopping: 2, papers: 2, health: 2, haircut: 2 }
const WORDS: Readonly<Record<string, string>> = {
  hospital: '会推轮椅，能帮取号缴费',
  medicine: '药单在桌上，医保卡自己带',
  repair: '厨房水龙头漏水，晚上有人在家',
  haircut: '老人坐轮椅，麻烦上门',
  pickup: '孩子上二年级，认得接的人再走',
  peace: '楼上漏水，两家说不拢',
}
const OPINIONS = ['来得很快，谢谢', '人很好，手脚麻利', '说得清楚，放心', '晚了一会儿，提前打了电话']
const DISPATCHER = '陈静'

export type OrderGround = {
  volunteers: readonly DemoVolunteer[]
  households: readonly DemoHousehold[]
  services: readonly OrderService[]
  now: number
}
export type OrderPlan = { orders: DemoOrder[]; offers: DemoOffer[]; steps: DemoStep[]; starts: { person: string; lon: number; lat: number }[] }

const pick = <T>(list: readonly T[], random: Random): T | undefined => list[Math.floor(random.next() * list.length)]
const between = (random: Random, least: number, most: number): number => least + random.next() * (most - least)

/** Two weeks of invented orders up to now, in all states, with whom they were offered to; the same for the same moment. */
export function planOrders({ volunteers, households, services, now }: OrderGround): OrderPlan {
  const plan: OrderPlan = { orders: [], offers: [], steps: [], starts: volunteers.map((volunteer) => startOf(volunteer, households)) }
  const weighted = services.flatMap((service) => Array.from({ length: WEIGHTS[service.code] ?? 1 }, () => service))
  if (volunteers.length === 0 || households.length === 0 || weighted.length === 0) return plan
  const starts = new Map(plan.starts.map((start) => [start.person, start]))
  for (let ago = DAYS - 1; ago >= 0; ago--) {
    const from = startOfDay(now) - ago * DAY_MS
    const random = makeRandom('orders', civilDate(from))
    const count = 22 + Math.floor(random.next() * 8)
    const asked = Array.from({ length: count }, () => ({ createdAt: Math.floor(from + between(random, 7.5, 20) * HOUR_MS), fresh: -1 }))
    // what has just come in: some of it waits, and some has just been offered
    if (ago === 0)
      for (let i = 0; i < FRESH; i++) {
        // soon after midnight they came since then
        const minutes = between(random, 9, i < WAITING ? 70 : 25)
        asked.push({ createdAt: Math.max(from + i, Math.floor(now - minutes * MINUTE_MS)), fresh: i })
      }
    const came = asked
      .filter(({ createdAt }) => createdAt < now && civilDate(createdAt) === civilDate(from))
      .sort((a, b) => a.createdAt - b.createdAt)
    for (const [i, { createdAt, fresh }] of came.entries()) {
      const [service, household] = [pick(weighted, random), pick(households, random)]
      if (!service || !household) continue
      const base = { id: v5(`${civilDate(from)} ${i}`, NAMESPACE), day: civilDate(from), sequence: i + 1, household, service, createdAt, now, fresh }
      const able = volunteers
        .filter(({ skills }) => skills.includes(service.skill))
        .map(({ person }) => ({ person, start: starts.get(person) }))
        .flatMap(({ person, start }) => (start ? [{ person, metres: greatCircle([start.lon, start.lat], [household.lon, household.lat]) }] : []))
        .sort((a, b) => a.metres - b.metres || (a.person < b.person ? -1 : 1))
        .slice(0, 10)
      addOrder(plan, base, able, random)
    }
  }
  return plan
}

/** Where a volunteer starts from: where one of the households around their team lives. */
function startOf({ person, lon, lat }: DemoVolunteer, households: readonly DemoHousehold[]): OrderPlan['starts'][number] {
  const random = makeRandom('volunteer start', person)
  const around = households
    .map((home) => ({ home, metres: greatCircle([lon, lat], [home.lon, home.lat]) }))
    .sort((a, b) => a.metres - b.metres || (a.home.id < b.home.id ? -1 : 1))
    .slice(0, AROUND)
  const home = pick(around, random)?.home ?? { lon, lat }
  return { person, lon: home.lon + (random.next() - 0.5) * 0.004, lat: home.lat + (random.next() - 0.5) * 0.003 }
}

type Base = Pick<DemoOrder, 'id' | 'day' | 'sequence' | 'household' | 'createdAt'> & { service: OrderService; now: number; fresh: number }

function addOrder(plan: OrderPlan, { service, now, fresh, ...base }: Base, able: readonly { person: string }[], random: Random): void {
  const order: DemoOrder = {
    ...{
      ...base,
      service: service.code,
      state: 'requested',
      words: random.next() < 0.6 ? (WORDS[service.code] ?? '') : '',
      wantedAt: null,
      nth: 0,
      pool: false,
    },
    ...{
      offeredTo: null,
      offeredAt: null,
      offerUntil: null,
      firstOfferedAt: null,
      answerBy: null,
      takenBy: null,
      takenAt: null,
      assigned: false,
      outAt: null,
    },
    ...{ arrivedAt: null, servedAt: null, ratedAt: null, solved: null, satisfied: null, opinion: null, withdrawnAt: null },
  }
  plan.orders.push(order)
  const step = (action: string, at: number, by: string | null) => plan.steps.push({ order: order.id, action, at, by })
  step('request', order.createdAt, DISPATCHER)
  const wanted = byDay(order.createdAt + between(random, 0.8, 26) * HOUR_MS)
  if (random.next() < 0.85) order.wantedAt = Math.round(wanted / (15 * MINUTE_MS)) * 15 * MINUTE_MS
  const withdraws = random.next() < 0.05
  // so many did not take it
  const lapses = [0, 0, 0, 0, 0, 0, 1, 1, 2, 3][Math.floor(random.next() * 10)] ?? 0
  if (fresh >= 0 && fresh < WAITING) return
  let at = fresh >= 0 ? Math.max(order.createdAt, now - between(random, 0.5, 7) * MINUTE_MS) : order.createdAt + between(random, 3, 25) * MINUTE_MS
  const taken = (person: string) => plan.orders.filter((one) => one.takenBy === person).length
  // whoever has had fewer is asked before
  const chosen = able.map((one) => ({ ...one, key: taken(one.person) + 3 * random.next() })).sort((a, b) => a.key - b.key)
  for (let nth = 1; nth <= Math.min(lapses + 1, service.offerMinutes.length) && at < now; nth++) {
    const person = chosen[nth - 1]?.person
    const minutes = service.offerMinutes[nth - 1]
    if (person === undefined || minutes === undefined) break
    const until = at + minutes * MINUTE_MS
    order.firstOfferedAt ??= at
    order.answerBy ??= at + service.offerMinutes.reduce((sum, one) => sum + one, 0) * MINUTE_MS
    Object.assign(order, { state: 'offered', nth, offeredTo: person, offeredAt: at, offerUntil: until })
    step(nth === 1 ? 'offer' : 'next', at, nth === 1 ? DISPATCHER : null)
    const offer: DemoOffer = { order: order.id, number: nth, person, offeredAt: at, until, outcome: null }
    plan.offers.push(offer)
    const takes = nth > lapses && fresh < 0 ? at + between(random, 0.5, minutes * 0.8) * MINUTE_MS : null
    if ((takes ?? until) > now) return
    Object.assign(order, { offeredTo: null, offeredAt: null, offerUntil: null })
    offer.outcome = takes === null ? 'lapsed' : 'taken'
    at = takes ?? until
    if (takes === null) {
      order.state = 'lapsed'
      step('lapse', at, null)
      continue
    }
    Object.assign(order, { state: 'taken', takenBy: person, takenAt: takes })
    step('take', takes, null)
  }
  if (withdraws && at < now) withdraw(order, at, step)
  if (order.state === 'lapsed') {
    const person = chosen[3]?.person
    at += between(random, 5, 30) * MINUTE_MS
    if (person === undefined || at > now) return
    Object.assign(order, { state: 'taken', takenBy: person, takenAt: at, assigned: true })
    step('assign', at, DISPATCHER)
  }
  if (order.state === 'taken') serve(order, service, Math.max(wanted, at + 15 * MINUTE_MS), { random, now, step })
}

/** The same time, or where it lies at night the morning behind it. */
function byDay(at: number): number {
  const hour = (at - startOfDay(at)) / HOUR_MS
  return hour < 8 ? startOfDay(at) + (8.5 + hour / 8) * HOUR_MS : hour > 19.5 ? startOfDay(at) + (32.5 + (hour - 19.5) / 2) * HOUR_MS : at
}

type Stepping = { random: Random; now: number; step(action: string, at: number, by: string | null): void }

function withdraw(order: DemoOrder, at: number, step: Stepping['step']): void {
  Object.assign(order, { state: 'withdrawn', withdrawnAt: at, offeredTo: null, offeredAt: null, offerUntil: null })
  step('withdraw', at, DISPATCHER)
}

/** From the way there to what the resident says, as far as it has come by now. */
function serve(order: DemoOrder, service: OrderService, begins: number, { random, now, step }: Stepping): void {
  const [out, there] = [begins - between(random, 10, 25) * MINUTE_MS, begins + between(random, -3, 8) * MINUTE_MS]
  if (out > now) return
  order.outAt = out
  step('set_out', out, null)
  if (there > now) return
  order.arrivedAt = there
  step('arrive', there, null)
  const done = there + service.minutes * between(random, 0.7, 1.2) * MINUTE_MS
  if (done > now) return
  Object.assign(order, { state: 'served', servedAt: done })
  step('serve', done, null)
  const said = byDay(done + between(random, 0.3, 20) * HOUR_MS)
  if (said > now) return
  const solved = random.next() < 0.96
  const satisfied = solved && random.next() < 0.95
  Object.assign(order, { state: 'rated', ratedAt: said, solved, satisfied, opinion: random.next() < 0.4 ? (pick(OPINIONS, random) ?? null) : null })
  step('rate', said, null)
}
