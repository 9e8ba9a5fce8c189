import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import { touchSession } from '@/lib/db/accounts/sessions'
import { isNoSpace, isUnavailable } from '@/lib/db/engine/faults'
import type { Viewer } from '@/lib/domain/access'
import { isProblem, Problem } from '@/lib/domain/problem'
import { VIEWER_HEADER } from '@/lib/domain/route'
import { runtime, runtimeOrNull } from '@/lib/live/runtime'
import { nextSlice, Slices } from '@/lib/live/slices'
import { UNKEPT_FAULT, type WithBody } from './body'
import { budget, type Kind } from './budget'
import { type Identity, identifyOrThrow, needSecondFactor, needWork } from './identity'
import { isAllowedOrigin, originOf } from './origin'

/**
 * What a route needs of a request. Both a `Request` and a request of Node's own server fit, so that one handler serves either door
 * (server/direct.ts tells why there are two). `signal` is aborted when the asker goes before the answer is there.
 */
export type Ask = WithBody & { method: string; url: string; signal?: AbortSignal }
/**
 * A request as a route's own code gets it. `requestId` is in the answer's X-Request-Id and in the log; `address`: where it came from; `leave`: gives up its
 * place among the reads of whoever asks.
 */
export type OpenCall = { request: Ask; url: URL; requestId: string; address: string | null; leave?: () => void }
/** The same, from somebody we know. */
export type Call = OpenCall & { viewer: Viewer }

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Who asks: by `Authorization: Bearer`, else by a cookie. A cookie that comes with a write must come from a page of ours; such a write
 * keeps the session of a person open. Throws Problem `unauthenticated`, `other_viewer`, `bad_origin`, `second_factor_missing`, or `forbidden` for a resident.
 */
export async function authenticate(request: Ask): Promise<Viewer> {
  const identity = await identifyRequest(request)
  needWork(identity)
  needSecondFactor(identity)
  return identity.viewer
}

/** The same with how they are known, and for an administrator without a second factor too: for what sets one up. */
export async function identifyRequest(request: Ask): Promise<Identity> {
  const header = request.headers.get('authorization')
  const token = header === null ? null : (/^Bearer +(\S+) *$/i.exec(header)?.[1] ?? '')
  const identity = await identifyOrThrow({ token, cookies: request.headers.get('cookie'), host: request.headers.get('host') })
  const meant = request.headers.get(VIEWER_HEADER)
  if (meant !== null && meant !== identity.viewer.id) throw new Problem('other_viewer', 'Somebody else is signed in by now than this was sent for.')
  if (identity.by !== 'token' && !reading.has(request.method)) {
    needOwnOrigin(request)
    if (identity.cookie !== null) await touchSession(identity.cookie)
  }
  return identity
}

/** Throws Problem('bad_origin') unless the request comes from a page of this server. */
export function needOwnOrigin({ headers }: Ask): void {
  const origin = headers.get('origin')
  if (!origin || !isAllowedOrigin(origin, headers.get('host'), runtime().publicOrigin))
    throw new Problem('bad_origin', `A write with a session must come from a page of this server, not from ${origin ?? 'nowhere'}.`)
}

/** The address that people use, as a link of ours begins: what is configured, else where this request went. */
export function ownOrigin({ headers }: Ask): string {
  const { publicOrigin, tls } = runtime()
  return publicOrigin ?? originOf(headers.get('host') ?? 'localhost', { publicOrigin, tls })
}

/** Set by the gate, which alone knows the socket: where a request comes from, and whether (`1`) from this machine. What a client sent is replaced. */
export const ADDRESS_HEADER = 'x-gridsight-address'
export const LOCAL_HEADER = 'x-gridsight-local'

/** Does it come from this very machine? */
export const isFromHere = ({ headers }: Ask): boolean => headers.get(LOCAL_HEADER) === '1'

/** Answers a request of a route (its label in metrics): turns faults into problem documents, names the request, measures it. */
export async function answerSafely(route: string, request: Ask, run: (call: OpenCall) => Promise<Response> | Response): Promise<Response> {
  const started = performance.now()
  const requestId = randomUUID()
  let response: Response
  try {
    response = await run({ request, url: new URL(request.url), requestId, address: request.headers.get(ADDRESS_HEADER) || null })
  } catch (error) {
    response = problemResponse(asProblem(error, { requestId, route, method: request.method }), requestId)
  }
  response.headers.set('X-Request-Id', requestId)
  const labels = { route, method: request.method, status: String(response.status) }
  runtimeOrNull()?.metrics.requests.observe(labels, (performance.now() - started) / 1000)
  return response
}

/**
 * Lets in what somebody reads: a few of it are under way at once, each begins in a turn of the event loop of its own, and one whose asker has gone does not
 * begin at all. Answers what gives the place up. Throws as `Budget.enter` does.
 */
export async function enterRead(key: string, signal: AbortSignal | undefined): Promise<() => void> {
  const leave = await budget('any').enter(key, signal)
  try {
    await nextSlice(key, signal)
    return leave
  } catch (gone) {
    leave()
    throw gone
  }
}

