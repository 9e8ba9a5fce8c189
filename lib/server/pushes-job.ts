import { englishGridName } from '@/lib/api/english-names'
import { readAlerts } from '@/lib/db/alerts/alert-rows'
import { atlasAtHand } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import { type PushKeys, readPushKeys } from '@/lib/db/reach/push-keys'
import { type DuePush, duePushes, forgetPushes, notePushes } from '@/lib/db/reach/push-outbox'
import { isOnDuty } from '@/lib/domain/alert-actions'
import type { AlertRecord } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import { dayNumber } from '@/lib/domain/clock'
import { PUSH_GIVE_UP_MS, type PushPayload } from '@/lib/domain/push'
import { digestPush, pushOf, testPush } from '@/lib/domain/push-words'
import type { Tried } from '@/lib/domain/webhook'
import type { LeasedJob } from './job'
import { type Answer, postOutside } from './post-outside'

const EVERY_MS = 500
/** What became of a delivery is kept for so many days. */
const KEPT_DAYS = 7
/** So many are on their way at once. */
const AT_ONCE = 8

/** Where pushes go: `subject` is whom a push service can turn to, `allowPrivate` may be only where the push service is the county's own. */
export type PushWay = { subject: string; allowPrivate: boolean }

/** A push service can turn to whoever runs this: by its address where it has one that others reach. */
export const subjectOf = (publicOrigin: string | null): string =>
  publicOrigin?.startsWith('https:') ? publicOrigin : 'mailto:administrator@gridsight.invalid'

/** Sends what waits in the outbox of pushes. What was sent and could not be noted is sent again: browsers know it by its key. */
export function pushesJob(publicOrigin: string | null): LeasedJob {
  const way = { subject: subjectOf(publicOrigin), allowPrivate: false }
  let tidied: number | null = null
  return {
    lease: 'pushes',
    everyMs: EVERY_MS,
    async work(fence, signal) {
      while ((await deliverPushes(fence, Date.now(), way, signal)) >= AT_ONCE && !signal.aborted);
      const today = dayNumber(Date.now())
      if (tidied === today) return
      await forgetPushes(fence, Date.now(), KEPT_DAYS)
      tidied = today
    },
    fault: 'alerts could not be sent to browsers',
  }
}

/** Sends what is due at `now` (epoch milliseconds), of each browser what quiet hours held as one; answers how much it tried. */
export async function deliverPushes(fence: Fence, now: number, way: PushWay, signal?: AbortSignal): Promise<number> {
  const due = await duePushes(now, AT_ONCE)
  if (due.length === 0) return 0
  const [atlas, keys] = [await atlasAtHand(), await readPushKeys()]
  const alerts = new Map((await readAlerts(due.flatMap(({ alert }) => alert ?? []))).map((alert) => [alert.id, alert]))
  const held = due.filter((one) => one.held)
  const single = due.filter((one) => !one.held).slice(0, AT_ONCE)
  const digests = [...new Set(held.map(({ browser }) => browser))].slice(0, AT_ONCE).map((of) => held.filter(({ browser }) => browser === of))
  const send = async (browser: DuePush, payload: PushPayload) => postPush(browser, payload, keys, way, signal)
  const tried = await Promise.all([
    ...single.map(async (one): Promise<Tried[]> => {
      const payload = payloadOf(one, alerts, atlas)
      if (payload === null) return [{ id: one.id, status: null, fault: 'nothing to tell any more', dropped: true }]
      return [{ id: one.id, ...(await send(one, payload)) }]
    }),
    ...digests.map(async (all): Promise<Tried[]> => {
      const waiting = [...new Map(all.flatMap((one) => (isToTell(one, alerts) ? [[one.alert, one] as const] : []))).values()]
      const [first] = waiting
      if (!first) return all.map(({ id }) => ({ id, status: null, fault: 'nothing to tell any more', dropped: true }))
      const told = waiting.flatMap(({ alert }) => alerts.get(alert ?? '') ?? [])
      const answer = await send(first, { key: first.id, ...digestPush(told, first.language) })
      return all.map(({ id }) => ({ id, ...answer }))
    }),
  ])
  if (!signal?.aborted) await notePushes(fence, due, tried.flat(), now)
  return single.length + digests.length
}

/** Does it still call this person: it waits to be acknowledged, and they are on duty or were called by name? */
function isToTell({ alert, viewer, byName }: DuePush, alerts: ReadonlyMap<string, AlertRecord>): boolean {
  return alerts.get(alert ?? '')?.state === 'firing' && (byName || isOnDuty(viewer))
}

/** What a browser is told; null: there is nothing to tell any more. */
function payloadOf(due: DuePush, alerts: ReadonlyMap<string, AlertRecord>, atlas: Atlas): PushPayload | null {
  const { id: key, alert, viewer, language } = due
  if (alert === null) return { key, ...testPush(language) }
  const record = alerts.get(alert)
  if (!record || !isToTell(due, alerts)) return null
  const told = pushOf(record, viewer, atlas, language, (code) => englishGridName(atlas, code))
  return told && { key, ...told }
}

/** Encrypts a message for a browser (RFC 8291), signs it for its push service (RFC 8292) and posts it; a later one about the same replaces it there. */
async function postPush(to: DuePush, payload: PushPayload, { publicKey, privateKey }: PushKeys, way: PushWay, signal?: AbortSignal): Promise<Answer> {
  // loaded for the first browser: a county without internet never needs it
  const { default: webPush } = await import('web-push')
  const { p256dh, auth, endpoint } = to
  try {
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(payload), {
      vapidDetails: { subject: way.subject, publicKey, privateKey },
      TTL: PUSH_GIVE_UP_MS / 1_000,
      urgency: 'high',
      // at most 32 letters of base64url
      topic: (to.alert ?? to.id).replaceAll('-', ''),
    })
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
    return await postOutside({ url: endpoint, allowPrivate: way.allowPrivate, headers: sent, body: body ?? '' }, signal)
  } catch {
    // keys that are no point of the curve encrypt nothing, now or later
    return { status: 410, fault: 'keys of no use' }
  }
}
