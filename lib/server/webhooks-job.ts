import { readAlerts } from '@/lib/db/alerts/alert-rows'
import { atlasAtHand } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import { readHead } from '@/lib/db/log/log'
import { type DueDelivery, dueDeliveries, forgetDeliveries, noteTries } from '@/lib/db/webhooks/outbox'
import type { Viewer } from '@/lib/domain/access'
import type { AlertRecord } from '@/lib/domain/alert-record'
import { alertFor } from '@/lib/domain/alert-told'
import type { Atlas } from '@/lib/domain/atlas'
import { dayNumber } from '@/lib/domain/clock'
import type { Tried } from '@/lib/domain/webhook'
import type { LeasedJob } from './job'
import { postWebhook } from './post-webhook'

const EVERY_MS = 500
/** What became of a delivery is kept for so many days. */
const KEPT_DAYS = 90
/** So many are on their way at once. */
const AT_ONCE = 8

/** Posts what waits in the outbox. What was posted and could not be noted is posted again: receivers know it by its id. */
export function webhooksJob(): LeasedJob {
  let tidied: number | null = null
  return {
    lease: 'webhooks',
    everyMs: EVERY_MS,
    async work(fence, signal) {
      while ((await deliverDue(fence, Date.now(), signal)) === AT_ONCE && !signal.aborted);
      const today = dayNumber(Date.now())
      if (tidied === today) return
      await forgetDeliveries(fence, Date.now(), KEPT_DAYS)
      tidied = today
    },
    fault: 'alerts could not be posted to other systems',
  }
}

/** Posts what is due at `now` (epoch milliseconds); answers how many it tried. */
export async function deliverDue(fence: Fence, now: number, signal?: AbortSignal): Promise<number> {
  const due = await dueDeliveries(now, AT_ONCE)
  if (due.length === 0) return 0
  const [{ logId }, atlas] = [await readHead(), await atlasAtHand()]
  const alerts = new Map((await readAlerts(due.flatMap(({ alert }) => alert ?? []))).map((alert) => [alert.id, alert]))
  const tried = await Promise.all(
    due.map(async (one): Promise<Tried> => {
      const body = bodyOf(one, alerts, atlas, logId)
      if (body === null) return { id: one.id, status: null, fault: 'nothing to tell any more', dropped: true }
      return { id: one.id, ...(await postWebhook({ ...one, body: JSON.stringify(body) }, now, signal)) }
    }),
  )
  if (!signal?.aborted) await noteTries(fence, due, tried, now)
  return due.length
}

/** What is posted: the alert as it stands, as a viewer of the webhook's place is told of it; null: there is nothing of it to tell. */
function bodyOf({ id, within, alert, revision, steps }: DueDelivery, alerts: ReadonlyMap<string, AlertRecord>, atlas: Atlas, logId: string) {
  if (alert === null) return { id, steps, alert: null, logId, revision }
  const viewer: Viewer = { id: `webhook:${id}`, name: 'webhook', role: 'viewer', scope: { kind: 'grids', prefixes: [within] } }
  const record = alerts.get(alert)
  const told = record && !record.sensitive ? alertFor(record, viewer, atlas) : null
  // who acknowledged it is the county's own affair
  return told && { id, steps, alert: { ...told, ...(told.acknowledgedBy && { acknowledgedBy: { at: told.acknowledgedBy.at } }) }, logId, revision }
}
