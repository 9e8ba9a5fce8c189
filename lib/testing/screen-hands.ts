import type * as z from 'zod/mini'

/** Asks a server for something as somebody, and reads its answer; throws where it refuses. */
export type Ask = <T extends z.ZodMiniType>(at: string, schema: T, body?: object, method?: string) => Promise<z.infer<T>>

const asker =
  (origin: string, who: Record<string, string>): Ask =>
  async (at, schema, body, method = body ? 'POST' : 'GET') => {
    const headers = { ...who, origin, 'content-type': 'application/json' }
    const answer = await fetch(new URL(at, origin), { method, headers, ...(body && { body: JSON.stringify(body) }) })
    if (!answer.ok) throw new Error(`${method} ${at} was refused with ${answer.status}: ${await answer.text()}`)
    return schema.parse(await answer.json())
  }

export const byToken = (origin: string, token: string): Ask => asker(origin, { authorization: `Bearer ${token}` })

/** As a person of the demonstration, who signs in. */
export async function byPassword(origin: string, username: string, password: string): Promise<Ask> {
  const answer = await fetch(new URL('/api/auth/sign-in', origin), {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  if (!answer.ok) throw new Error(`${username} was refused with ${answer.status}`)
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0])
  return asker(origin, { cookie: cookie.join('; ') })
}
