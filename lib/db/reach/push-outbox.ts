import { v5 } from 'uuid'
import * as z from 'zod/mini'
import { Scope, Viewer } from '@/lib/domain/access'
import type { OwnStep } from '@/lib/domain/alert'
import { isOnDuty } from '@/lib/domain/alert-actions'
import { isStill as isHeldStill } from '@/lib/domain/alert-ladder'
import { type AlertRecord, AlertRecord as Stored } from '@/lib/domain/alert-record'
import { seesAlert } from '@/lib/domain/alert-told'
import { LANGUAGES } from '@/lib/domain/language'
import { hears, NO_PREFERENCES, Preferences } from '@/lib/domain/preferences'
import { PUSH_GIVE_UP_MS } from '@/lib/domain/push'
import { spokenFor } from '@/lib/domain/push-news'
import { afterTry, type Tried } from '@/lib/domain/webhook'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { CALLS } from '../webhooks/outbox'
import { forgetBrowsers } from './push-browsers'

/** The names of deliveries; drawn once. */
const NAMESPACE = '2f5d2a1e-94a3-4c0b-8b43-0c1b6b7f4d10'

const Called = z.object({ people: z.array(z.object({ id: z.string() })) })
type Changed = { alert: AlertRecord; steps: readonly Pick<OwnStep, 'step' | 'detail'>[] }

/** Ids (`Stander`) of whom the steps of a change have called by name. */
const calledBy = (steps: Changed['steps']): Set<string> =>
  new Set(steps.flatMap(({ step, detail }) => (step === 'called' ? (Called.safeParse(detail).data?.people.map(({ id }) => id) ?? []) : [])))

/** Does it tell and call nobody now? */
const isStill = ({ ladder, silencedUntil }: AlertRecord, now: number): boolean =>
  isHeldStill(ladder) || (silencedUntil !== null && silencedUntil > now)

/** Ids of those that are only new, and that a related one speaks for; costs a look at the living alerts where there are any. */
async function readSpokenFor(tx: PoolClient, changes: readonly Changed[], now: number): Promise<Set<string>> {
  const fresh = changes.filter(({ alert, steps }) => {
    const calls = steps.filter(({ step }) => CALLS.includes(step))
    return alert.state === 'firing' && calls.length > 0 && calls.every(({ step }) => step === 'raised' || step === 'renewed')
  })
  if (fresh.length === 0) return new Set()
  const own = new Set(fresh.map(({ alert }) => alert.id))
  const { rows } = await tx.query<{ body: unknown }>('SELECT body FROM alerts WHERE ended_at IS NULL')
  const others = rows.map(({ body }) => Stored.parse(body)).filter((alert) => !own.has(alert.id) && !isStill(alert, now))
  return spokenFor(
    fresh.map(({ alert }) => alert),
    others,
  )
}

const Row = z.object({
  id: z.string(),
  user: z.string(),
  name: z.string(),
  role: z.string(),
  scope: z.unknown(),
  member: z.nullable(z.string()),
  body: z.unknown(),
})

/**
 * Puts what browsers are to be told of alerts into the outbox, in the transaction that writes them: one row an alert, change, person and browser.
 * Whoever the ladder calls by name is told whatever they prefer; others who are on duty for it where their preferences let it call, after their quiet
 * hours where these hold it. What is left to a digest is told as one with the others of that, when it is due. `now`: epoch milliseconds.
 */
