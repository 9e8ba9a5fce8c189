import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type Found, findRoute } from '@/lib/api/routes'
import type { Route } from '@/lib/domain/route'
import { authRoutes } from '@/lib/domain/routes/auth'
import { changesRoute } from '@/lib/domain/routes/changes'
import { eventListRoute } from '@/lib/domain/routes/event-list'
import { eventRoutes } from '@/lib/domain/routes/events'
import { gridsRoute } from '@/lib/domain/routes/grids'
import { heatRoute } from '@/lib/domain/routes/heat'
import { kpisRoute } from '@/lib/domain/routes/kpis'
import { serverRoutes } from '@/lib/domain/routes/server'
import { snapshotRoute } from '@/lib/domain/routes/snapshot'
import { takesGzip } from './packing'

/**
 * Routes that the server answers itself, as the pages' server would. On its way through that one a request costs about a millisecond of
 * CPU, several times what it takes to save an event that shares its transaction with others, and as much as most of these reads; and it
 * leaves what only a full collection takes away, which matters where anybody may ask: most sign-ins of a flood are refused at once.
 */
const often: ReadonlySet<Route> = new Set<Route>([
  ...[eventRoutes.send, eventListRoute, gridsRoute, snapshotRoute, kpisRoute, heatRoute, changesRoute],
  ...[serverRoutes.health, serverRoutes.openApi, authRoutes.signIn],
])

/** Text shorter than this is sent as it is. */
const WORTH_PACKING = 1_024
const pack = promisify(gzip)

/** Answers the request when it is one of those; false: it is not. */
export function answerDirectly(request: IncomingMessage, response: ServerResponse): Promise<boolean> | false {
  const url = request.url ?? '/'
  const question = url.indexOf('?')
  const found = findRoute(request.method ?? 'GET', question < 0 ? url : url.slice(0, question))
  return found && often.has(found.one.route) ? answer(found, request, response) : false
}

async function answer({ one, params }: Found, request: IncomingMessage, response: ServerResponse): Promise<true> {
  const { headers } = request
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const ask = {
    method: request.method ?? 'GET',
    url: `http://localhost${request.url}`,
    headers: {
      get(name: string) {
        const value = headers[name]
        return value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
      },
    },
    body: request,
    signal: gone.signal,
  }
  const answered = await one.answer(ask, params)
  let body = Buffer.from(await answered.arrayBuffer())
  const packed = body.length >= WORTH_PACKING && isText(answered) && takesGzip(headers['accept-encoding'])
  if (packed) body = await pack(body)
  if (response.destroyed) return true
  // What is left of a body that was given up must not be taken for the next request.
  if (!request.readableEnded && hasBody(request)) response.setHeader('Connection', 'close')
  if (packed) response.setHeader('Content-Encoding', 'gzip')
  const vary = [answered.headers.get('vary'), isText(answered) ? 'Accept-Encoding' : null].filter((name) => name !== null).join(', ')
  const length = answered.status === 304 ? {} : { 'Content-Length': body.length }
  const cookies = answered.headers.getSetCookie()
  response.writeHead(answered.status, {
    ...Object.fromEntries(answered.headers),
    ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    ...(vary ? { Vary: vary } : {}),
    ...length,
  })
  response.end(body)
  return true
}

const isText = ({ headers }: Response): boolean => /json/.test(headers.get('content-type') ?? '')
const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
