import { formatCount } from '@/lib/client/format'
import { wallTexts } from '@/lib/client/messages/wall'
import type { Change } from '@/lib/client/trend-rows'

/** So few say nothing about a share. */
const FEW = 5

/** How a count differs from that of the same time a week before: in percent, or by how many where there were few; null where one is not known. */
export function changeOf(now: number | undefined, before: number | undefined): Change | null {
  if (now === undefined || before === undefined) return null
  const way = now > before ? 'up' : now < before ? 'down' : 'level'
  const by = Math.abs(now - before)
  return { way, text: before < FEW ? formatCount(by) : `${Math.round((100 * by) / before)} ${wallTexts.units.percent}` }
}
