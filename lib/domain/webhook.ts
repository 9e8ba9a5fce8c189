import * as z from 'zod/mini'
import { Colour } from './colour'

/** Where alerts are posted to (webhook): those of these colours in a place, of types that are not sensitive. */
export const WebhookIn = z.object({
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  url: z
    .string()
    .check(z.maxLength(2_000), z.refine(isHttp, { error: 'an address that begins with https:// or http://, without a user or password in it' })),
  colours: z.array(Colour).check(z.minLength(1), z.maxLength(4)),
  /** code of a grid; empty: the whole county */
  within: z._default(z.string().check(z.regex(/^\d{0,24}$/)), ''),
  /** may it lie in a private network (10.0.0.0/8, 192.168.0.0/16, this machine, …)? */
  allowPrivate: z._default(z.boolean(), false),
})
export type WebhookIn = z.infer<typeof WebhookIn>

function isHttp(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}

/** What became of something that was to be posted: it waits (for the next try), it arrived, or it was given up; dropped: there was nothing to tell any more. */
export const DeliveryState = z.enum(['waiting', 'delivered', 'failed', 'dropped'])
export type DeliveryState = z.infer<typeof DeliveryState>

const time = z.nullable(z.string())

/** A change of an alert on its way. `status`: of the last answer; `fault`: why the last try did not succeed. */
export const Delivery = z.object({
  id: z.uuid(),
  webhook: z.object({ id: z.uuid(), name: z.string() }),
  alert: z.nullable(z.uuid()),
  revision: z.int(),
  state: DeliveryState,
  tries: z.int(),
  createdAt: z.string(),
  lastAt: time,
  nextAt: time,
  status: z.nullable(z.int()),
  fault: z.nullable(z.string()),
})
export type Delivery = z.infer<typeof Delivery>

export const Webhook = z.object({
  id: z.uuid(),
  name: z.string(),
  url: z.string(),
  colours: z.array(Colour),
  within: z.string(),
  allowPrivate: z.boolean(),
  createdAt: z.string(),
  createdBy: z.string(),
  /** what was posted last, and how many have been given up in the last 7 days */
  last: z.nullable(Delivery),
  failed: z.int(),
})
export type Webhook = z.infer<typeof Webhook>

/** One that was made: its secret is told this once. */
export const WebhookMade = z.extend(Webhook, { secret: z.string() })

const FIRST_MS = 10_000
const MAX_MS = 3_600_000
/** What was not taken for this long is given up. */
export const GIVE_UP_MS = 24 * 3_600_000

/** How long to wait after so many tries (1, 2, …): 10 s, 40 s, 160 s, … an hour at most. */
const retryAfterMs = (tries: number): number => Math.min(MAX_MS, FIRST_MS * 4 ** (tries - 1))

/** How a try ended: with the status of an answer, or with a fault that kept it from being made; dropped: there is nothing to tell any more. */
export type Tried = { id: string; status: number | null; fault: string | null; dropped?: boolean }

/**
 * What becomes of something to be posted after a try at `now`: taken, to be tried again, or given up where the next try would come later than
 * `giveUpMs` after it was due. Times in epoch milliseconds; `tries`: those before this one.
 */
export function afterTry({ id, status, fault, dropped = false }: Tried, before: { tries: number; dueAt: number }, now: number, giveUpMs: number) {
  const isTaken = status !== null && status >= 200 && status < 300
  const tries = before.tries + 1
  const next = now + retryAfterMs(tries)
  const isOver = next - before.dueAt > giveUpMs
  const state: 'dropped' | 'delivered' | 'failed' | 'waiting' = dropped ? 'dropped' : isTaken ? 'delivered' : isOver ? 'failed' : 'waiting'
  return { id, state, tries, status, fault: isTaken ? null : fault, next }
}
