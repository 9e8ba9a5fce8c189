'use client'
import { type FormEvent, useCallback, useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { faultWords, readAudit } from '@/lib/client/admin'
import { accountTexts } from '@/lib/client/messages/accounts'
import { adminTexts } from '@/lib/client/messages/admin'
import { AuditAction, type AuditRow } from '@/lib/domain/audit'
import { AdminPage, Choice } from './admin-page'

const words = adminTexts.audit
const time = (text: string) =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Shanghai' }).format(Date.parse(text))

/** Civil dates of the form as the instants of the query: from the first moment of one day to the last of the other. */
function queryOf(form: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of ['actor', 'action', 'object'] as const) {
    const value = form.get(name)?.trim()
    if (value) query.set(name, value)
  }
  const [from, to] = [form.get('from'), form.get('to')]
  if (from) query.set('from', new Date(`${from}T00:00:00+08:00`).toISOString())
  if (to) query.set('to', new Date(Date.parse(`${to}T00:00:00+08:00`) + 86_400_000).toISOString())
  return query
}

/** The audit, searched; the address keeps what was searched for. */
export function AuditLog({ demo }: { demo: string | null }) {
  const [asked, setAsked] = useState<URLSearchParams | null>(null)
  const [rows, setRows] = useState<readonly AuditRow[]>([])
  const [cursor, setCursor] = useState<string | null>(null)
  const [fault, setFault] = useState<string | null>(null)

  const load = useCallback(async (form: URLSearchParams, after: string | null) => {
    const query = queryOf(form)
    if (after) query.set('cursor', after)
    const answer = await readAudit(query)
    setFault(answer.ok ? null : faultWords(answer))
    if (!answer.ok) return
    setRows((shown) => (after ? [...shown, ...answer.body.rows] : answer.body.rows))
    setCursor(answer.body.nextCursor)
  }, [])

  useEffect(() => {
    const form = new URLSearchParams(location.search)
    setAsked(form)
    void load(form, null)
  }, [load])

  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new URLSearchParams()
    for (const [name, value] of new FormData(event.currentTarget)) if (typeof value === 'string' && value) form.set(name, value)
    history.replaceState(null, '', form.size ? `?${form}` : location.pathname)
    setAsked(form)
    void load(form, null)
  }

  return (
    <AdminPage page="audit" title={words.title} demo={demo}>
      <p className="text-1 text-ink-3">{words.lead}</p>
      {asked && (
        <form onSubmit={search} className="grid grid-cols-[repeat(auto-fit,minmax(180px,1fr))] items-end gap-14">
          <Field label={words.from} name="from" type="date" defaultValue={asked.get('from') ?? ''} />
          <Field label={words.to} name="to" type="date" defaultValue={asked.get('to') ?? ''} />
          <Field label={words.actor} name="actor" defaultValue={asked.get('actor') ?? ''} maxLength={100} />
          <Field label={words.object} name="object" defaultValue={asked.get('object') ?? ''} maxLength={240} />
          <Choice
            label={words.action}
            name="action"
            value={asked.get('action') ?? ''}
            options={[['', words.all], ...AuditAction.options.map((a) => [a, a] as const)]}
          />
          <Action type="submit" main>
            {words.search}
          </Action>
        </form>
      )}
      {fault !== null && (
        <p role="alert" className="text-2 text-stale">
          {fault}
        </p>
      )}
      <div className="overflow-x-auto">
        <table className="w-full border-collapse text-left text-1" data-testid="audit-rows">
          <thead className="text-ink-3">
            <tr>
              {Object.entries(words.columns).map(([name, text]) => (
                <th key={name} className="border-b border-line-strong px-8 py-8 font-medium">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} className="border-b border-line align-top">
                <td className="num whitespace-nowrap px-8 py-8">{time(row.at)}</td>
                <td className="px-8 py-8 text-ink-1">
                  {row.actor?.name ?? words.nobody}
                  {row.actor?.role && <span className="text-ink-3"> {accountTexts.roles[row.actor.role]}</span>}
                </td>
                <td className="px-8 py-8">{row.action}</td>
                <td className="break-all px-8 py-8">{row.object ? `${row.object.kind}:${row.object.id}` : ''}</td>
                <td className="whitespace-nowrap px-8 py-8">{words.results[row.result]}</td>
                <td className="px-8 py-8">{row.reason}</td>
                <td className="break-all px-8 py-8 text-ink-3">{Object.keys(row.detail).length ? JSON.stringify(row.detail) : ''}</td>
                <td className="whitespace-nowrap px-8 py-8 text-ink-3">{row.address}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rows.length === 0 && fault === null && <p className="text-2 text-ink-3">{words.none}</p>}
      {cursor !== null && asked && (
        <Action className="self-center" onClick={() => void load(asked, cursor)}>
          {words.more}
        </Action>
      )}
    </AdminPage>
  )
}
