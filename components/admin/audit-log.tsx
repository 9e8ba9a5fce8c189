'use client'
import dynamic from 'next/dynamic'
import { type FormEvent, useEffect, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Choice } from '@/components/ui/choice'
import { DateField, Field } from '@/components/ui/field'
import { faultWords, readAudit } from '@/lib/client/admin'
import { auditActionName } from '@/lib/client/audit-words'
import { aboutTexts } from '@/lib/client/messages/about'
import { adminTexts } from '@/lib/client/messages/admin'
import { useReadPages } from '@/lib/client/use-read'
import { AuditAction } from '@/lib/domain/audit'

const AuditRows = dynamic(() => import('./audit-rows').then((m) => m.AuditRows), { ssr: false, loading: () => <Waiting /> })
const ExportButton = dynamic(() => import('@/components/list/export-button').then((m) => m.ExportButton), { ssr: false })

const words = adminTexts.audit

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
        {rows !== null && rows.length > 0 && <AuditRows rows={rows} />}
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
