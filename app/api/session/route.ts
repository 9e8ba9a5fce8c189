import { readBody } from '@/lib/api/body'
import { endScreenCookies, mayComeByLink, sessionCookie } from '@/lib/api/cookies'
import { isSecureHost } from '@/lib/api/identity'
import { isAllowedOrigin } from '@/lib/api/origin'
import { type Ask, handle, handleOpen, json, otherMethods } from '@/lib/api/request'
import { findViewer } from '@/lib/db/accounts/tokens'
import { Problem } from '@/lib/domain/problem'
import { SessionIn } from '@/lib/domain/session'
import { runtime } from '@/lib/live/runtime'

/** Who am I, by token or session? */
export const GET = handle('/api/session', ({ viewer }) => json(viewer))

/** Exchanges a screen's key for the session cookie, as opening `/wall?key=…` does. */
export const POST = handleOpen('/api/session', async ({ request }) => {
  const { host, origin, secure } = whence(request)
  if (origin !== null && !isAllowedOrigin(origin, host, runtime().publicOrigin))
    throw new Problem('bad_origin', 'A session can be opened only from a page of this server.')
  const { key } = await readBody(SessionIn, request, { limit: 10_000 })
  const viewer = await findViewer(key)
  if (!viewer || !mayComeByLink(viewer.role)) throw new Problem('unauthenticated', 'This is not the key of a screen.')
  return json(viewer, { headers: { 'Set-Cookie': sessionCookie(key, secure) } })
})

/** Ends the session of this browser; the key stays good until it is revoked. */
export const DELETE = handle('/api/session', ({ request }) => {
  const headers = new Headers()
  for (const cookie of endScreenCookies(whence(request).secure)) headers.append('Set-Cookie', cookie)
  return new Response(null, { status: 204, headers })
})

function whence(request: Ask): { host: string; origin: string | null; secure: boolean } {
  const host = request.headers.get('host') ?? 'localhost'
  return { host, origin: request.headers.get('origin'), secure: isSecureHost(host) }
}

export const { PUT, PATCH } = otherMethods('GET', 'POST', 'DELETE')
