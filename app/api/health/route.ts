import { handleOpen, json, otherMethods } from '@/lib/api/request'
import { live } from '@/lib/live/live'
import { runtime } from '@/lib/live/runtime'

/** For whoever watches over the server; needs no token and tells nothing of the events. */
export const GET = handleOpen('/api/health', () => {
  const { engine, version, trouble: noted, lacksSpace } = runtime()
  // between two writes that fail the database is there and can be read
  const trouble = noted ?? (lacksSpace?.() ? 'No space is left on the disk of the data folder; nothing is saved.' : null)
  const { logId, revision, atlas } = live()
  return json({
    status: trouble ? 'degraded' : 'ready',
    ...(trouble ? { trouble } : {}),
    engine,
    logId,
    revision,
    grids: atlas.grids.length,
    version,
  })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
