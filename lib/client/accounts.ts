import * as z from 'zod/mini'
import { Activity, type ActivityRow, SecondFactor, type SessionRow, Sessions, SignedIn } from '@/lib/domain/account'

/** Why a call failed, by its code; `lost`: no answer came. `field` names what is wrong with a field (a weak password). */
export type Refused = { ok: false; code: string; field: string | null }
export type Answered<T> = { ok: true; body: T } | Refused

const ProblemBody = z.looseObject({ code: z.string(), errors: z.optional(z.array(z.looseObject({ message: z.string() }))) })
const PATIENCE_MS = 20_000

/** A call of our API with the session of this browser; its answer parsed. */
export async function call<T extends z.ZodMiniType>(
  schema: T,
  path: string,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  body?: unknown,
): Promise<Answered<z.output<T>>> {
  let response: Response
  try {
    response = await fetch(`/api/${path}`, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const answer: unknown = text === '' ? null : JSON.parse(text)
    if (response.ok) return { ok: true, body: schema.parse(answer) }
    const problem = ProblemBody.safeParse(answer)
    return { ok: false, code: problem.success ? problem.data.code : 'other', field: (problem.success && problem.data.errors?.[0]?.message) || null }
  } catch {
    return { ok: false, code: 'lost', field: null }
  }
}

const Nothing = z.null()

export const signIn = (input: { username: string; password: string; code?: string }) => call(SignedIn, 'auth/sign-in', 'POST', input)
export const signOut = () => call(Nothing, 'auth/sign-out', 'POST')
export const stayActive = () => call(Nothing, 'auth/active', 'POST')
export const changePassword = (current: string, password: string) => call(Nothing, 'auth/password', 'POST', { current, password })
export const startSecondFactor = (password: string) => call(SecondFactor, 'auth/second-factor', 'POST', { password })
export const confirmSecondFactor = (code: string) => call(Nothing, 'auth/second-factor/confirm', 'POST', { code })
export const endSession = (id: string) => call(Nothing, `auth/sessions/${encodeURIComponent(id)}`, 'DELETE')

/** One's open sessions; none where they could not be read. */
export async function readSessions(): Promise<readonly SessionRow[]> {
  const answer = await call(Sessions, 'auth/sessions', 'GET')
  return answer.ok ? answer.body.sessions : []
}

/** What happened to one's own account of late, the newest first; null where it could not be read. */
export async function readActivity(): Promise<readonly ActivityRow[] | null> {
  const answer = await call(Activity, 'auth/activity', 'GET')
  return answer.ok ? answer.body.activity : null
}
