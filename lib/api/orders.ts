import type * as z from 'zod/mini'
import { auditReading } from '@/lib/db/audit/read-audit'
import { pool } from '@/lib/db/engine/pool'
import { findOpenFields, openFields } from '@/lib/db/events/reveals'
import { actOnOrder, askerOf } from '@/lib/db/orders/act-on-order'
import { findVolunteers, searchVolunteers } from '@/lib/db/orders/find-volunteers'
import { invitedLately } from '@/lib/db/orders/lately-invited'
import {
  countDue,
  countFacets,
  listOrders,
  listOwnOrders,
  type OrdersWhere,
  readColumn,
  readOrderCounts,
  readTeams,
} from '@/lib/db/orders/list-orders'
import { makeOrder } from '@/lib/db/orders/make-order'
import { readOrder, type StoredOrder } from '@/lib/db/orders/order-rows'
import { readCatalogue, setCatalogue } from '@/lib/db/orders/order-services'
import { readHistory } from '@/lib/db/orders/read-order'
import { householdForOrder } from '@/lib/db/orders/volunteer-orders'
import { mayAdminister, mayReadGrid, type Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import {
  mayCountOrders,
  mayOrderFor,
  maySeeOrder,
  type Order,
  type OrderBoard,
  type OrderCounts,
  type OrderDetail,
  type OrderVolunteers,
  type OwnOrders,
} from '@/lib/domain/order'
import { ordersDue } from '@/lib/domain/order-due'
import { parseOrderNumber } from '@/lib/domain/order-number'
import { reasonsOf, suggestVolunteers } from '@/lib/domain/order-suggestions'
import { Problem } from '@/lib/domain/problem'
import { MAX_VOLUNTEERS, type OrdersQuery, orderRoutes } from '@/lib/domain/routes/orders'
import { termsOf } from '@/lib/domain/search-text'
import { isSurname } from '@/lib/domain/surname'
import { live } from '@/lib/live/live'
import { peopleOf } from './duties-read'
import { englishUnitName } from './english-units'
import { asWorker, iso, toldOrder, toldOwn, toldVolunteer } from './order-told'
import { auditRead, needCode, needPeople, proofOf } from './people-access'
import { middleOf, placedTerms, placePrefixes } from './places-read'
import { inBudget } from './request'
import { type CallOf, type Served, serveViewer } from './route'
import { seenLately } from './seen-lately'

type Reader = { viewer: Viewer; address: string | null }

/** Writes into the audit whose orders were read, once a minute each: a board is read anew all the time. */
export async function auditOrders({ viewer, address }: Reader, rows: readonly StoredOrder[]): Promise<void> {
  const { news, note } = seenLately(
    viewer,
    rows.map(({ id }) => id),
  )
  if (news.length === 0) return
  await auditReading({ actor: actorOf(viewer), action: 'order.read', address, detail: { ids: news } })
  note()
}

const dayOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)
/** A period of days, both taken; unless said, today. */
const periodOf = ({ from, to }: { from?: string | undefined; to?: string | undefined }, now: number): { from: number; to: number } => {
  const first = from === undefined ? startOfDay(now) : dayOf(from)
  return { from: first, to: (to === undefined ? Math.max(first, startOfDay(now)) : dayOf(to)) + DAY_MS }
}

/** The orders that a query asks for, of those that the viewer may see. Throws Problem `forbidden`, `not_found`. */
export function ordersAsked(viewer: Viewer, query: z.output<typeof OrdersQuery>, now: number): OrdersWhere {
  needPeople(viewer)
  const { within, of, q, state: states, service: services, late, complained, left, figure, counted, number } = query
  const parsed = number === undefined ? undefined : parseOrderNumber(number)
  if (parsed === null) throw new Problem('invalid', 'This is no number of an order.')
  // without a period all there are, as a number or a state is asked for
  const all = query.from === undefined && query.to === undefined && figure === undefined && of === 'came'
  const period = all ? { from: 0, to: now + DAY_MS } : periodOf(query, now)
  const prefixes = placePrefixes(viewer, within, live().atlas)
  const terms = q ? placedTerms(viewer, q, live().atlas) : undefined
  return {
    ...{ prefixes, ...period, of, states, services, figure, counted, number: parsed },
    ...{
      late: late !== undefined,
      complained: complained !== undefined,
      left: left !== undefined,
      terms: terms && terms.length > 0 ? terms : undefined,
    },
  }
}

async function giveOrders(call: CallOf<typeof orderRoutes.list>) {
  const [query, now] = [call.query(), Date.now()]
  const where = ordersAsked(call.viewer, query, now)
  // a search reads words, of which none is indexed
  return where.terms ? inBudget('list', call, list) : list()

  async function list() {
    const { orders, next } = await listOrders(where, { order: query.order, after: query.cursor, limit: query.limit, now })
    await auditOrders(call, orders)
    return { orders: orders.map((row) => toldOrder(row, call.viewer, { now })), ...(await countFacets(where, now)), nextCursor: next }
  }
}

