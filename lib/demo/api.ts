import * as z from 'zod/mini'
import { GridEvent, MAX_BATCH, SaveResult } from '@/lib/domain/event'
import type { EventAction } from '@/lib/domain/event-actions'

/** The API refused for good: asking again would change nothing. `status` is that of the answer. */
export class ApiRefused extends Error {
  override readonly name = 'ApiRefused'
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message)
  }
}

/** Nobody answered for as long as was agreed. */
export class ApiSilent extends Error {
  override readonly name = 'ApiSilent'
}

export type ApiOptions = {
  url: string
  token: string
  signal?: AbortSignal
  /** called before each wait, with what went wrong */
  onWait?: (why: string, waitMs: number) => void
  /** without an answer for this long ApiSilent is thrown; default: waits for ever */
  patienceMs?: number
}

/** What an event has become by an action. */
const Acted = z.pick(GridEvent, { id: true, revision: true, state: true, lead: true, deadline: true })
export type Acted = z.infer<typeof Acted>
const ActedBody = z.object({ event: Acted })

/** The product's own HTTP API as any other system uses it: retried with back-off, never faster than the server asks. */
export type Api = {
  /** The answer parsed; null for 404. */
  get<T extends z.ZodMiniType>(path: string, schema: T): Promise<z.output<T> | null>
  /** Sends at most 5,000 events; every row is answered, refused rows too. */
  post(events: readonly unknown[]): Promise<SaveResult>
  /** Does one action of the life cycle and answers the event after it; null when it was refused: others were faster, it is not the caller's, or not to be done so. */
  act(id: string, action: { requestId: string; expectedRevision: number; action: EventAction } & Record<string, unknown>): Promise<Acted | null>
}

const FIRST_WAIT_MS = 250
const MAX_WAIT_MS = 15_000
const ANSWER_MS = 60_000
/** Answers that another try may better. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504])
/** Answers to an action that is not done, whoever asks again: as it stands, as it is said, or by whom. */
const REFUSALS = new Set([400, 403, 404, 409, 422])
const ProblemBody = z.looseObject({ title: z.optional(z.string()) })

/** Makes the caller of one server. */
export function makeApi({ url, token, signal, onWait, patienceMs = Infinity }: ApiOptions): Api {
  const base = url.replace(/\/+$/, '')

  async function call(path: string, init: RequestInit): Promise<{ status: number; body: unknown }> {
    let waited = 0
    for (let tries = 0; ; tries++) {
      signal?.throwIfAborted()
      const { answer, why, asked } = await once(path, init)
      if (answer) return answer
      const backOff = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.5 + Math.random() / 2)
      const waitMs = asked === null ? backOff : Math.min(60_000, Math.max(asked, 50))
      if (waited + waitMs > patienceMs) throw new ApiSilent(`${base} did not answer (${why}): see that the server runs there.`)
      waited += waitMs
      onWait?.(why, waitMs)
      await pause(waitMs, signal)
    }
  }

  type Once = { answer: { status: number; body: unknown } | null; why: string; asked: number | null }
  async function once(path: string, init: RequestInit): Promise<Once> {
    const limits = [AbortSignal.timeout(ANSWER_MS), ...(signal ? [signal] : [])]
    try {
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' }
      const response = await fetch(`${base}/api${path}`, { ...init, headers, signal: AbortSignal.any(limits) })
      const text = await response.text()
      if (passing.has(response.status)) {
        return { answer: null, why: `it answered ${response.status}`, asked: retryAfter(response.headers.get('retry-after')) }
      }
      return { answer: { status: response.status, body: text === '' ? null : JSON.parse(text) }, why: '', asked: null }
    } catch (error) {
      signal?.throwIfAborted()
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      return { answer: null, why: cause instanceof Error ? cause.message || cause.name : String(cause), asked: null }
    }
  }

  const refused = (status: number, body: unknown) => {
    const said = ProblemBody.safeParse(body)
    return new ApiRefused(status, `${base} refused with ${status}: ${(said.success && said.data.title) || 'no reason given'}`)
  }

  return {
    async get(path, schema) {
      const { status, body } = await call(path, { method: 'GET' })
      if (status === 404) return null
      if (status !== 200) throw refused(status, body)
      return z.parse(schema, body)
    },
    async post(events) {
      if (events.length > MAX_BATCH) throw new RangeError(`at most ${MAX_BATCH} events in one request, not ${events.length}`)
      const { status, body } = await call('/events', { method: 'POST', body: JSON.stringify(events) })
      // 422 says that none of the rows was taken, and names them like a 200 does.
      const result = status === 200 || status === 422 ? SaveResult.safeParse(body) : null
      if (!result?.success) throw refused(status, body)
      return result.data
    },
    async act(id, action) {
      const { status, body } = await call(`/events/${id}/transitions`, { method: 'POST', body: JSON.stringify(action) })
      if (status === 200) return z.parse(ActedBody, body).event
      if (REFUSALS.has(status)) return null
      throw refused(status, body)
    },
  }
}

/** Milliseconds to wait by a Retry-After header (seconds or a date); null when there is none. */
export function retryAfter(header: string | null, now: number = Date.now()): number | null {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

/** Waits; rejects at once when the signal is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
