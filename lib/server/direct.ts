import type { IncomingMessage, ServerResponse } from 'node:http'
import { takeEvents } from '@/lib/live/events-in'
import { type Handler, handle } from '@/lib/live/request'

/**
 * Routes that the server answers itself, by the very functions the routes of the pages' server call. On its way through that one a
 * request costs about a millisecond of CPU, several times what it takes to save an event that shares its transaction with others; for
 * everything but events in, that does not matter.
 */
const routes: Record<string, Handler<unknown>> = { 'POST /api/events': handle('/api/events', takeEvents) }

const SECURITY = { 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cross-Origin-Resource-Policy': 'same-origin' }

/** Answers the request when it is one of those; false: it is not. */
export function answerDirectly(request: IncomingMessage, response: ServerResponse): Promise<boolean> | false {
  const url = request.url ?? '/'
  const question = url.indexOf('?')
  const route = routes[`${request.method} ${question < 0 ? url : url.slice(0, question)}`]
  return route ? answer(route, request, response) : false
}

async function answer(route: Handler<unknown>, request: IncomingMessage, response: ServerResponse): Promise<true> {
  const { headers } = request
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
  }
  const answered = await route(ask, { params: Promise.resolve({}) })
  const body = await answered.text()
  if (response.destroyed) return true
  // What is left of a body that was given up must not be taken for the next request.
  if (!request.readableEnded) response.setHeader('Connection', 'close')
  response.writeHead(answered.status, { ...Object.fromEntries(answered.headers), ...SECURITY, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
  return true
}