/**
 * Does work that costs much for whoever asks, when the budget of its kind has room for it, and in slices of the event loop. It waits in a line of its own,
 * and no longer among their other reads. Throws Problem('rate_limited') when too much of it waits already.
 */
export function inBudget<T>(
  kind: Kind,
  { request, viewer, leave }: Pick<Call, 'request' | 'viewer' | 'leave'>,
  work: (slices: Slices) => Promise<T>,
): Promise<T> {
  leave?.()
  return budget(kind).run(viewer.id, request.signal, () => work(new Slices(viewer.id, request.signal)))
}

/** Parses the query string by a schema; a name that comes several times is an array. Throws Problem('invalid') naming what is wrong. */
export function parseQuery<T extends z.ZodMiniType>(schema: T, url: URL): z.output<T> {
  const names = [...new Set(url.searchParams.keys())]
  const one = (values: string[]) => (values.length === 1 ? (values[0] ?? '') : values)
  for (const [name, value] of url.searchParams) {
    if (!name.includes('\0') && !value.includes('\0')) continue
    const plain = name.replaceAll('\0', '')
    throw new Problem('invalid', `The parameter ${plain} cannot be used: ${UNKEPT_FAULT}.`, { errors: [{ name: plain, message: UNKEPT_FAULT }] })
  }
  const parsed = z.safeParse(schema, Object.fromEntries(names.map((name) => [name, one(url.searchParams.getAll(name))])))
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map((issue) => ({ name: issue.path.join('.'), message: issue.message }))
  throw new Problem('invalid', `The parameter ${errors[0]?.name || 'list'} cannot be used: ${errors[0]?.message ?? 'invalid'}.`, { errors })
}

/** An answer that is sent piece by piece as it is made, and not when all of it is there. */
export class Streamed extends Response {}

/**
 * An answer that is there as a whole, so that the server sends its `content` as it is (lib/server/direct.ts). Out of the stream of a
 * Response it would come with two copies of every byte, in buffers that only a full collection takes away; so there is one only for
 * whoever asks for it.
 */
export class Whole extends Response {
  #read: Response | null = null

  constructor(
    readonly content: string | Uint8Array,
    init?: ResponseInit,
  ) {
    super(null, init)
  }

  /** The same, with a stream. Bytes that a Response is given it copies. */
  get #asRead(): Response {
    const { content, status, statusText, headers } = this
    this.#read ??= new Response(typeof content === 'string' ? content : streamOf(content), { status, statusText, headers })
    return this.#read
  }
  override clone() {
    return this.#asRead.clone()
  }
  override get body() {
    return this.#asRead.body
  }
  override get bodyUsed() {
    return this.#asRead.bodyUsed
  }
  override arrayBuffer() {
    return this.#asRead.arrayBuffer()
  }
  override blob() {
    return this.#asRead.blob()
  }
  override formData() {
    return this.#asRead.formData()
  }
  override json() {
    return this.#asRead.json()
  }
  override text() {
    return this.#asRead.text()
  }
}

const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })

/** An answer in JSON that nobody keeps. */
export const json = (body: unknown, init?: ResponseInit): Response => jsonText(JSON.stringify(body), init)

/** The same of what is written already. */
export function jsonText(text: string, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers)
  if (!headers.has('content-type')) headers.set('Content-Type', 'application/json')
  if (!headers.has('cache-control')) headers.set('Cache-Control', 'no-store')
  return new Whole(text, { ...init, headers })
}

/** The RFC 9457 answer of a fault, with the headers its code asks for. */
export function problemResponse(problem: Problem, requestId?: string): Response {
  const { retryAfter, allow } = problem.extra
  const headers = new Headers({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' })
  if (problem.status === 401) headers.set('WWW-Authenticate', 'Bearer realm="gridsight"')
  if (Array.isArray(allow)) headers.set('Allow', allow.join(', '))
  if (problem.status === 503) headers.set('Retry-After', '1')
  if (typeof retryAfter === 'number') headers.set('Retry-After', String(retryAfter))
  // `toJSON` of the error would be that of its class's own instance; the shape is the same.
  return new Whole(JSON.stringify({ ...problem.toJSON(), ...(requestId ? { requestId } : {}) }), { status: problem.status, headers })
}

function asProblem(error: unknown, where: { requestId: string; route: string; method: string }): Problem {
  if (isProblem(error) && error.code !== 'internal') return error
  const log = runtimeOrNull()?.log
  if (isNoSpace(error) || (isUnavailable(error) && runtimeOrNull()?.lacksSpace?.())) {
    log?.error({ ...where, err: error }, 'no space is left on a disk: a request was not done')
    return new Problem('no_space', 'No space is left on the disk of the server; nothing was saved.')
  }
  if (isUnavailable(error)) {
    log?.warn({ ...where, err: error }, 'the database did not answer a request')
    return new Problem('unavailable', 'The database cannot be reached at the moment; try again.')
  }
  log?.error({ ...where, err: error }, 'a request failed')
  return new Problem('internal', 'Something went wrong here. The server has logged it under the request id.')
}