async function countsOf({ viewer, query }: CallOf<typeof orderRoutes.counts> | CallOf<typeof orderRoutes.board>, now: number): Promise<OrderCounts> {
  if (!mayCountOrders(viewer)) throw new Problem('forbidden', 'Orders are of grids, and not of what a department was given.')
  const { within, ...days } = query()
  const period = periodOf(days, now)
  const counts = await readOrderCounts({ prefixes: placePrefixes(viewer, within, live().atlas), ...period }, now)
  const at = (ms: number) => new Date(ms).toISOString()
  return { asOf: at(now), from: at(period.from), to: at(period.to), ...counts }
}

async function giveBoard(call: CallOf<typeof orderRoutes.board>): Promise<OrderBoard> {
  const { viewer } = call
  needPeople(viewer)
  const now = Date.now()
  const counts = await countsOf(call, now)
  const { within } = call.query()
  const prefixes = placePrefixes(viewer, within, live().atlas)
  const at = { prefixes, from: Date.parse(counts.from), to: Date.parse(counts.to) }
  const { states } = counts
  const column = async (name: Parameters<typeof readColumn>[1], count: number) => {
    const rows = await readColumn(at, name)
    return { count, rows }
  }
  const [waiting, offered, serving, rating, done, { teams, free, members }] = await Promise.all([
    column('waiting', states.requested + states.lapsed),
    column('offered', states.offered),
    column('serving', states.taken),
    column('rating', states.served),
    column('done', states.rated),
    readTeams(prefixes, now),
  ])
  const columns = { waiting, offered, serving, rating, done }
  await auditOrders(
    call,
    Object.values(columns).flatMap(({ rows }) => rows),
  )
  const told = ({ count, rows }: { count: number; rows: StoredOrder[] }) => ({ count, orders: rows.map((row) => toldOrder(row, viewer, { now })) })
  return {
    ...counts,
    columns: { waiting: told(waiting), offered: told(offered), serving: told(serving), rating: told(rating), done: told(done) },
    teams: teams.map((team) => ({ ...team, nameEn: englishUnitName(team.name) })),
    volunteers: { free, members },
  }
}

/** So many of one's own are told: nobody has more in hand. */
const MAX_OWN = 50
async function giveOwn({ viewer }: CallOf<typeof orderRoutes.own>): Promise<OwnOrders> {
  if (!mayCountOrders(viewer)) throw new Problem('forbidden', 'Orders are of grids, and not of what a department was given.')
  const people = peopleOf(viewer)
  const [due, own] = await Promise.all([
    countDue(placePrefixes(viewer, undefined, live().atlas), ordersDue(viewer)),
    people.length === 0 ? [] : listOwnOrders(people, MAX_OWN),
  ])
  return { due, orders: own.map((row) => toldOwn(row, viewer)) }
}

/** The order of a call, where the viewer may see it. Throws Problem `forbidden`, `not_found`. */
async function orderFor(viewer: Viewer, id: string): Promise<StoredOrder> {
  needPeople(viewer)
  const order = await readOrder(id)
  if (!order || !maySeeOrder(viewer, order)) throw new Problem('not_found', 'There is no such order here.')
  return order
}

async function detailOf(row: StoredOrder, viewer: Viewer): Promise<OrderDetail> {
  const now = Date.now()
  const open = await findOpenFields(proofOf(viewer), { kind: 'order', id: row.id })
  const { offers, steps } = await readHistory(row.id)
  return {
    ...toldOrder(row, viewer, { now, open }),
    ladder: row.offerMinutes,
    poolMinutes: row.poolMinutes,
    offers: offers.map(({ person, name, unit, offeredAt, until, outcome }) => ({
      volunteer: person === null ? null : toldVolunteer(person, name, unit),
      offeredAt: new Date(offeredAt).toISOString(),
      until: new Date(until).toISOString(),
      outcome,
    })),
    steps: steps.map(({ at, ...step }) => ({ ...step, at: iso(at) ?? '' })),
  }
}

async function make({ viewer, address, body }: CallOf<typeof orderRoutes.make>): Promise<Order> {
  if (viewer.scope.kind !== 'grids' || !viewer.scope.prefixes.some((prefix) => mayOrderFor(viewer, prefix)))
    throw new Problem('forbidden', 'Orders are made by those who work in the grids.')
  const { id, service, grid: at, position: given, household = null, name, phone = null, address: where, words, wantedAt = null } = await body()
  const { atlas } = live()
  const known = household === null ? null : await householdForOrder(household)
  if (household !== null && (!known || !mayReadGrid(viewer, known.grid))) throw new Problem('not_found', 'There is no such household here.')
  const asked = known?.grid ?? (given ? atlas.byId.get(atlas.locate(given) ?? 0)?.code : at)
  const grid = asked === undefined ? undefined : atlas.byCode.get(asked)
  if (!grid || !mayOrderFor(viewer, grid.code) || (given && !isWithin(grid.code, at)))
    throw new Problem('invalid', 'The place lies outside of your area.')
  const order = {
    ...{ id, service, grid: grid.code, position: given ?? middleOf(grid), household, resident: null, link: null, name, phone, address: where, words },
    wantedAt: wantedAt === null ? null : Date.parse(wantedAt),
  }
  const now = Date.now()
  return toldOrder(await makeOrder({ viewer, address }, order, now), viewer, { now })
}

