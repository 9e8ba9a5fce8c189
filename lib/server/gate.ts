import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ADDRESS_HEADER, LOCAL_HEADER } from '@/lib/api/request'
import { isProblem, Problem } from '@/lib/domain/problem'
import { addressOf, countHosts, isLocal, mayEnter, type ProxyTest } from './access'
import { apiPath, NOTHING_LOADS, SECURITY_HEADERS, securityHeaders } from './security-headers'

/** What the gate says while the pages are not there yet. */
export type Starting = { version: string; engine: string; phase: string }

/** The first door of the server: who may come in, and what is answered while it starts and stops. */
export type Gate = {
  listener: RequestListener
  /** from now on requests go to the pages */
  open(next: (request: IncomingMessage, response: ServerResponse) => Promise<void>): void
  /** from now on nobody comes in: whoever asks is told that the server stops */
  close(): void
  /** resolves when every request that had come in is answered, or after this long */
  answered(patienceMs: number): Promise<void>
  starting: Starting
}

const waitingPage = (text: string) =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="1"><meta name="color-scheme" content="dark">
<title>镇平县网格化治理态势平台</title><p>${text}</p></html>`

const READ = ['GET', 'HEAD']
const API = [...READ, 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export type GateOptions = {
  publicOrigin: string | null
  /** this process itself speaks https */
  tls?: boolean
  isProxy: ProxyTest
  starting: Starting
  /** the pages may be written to, as the tools of development do */
  dev?: boolean
  onFault: (error: unknown) => void
}

/** The gate asks for the Host header, refuses what cannot be a path or method, and answers by itself until `open`. */
export function makeGate({ publicOrigin, tls = false, isProxy, starting, dev = false, onFault }: GateOptions): Gate {
  let next: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | null = null
  let stopping = false
  const heard = new WeakSet<Socket>()
  const underWay = new Set<ServerResponse>()
  let onAnswered: (() => void) | undefined
  return {
    starting,
    open(handler) {
      next = handler
    },
    close() {
      next = null
      stopping = true
      starting.phase = 'stopping'
      // or the connection would wait for another request that nobody takes
      for (const response of underWay) if (!response.headersSent) response.setHeader('Connection', 'close')
    },
    async answered(patienceMs) {
      if (underWay.size === 0) return
      let timer: NodeJS.Timeout | undefined
      const all = new Promise<void>((resolve) => {
        onAnswered = resolve
      })
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patienceMs)
      })
      await Promise.race([all, late])
      clearTimeout(timer)
    },
    listener(request, response) {
      request.headers[LOCAL_HEADER] = isLocal(request) ? '1' : '0'
      request.headers[ADDRESS_HEADER] = addressOf(request, isProxy)
      const hosts = countHosts(request)
      const path = pathOf(request.url)
      // Each route may set its own over these.
      for (const [name, value] of securityHeaders(path ?? '', hosts === 1 ? request.headers.host : undefined, { publicOrigin, tls }))
        response.setHeader(name, value)
      if (hosts !== 1) return answerProblem(response, new Problem('malformed', `A request has one Host header, and this one has ${hosts || 'none'}.`))
      if (!mayEnter(request, publicOrigin)) {
        return answerProblem(response, new Problem('bad_origin', 'This server is not known by that name; the operator sets it as PUBLIC_ORIGIN.'))
      }
      if (path === null) return answerProblem(response, new Problem('malformed', 'The path cannot be read.'))
      if (!next) return answerAbsent(response, path, starting, stopping)
      const api = apiPath(path)
      // or a page would say so, to programs too
      if (api === 'misspelt') return answerProblem(response, new Problem('not_found', 'There is nothing at this address; see /api/openapi.json.'))
      const allowed = dev || api ? API : READ
      if (!allowed.includes(request.method ?? '')) return refuseMethod(request, response, allowed)
      underWay.add(response)
      response.once('close', () => {
        underWay.delete(response)
        if (underWay.size === 0) onAnswered?.()
      })
      const handler = next
      const enter = () =>
        void handler(request, response).catch((error: unknown) => {
          const isExpected = isProblem(error)
          if (!isExpected) onFault(error)
          if (response.headersSent) response.destroy()
          else answerProblem(response, isExpected ? error : new Problem('internal', 'Something went wrong here.'))
        })
      const { socket } = request
      if (heard.has(socket)) return enter()
      heard.add(socket)
      afterNextReading(() => socket.writable && enter())
    },
  }
}

/**
 * Calls back when the event loop has read once more from all connections. Of a flood whose senders have gone, one connection a turn is let in, its
 * request is read first, and in the next turn that nobody waits for the answer: work begun at once would keep waiting whoever comes behind them.
 */
function afterNextReading(then: () => void): void {
  setImmediate(() => setImmediate(then))
}

/** The decoded path; null when it is none (a bad escape, an absolute or empty target). */
function pathOf(url: string | undefined): string | null {
  const path = url?.split('?', 1)[0] ?? ''
  try {
    return path.startsWith('/') && !decodeURIComponent(path).includes('\0') ? path : null
  } catch {
    return null
  }
}

/** The pages are not there yet, or no longer. */
function answerAbsent(response: ServerResponse, path: string, starting: Starting, stopping: boolean): void {
  response.setHeader('Retry-After', '1')
  if (stopping) response.setHeader('Connection', 'close')
  if (path === '/api/health') {
    send(response, 503, 'application/json', JSON.stringify({ status: 'starting', ...starting }))
  } else if (apiPath(path) !== null || path === '/metrics') {
    answerProblem(response, stopping ? new Problem('stopping', 'The server is stopping.') : new Problem('starting', 'The server is starting.'))
  } else {
    send(
      response,
      503,
      'text/html; charset=utf-8',
      waitingPage(stopping ? '服务正在停止，请稍候… The server is stopping.' : '服务正在启动，请稍候… The server is starting.'),
    )
  }
}

/** What is written to a page would be taken for a call of a server action, and there are none. */
function refuseMethod(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): void {
  response.setHeader('Allow', allowed.join(', '))
  response.setHeader('Connection', 'close') // its body is not read
  answerProblem(response, new Problem('method_not_allowed', `${request.method} is not possible here, only ${allowed.join(', ')}.`))
}

function answerProblem(response: ServerResponse, problem: Problem): void {
  const { retryAfter } = problem.extra
  if (typeof retryAfter === 'number') response.setHeader('Retry-After', retryAfter)
  send(response, problem.status, 'application/problem+json', JSON.stringify(problem))
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    'Content-Security-Policy': NOTHING_LOADS,
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}

/** Answers what Node's parser or its timers gave up on, in the form of every other answer. */
export function answerBadClient(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, code, title] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ['408 Request Timeout', 'timed_out', 'The request took too long to arrive.']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431 Request Header Fields Too Large', 'too_large', 'The headers are too large.']
        : ['400 Bad Request', 'malformed', 'This is not HTTP.']
  const body = JSON.stringify({ type: `urn:gridsight:problem:${code}`, title, status: Number.parseInt(status, 10), code })
  const headers = {
    Connection: 'close',
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
    'Content-Security-Policy': NOTHING_LOADS,
    ...SECURITY_HEADERS,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`)
}
