import { SignedIn } from '@/lib/domain/account'
import { read } from './answers'
import type { TestServer } from './server'

/** Signs a person in; answers the cookie of their session. */
export async function signIn(server: TestServer, username: string, password: string): Promise<string> {
  const answer = await server.fetch('/api/auth/sign-in', null, {
    method: 'POST',
    body: JSON.stringify({ username, password }),
    headers: { 'content-type': 'application/json', origin: server.url },
  })
  const cookie = answer.headers.getSetCookie().find((c) => /^(__Host-)?gridsight_account=/.test(c))
  await read(answer, SignedIn)
  return cookie?.split(';')[0] ?? ''
}
