'use client'
import dynamic from 'next/dynamic'
import { type FormEvent, useEffect, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Choice } from '@/components/ui/choice'
import { type Fact, Facts } from '@/components/ui/facts'
import { DateField, Field } from '@/components/ui/field'
import { Table } from '@/components/ui/table'
import { faultWords, readAudit } from '@/lib/client/admin'
import { auditActionName, auditDetails, auditObject, auditTime } from '@/lib/client/audit-words'
import { aboutTexts } from '@/lib/client/messages/about'
import { accountTexts } from '@/lib/client/messages/accounts'
import { adminTexts } from '@/lib/client/messages/admin'
import { auditTexts } from '@/lib/client/messages/audit'
import { useReadPages } from '@/lib/client/use-read'
import { AuditAction, type AuditRow } from '@/lib/domain/audit'

const ExportButton = dynamic(() => import('@/components/list/export-button').then((m) => m.ExportButton), { ssr: false })

const words = adminTexts.audit

/** Letters that are read at a glance; a longer value, such as the ids of a list, is opened. */
const GLANCE = 160

function Value({ text }: { text: string }) {
  if (text.length <= GLANCE) return <span className="whitespace-pre-line">{text}</span>
  return (
    <details className="whitespace-pre-line">
      <summary className="cursor-pointer">{text.slice(0, GLANCE / 2)}…</summary>
      {text}
    </details>
  )
}

/** A reason and the details of a row, by their names. */
const factsOf = ({ reason, detail }: AuditRow): Fact[] => [
  ...(reason === null ? [] : [[auditTexts.reason, reason] satisfies Fact]),
  ...auditDetails(detail).map(([name, text]): Fact => [name, <Value key={name} text={text} />]),
]

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
export function AuditLog({ frame }: { frame: Frame }) {
  const [asked, setAsked] = useState<URLSearchParams | null>(null)
  const { rows, fault, more, again } = useReadPages(
    ['audit', asked?.toString()],
    async (after) => {
      const query = queryOf(asked ?? new URLSearchParams())
      if (after) query.set('cursor', after)
      const answer = await readAudit(query)
      return answer.ok ? { ok: true, body: { rows: answer.body.rows, cursor: answer.body.nextCursor } } : answer
    },
    asked !== null,
  )
  useEffect(() => setAsked(new URLSearchParams(location.search)), [])

  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new URLSearchParams()
    for (const [name, value] of new FormData(event.currentTarget)) if (typeof value === 'string' && value) form.set(name, value)
    history.replaceState(null, '', form.size ? `?${form}` : location.pathname)
    setAsked(form)
    // what was done meanwhile is found by the same search
    if (form.toString() === asked?.toString()) again()
  }

  return (
    <Shell
      frame={frame}
      page="audit"
      about={aboutTexts.audit}
      tools={<ExportButton list="audit" query={queryOf(asked ?? new URLSearchParams()).toString()} hasWords />}
    >
      <Panel>
        <p className="text-13 text-ink-3">{words.lead}</p>
        {asked && (
          <form onSubmit={search} className="grid grid-cols-[repeat(auto-fit,minmax(160px,1fr))] items-end gap-12">
            <DateField label={words.from} name="from" type="date" defaultValue={asked.get('from') ?? ''} />
            <DateField label={words.to} name="to" type="date" defaultValue={asked.get('to') ?? ''} />
            <Field label={words.actor} name="actor" defaultValue={asked.get('actor') ?? ''} maxLength={100} />
            <Field label={words.object} name="object" defaultValue={asked.get('object') ?? ''} maxLength={240} />
            <Choice
              label={words.action}
              name="action"
              value={asked.get('action') ?? ''}
              options={[['', words.all], ...AuditAction.options.map((a) => [a, auditActionName(a)] as const)]}
            />
            <Action type="submit" main className="min-h-36">
              {words.search}
            </Action>
          </form>
        )}
      </Panel>
      <Panel flush className="overflow-hidden">
        {fault !== null && <Failed text={faultWords(fault)} onRetry={again} />}
        {rows === null && fault === null && <Waiting />}
        {rows !== null && rows.length > 0 && (
          <Table columns={Object.values(words.columns)} testId="audit-rows" stacks>
            {rows.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </Table>
        )}
        {rows?.length === 0 && <Empty>{words.none}</Empty>}
        {more && (
          <p className="flex justify-center border-t border-line p-12">
            <Action onClick={more}>{words.more}</Action>
          </p>
        )}
      </Panel>
    </Shell>
  )
}

function Row({ row }: { row: AuditRow }) {
  const { columns } = words
  const object = auditObject(row.object)
  const facts = factsOf(row)
  return (
    <tr className="align-top" data-action={row.action}>
      <td className="whitespace-nowrap">{auditTime(row.at)}</td>
      <td className="min-w-120 text-ink-1" data-label={columns.actor}>
        <span>
          {row.actor?.name ?? words.nobody}
          <span className="block text-13 text-ink-3">
            {[row.actor?.role && accountTexts.roles[row.actor.role], row.address].filter(Boolean).join(' · ')}
          </span>
        </span>
      </td>
      <td className="min-w-120" data-label={columns.action}>
        <span>
          <strong>{auditActionName(row.action)}</strong>
          {row.result !== 'done' && <span className="block text-13 text-ink-1">{words.results[row.result]}</span>}
        </span>
      </td>
      <td className="min-w-120 lg:min-w-260" data-label={columns.object}>
        {object && (
          <span>
            {object.kind}
            <span className="block text-13 break-all text-ink-3">{object.id}</span>
          </span>
        )}
      </td>
      <td className="min-w-200 lg:w-2/5" data-label={columns.detail}>
        {facts.length > 0 && <Facts rows={facts} className="text-13" />}
      </td>
    </tr>
  )
}