export async function queuePushes(tx: PoolClient, changes: readonly Changed[], now: number): Promise<void> {
  const told = changes.flatMap(({ alert, steps }) => {
    const isNews = alert.state === 'firing' && !isStill(alert, now) && steps.some(({ step }) => CALLS.includes(step))
    const called = calledBy(steps)
    const digest = steps.some(({ step }) => step === 'digested') ? (alert.ladder.digest?.at ?? null) : null
    return isNews || digest !== null || called.size > 0 ? [{ alert, isNews, digest, called }] : []
  })
  if (told.length === 0) return
  const spoken = await readSpokenFor(tx, changes, now)
  const { rows } = await tx.query({
    name: 'push-at-hand',
    text: `SELECT s.id::text AS id, u.id AS user, u.name, u.role, u.scope, u.member_id AS member, p.body
      FROM push_subscriptions s JOIN users u ON u.id = s.user_id LEFT JOIN alert_preferences p ON p.user_id = u.id WHERE u.disabled_at IS NULL`,
  })
  const due = rows.flatMap((row) => {
    const { id, user, name, role, scope, member, body } = Row.parse(row)
    const viewer = Viewer.parse({ id: user, name, role, scope: Scope.parse(scope) })
    const preferences = body === null ? NO_PREFERENCES : Preferences.parse(body)
    return told.flatMap(({ alert, isNews, digest, called }) => {
      const key = { id: v5(`${alert.id} ${alert.revision} ${user} ${id}`, NAMESPACE), browser: id, alert: alert.id, revision: alert.revision }
      if (called.has(`account:${user}`) || (member !== null && called.has(`person:${member}`)))
        return [{ ...key, byName: true, held: false, due: now }]
      if ((!isNews && digest === null) || spoken.has(alert.id) || !isOnDuty(viewer) || !seesAlert(viewer, alert)) return []
      const at = digest ?? now
      const heard = hears(preferences, alert, at)
      if (heard.when === 'never') return []
      return [{ ...key, byName: false, held: digest !== null || heard.when === 'held', due: heard.when === 'held' ? heard.until : at }]
    })
  })
  if (due.length === 0) return
  await tx.query(
    `INSERT INTO push_deliveries (id, subscription_id, alert_id, revision, by_name, held, due_at, next_at)
     SELECT u.id, u.browser, u.alert, u.revision, u."byName", u.held, to_timestamp(u.due / 1000), to_timestamp(u.due / 1000)
     FROM jsonb_to_recordset($1::jsonb) AS u (id uuid, browser uuid, alert uuid, revision int8, "byName" bool, held bool, due float8)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(due)],
  )
}

const DueRow = z.object({
  ...{ id: z.string(), browser: z.string(), endpoint: z.string(), p256dh: z.string(), auth: z.string(), language: z.enum(LANGUAGES) },
  ...{ alert: z.nullable(z.string()), byName: z.boolean(), held: z.boolean(), tries: z.number(), dueAt: z.number() },
  ...{ user: z.string(), name: z.string(), role: z.string(), scope: z.unknown() },
})
/** What is due to be sent: to which browser of whom, and of which alert; `alert` null: a test. Times in epoch milliseconds. */
export type DuePush = Omit<z.infer<typeof DueRow>, 'user' | 'name' | 'role' | 'scope'> & { viewer: Viewer }

/** What is due at `now`, the longest waiting first; a browser whose push service does not answer holds up no other by more than its share. */
export async function duePushes(now: number, limit: number): Promise<DuePush[]> {
  const { rows } = await pool().query({
    name: 'pushes-due',
    text: `SELECT * FROM (
        SELECT d.id::text AS id, s.id::text AS browser, s.endpoint, s.p256dh, s.auth, s.language, d.alert_id::text AS alert, d.by_name AS "byName", d.held,
          d.tries, (extract(epoch FROM d.due_at) * 1000)::float8 AS "dueAt", u.id AS user, u.name, u.role, u.scope,
          row_number() OVER (PARTITION BY s.id ORDER BY d.held, d.next_at, d.revision) AS place
        FROM push_deliveries d JOIN push_subscriptions s ON s.id = d.subscription_id JOIN users u ON u.id = s.user_id
        WHERE d.state = 'waiting' AND d.next_at <= to_timestamp($1::float8 / 1000) AND u.disabled_at IS NULL
      ) AS due WHERE held OR place <= $2 ORDER BY held, place LIMIT 1000`,
    values: [now, limit],
  })
  return rows.map((row) => {
    const { user, name, role, scope, ...rest } = DueRow.parse(row)
    return { ...rest, viewer: Viewer.parse({ id: user, name, role, scope }) }
  })
}

/**
 * Notes how tries ended: what was taken is delivered; what was not waits for its next try, or is given up after half an hour; a browser that is no more
 * is forgotten with all that waits for it. Only the holder of the lease does it.
 */
export async function notePushes(fence: Fence, due: readonly DuePush[], tried: readonly Tried[], now: number): Promise<void> {
  const byId = new Map(due.map((one) => [one.id, one]))
  const gone: string[] = []
  const rows = tried.flatMap((one) => {
    const before = byId.get(one.id)
    if (!before) return []
    if (one.status === 404 || one.status === 410) gone.push(before.browser)
    return [afterTry(one, before, now, PUSH_GIVE_UP_MS)]
  })
  if (rows.length === 0) return
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    if (gone.length > 0) await forgetBrowsers(tx, gone)
    await tx.query(
      `UPDATE push_deliveries d SET state = u.state, tries = u.tries, status = u.status, fault = u.fault,
         last_at = to_timestamp($2::float8 / 1000), next_at = to_timestamp(u.next / 1000)
       FROM jsonb_to_recordset($1::jsonb) AS u (id uuid, state text, tries int4, status int4, fault text, next float8) WHERE d.id = u.id`,
      [JSON.stringify(rows), now],
    )
  })
}

/** Deletes what was settled so many days before `now` (epoch milliseconds). */
export async function forgetPushes(fence: Fence, now: number, keptDays: number): Promise<void> {
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query(
      `DELETE FROM push_deliveries WHERE state <> 'waiting' AND due_at < to_timestamp($1::float8 / 1000) - make_interval(days => $2::int4)`,
      [now, keptDays],
    )
  })
}