async function suggest({ viewer, params }: CallOf<typeof orderRoutes.suggest>) {
  const order = await orderFor(viewer, params().id)
  const found = await findVolunteers({ order: order.id, asker: await askerOf(pool(), order), ...order }, Date.now())
  const people = found.map(({ person }) => person)
  const invited = await invitedLately(viewer.id, people)
  return {
    suggestions: suggestVolunteers(found.filter(({ person }) => !invited.has(person))).map(
      ({ volunteer: { person, name, unitName, load }, reasons, traits }) => ({
        volunteer: toldVolunteer(person, name, unitName),
        ...{ reasons, traits, load },
      }),
    ),
  }
}

/** Members of the viewer's own units alone: of others' people only those who are suggested are told. */
async function searchMembers(call: CallOf<typeof orderRoutes.volunteers>): Promise<OrderVolunteers> {
  const { viewer } = call
  const order = await orderFor(viewer, call.params().id)
  const terms = termsOf(call.query().q).map((term) => ({ term, surname: isSurname(term) }))
  const [sought, now] = [{ order: order.id, asker: await askerOf(pool(), order), ...order }, Date.now()]
  const prefixes = placePrefixes(viewer, undefined, live().atlas)
  const found = await searchVolunteers(sought, { prefixes, terms, limit: MAX_VOLUNTEERS }, now)
  const surnames = terms.flatMap(({ term, surname }) => (surname ? [term] : []))
  const surname = surnames.length > 0 ? surnames.join(' ') : undefined
  await auditRead(call, { kind: 'order', id: order.id }, { list: 'volunteers', surname, ids: found.map(({ person }) => person) })
  return {
    volunteers: found.map(({ person, name, unitName, pausedUntil, ...facts }) => ({
      volunteer: toldVolunteer(person, name, unitName),
      ...{ can: facts.can, asked: facts.asked, load: facts.load, pausedUntil: iso(pausedUntil) },
      reasons: reasonsOf({ person, name, unitName, ...facts }),
    })),
  }
}

async function reveal(call: CallOf<typeof orderRoutes.reveal>): Promise<OrderDetail> {
  const { viewer, address } = call
  const order = await orderFor(viewer, call.params().id)
  const { reason, fields } = await call.body()
  const object = { kind: 'order' as const, id: order.id }
  await needCode(call, object, reason)
  await openFields(proofOf(viewer), object, fields, { actor: actorOf(viewer), address, reason })
  return detailOf(order, viewer)
}

/** Orders of services (服务单), for those who work. */
export const ordersServed: readonly Served[] = [
  serveViewer(orderRoutes.list, giveOrders),
  serveViewer(orderRoutes.make, make),
  serveViewer(orderRoutes.board, giveBoard),
  serveViewer(orderRoutes.counts, (call) => countsOf(call, Date.now())),
  serveViewer(orderRoutes.own, giveOwn),
  serveViewer(orderRoutes.services, async ({ viewer }) => {
    if (!mayCountOrders(viewer)) throw new Problem('forbidden', 'The catalogue is of grids, and not of what a department was given.')
    return { ...(await readCatalogue()), edits: mayAdminister(viewer, live().atlas.grids) }
  }),
  serveViewer(orderRoutes.setServices, async ({ viewer, address, body }) => {
    if (!mayAdminister(viewer, live().atlas.grids)) throw new Problem('forbidden', 'The catalogue is set by administrators of the whole county.')
    return { ...(await setCatalogue({ viewer, address }, await body())), edits: true }
  }),
  serveViewer(orderRoutes.read, async (call) => {
    const order = await orderFor(call.viewer, call.params().id)
    await auditOrders(call, [order])
    return detailOf(order, call.viewer)
  }),
  serveViewer(orderRoutes.suggest, suggest),
  serveViewer(orderRoutes.volunteers, searchMembers),
  serveViewer(orderRoutes.act, async ({ viewer, address, params, body }) => {
    const { id } = await orderFor(viewer, params().id)
    return detailOf(await actOnOrder({ actor: asWorker(viewer), viewer, address }, id, await body(), Date.now()), viewer)
  }),
  serveViewer(orderRoutes.reveal, reveal),
]
