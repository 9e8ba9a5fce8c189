import * as z from 'zod/mini'
import { type Access, type Named, type Route, schemaOf } from '@/lib/domain/route'
import { type Input, request, TIMEOUT_MS } from './request'

type Schema = z.ZodMiniType

/** Why a call failed, by its code; `lost`: no answer came. `field`: what is wrong with a field (a weak password); `problem`: all that the server said. */
export type Refused = { ok: false; code: string; message: string; field: string | null; problem: Readonly<Record<string, unknown>> }
export type Answered<T> = { ok: true; body: T } | Refused

/** Of the window: a call was refused because nobody is signed in here any more. */
export const SIGNED_OUT = 'gridsight:signed-out'

const ProblemBody = z.looseObject({
  code: z.string(),
  title: z.optional(z.string()),
  errors: z.optional(z.array(z.looseObject({ message: z.string() }))),
})
/** Calls a route and parses its answer by the schema of its description; one without a body is undefined. */
export async function http<Q extends Schema, B extends Schema, A extends Schema, P extends Schema>(
  route: Route<Q, B, A, P, Access> & { answer: { json: Named<A> } },
  input?: Input<Q, B, P>,
  timeoutMs?: number,
): Promise<Answered<z.output<A>>>
export async function http<Q extends Schema, B extends Schema, P extends Schema>(
  route: Route<Q, B, Schema, P, Access> & { answer: { json?: never } },
  input?: Input<Q, B, P>,
  timeoutMs?: number,
): Promise<Answered<undefined>>
export async function http(route: Route, input: Input<Schema, Schema, Schema> = {}, timeoutMs = TIMEOUT_MS): Promise<Answered<unknown>> {
  try {
    const response = await request(route, input, timeoutMs)
    const text = await response.text()
    const answer: unknown = text === '' ? undefined : JSON.parse(text)
    if (response.ok) return { ok: true, body: route.answer.json ? schemaOf(route.answer.json).parse(answer) : undefined }
    const problem = ProblemBody.safeParse(answer)
    if (!problem.success) return { ok: false, code: 'other', message: '', field: null, problem: {} }
    const { code, title = '', errors = [] } = problem.data
    if (code === 'unauthenticated') globalThis.dispatchEvent?.(new Event(SIGNED_OUT))
    return { ok: false, code, message: title, field: errors[0]?.message ?? null, problem: problem.data }
  } catch (error) {
    // a fetch that failed or took too long is the network's; anything else is an answer that nobody understands
    if (!(error instanceof TypeError) && !(error instanceof DOMException)) console.error(route.path, error)
    return { ok: false, code: 'lost', message: '', field: null, problem: {} }
  }
}
