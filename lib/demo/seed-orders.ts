import * as z from 'zod/mini'
import { readSetting, writeSetting } from '@/lib/db/engine/settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readDemoGround, saveDemoOrders } from '@/lib/db/orders/demo-orders'
import { readCatalogue } from '@/lib/db/orders/order-services'
import { planOrders } from './order-plan'

const KEY = 'demo.orders'
const Made = z.object({ orders: z.int() })

/** Makes two weeks of invented orders (服务单) of the demonstration, once and only where all grids are the demonstration's; after its units, whose volunteers take them. */
export async function makeOrders({ now }: { now: number }): Promise<void> {
  if (await readSetting(KEY, Made)) return
  const { grids } = await loadAtlas()
  if (grids.length === 0 || grids.some((grid) => !grid.demo)) return
  const { services } = await readCatalogue()
  const plan = planOrders({ ...(await readDemoGround()), services: services.filter(({ on }) => on), now })
  await saveDemoOrders(plan)
  await writeSetting(KEY, { orders: plan.orders.length })
}
