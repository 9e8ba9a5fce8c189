import { readHotspots } from '@/lib/api/hotspots'
import { handle, json, otherMethods, parseQuery } from '@/lib/api/request'
import { HotspotsQuery } from '@/lib/domain/queries'

/** Where there is more than usual, and why. */
export const GET = handle('/api/hotspots', async ({ url, viewer }) => json(await readHotspots(viewer, parseQuery(HotspotsQuery, url))))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
