import { randomUUID } from 'node:crypto'
import http from 'node:http'
import sharp from 'sharp'
import { io } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'

/** What an attack needs to know of the server. */
export type Target = { url: string; tokens: { wall: string; reporter: string; supervisor: string }; revision: number; event: string; types: string[] }
/** Sends until `over` is aborted, and tells what each request was answered with. */
export type Attack = (target: Target, over: AbortSignal, tell: (outcome: string) => void) => Promise<unknown>

const agent = new http.Agent({ keepAlive: true })
const YEAR_MS = 365 * 86_400_000
/** Whoever is refused waits this long, so that the refusals are not the attack. */
const REFUSED_MS = 20

type Sending = { token?: string; method?: string; type?: string; body?: Buffer | string }

/** Sends one request and throws the answer away; the status, or why there was none. */
function send(target: Target, path: string, over: AbortSignal, { token, method = 'GET', type, body }: Sending = {}): Promise<string> {
  const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(type ? { 'content-type': type } : {}) }
  return new Promise((resolve) => {
    const request = http.request(new URL(path, target.url), { agent, method, headers, signal: over }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(String(answer.statusCode)))
      answer.on('error', () => resolve('cut off'))
    })
    request.on('error', (error) => resolve(over.aborted ? 'not answered' : error.message))
    request.end(body)
  })
}

/** `width` requests at a time until it is over. */
function flood(width: number, one: (target: Target, over: AbortSignal, n: number) => Promise<string>): Attack {
  return async (target, over, tell) => {
    let n = 0
    const line = async () => {
      while (!over.aborted) {
        const outcome = await one(target, over, n++)
        tell(outcome)
        if (outcome !== '200') await new Promise((resolve) => setTimeout(resolve, REFUSED_MS))
      }
    }
    await Promise.all(Array.from({ length: width }, line))
  }
}

const SUBSCRIPTIONS = 3_000
const subscribe: Attack = async ({ url, tokens, revision }, over, tell) => {
  while (!over.aborted) {
    const socket = io(url, { transports: ['websocket'], parser, reconnection: false, forceNew: true, auth: { token: tokens.wall } })
    const asking = new Promise<void>((resolve) => {
      socket.on('connect_error', () => resolve())
      socket.on('disconnect', () => resolve())
      over.addEventListener('abort', () => resolve(), { once: true })
      socket.on('connect', () => {
        let left = SUBSCRIPTIONS
        for (let i = 0; i < SUBSCRIPTIONS; i++)
          socket.emit('subscribe', { since: Math.max(0, revision - 19_000) + (i % 500) }, (ack: { code?: string }) => {
            tell(ack.code ?? 'subscribed')
            if (--left === 0) resolve()
          })
      })
    })
    await asking
    socket.disconnect()
    await new Promise((resolve) => setTimeout(resolve, REFUSED_MS))
  }
}

const photo: Attack = async (target, over, tell) => {
  const body = await sharp({ create: { width: 8_000, height: 8_000, channels: 3, background: '#336699' } })
    .png({ compressionLevel: 1 })
    .toBuffer()
  const path = `/api/events/${target.event}/attachments?kind=report`
  await flood(12, (to, signal) => send(to, path, signal, { token: to.tokens.supervisor, method: 'POST', type: 'image/png', body }))(
    target,
    over,
    tell,
  )
}

