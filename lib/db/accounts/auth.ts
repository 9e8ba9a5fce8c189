import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { once } from '@/lib/domain/once'
import { pool } from '../engine/pool'
import { prisma } from '../engine/prisma'
import { readSetting } from '../engine/settings'

/** A session ends when its person has done nothing for this long. */
export const IDLE_SECONDS = 30 * 60
/** However much is done in it, a session ends this long after the sign-in. */
export const MAX_SESSION_SECONDS = 12 * 60 * 60
/** The session `s` of a query is open: somebody did something lately, and it is not too old. */
export const IS_OPEN = `s.expires_at > clock_timestamp() AND s.created_at > clock_timestamp() - interval '${MAX_SESSION_SECONDS} seconds'`
/** A session that is used is written at most this often. */
const TOUCH_SECONDS = 60
/** The library's own names of cookies; what browsers get is ours (lib/api/cookies.ts). */
const PREFIX = 'gridsight'
export const SESSION_TOKEN = `${PREFIX}.session_token`
const ISSUER = 'Gridsight'

/**
 * The library of accounts, used only by its server-side calls: none of its routes is open to the network. It checks passwords (scrypt of
 * Node), keeps sessions and second factors; who may sign in when, and what is written about it, is ours. No telemetry, no mail.
 */
async function make(secret: string) {
  // Loaded for the first person who signs in: it takes a quarter of a second, and systems with tokens never need it.
  const [{ betterAuth }, { prismaAdapter }, { twoFactor }, { username }] = await Promise.all([
    import('better-auth/minimal'),
    import('better-auth/adapters/prisma'),
    import('better-auth/plugins/two-factor'),
    import('better-auth/plugins/username'),
  ])
  return betterAuth({
    appName: ISSUER,
    baseURL: 'http://localhost',
    secret,
    database: prismaAdapter(prisma(), { provider: 'postgresql' }),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true },
    session: { expiresIn: IDLE_SECONDS, updateAge: TOUCH_SECONDS },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, input: false },
        scope: { type: 'json', required: true, input: false },
        memberId: { type: 'string', required: false, input: false },
        disabledAt: { type: 'date', required: false, input: false },
      },
    },
    advanced: { cookiePrefix: PREFIX, useSecureCookies: false, database: { generateId: () => randomUUID() } },
    plugins: [
      username({ displayUsername: false, minUsernameLength: 1, maxUsernameLength: 32, usernameValidator: () => true }),
      // Failures are counted with those of passwords (sign-in.ts), so that nobody gets five tries of each.
      twoFactor({ issuer: ISSUER, accountLockout: { enabled: false } }),
    ],
  })
}
type Auth = Awaited<ReturnType<typeof make>>

const kept = once<{ last: { prisma: unknown; auth: Promise<Auth> } | null }>('auth', () => ({ last: null }))

/** The library on the shared pool. Throws Problem('starting') before the database is open. */
export function auth(): Promise<Auth> {
  const client = prisma()
  const held = kept().last
  if (held?.prisma === client) return held.auth
  const made = readSecret().then(make)
  kept().last = { prisma: client, auth: made }
  made.catch(() => {
    if (kept().last?.auth === made) kept().last = null
  })
  return made
}

const SECRET = 'auth.secret'

/** The secret that signs sessions and encrypts second factors: made with the first account system of a database, the same for all processes. */
async function readSecret(): Promise<string> {
  await pool().query('INSERT INTO settings (key, value) VALUES ($1, to_jsonb($2::text)) ON CONFLICT (key) DO NOTHING', [
    SECRET,
    randomBytes(32).toString('base64url'),
  ])
  return (await readSetting(SECRET, z.string())) ?? ''
}

/** A hash of a text (32 bytes) under the secret of the accounts, another for each purpose, and the same in all processes. */
export async function keyedHash(purpose: string, text: string): Promise<Buffer> {
  return createHmac('sha256', await readSecret())
    .update(`${purpose}\0${text}`)
    .digest()
}

/** The key of a viewer's phone (base64url of 32 bytes), the same for all processes as long as the secret of the accounts is. */
export async function phoneKey(viewerId: string): Promise<string> {
  return (await keyedHash('phone', viewerId)).toString('base64url')
}

/** A new token of a session, and the value of the cookie that shows it, signed as the library signs it. */
export async function newSessionToken(): Promise<{ token: string; cookie: string }> {
  const { makeSignature } = await import('better-auth/crypto')
  const token = randomBytes(24).toString('base64url')
  return { token, cookie: encodeURIComponent(`${token}.${await makeSignature(token, await readSecret())}`) }
}

/** The headers that show the library a session, by the value that our cookie holds. */
export function sessionHeaders(session: string): Headers {
  return new Headers({ cookie: `${SESSION_TOKEN}=${session}` })
}

/** The value of a cookie that an answer of the library sets, as it is sent back; null when it sets none. */
export function setCookieOf(headers: Headers, name: string): string | null {
  const values = headers.getSetCookie().flatMap((cookie) => (cookie.startsWith(`${name}=`) ? [cookie.slice(name.length + 1).split(';', 1)[0]] : []))
  return values.findLast((value) => value) ?? null
}
