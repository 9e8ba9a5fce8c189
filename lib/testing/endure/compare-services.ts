import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import { ORDER_ACTIONS, OrderAction } from '@/lib/domain/order-machine'
import { orderNumber } from '@/lib/domain/order-number'
import { compareCounts, doubled, type Finding, lost } from './compare'
import type { KeptServices, Race } from './services-model'
import type { StoredServices } from './services-truth'

const WEEK_MS = 7 * DAY_MS
/** Items are made a week ahead, and clocks were set ahead by up to 30 hours. */
const MAX_AHEAD_MS = WEEK_MS + 31 * 3_600_000

/** Rows by a key, each list in the order of the rows. */
function grouped<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row])
  return groups
}

/** What was acknowledged is there once, and nothing else is. */
function compareIds(what: string, expected: { has(id: string): boolean; keys(): Iterable<string> }, stored: readonly string[]): Finding[] {
  const seen = new Set<string>()
  const found: Finding[] = []
  for (const id of stored) {
    if (seen.has(id)) found.push(doubled(`${what} ${id} is there twice`))
    else if (!expected.has(id)) found.push(doubled(`${what} ${id} is there, and nobody was told so`))
    seen.add(id)
  }
  return [...found, ...[...expected.keys()].filter((id) => !seen.has(id)).map((id) => lost(`${what} ${id} was acknowledged and is not there`))]
}

/** Orders with their numbers and steps: what people were told, what the clock did between, and the state that all of it leads to. */
export function compareOrders(kept: KeptServices, { orders, orderSteps, offers, days }: StoredServices): Finding[] {
  const found = compareIds(
    'order',
    kept.orders,
    orders.map(({ id }) => id),
  )
  found.push(
    ...compareIds(
      'step of an order',
      kept.orderSteps,
      orderSteps.flatMap(({ requestId }) => requestId ?? []),
    ),
  )
  const last = new Map(days.map(({ day, last }) => [day, last]))
  for (const [day, own] of grouped(orders, (order) => order.day)) {
    const numbers = new Set(own.map(({ sequence }) => sequence))
    const most = Math.max(...numbers)
    if (numbers.size < own.length) found.push(doubled(`numbers of ${day} stand twice`, own.length - numbers.size))
    if (numbers.size < most || last.get(day) !== most)
      found.push(lost(`${numbers.size} numbers of ${day} up to ${most}, the day says ${last.get(day)}`))
  }
  const steps = grouped(orderSteps, ({ order }) => order)
  const made = new Map(offers.map((row) => [row.order, row]))
  for (const order of orders) {
    const number = kept.orders.get(order.id)?.number
    const is = orderNumber(order.day, order.sequence)
    if (number && number !== is) found.push(lost(`order ${order.id} was called ${number} and is ${is}`))
    found.push(...compareLife(kept, order, steps.get(order.id) ?? [], made.get(order.id)))
  }
  return found
}

type Counted = Omit<StoredServices['offers'][number], 'order'>

/** The steps of one order as its table permits them, one after the other. */
function compareLife(
  { orderSteps }: KeptServices,
  { id, state, revision, takenBy }: StoredServices['orders'][number],
  [first, ...steps]: StoredServices['orderSteps'],
  offers: Counted = { made: 0, standing: 0, taken: 0, lapsed: 0 },
): Finding[] {
  if (first?.action !== 'request') return [lost(`order ${id} does not begin with what was asked for`)]
  const found: Finding[] = []
  const counted: Counted = { made: 0, standing: 0, taken: 0, lapsed: 0 }
  let at: string = 'requested'
  let has: string | null = null
  for (const { requestId, action: name } of steps) {
    const action = OrderAction.parse(name)
    const row = ORDER_ACTIONS[action]
    const known = requestId === null ? undefined : orderSteps.get(requestId)
    if (known && (known.order !== id || known.action !== action))
      found.push(lost(`step ${requestId} must be ${known.action} of ${known.order}, not ${action} of ${id}`))
    if (!row.from.some((from) => from === at)) found.push(doubled(`order ${id} was ${at} when it came to ${action}`))
    if ((requestId === null) !== 'byClock' in row) found.push(doubled(`${action} of order ${id} is ${requestId ?? 'by the clock'}`))
    at = row.to ?? at
    if (action === 'take' || action === 'assign') has = known?.person ?? null
    else if (action === 'give_back' || action === 'reassign') has = null
    if (action === 'take') counted.taken++
    if (action === 'lapse') counted.lapsed++
    if (row.to === 'offered') counted.made++
    counted.standing = at === 'offered' ? 1 : 0
  }
  if (at !== state) found.push(lost(`order ${id} is ${state}, its steps lead to ${at}`))
  if (has !== takenBy && at !== 'withdrawn') found.push(lost(`order ${id} is with ${takenBy}, and was taken by ${has}`))
  if (revision !== steps.length + 1) found.push(lost(`order ${id} is at revision ${revision} after ${steps.length} steps`))
  const names = ['made', 'standing', 'taken', 'lapsed'] as const
  const of = (counts: Counted) => new Map(names.map((name) => [name, counts[name]]))
  return [...found, ...compareCounts(`offers of order ${id}`, of(counted), of(offers))]
}

