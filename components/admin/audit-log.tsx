'use client'
import dynamic from 'next/dynamic'
import { type FormEvent, useEffect, useMemo, useRef } from 'react'
import { ExportButton } from '@/components/list/export-button'
import { useLast } from '@/components/list/use-last'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { DateField, Field } from '@/components/ui/field'
import { sayInAddress } from '@/lib/client/address'
import { faultWords, readAudit } from '@/lib/client/admin'
import { aboutTexts } from '@/lib/client/messages/about'
import { adminTexts } from '@/lib/client/messages/admin'
import { pageTexts } from '@/lib/client/messages/page'
import { useAddress } from '@/lib/client/use-address'
import { useReadPages } from '@/lib/client/use-read'
import { AUDIT_SORTS } from '@/lib/domain/audit'
import { columnOf } from '@/lib/domain/list-order'

// beside the fields, for the words of all actions
const ActionChoice = dynamic(() => import('./action-choice').then((m) => m.ActionChoice), { ssr: false, loading: () => <div className="min-h-60" /> })
const AuditRows = dynamic(() => import('./audit-rows').then((m) => m.AuditRows), { ssr: false, loading: () => <Waiting /> })
const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })

const words = adminTexts.audit

const FIELDS = ['from', 'to', 'actor', 'object', 'action'] as const
const KEPT = [...FIELDS, 'order']
const NOTHING = new URLSearchParams()

/** Civil dates of the form as the instants of the query: from the first moment of one day to the last of the other. */
function queryOf(form: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams()
  for (const name of ['actor', 'action', 'object'] as const) {
    const value = form.get(name)?.trim()
    if (value) query.set(name, value)
  }
  const order = form.get('order') ?? ''
  if (columnOf(order, AUDIT_SORTS)) query.set('order', order)
  const [from, to] = [form.get('from'), form.get('to')]
  if (from) query.set('from', new Date(`${from}T00:00:00+08:00`).toISOString())
  if (to) query.set('to', new Date(Date.parse(`${to}T00:00:00+08:00`) + 86_400_000).toISOString())
  return query
}

/** The audit, searched and sorted; the address keeps what was searched for. */
export function AuditLog({ frame }: { frame: Frame }) {
  const address = useAddress()
  const asked = useMemo(() => (address === null ? null : new URLSearchParams(address)), [address])
  const query = queryOf(asked ?? NOTHING)
  const { rows, fault, more, again } = useReadPages(
    ['audit', query.toString()],
    async (after) => {
      const page = new URLSearchParams(query)
      if (after) page.set('cursor', after)
      const answer = await readAudit(page)
      return answer.ok ? { ok: true, body: { rows: answer.body.rows, cursor: answer.body.nextCursor } } : answer
    },
    asked !== null,
  )
  // what was found stands, dimmed, until the next is there
  const shown = useLast(rows)

  const form = useRef<HTMLFormElement>(null)
  // another address, by Back or a view, is told by the fields, which keep the focus
  useEffect(() => {
    for (const name of FIELDS) {
      const field = form.current?.elements.namedItem(name)
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = asked?.get(name) ?? ''
    }
  }, [asked])

  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const filled = new FormData(event.currentTarget)
    const parts = Object.fromEntries(FIELDS.map((name) => [name, String(filled.get(name) ?? asked?.get(name) ?? '')]))
    // what was done meanwhile is found by the same search
    if (FIELDS.every((name) => parts[name] === (asked?.get(name) ?? ''))) again()
    else sayInAddress(parts)
  }

  return (
    <Shell
      frame={frame}
      page="audit"
      about={aboutTexts.audit}
      keys={[{ caps: ['J', 'K'], text: pageTexts.keys.row }]}
      tools={
        <>
          <AddressViews list="audit" isPerson={frame.viewer.userId !== undefined} kept={KEPT} />
          <ExportButton list="audit" query={query.toString()} hasWords />
        </>
      }
    >
      <Panel>
        <p className="text-13 text-ink-3">{words.lead}</p>
        {asked && (
          <form
            key={FIELDS.map((name) => asked.get(name)).join()}
            onSubmit={search}
            className="grid grid-cols-[repeat(auto-fit,minmax(160px,1fr))] items-end gap-12"
          >
            <DateField label={words.from} name="from" type="date" defaultValue={asked.get('from') ?? ''} />
            <DateField label={words.to} name="to" type="date" defaultValue={asked.get('to') ?? ''} />
            <Field label={words.actor} name="actor" defaultValue={asked.get('actor') ?? ''} maxLength={100} />
            <Field label={words.object} name="object" defaultValue={asked.get('object') ?? ''} maxLength={240} />
            <ActionChoice value={asked.get('action') ?? ''} />
            <Action type="submit" main className="min-h-36">
              {words.search}
            </Action>
          </form>
        )}
      </Panel>
      <Panel flush className="overflow-hidden">
        {fault !== null && <Failed text={faultWords(fault)} onRetry={again} />}
        {shown === null && fault === null && <Waiting />}
        {fault === null && shown !== null && shown.length > 0 && <AuditRows rows={shown} stale={rows === null} />}
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
