import { type AccountChange, type AccountIn, AccountMade, AccountRow, Accounts } from '@/lib/domain/account'
import { AuditPage } from '@/lib/domain/audit'
import { Settings, type SettingsIn } from '@/lib/domain/settings'
import { call, type Refused } from './accounts'
import { adminTexts } from './messages/admin'

export const readAudit = (query: URLSearchParams) => call(AuditPage, `audit?${query}`, 'GET')
export const readSettings = () => call(Settings, 'settings', 'GET')
export const changeSettings = (change: SettingsIn) => call(Settings, 'settings', 'PUT', change)
export const readAccounts = () => call(Accounts, 'accounts', 'GET')
export const makeAccount = (account: AccountIn) => call(AccountMade, 'accounts', 'POST', account)
export const changeAccount = (id: string, change: AccountChange) => call(AccountRow, `accounts/${encodeURIComponent(id)}`, 'PATCH', change)
export const resetPassword = (id: string) => call(AccountMade, `accounts/${encodeURIComponent(id)}/password`, 'POST', {})

/** Why something did not work, in words. */
export function faultWords({ code }: Refused): string {
  const { faults } = adminTexts
  return new Map(Object.entries(faults)).get(code) ?? faults.other
}
