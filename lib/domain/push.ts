import * as z from 'zod/mini'
import { LANGUAGES } from './language'
import { DeliveryState } from './webhook'

const Key = (bytes: number) => z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}={0,2}$`)))

/** What a browser gives to be told of alerts (PushSubscription): where its push service takes messages, and the keys that they are encrypted for. */
export const PushIn = z.object({
  endpoint: z.string().check(z.maxLength(2_000), z.refine(isSecure, { error: 'an address of a push service that begins with https://' })),
  keys: z.object({ p256dh: Key(65), auth: Key(16) }),
  language: z.enum(LANGUAGES),
})
export type PushIn = z.infer<typeof PushIn>

function isSecure(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return protocol === 'https:' && username === '' && password === ''
}

/** A browser that is told. `last`: what became of what was sent last. */
export const PushBrowser = z.object({
  id: z.uuid(),
  browser: z.nullable(z.string()),
  createdAt: z.string(),
  last: z.nullable(z.object({ state: DeliveryState, at: z.nullable(z.string()), status: z.nullable(z.int()), fault: z.nullable(z.string()) })),
})
export type PushBrowser = z.infer<typeof PushBrowser>

/** One's own browsers, and the public key (VAPID, RFC 8292) that a subscription is made with. `current`: the one that was just made or seen. */
export const PushState = z.object({ publicKey: z.string(), browsers: z.array(PushBrowser), current: z.optional(z.uuid()) })
export type PushState = z.infer<typeof PushState>

/** Browsers of a person at most: the oldest goes. */
export const MAX_BROWSERS = 10

/** What a browser is sent: `key` names it, the same for each try; `tag` is what replaces what; `url` a path of ours. No personal data. */
export type PushPayload = { key: string; title: string; body: string; tag: string; url: string }

/** What is older is no news, so nobody is told of it any more. */
export const PUSH_GIVE_UP_MS = 30 * 60_000
