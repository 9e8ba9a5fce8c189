import { SnapshotQuery } from '@/lib/domain/queries'
import { handle, json, otherMethods, parseQuery } from '@/lib/live/request'
import { readSnapshot } from '@/lib/live/snapshot'

/** What a page starts from. */
export const GET = handle('/api/snapshot', async ({ url, viewer }) => json(await readSnapshot(viewer, parseQuery(SnapshotQuery, url).within)))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
