import { readOrdersSetting } from '@/lib/db/county-settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { actOnOrder } from '@/lib/db/orders/act-on-order'
import { limitResident, makeOrder } from '@/lib/db/orders/make-order'
import { readOrder, type StoredOrder } from '@/lib/db/orders/order-rows'
import { readCatalogue } from '@/lib/db/orders/order-services'
import {
  householdForOrder,
  listAsked,
  listTasks,
  readStart,
  readVolunteer,
  setPause,
  setStart,
  type VolunteerSelf,
} from '@/lib/db/orders/volunteer-orders'
import type { BoundResident } from '@/lib/db/residents/residents'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { DAY_MS } from '@/lib/domain/clock'
import { greatCircle } from '@/lib/domain/great-circle'
import type { Grid } from '@/lib/domain/grid'
import { coarse, type MyOrders, type MyStart, type MyStartIn } from '@/lib/domain/my-order'
import type { OrderActor } from '@/lib/domain/order-life'
import type { Position } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import { myOrderRoutes } from '@/lib/domain/routes/my-orders'
import { englishGridName } from './english-names'
import { iso, toldMine, toldTask } from './order-told'
import { middleOf } from './places-read'
import type { ResidentCall } from './resident-call'
import { type Served, serveResident } from './route'

type Self = { actor: OrderActor; volunteer: VolunteerSelf | null }

/** A resident as the machine of orders knows them, and, where they are in a unit that can do something, as a volunteer. */
async function selfOf(viewer: Viewer, { id, personId }: BoundResident, now: number): Promise<Self> {
  const volunteer = personId === null ? null : await readVolunteer(personId, now)
  const { id: account, name, role, scope } = viewer
  return {
    volunteer,
    actor: { id: account, name, role, scope, resident: id, person: volunteer?.person ?? null, skills: volunteer?.skills ?? [], follows: null },
  }
}

const metresTo = ({ position }: VolunteerSelf, order: StoredOrder): number | null =>
  position === null ? null : Math.round(greatCircle(position, order.position))

/** Services that can be asked for now. */
export const servicesOn = async () =>
  (await readCatalogue()).services.flatMap(({ on, code, name, nameEn, minutes }) => (on ? [{ code, name, nameEn, minutes }] : []))

async function mineOf({ viewer, resident }: Pick<ResidentCall, 'viewer' | 'resident'>): Promise<MyOrders> {
  const now = Date.now()
  const [{ actor, volunteer }, services, asked] = await Promise.all([selfOf(viewer, resident, now), servicesOn(), listAsked(resident.id, now)])
  const orders = asked.map((row) => toldMine(row, actor, now))
  if (!volunteer) return { services, orders, volunteer: null }
  const tasks = await listTasks(volunteer, now)
  const told = (rows: readonly StoredOrder[]) => rows.map((row) => toldTask(row, actor, { now, metres: metresTo(volunteer, row) }))
  return {
    services,
    orders,
    volunteer: {
      pausedUntil: iso(volunteer.pausedUntil),
      offers: told(tasks.offers),
      pool: told(tasks.pool.filter((row) => row.resident !== resident.id)),
      mine: told(tasks.mine),
    },
  }
}

/** The volunteer of a call. Throws Problem('forbidden') for whoever takes no orders. */
async function volunteerOf({ viewer, resident }: Pick<ResidentCall, 'viewer' | 'resident'>, now: number): Promise<VolunteerSelf> {
  const { volunteer } = await selfOf(viewer, resident, now)
  if (!volunteer) throw new Problem('forbidden', 'Only volunteers take orders.')
  return volunteer
}

const named = (atlas: Atlas, { code, name }: Grid) => ({ code, name, nameEn: englishGridName(atlas, code) })
/** The communities of a street: those that somebody of one of its grids may start from. */
function communitiesAround(atlas: Atlas, code: string): Grid[] {
  const of = atlas.byCode.get(code)
  const street = of ? atlas.streetOf(of.id) : null
  return street === null ? [] : atlas.childrenOf(street).flatMap((id) => atlas.byId.get(id) ?? [])
}

