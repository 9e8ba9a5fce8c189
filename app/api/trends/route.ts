import { handle, json, otherMethods, parseQuery } from '@/lib/api/request'
import { readTrends } from '@/lib/api/trends'
import { TrendsQuery } from '@/lib/domain/queries'

/** How today and the last days compare with what is usual. */
export const GET = handle('/api/trends', async ({ url, viewer }) => json(await readTrends(viewer, parseQuery(TrendsQuery, url))))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
