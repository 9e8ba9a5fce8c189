import type * as z from 'zod/mini'
import { type Access, type Route, VIEWER_HEADER } from '@/lib/domain/route'

type Schema = z.ZodMiniType
/** What is sent: the parts of the path, the query string (null and '' are left out, a list is `a,b`), and the body, as JSON unless it is bytes. */
export type Input<Q extends Schema, B extends Schema, P extends Schema> = {
  params?: z.input<P>
  query?: { [K in keyof z.input<Q>]: z.input<Q>[K] | null } | URLSearchParams
  body?: z.input<B> | Blob
  /** for whom it is sent; the server refuses it where the session is another's by then */
  owner?: string | undefined
  /** the secret of the link that it is sent by, instead of the session of this browser */
  link?: string | undefined
}

/** A server that is starting or gone answers late or never; nobody waits longer than this. */
export const TIMEOUT_MS = 20_000

/** Sends a request of a route with the session of this browser. Throws where no answer comes. */
export function request<Q extends Schema, B extends Schema, A extends Schema, P extends Schema>(
  { method, path }: Route<Q, B, A, P, Access>,
  { params, query, body, owner, link }: Input<Q, B, P> = {},
  timeoutMs = TIMEOUT_MS,
): Promise<Response> {
  const given = new Map<string, unknown>(Object.entries(params ?? {}))
  const at = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given.get(name))))
  const search = query instanceof URLSearchParams ? query : searchOf(query ?? {})
  const sent: { headers: Record<string, string>; body?: BodyInit } =
    body === undefined
      ? { headers: {} }
      : body instanceof Blob
        ? { headers: { 'content-type': body.type || 'application/octet-stream' }, body }
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  if (owner !== undefined) sent.headers[VIEWER_HEADER] = owner
  if (link !== undefined) sent.headers.authorization = `Bearer ${link}`
  const credentials = link === undefined ? 'same-origin' : 'omit'
  return fetch(search.size > 0 ? `${at}?${search}` : at, { method, credentials, signal: AbortSignal.timeout(timeoutMs), ...sent })
}

function searchOf(query: object): URLSearchParams {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  return search
}
