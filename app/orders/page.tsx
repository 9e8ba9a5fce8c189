import { OrdersPage } from '@/components/orders/orders-page'
import { Starting } from '@/components/page/starting'
import { gridsOf } from '@/lib/api/scope'
import { loadAtlas } from '@/lib/db/ground/grids'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('orders')
export const generateViewport = frameViewport

/** Orders (服务单): what residents ask for, whom it is offered to, who comes, and how it was. */
export default async function Page() {
  const frame = await openPage('orders')
  if (frame === 'starting') return <Starting />
  const atlas = await loadAtlas()
  const grids = gridsOf(frame.viewer, atlas).map(({ code, level }) => ({ code, level, name: nameOfGrid(code, atlas) }))
  return <OrdersPage frame={frame} grids={grids} />
}