/** What is asked for and not waited for: pages, also of an address that leads nowhere, and reads that sum up much. */
const LEFT = [
  ...['/sign-in', '/nothing', '/api/openapi.json', '/api/replay/days', '/api/trends', '/api/hotspots', '/api/rules'],
  ...['/api/places?limit=1000&near=112.23,33.03', '/api/places/gaps'],
]
const LEAVERS = 300
const LEAVE_MS = 500
/** Connections that are all opened at once, ask for the same, and are closed a moment later; then for the next. */
const leaving: Attack = async ({ url, tokens }, over, tell) => {
  const headers = { authorization: `Bearer ${tokens.wall}` }
  for (let n = 0; !over.aborted; n++) {
    const one = (resolve: () => void) => {
      const request = http.get(new URL(LEFT[n % LEFT.length] ?? '/', url), { agent: false, headers }, (answer) => {
        tell(String(answer.statusCode))
        answer.resume()
        answer.on('close', resolve)
      })
      request.on('error', resolve)
      setTimeout(() => request.destroy(), LEAVE_MS)
    }
    await Promise.all(Array.from({ length: LEAVERS }, () => new Promise<void>(one)))
  }
}

/** A body of 5,000 new events. */
const rows = ({ types }: Target, n: number): string =>
  JSON.stringify(
    Array.from({ length: 5_000 }, (_, i) => ({
      id: randomUUID(),
      occurredAt: new Date(Date.now() - (i % 600) * 1_000).toISOString(),
      type: types[(i + n) % types.length],
      position: [112.1 + (i % 90) / 1_000, 32.98 + (i % 70) / 1_000],
      title: `第 ${i} 条，测试用的标题`,
      description: '测试用的描述。'.repeat(20),
    })),
  )

/** What one client with valid credentials (or none, for the sign-in) may try, by name. */
export const attacks: Record<string, { what: string; attack: Attack }> = {
  none: { what: 'no client (control)', attack: async () => {} },
  subscribe: { what: '3,000 × subscribe with an old cursor, one socket', attack: subscribe },
  changes: {
    what: 'GET /api/changes of 20,000, 20 in parallel',
    attack: flood(20, (to, over) => send(to, `/api/changes?since=${Math.max(0, to.revision - 19_900)}&limit=20000`, over, { token: to.tokens.wall })),
  },
  figures: {
    what: 'GET /api/events?figure=, 40 in parallel',
    attack: flood(40, (to, over) => send(to, '/api/events?figure=handedInTimeRate.denominator&limit=1', over, { token: to.tokens.wall })),
  },
  coverage: {
    what: 'GET /api/people/coverage?rows=all, 20 in parallel',
    attack: flood(20, (to, over, n) =>
      send(to, `/api/people/coverage?rows=all&tree=${n % 2 ? 'grids' : 'service'}`, over, { token: to.tokens.wall }),
    ),
  },
  heat: {
    what: 'GET /api/heat?at= of last year, 20 in parallel',
    attack: flood(20, (to, over, n) => {
      const at = new Date(Date.now() - YEAR_MS / 2 - (n % 1_000) * 3_600_000).toISOString()
      return send(to, `/api/heat?window=${n % 2 ? 'all' : '30d'}&at=${at}${n % 3 ? '' : '&form=cells'}`, over, { token: to.tokens.wall })
    }),
  },
  snapshots: {
    what: 'GET /api/snapshot and /api/heat?window=all&form=cells, 40 in parallel',
    attack: flood(40, (to, over, n) => send(to, n % 2 ? '/api/snapshot' : '/api/heat?window=all&form=cells', over, { token: to.tokens.wall })),
  },
  photos: { what: 'photos of 64 megapixels, 12 in parallel', attack: photo },
  posts: {
    what: 'posts of 5,000 rows, 6 in parallel',
    attack: flood(6, (to, over, n) =>
      send(to, '/api/events', over, { token: to.tokens.reporter, method: 'POST', type: 'application/json', body: rows(to, n) }),
    ),
  },
  leaving: { what: 'pages and reads that nobody waits for, 300 connections at once', attack: leaving },
  'sign-ins': {
    what: 'sign-ins, 30 in parallel',
    attack: flood(30, (to, over, n) =>
      send(to, '/api/auth/sign-in', over, {
        method: 'POST',
        type: 'application/json',
        body: JSON.stringify({ username: `nobody-${n}`, password: 'not the right one 1' }),
      }),
    ),
  },
}
