import type { AccountChange, AccountIn } from '@/lib/domain/account'
import { accountRoutes } from '@/lib/domain/routes/accounts'
import { administrationRoutes } from '@/lib/domain/routes/administration'
import type { SettingsIn } from '@/lib/domain/settings'
import { http, type Refused } from './http'
import { adminTexts } from './messages/admin'
import { faultWord } from './word-of'

export const readAudit = (query: URLSearchParams) => http(administrationRoutes.audit, { query })
export const changeSettings = (body: SettingsIn) => http(administrationRoutes.changeSettings, { body })
export const makeAccount = (body: AccountIn) => http(accountRoutes.create, { body })
export const changeAccount = (id: string, body: AccountChange) => http(accountRoutes.change, { params: { id }, body })
export const resetPassword = (id: string) => http(accountRoutes.resetPassword, { params: { id }, body: {} })

/** Why something did not work, in words. */
export function faultWords({ code }: Refused): string {
  const { faults } = adminTexts
  return faultWord(faults, code)
}
