import * as z from 'zod/mini'
import { findViewer } from '@/lib/db/tokens'
import { Problem } from '@/lib/domain/problem'
import { SessionIn } from '@/lib/domain/session'
import { parseJson, readText } from '@/lib/live/body'
import { isAllowedOrigin, originOf } from '@/lib/live/origin'
import { type Ask, handle, handleOpen, json, otherMethods } from '@/lib/live/request'
import { runtime } from '@/lib/live/runtime'
import { mayComeByLink, sessionCookie } from '@/lib/live/session'

/** Who am I, by token or session? */
export const GET = handle('/api/session', ({ viewer }) => json(viewer))

/** Exchanges a screen's key for the session cookie, as opening `/wall?key=…` does. */
export const POST = handleOpen('/api/session', async ({ request }) => {
  const { host, origin, secure } = whence(request)
  if (origin !== null && !isAllowedOrigin(origin, host, runtime().publicOrigin))
    throw new Problem('bad_origin', 'A session can be opened only from a page of this server.')
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw new Problem('unsupported_media_type', 'Send the key as application/json.')
  const body = z.safeParse(SessionIn, parseJson(await readText(request, { limit: 10_000 })))
  if (!body.success) throw new Problem('invalid', 'Send {"key": "…"}.')
  const viewer = await findViewer(body.data.key)
  if (!viewer || !mayComeByLink(viewer.role)) throw new Problem('unauthenticated', 'This is not the key of a screen.')
  return json(viewer, { headers: { 'Set-Cookie': sessionCookie(body.data.key, secure) } })
})

/** Ends the session of this browser; the key stays good until it is revoked. */
export const DELETE = handle('/api/session', ({ request }) => {
  return new Response(null, { status: 204, headers: { 'Set-Cookie': sessionCookie(null, whence(request).secure) } })
})

function whence(request: Ask): { host: string; origin: string | null; secure: boolean } {
  const host = request.headers.get('host') ?? 'localhost'
  return { host, origin: request.headers.get('origin'), secure: originOf(host, runtime()).startsWith('https:') }
}

export const { PUT, PATCH } = otherMethods('GET', 'POST', 'DELETE')