/** Of those who wanted the same at once as many were told that they have it as could, or the clock was faster than all of them. */
export function compareRaces(races: readonly Race[], orderSteps: StoredServices['orderSteps']): Finding[] {
  const steps = grouped(orderSteps, ({ order }) => order)
  return races.flatMap(({ what, asked, most, won, at }) => {
    const wanted = Math.min(asked, most)
    if (won > wanted) return [doubled(`${what}: ${won} of ${asked} were told that they have it, and ${wanted} could`, won - wanted)]
    // the step at place n made revision n + 1
    const lapsed = at !== undefined && won === 0 && steps.get(at.order)?.[at.revision]?.action === 'lapse'
    return won === wanted || lapsed ? [] : [lost(`${what}: ${won} of ${asked} were told that they have it, and ${wanted} could`, wanted - won)]
  })
}

/** Bookings: each that was acknowledged once, as it was left, and never more in a slot than it has seats. */
export function compareBookings({ bookings: kept }: KeptServices, { bookings, slots }: StoredServices): Finding[] {
  const found = compareIds(
    'booking',
    kept,
    bookings.map(({ id }) => id),
  )
  const starts = new Map(slots.map(({ id, startsAt }) => [id, startsAt]))
  for (const { id, state, resident, slot } of bookings) {
    const known = kept.get(id)
    if (!known) continue
    const wanted = `${known.cancelled ? 'cancelled' : 'booked'} ${known.slot} ${known.resident}`
    const is = `${state} ${starts.get(slot)} ${resident}`
    if (is !== wanted) found.push(lost(`booking ${id} must be ${wanted} and is ${is}`))
  }
  const holding = grouped(
    bookings.filter(({ state }) => state !== 'cancelled'),
    ({ slot }) => slot,
  )
  for (const { id, startsAt, capacity, booked } of slots) {
    const held = holding.get(id)?.length ?? 0
    if (held > capacity) found.push(doubled(`${held} hold a seat at ${startsAt}, where there are ${capacity}`, held - capacity))
    if (held !== booked) found.push(...compareCounts('seats', new Map([[startsAt, held]]), new Map([[startsAt, booked]])))
  }
  return found
}

/** Visits and findings: each that was acknowledged once, and each finding that is not solved with the one event that it became. */
export function compareVisits({ dutySteps: kept }: KeptServices, { dutySteps, findings, items }: StoredServices): Finding[] {
  const found = compareIds(
    'step of a duty',
    kept,
    dutySteps.map(({ requestId }) => requestId),
  )
  for (const { requestId, item, action } of dutySteps) {
    const known = kept.get(requestId)
    if (known && (known.item !== item || known.action !== action))
      found.push(lost(`step ${requestId} must be ${known.action} of ${known.item}, not ${action} of ${item}`))
  }
  const wanted = new Map([...kept].filter(([, { action }]) => action === 'find'))
  found.push(
    ...compareIds(
      'finding',
      wanted,
      findings.map(({ id }) => id),
    ),
  )
  for (const { id, event, events } of findings) {
    const known = wanted.get(id)
    if (known && event !== (known.event ? id : null)) found.push(lost(`finding ${id} has the event ${event}`))
    if (event !== null && events !== 1) found.push(events > 1 ? doubled(`finding ${id} became ${events} events`) : lost(`finding ${id} has no event`))
  }
  const done = new Set([...kept.values()].flatMap(({ item, action }) => (action === 'do' ? [item] : [])))
  for (const { id, state } of items)
    if (done.has(id) !== (state === 'done')) found.push(lost(`item ${id} is ${state}, and was ${done.has(id) ? '' : 'never '}done`))
  return found
}

