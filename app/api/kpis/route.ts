import { KpisQuery } from '@/lib/domain/queries'
import { readKpis } from '@/lib/live/kpis'
import { handle, json, otherMethods, parseQuery } from '@/lib/live/request'

/** Figures of a period, of the whole scope and of each grid right below. */
export const GET = handle('/api/kpis', async ({ url, viewer }) => json(await readKpis(viewer, parseQuery(KpisQuery, url))))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