async function startOf({ viewer, resident }: Pick<ResidentCall, 'viewer' | 'resident'>): Promise<MyStart> {
  const { person } = await volunteerOf({ viewer, resident }, Date.now())
  const [atlas, position] = [await loadAtlas(), await readStart(person)]
  const leaf = position === null ? null : atlas.locate(position)
  const lies =
    leaf === null ? undefined : [leaf, ...atlas.ancestorsOf(leaf)].flatMap((id) => atlas.byId.get(id) ?? []).find(({ level }) => level <= 2)
  const choices = communitiesAround(atlas, resident.grid).map((grid) => named(atlas, grid))
  if (position === null) return { at: null, choices }
  // it was set before the grids were others
  const { name, nameEn } = lies ? named(atlas, lies) : { name: '', nameEn: '' }
  return { at: { name, nameEn }, choices }
}

async function positionOf(from: MyStartIn['from'], resident: BoundResident): Promise<Position | null> {
  if (from === null) return null
  const atlas = await loadAtlas()
  if (from.kind === 'phone') {
    const position = coarse(from.position)
    if (atlas.locate(position) === null) throw new Problem('invalid', 'This place lies outside of the county.')
    return position
  }
  const grid = communitiesAround(atlas, resident.grid).find(({ code }) => code === from.grid)
  if (!grid) throw new Problem('invalid', 'This community is none of those that can be chosen.')
  return middleOf(grid)
}

/** What a resident may do something with: what they asked for, and as a volunteer what is before them or theirs. */
function isTheirs(order: StoredOrder, { actor, volunteer }: Self): boolean {
  if (order.resident !== null && order.resident === actor.resident) return true
  if (!volunteer) return false
  // whoever comes late for what all could take is told that it is taken, as long as it is nobody's secret that it was there
  const couldTake = volunteer.skills.includes(order.skill) && order.firstOfferedAt !== null && order.state !== 'withdrawn'
  return order.takenBy === volunteer.person || order.offeredTo === volunteer.person || couldTake
}

/** Services as residents ask for them, and take them on. */
export const myOrdersServed: readonly Served[] = [
  serveResident(myOrderRoutes.read, mineOf),
  serveResident(myOrderRoutes.ask, async (call) => {
    const { viewer, resident, address } = call
    const { id, service, wantedAt = null, words, phone } = await call.body()
    const [atlas, { residentPerDay }, now] = [await loadAtlas(), await readOrdersSetting(), Date.now()]
    const household = resident.householdId === null ? null : await householdForOrder(resident.householdId)
    const grid = atlas.byCode.get(household?.grid ?? resident.grid)
    if (!grid) throw new Problem('not_found', 'Where you live is not known here any more.')
    const order = {
      ...{ id, service, grid: grid.code, position: middleOf(grid), household: resident.householdId, resident: resident.id, link: null, words },
      ...{ name: resident.name, phone: phone ?? household?.phone ?? null, address: household?.address ?? null },
      wantedAt: wantedAt === null ? null : Date.parse(wantedAt),
    }
    await makeOrder({ viewer, address }, order, now, (tx) => limitResident(tx, resident.id, residentPerDay, now))
    return mineOf(call)
  }),
  serveResident(myOrderRoutes.act, async (call) => {
    const { viewer, resident, address } = call
    const now = Date.now()
    const [order, self] = [await readOrder(call.params().id), await selfOf(viewer, resident, now)]
    if (!order || !isTheirs(order, self)) throw new Problem('not_found', 'There is no such order of yours.')
    await actOnOrder({ actor: self.actor, viewer, address }, order.id, await call.body(), now)
    return mineOf(call)
  }),
  serveResident(myOrderRoutes.volunteering, async (call) => {
    const { pauseDays } = await call.body()
    const now = Date.now()
    await setPause((await volunteerOf(call, now)).person, pauseDays === null ? null : now + pauseDays * DAY_MS)
    return mineOf(call)
  }),
  serveResident(myOrderRoutes.start, startOf),
  serveResident(myOrderRoutes.setStart, async (call) => {
    const { from } = await call.body()
    const { person } = await volunteerOf(call, Date.now())
    await setStart(person, await positionOf(from, call.resident))
    return startOf(call)
  }),
]
