import { authRoutes } from '@/lib/domain/routes/auth'
import { http } from './http'
import { admitToPhone, leavePhone } from './phone'

/** Signs in; what the phone has kept for another is closed to whoever this is. */
export async function signIn(body: { username: string; password: string; code?: string }) {
  const answer = await http(authRoutes.signIn, { body })
  if (answer.ok) await admitToPhone(answer.body.id)
  return answer
}
/** Signs out, and leaves nothing behind in this browser. */
export async function signOut() {
  const answer = await http(authRoutes.signOut)
  await leavePhone()
  return answer
}
export const stayActive = () => http(authRoutes.stayActive)
export const changePassword = (current: string, password: string) => http(authRoutes.changePassword, { body: { current, password } })
export const startSecondFactor = (password: string) => http(authRoutes.startSecondFactor, { body: { password } })
export const confirmSecondFactor = (code: string) => http(authRoutes.confirmSecondFactor, { body: { code } })
export const stepUp = (code: string) => http(authRoutes.stepUp, { body: { code } })
export const endSession = (id: string) => http(authRoutes.endSession, { params: { id } })