const monday = (ms: number): number => {
  const day = Math.floor((startOfDay(ms) + 8 * 3_600_000) / DAY_MS)
  return startOfDay(ms) - ((day + 3) % 7) * DAY_MS
}

/** Items of duties: each grid once in each week from the first on, without a gap, and none before its time. What is missing may be made yet. */
export function compareItems({ duties }: KeptServices, { items, periods }: StoredServices, now: number): Finding[] {
  const found: Finding[] = []
  const byDuty = grouped(items, ({ duty }) => duty)
  const counted = new Map(periods.map(({ duty, period, items: n }) => [`${duty} ${period}`, n]))
  for (const [duty, own] of byDuty) {
    if (!duties.has(duty)) found.push(doubled(`items of ${duty} are there, and nobody was told that it begins`, own.length))
    for (const [key, made] of grouped(own, ({ duty: of, period }) => `${of} ${period}`))
      if (counted.get(key) !== made.length) found.push(lost(`${made.length} items of ${key}, which says ${counted.get(key)}`))
  }
  for (const { id, grids, begins } of duties.values()) {
    const weeks = grouped(byDuty.get(id) ?? [], ({ startsAt }) => String(startsAt))
    for (let at = monday(Date.parse(`${begins}T00:00:00+08:00`)); at <= now + WEEK_MS; at += WEEK_MS) {
      const made = weeks.get(String(at)) ?? []
      weeks.delete(String(at))
      const subjects = new Set(made.map(({ subject }) => subject))
      const missing = grids.filter((grid) => !subjects.has(grid))
      if (missing.length > 0)
        found.push(lost(`duty ${id} has no item of ${missing.join()} in the week of ${new Date(at).toISOString()}`, missing.length))
      if (made.length > grids.length - missing.length)
        found.push(doubled(`duty ${id} has ${made.length} items of ${grids.length} grids in one week`, made.length - grids.length))
    }
    for (const [at, made] of weeks)
      if (Number(at) > now + MAX_AHEAD_MS || Number(at) % WEEK_MS !== monday(now) % WEEK_MS || made.length !== grids.length)
        found.push(doubled(`duty ${id} has ${made.length} items in the week of ${new Date(Number(at)).toISOString()}`, made.length))
  }
  return found
}

/** What must hold at once: everything but what jobs do after a while. */
export function compareServices(kept: KeptServices, stored: StoredServices): Finding[] {
  const { orders, orderSteps, bookings, dutySteps, periods, audited } = stored
  const expected = new Map([
    ['order.made', orders.length],
    ['order.changed', orderSteps.filter(({ requestId }) => requestId !== null).length],
    ['booking.made', bookings.length],
    ['booking.changed', bookings.filter(({ state }) => state === 'cancelled').length],
    ['duty.acted', dutySteps.length],
    ['duty.made', periods.length],
    ['duty.saved', kept.duties.size],
  ])
  const written = new Map([...expected.keys()].map((action) => [action, audited.get(action) ?? 0]))
  return [
    ...compareOrders(kept, stored),
    ...compareRaces(kept.races, orderSteps),
    ...compareBookings(kept, stored),
    ...compareVisits(kept, stored),
    ...compareCounts('audit', expected, written),
  ]
}

/** What jobs see to: offers lapse when their time is over, and each duty has its items. */
export function compareJobs(kept: KeptServices, stored: StoredServices, now: number): Finding[] {
  const stuck = stored.late > 0 ? [lost('offers stand although their time is over', stored.late)] : []
  return [...stuck, ...compareItems(kept, stored, now)]
}
