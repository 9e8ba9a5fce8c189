import { TrendsQuery } from '@/lib/domain/queries'
import { handle, json, otherMethods, parseQuery } from '@/lib/live/request'
import { readTrends } from '@/lib/live/trends'

/** How today and the last days compare with what is usual. */
export const GET = handle('/api/trends', async ({ url, viewer }) => json(await readTrends(viewer, parseQuery(TrendsQuery, url))))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
