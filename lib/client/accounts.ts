import type { ActivityRow, SessionRow } from '@/lib/domain/account'
import { authRoutes } from '@/lib/domain/routes/auth'
import { http } from './http'

export const signIn = (body: { username: string; password: string; code?: string }) => http(authRoutes.signIn, { body })
export const signOut = () => http(authRoutes.signOut)
export const stayActive = () => http(authRoutes.stayActive)
export const changePassword = (current: string, password: string) => http(authRoutes.changePassword, { body: { current, password } })
export const startSecondFactor = (password: string) => http(authRoutes.startSecondFactor, { body: { password } })
export const confirmSecondFactor = (code: string) => http(authRoutes.confirmSecondFactor, { body: { code } })
export const stepUp = (code: string) => http(authRoutes.stepUp, { body: { code } })
export const endSession = (id: string) => http(authRoutes.endSession, { params: { id } })

/** One's open sessions; none where they could not be read. */
export async function readSessions(): Promise<readonly SessionRow[]> {
  const answer = await http(authRoutes.sessions)
  return answer.ok ? answer.body.sessions : []
}

/** What happened to one's own account of late, the newest first; null where it could not be read. */
export async function readActivity(): Promise<readonly ActivityRow[] | null> {
  const answer = await http(authRoutes.activity)
  return answer.ok ? answer.body.activity : null
}
