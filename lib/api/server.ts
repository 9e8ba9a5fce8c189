import { serverRoutes } from '@/lib/domain/routes/server'
import type { Health } from '@/lib/domain/wire'
import { live } from '@/lib/live/live'
import { runtime } from '@/lib/live/runtime'
import { Whole } from './request'
import { type Served, servePublic } from './route'

/** Tells nothing of the events. */
function health(): Health {
  const { engine, version, trouble: noted, lacksSpace } = runtime()
  // between two writes that fail the database is there and can be read
  const trouble = noted ?? (lacksSpace?.() ? 'No space is left on the disk of the data folder; nothing is saved.' : null)
  const { logId, revision, atlas } = live()
  return { status: trouble ? 'degraded' : 'ready', ...(trouble ? { trouble } : {}), engine, logId, revision, grids: atlas.grids.length, version }
}

async function metrics(): Promise<Response> {
  const { registry } = runtime().metrics
  return new Whole(await registry.metrics(), { headers: { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' } })
}

export const serverServed: readonly Served[] = [servePublic(serverRoutes.health, health), servePublic(serverRoutes.metrics, metrics)]
