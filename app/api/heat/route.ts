import { HeatQuery } from '@/lib/domain/queries'
import { readHeat } from '@/lib/live/heat'
import { handle, otherMethods, parseQuery } from '@/lib/live/request'

/** A density field in events/km², or the counts that it is made of. */
export const GET = handle('/api/heat', async ({ url, viewer }) => {
  const bytes = await readHeat(viewer, parseQuery(HeatQuery, url))
  return new Response(bytes, { headers: { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' } })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
