import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { giveEvents } from '@/lib/api/event-list'
import { takeEvents } from '@/lib/api/events-in'
import { giveChanges, giveGrids, giveHeat, giveKpis, giveSnapshot } from '@/lib/api/reads'
import { type Handler, handle } from '@/lib/api/request'

/**
 * Routes that the server answers itself, by the very functions the routes of the pages' server call. On its way through that one a
 * request costs about a millisecond of CPU, several times what it takes to save an event that shares its transaction with others, and as
 * much as most of these reads; for everything else that does not matter.
 */
const routes: Record<string, Handler<unknown>> = {
  'POST /api/events': handle('/api/events', takeEvents),
  'GET /api/events': handle('/api/events', giveEvents),
  'GET /api/grids': handle('/api/grids', giveGrids),
  'GET /api/snapshot': handle('/api/snapshot', giveSnapshot),
  'GET /api/kpis': handle('/api/kpis', giveKpis),
  'GET /api/heat': handle('/api/heat', giveHeat),
  'GET /api/changes': handle('/api/changes', giveChanges),
}

/** Text shorter than this is sent as it is. */
const WORTH_PACKING = 1_024
const pack = promisify(gzip)

/** Answers the request when it is one of those; false: it is not. */
export function answerDirectly(request: IncomingMessage, response: ServerResponse): Promise<boolean> | false {
  const url = request.url ?? '/'
  const question = url.indexOf('?')
  const route = routes[`${request.method} ${question < 0 ? url : url.slice(0, question)}`]
  return route ? answer(route, request, response) : false
}

async function answer(route: Handler<unknown>, request: IncomingMessage, response: ServerResponse): Promise<true> {
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
  const answered = await route(ask, { params: Promise.resolve({}) })
  let body = Buffer.from(await answered.arrayBuffer())
  const packed = body.length >= WORTH_PACKING && isText(answered) && takesGzip(headers['accept-encoding'])
  if (packed) body = await pack(body)
  if (response.destroyed) return true
  // What is left of a body that was given up must not be taken for the next request.
  if (!request.readableEnded && hasBody(request)) response.setHeader('Connection', 'close')
  if (packed) response.setHeader('Content-Encoding', 'gzip')
  const vary = [answered.headers.get('vary'), isText(answered) ? 'Accept-Encoding' : null].filter((name) => name !== null).join(', ')
  const length = answered.status === 304 ? {} : { 'Content-Length': body.length }
  response.writeHead(answered.status, { ...Object.fromEntries(answered.headers), ...(vary ? { Vary: vary } : {}), ...length })
  response.end(body)
  return true
}

const isText = ({ headers }: Response): boolean => /json/.test(headers.get('content-type') ?? '')
const takesGzip = (accepts: string | string[] | undefined): boolean => /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(accepts ?? ''))
const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
