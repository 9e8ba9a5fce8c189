'use client'
import dynamic from 'next/dynamic'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Choice } from '@/components/ui/choice'
import { Field, inputLook } from '@/components/ui/field'
import { changeAccount, faultWords, makeAccount, resetPassword } from '@/lib/client/admin'
import type { Answered } from '@/lib/client/http'
import { inList } from '@/lib/client/in-list'
import { accountTexts } from '@/lib/client/messages/accounts'
import { adminTexts } from '@/lib/client/messages/admin'
import { useAddressPart } from '@/lib/client/use-address'
import { useRoute } from '@/lib/client/use-read'
import type { WorkScope } from '@/lib/domain/access'
import { AccountRole, type AccountRow } from '@/lib/domain/account'
import { accountRoutes } from '@/lib/domain/routes/accounts'
import { searchable, termsOf } from '@/lib/domain/search-text'
import { CodeDialog, useFreshCode } from './code-dialog'

const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })
const ExportButton = dynamic(() => import('@/components/list/export-button').then((m) => m.ExportButton), { ssr: false })

const words = adminTexts.settings
const roles = () => AccountRole.options.map((role) => [role, accountTexts.roles[role]] as const)
const scopeText = (scope: WorkScope) =>
  scope.kind === 'department' ? scope.department : inList(scope.prefixes.map((p) => p || accountTexts.account.scopeAll))
const time = (text: string) =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(Date.parse(text))

/** The accounts that this administrator manages. A password that is made here is shown once. */
export function AccountsPart({ isPerson }: { isPerson: boolean }) {
  const { data, fault, again } = useRoute(accountRoutes.list, {})
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null)

  const [q, find] = useAddressPart('account')
  const terms = termsOf(q ?? '')
  const shownAccounts = (data?.accounts ?? []).filter(({ username, name, role, scope }) => {
    const text = searchable([username, name, accountTexts.roles[role], scopeText(scope)].join(' '))
    return terms.every((term) => text.includes(term))
  })
  const { asked, withCode } = useFreshCode()
  const did = async <T,>(doing: () => Promise<Answered<T>>, good: (body: T) => string): Promise<boolean> => {
    const answer = await withCode(doing)
    setSaid(answer.ok ? { text: good(answer.body), good: true } : { text: faultWords(answer), good: false })
    if (answer.ok) again()
    return answer.ok
  }
  const shown = ({ account, password }: { account: AccountRow; password?: string | undefined }) =>
    password === undefined ? adminTexts.saved : words.password(account.username, password)

  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const prefixes = text('within').split(/[,，、\s]+/)
    const scope: WorkScope = text('department') ? { kind: 'department', department: text('department') } : { kind: 'grids', prefixes }
    const account = { username: text('username'), name: text('name'), role: AccountRole.parse(text('role')), scope }
    if (await did(() => makeAccount(account), shown)) form.reset()
  }

  return (
    <Panel id="accounts" title={words.accounts} action={<ExportButton list="accounts" query="" hasWords />}>
      {asked && <CodeDialog asked={asked} />}
      <p role="status" className={`break-all text-15 empty:hidden ${said?.good ? 'text-live' : 'text-stale'}`} data-testid="account-said">
        {said?.text}
      </p>
      {fault && <Failed text={faultWords(fault)} onRetry={again} />}
      <input
        type="search"
        aria-label={words.findAccount}
        placeholder={words.findAccount}
        value={q ?? ''}
        maxLength={100}
        className={`${inputLook} sm:max-w-332`}
        onChange={({ target }) => find(target.value)}
        data-testid="find-account"
      />
      <AddressViews list="accounts" isPerson={isPerson} kept={['account']} />
      <ul className="flex flex-col" data-testid="accounts">
        {shownAccounts.map((account) => (
          <li key={account.id} className="flex flex-wrap items-center gap-x-16 gap-y-6 border-t border-line py-10 text-14">
            <span className="min-w-160 text-15 text-ink-1">{account.username}</span>
            <span className="min-w-160">{account.name}</span>
            <span>{accountTexts.roles[account.role]}</span>
            <span className="text-ink-3">{scopeText(account.scope)}</span>
            <span className="text-ink-3">
              {account.disabled ? words.disabled : account.signedInAt ? `${words.lastSeen} ${time(account.signedInAt)}` : words.never}
            </span>
            <span className="ml-auto flex gap-8">
              <Action onClick={() => void did(() => resetPassword(account.id), shown)}>{words.reset}</Action>
              <Action
                onClick={() =>
                  void did(
                    () => changeAccount(account.id, { disabled: !account.disabled }),
                    () => adminTexts.saved,
                  )
                }
              >
                {account.disabled ? words.enable : words.disable}
              </Action>
            </span>
          </li>
        ))}
      </ul>
      <form onSubmit={create} className="grid grid-cols-[repeat(auto-fit,minmax(200px,1fr))] items-end gap-14">
        <Field label={words.account.username} name="username" required maxLength={32} autoComplete="off" />
        <Field label={words.account.name} name="name" required maxLength={100} autoComplete="off" />
        <Choice label={words.account.role} name="role" value="operator" options={roles()} />
        <Field label={words.account.within} name="within" maxLength={400} />
        <Field label={words.account.department} name="department" maxLength={100} />
        <Action type="submit" main>
          {words.account.create}
        </Action>
      </form>
    </Panel>
  )
}
