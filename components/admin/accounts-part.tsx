'use client'
import dynamic from 'next/dynamic'
import { type FormEvent, useMemo } from 'react'
import { ExportButton } from '@/components/list/export-button'
import { Panel } from '@/components/page/panel'
import { Failed } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Choice } from '@/components/ui/choice'
import { Field, inputLook } from '@/components/ui/field'
import { Table } from '@/components/ui/table'
import { useSorting } from '@/components/ui/use-sorting'
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
import type { SortKeys } from '@/lib/domain/sort-rows'
import { CodeDialog, useFreshCode } from './code-dialog'
import { Said, type Told, useDoing } from './doing'

const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })

const words = adminTexts.settings
const roles = () => AccountRole.options.map((role) => [role, accountTexts.roles[role]] as const)
/** Names of places by their codes; of a grid that is not among them the code. */
type Names = Readonly<Record<string, string>>
const scopeText = (scope: WorkScope, names: Names) =>
  scope.kind === 'department'
    ? scope.department
    : inList(scope.prefixes.map((prefix) => (prefix ? (names[prefix] ?? prefix) : accountTexts.account.scopeAll)))
const HEADS = ['username', 'name', 'role', 'scope', 'seen'] as const
const keysOf = (names: Names): SortKeys<AccountRow, (typeof HEADS)[number]> => ({
  username: ({ username }) => username,
  name: ({ name }) => name,
  role: ({ role }) => accountTexts.roles[role],
  scope: ({ scope }) => scopeText(scope, names),
  seen: ({ signedInAt }) => signedInAt && Date.parse(signedInAt),
})
const NONE: readonly AccountRow[] = []
const time = (text: string) =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Asia/Shanghai' }).format(Date.parse(text))

/** The accounts that this administrator manages. A password that is made here is shown once. */
export function AccountsPart({ isPerson, names }: { isPerson: boolean; names: Names }) {
  const { data, fault, again } = useRoute(accountRoutes.list, {})
  const doing = useDoing()

  const [q, find] = useAddressPart('account')
  const terms = termsOf(q ?? '')
  const found = (data?.accounts ?? NONE).filter(({ username, name, role, scope }) => {
    const text = searchable([username, name, accountTexts.roles[role], scopeText(scope, names)].join(' '))
    return terms.every((term) => text.includes(term))
  })
  const keys = useMemo(() => keysOf(names), [names])
  const { sorted, column } = useSorting(found, keys, 'accounts')
  const heads = { username: words.account.username, name: words.account.name, role: words.account.role, scope: words.scope, seen: words.lastSeen }
  const { asked, withCode } = useFreshCode()
  const did = async <T,>(what: () => Promise<Answered<T>>, told: (body: T) => Told): Promise<boolean> => {
    const done = await doing.did(() => withCode(what), told)
    if (done) again()
    return done
  }
  const shown = ({ account, password }: { account: AccountRow; password?: string | undefined }) =>
    password === undefined ? adminTexts.saved : { once: words.password(account.username, password) }

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
      <Said doing={doing} testId="account-said" />
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
      <AddressViews list="accounts" isPerson={isPerson} kept={['account', 'accounts']} />
      <div className="-mx-16 border-y border-line max-sm:-mx-12">
        <Table
          columns={[...HEADS.map((by) => column(by, heads[by])), { hidden: words.reset }]}
          stacks
          testId="accounts"
          className="[&_td]:align-middle"
        >
          {sorted.map((account) => (
            <tr key={account.id} data-account={account.username}>
              <td className="text-ink-1">{account.username}</td>
              <td data-label={heads.name}>{account.name}</td>
              <td data-label={heads.role}>{accountTexts.roles[account.role]}</td>
              <td data-label={heads.scope}>{scopeText(account.scope, names)}</td>
              <td data-label={heads.seen} className="whitespace-nowrap">
                {account.disabled ? (
                  <strong className="font-semibold text-ink-1">{words.disabled}</strong>
                ) : account.signedInAt ? (
                  time(account.signedInAt)
                ) : (
                  <span className="text-ink-3">{words.never}</span>
                )}
              </td>
              <td>
                <span className="flex justify-end gap-8 whitespace-nowrap max-sm:w-full max-sm:justify-start max-sm:pt-4">
                  <Action size="small" disabled={doing.busy} onClick={() => void did(() => resetPassword(account.id), shown)}>
                    {words.reset}
                  </Action>
                  <Action
                    size="small"
                    disabled={doing.busy}
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
              </td>
            </tr>
          ))}
        </Table>
      </div>
      <form onSubmit={create} className="grid grid-cols-[repeat(auto-fit,minmax(200px,1fr))] items-end gap-14">
        <Field label={words.account.username} name="username" required maxLength={32} autoComplete="off" />
        <Field label={words.account.name} name="name" required maxLength={100} autoComplete="off" />
        <Choice label={words.account.role} name="role" value="operator" options={roles()} />
        <Field label={words.account.within} name="within" maxLength={400} />
        <Field label={words.account.department} name="department" maxLength={100} />
        <Action type="submit" main disabled={doing.busy}>
          {words.account.create}
        </Action>
      </form>
    </Panel>
  )
}
