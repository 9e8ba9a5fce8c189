import { getAlert } from '@/lib/db/alerts/alert-list'
import { makeWebhook, readDeliveries, readWebhooks, removeWebhook, testWebhook } from '@/lib/db/webhooks/webhooks'
import { Problem } from '@/lib/domain/problem'
import { webhookRoutes } from '@/lib/domain/routes/webhooks'
import { live } from '@/lib/live/live'
import { type Served, serveViewer } from './route'

export const webhooksServed: readonly Served[] = [
  serveViewer(webhookRoutes.list, async ({ viewer }) => ({ webhooks: await readWebhooks(viewer) })),
  serveViewer(webhookRoutes.make, async ({ body, viewer, address }) => {
    const { id, secret } = await makeWebhook(viewer, await body(), { now: Date.now(), address })
    const made = (await readWebhooks(viewer)).find((webhook) => webhook.id === id)
    if (!made) throw new Problem('not_found', 'It was removed at once.')
    return { ...made, secret }
  }),
  serveViewer(webhookRoutes.remove, async ({ params, viewer, address }) => {
    await removeWebhook(viewer, params().id, { now: Date.now(), address })
    return { webhooks: await readWebhooks(viewer) }
  }),
  serveViewer(webhookRoutes.test, ({ params, viewer, address }) => testWebhook(viewer, params().id, { now: Date.now(), address })),
  serveViewer(webhookRoutes.deliveries, async ({ params, viewer }) => {
    const { id } = params()
    if (!(await getAlert(viewer, id, Date.now(), live().atlas))) throw new Problem('not_found', 'There is no such alert here.')
    return { deliveries: await readDeliveries(viewer, id) }
  }),
]
