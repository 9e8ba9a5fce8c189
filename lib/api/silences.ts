import { endSilence, giveSilences, setSilence } from '@/lib/db/alerts/silences'
import { silenceRoutes } from '@/lib/domain/routes/silences'
import { type Served, serveViewer } from './route'

export const silencesServed: readonly Served[] = [
  serveViewer(silenceRoutes.list, ({ viewer }) => giveSilences(viewer, Date.now())),
  serveViewer(silenceRoutes.set, async ({ body, viewer, address }) => {
    const now = Date.now()
    await setSilence(viewer, await body(), { now, address })
    return giveSilences(viewer, now)
  }),
  serveViewer(silenceRoutes.end, async ({ params, viewer, address }) => {
    const now = Date.now()
    await endSilence(viewer, params().id, { now, address })
    return giveSilences(viewer, now)
  }),
]
