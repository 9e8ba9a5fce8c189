import * as z from 'zod/mini'
import type { Person } from '@/lib/db/accounts/sessions'
import type { Viewer } from '@/lib/domain/access'
import type { LinkPurpose } from '@/lib/domain/link'
import { Problem } from '@/lib/domain/problem'
import { type Access, MAX_JSON_BYTES, type Route, schemaOf } from '@/lib/domain/route'
import { readBody } from './body'
import { type Identity, needSecondFactor, needWork } from './identity'
import { countRequest } from './limits'
import { enterByLink, type LinkCall } from './link-call'
import { type Ask, answerSafely, authenticate, type Call, enterRead, identifyRequest, isFromHere, json, type OpenCall, parseQuery } from './request'
import { enterResident, type ResidentCall } from './resident-call'

type Schema = z.ZodMiniType
/** What a route's description says that is sent, parsed when asked for: who may not come here is told so before what is wrong with it. */
type Input<Q extends Schema, B extends Schema, P extends Schema> = {
  /** Throws Problem('invalid') */
  params(): z.output<P>
  query(): z.output<Q>
  /** Throws Problem: `unsupported_media_type`, `malformed`, `invalid`, `too_large`, `timed_out` */
  body(): Promise<z.output<B>>
}
/** What is answered: a value of the schema, nothing (204), or a response of one's own. */
type Reply<A extends Schema> = z.output<A> | Response | undefined
type Run<C, A extends Schema> = (call: C) => Reply<A> | Promise<Reply<A>>

/** What a handler of this route is given. */
export type CallOf<R> =
  R extends Route<infer Q, infer B, infer _A, infer P, infer W>
    ? Input<Q, B, P> &
        (W extends 'viewer' ? Call : W extends 'person' ? PersonCall : W extends 'link' ? LinkCall : W extends 'resident' ? ResidentCall : OpenCall)
    : never
export type PersonCall = Call & { person: Person }

/** A route with what answers it. `params`: the parts of the path that its description names. */
export type Served = { readonly route: Route; readonly answer: (request: Ask, params: unknown) => Promise<Response> }

/** Who comes to a route of work, an administrator without a second factor only where the route says so. Throws what `authenticate` throws. */
async function identifyFor({ beforeSecondFactor }: Pick<Route, 'beforeSecondFactor'>, request: Ask): Promise<Identity> {
  const identity = await identifyRequest(request)
  needWork(identity)
  if (!beforeSecondFactor) needSecondFactor(identity)
  return identity
}

/** A public route, or one for every program of this machine. */
export function servePublic<Q extends Schema, B extends Schema, A extends Schema, P extends Schema>(
  route: Route<Q, B, A, P, 'public' | 'local'>,
  run: Run<OpenCall & Input<Q, B, P>, A>,
): Served {
  return serve(
    route,
    async (call) => {
      if (route.access === 'local' && !isFromHere(call.request)) await authenticate(call.request)
      return call
    },
    run,
  )
}

/** The call of whoever asks, counted against their limit, and of a read when it is its turn. */
async function admit(route: Route, call: OpenCall, viewer: Viewer): Promise<Call> {
  await countRequest(viewer.id)
  return route.method === 'GET' ? { ...call, viewer, leave: await enterRead(viewer.id, call.request.signal) } : { ...call, viewer }
}

/** An authenticated route; counts against the limit of whoever asks. */
export function serveViewer<Q extends Schema, B extends Schema, A extends Schema, P extends Schema>(
  route: Route<Q, B, A, P, 'viewer'>,
  run: Run<Call & Input<Q, B, P>, A>,
): Served {
  return serve(
    route,
    async (call) => {
      const { viewer } = await identifyFor(route, call.request)
      return admit(route, call, viewer)
    },
    run,
  )
}

/** A route for a person who signed in, and nobody else. */
export function servePerson<Q extends Schema, B extends Schema, A extends Schema, P extends Schema>(
  route: Route<Q, B, A, P, 'person'>,
  run: Run<PersonCall & Input<Q, B, P>, A>,
): Served {
  return serve(
    route,
    async (call) => {
      const { viewer, cookie } = await identifyFor(route, call.request)
      if (cookie === null) throw new Problem('forbidden', 'This is for people who signed in, not for tokens.')
      return { ...(await admit(route, call, viewer)), person: { viewer, cookie, address: call.address } }
    },
    run,
  )
}

/** A route for a resident who signed in on their phone, and nobody else. */
export function serveResident<Q extends Schema, B extends Schema, A extends Schema, P extends Schema>(
  route: Route<Q, B, A, P, 'resident'>,
  run: Run<ResidentCall & Input<Q, B, P>, A>,
): Served {
  return serve(route, (call) => enterResident(call, route), run)
}

/** A route for whoever has a link for this purpose; a token or session is none, and is not looked at. */
export function serveLink<Q extends Schema, B extends Schema, A extends Schema, P extends Schema>(
  route: Route<Q, B, A, P, 'link'>,
  purpose: LinkPurpose,
  run: Run<LinkCall & Input<Q, B, P>, A>,
): Served {
  return serve(route, (call) => enterByLink(call, purpose), run)
}

function serve<C extends OpenCall, Q extends Schema, B extends Schema, A extends Schema, P extends Schema, W extends Access>(
  route: Route<Q, B, A, P, W>,
  enter: (call: OpenCall) => Promise<C>,
  run: Run<C & Input<Q, B, P>, A>,
): Served {
  const { answer } = route
  const reply = (value: Reply<A>): Response => {
    if (value instanceof Response) return value
    if (!answer.json) return new Response(null, { status: 204 })
    return json(value, { status: answer.status ?? 200, ...(answer.type === undefined ? {} : { headers: { 'Content-Type': answer.type } }) })
  }
  return {
    route,
    answer: (request, params) =>
      answerSafely(route.path, request, async (call) => {
        const entered = await enter(call)
        try {
          return reply(await run({ ...entered, ...inputOf(route, call, params) }))
        } finally {
          entered.leave?.()
        }
      }),
  }
}

function inputOf<Q extends Schema, B extends Schema, A extends Schema, P extends Schema, W extends Access>(
  { query, body, params: described }: Route<Q, B, A, P, W>,
  { request, url }: OpenCall,
  parts: unknown,
): Input<Q, B, P> {
  return {
    params() {
      if (!described) throw new RangeError('the route has no parts in its path')
      const parsed = z.safeParse(described, parts)
      if (parsed.success) return parsed.data
      throw new Problem('invalid', `There is nothing at this address: ${parsed.error.issues[0]?.message ?? 'invalid'}.`)
    },
    query() {
      if (!query) throw new RangeError('the route takes no parameters')
      return parseQuery(query, url)
    },
    async body() {
      if (!body || !('json' in body)) throw new RangeError('the route takes no JSON')
      return readBody(schemaOf(body.json), request, { limit: body.limit ?? MAX_JSON_BYTES, type: body.type })
    },
  }
}
