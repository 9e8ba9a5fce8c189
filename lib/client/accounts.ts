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
