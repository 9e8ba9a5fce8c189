import { randomUUID } from 'node:crypto'
import { readOrdersSetting } from '@/lib/db/county-settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { countUse, insertLink, type LinkRow } from '@/lib/db/links/links'
import { actOnOrder } from '@/lib/db/orders/act-on-order'
import { makeOrder } from '@/lib/db/orders/make-order'
import { readOrder, type StoredOrder } from '@/lib/db/orders/order-rows'
import { STRANGER } from '@/lib/domain/audit'
import { DAY_MS } from '@/lib/domain/clock'
import type { OrderActor } from '@/lib/domain/order-life'
import { Problem } from '@/lib/domain/problem'
import { publicOrderRoutes } from '@/lib/domain/routes/public-orders'
import { countTold } from './limits'
import { servicesOn } from './my-orders'
import { toldMine } from './order-told'
import { middleOf } from './places-read'
import { type Served, serveLink } from './route'
import { nameOf } from './telling'

/** How long the link lasts by which somebody follows what they asked for. */
const FOLLOW_MS = 180 * DAY_MS
const follower = (order: string): OrderActor => ({
  ...STRANGER,
  ...{ scope: { kind: 'self' }, resident: null, person: null, skills: [], follows: order },
})

/** Throws Problem('not_found') for the link of one order, where a poster's is needed. */
function needPoster({ thing }: LinkRow): void {
  if (thing !== null) throw new Problem('not_found', 'This link follows one order.')
}

async function followed({ thing }: LinkRow): Promise<StoredOrder> {
  const order = thing === null ? null : await readOrder(thing)
  if (!order) throw new Problem('not_found', 'What was asked for is no longer kept.')
  return order
}

/** Services as people without an account ask for them, by a link. */
export const publicOrdersServed: readonly Served[] = [
  serveLink(publicOrderRoutes.services, 'order', async ({ link }) => {
    needPoster(link)
    return { community: nameOf(await loadAtlas(), link.grid), services: await servicesOn() }
  }),
  serveLink(publicOrderRoutes.ask, 'order', async ({ link, body, address }) => {
    needPoster(link)
    const { follow, website: _website, id, service, wantedAt = null, words, name, phone, address: where } = await body()
    if (!(await readOrder(id))) await countTold(address)
    const [atlas, { perDay }, now] = [await loadAtlas(), await readOrdersSetting(), Date.now()]
    const grid = atlas.byCode.get(link.grid)
    if (!grid) throw new Problem('not_found', 'The community of this link is not there any more.')
    const order = {
      ...{
        id,
        service,
        grid: grid.code,
        position: middleOf(grid),
        household: null,
        resident: null,
        link: link.id,
        name,
        phone,
        address: where,
        words,
      },
      wantedAt: wantedAt === null ? null : Date.parse(wantedAt),
    }
    const made = await makeOrder({ viewer: STRANGER, address }, order, now, async (tx) => {
      await countUse(tx, link.id, { perDay, now })
      await insertLink(tx, { id: randomUUID(), secret: follow, purpose: 'order', grid: link.grid, thing: id, by: STRANGER, until: now + FOLLOW_MS })
    })
    return toldMine(made, follower(id), now, true)
  }),
  serveLink(publicOrderRoutes.follow, 'order', async ({ link }) => {
    const order = await followed(link)
    return toldMine(order, follower(order.id), Date.now(), true)
  }),
  serveLink(publicOrderRoutes.act, 'order', async ({ link, body, address }) => {
    const [{ id }, now] = [await followed(link), Date.now()]
    const by = { actor: follower(id), viewer: STRANGER, address }
    return toldMine(await actOnOrder(by, id, await body(), now), by.actor, now, true)
  }),
]
