'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { useOrdering } from '@/components/ui/use-sorting'
import { withParts } from '@/lib/client/address'
import { said as inWords } from '@/lib/client/language'
import { pageTexts } from '@/lib/client/messages/page'
import { peopleTexts } from '@/lib/client/messages/people'
import { residentsTexts as texts } from '@/lib/client/messages/residents'
import { readFault, readHouseholds } from '@/lib/client/people'
import { useAddressPart } from '@/lib/client/use-address'
import { useReadPages, useRoute } from '@/lib/client/use-read'
import type { HouseholdRow } from '@/lib/domain/people'
import { HOUSEHOLD_SORTS } from '@/lib/domain/people-queries'
import { residentRoutes } from '@/lib/domain/routes/residents'
import { List } from './people-lists'

const ResidentsDialog = dynamic(() => import('./residents-dialog').then((m) => m.ResidentsDialog), { ssr: false })

const VIEWS = ['all', 'bound'] as const
type View = (typeof VIEWS)[number]

/** Households of a grid and who of them has a phone bound; how many of how many; and, for whoever may, invitations. */
export function ResidentsPanel({
  within,
  surname,
  mayInvite,
  onExport,
}: {
  within: string | null
  surname: string | null
  mayInvite: boolean
  /** the list as it is, by the query of its route */
  onExport(query: string): void
}) {
  const [said, say] = useAddressPart('residents')
  const view: View = said === 'bound' ? 'bound' : 'all'
  const { order, column } = useOrdering(HOUSEHOLD_SORTS, { name: 'homes', usual: 'grid' })
  const [opened, setOpened] = useState<HouseholdRow | null>(null)
  const counts = useRoute(residentRoutes.counts, { query: { within } })
  const list = useReadPages(['residents', within, view, surname, order], async (cursor) => {
    const answer = await readHouseholds({ within, surname, order, ...(view === 'bound' && { residents: true }) }, cursor)
    return answer.ok ? { ok: true, body: { rows: answer.body.households, cursor: answer.body.nextCursor } } : answer
  })
  const { household } = peopleTexts
  const cell = 'align-middle'
  return (
    <Panel
      title={texts.title}
      testId="residents"
      note={
        counts.data && (
          <span data-testid="residents-count" data-bound={counts.data.bound} data-households={counts.data.households}>
            {texts.count(counts.data.bound, counts.data.households, counts.data.residents)} {!counts.data.on && texts.off}
          </span>
        )
      }
      action={
        <span className="flex flex-wrap items-center gap-8">
          <ViewSwitch
            label={texts.view}
            value={view}
            options={VIEWS.map((value) => ({ value, label: texts.views[value] }))}
            onChange={(next) => say(next === 'all' ? null : next)}
            testId="residents-view"
          />
          <Action
            size="small"
            onClick={() => onExport(withParts('', { within, surname, order, residents: view === 'bound' ? 'true' : null }).slice(1))}
          >
            {pageTexts.export}
          </Action>
        </span>
      }
      flush
      className="overflow-hidden"
    >
      {counts.fault !== null && <Failed text={readFault(counts.fault)} onRetry={counts.again} />}
      <List
        columns={[
          column('name', household.name),
          household.address,
          column('persons', household.persons),
          column('grid', household.grid),
          column('residents', texts.phones),
        ]}
        lastColumn={texts.open}
        list={list}
        empty={view === 'bound' ? texts.noneBound : texts.noHouseholds}
      >
        {list.rows?.map((row) => (
          <tr key={row.id} data-testid="household-row" data-household={row.id}>
            <td className={`${cell} text-ink-1`}>{row.name}</td>
            <td data-label={household.address} className={`${cell} min-w-160`}>
              {row.address}
            </td>
            <td data-label={household.persons} className={cell}>
              {row.persons ?? peopleTexts.none}
            </td>
            <td data-label={household.grid} className={`${cell} whitespace-nowrap`}>
              {inWords({ zh: row.gridName, en: row.gridNameEn })}
            </td>
            <td data-label={texts.phones} className={`${cell} whitespace-nowrap ${row.residents > 0 ? 'text-ink-1' : ''}`}>
              {row.residents === 0 ? peopleTexts.none : texts.people(row.residents)}
            </td>
            <td className={cell}>
              {mayInvite && (
                <Action size="small" onClick={() => setOpened(row)} data-testid="open-residents">
                  {row.residents === 0 ? texts.invite : texts.open}
                </Action>
              )}
            </td>
          </tr>
        ))}
      </List>
      {opened !== null && (
        <ResidentsDialog
          title={texts.of(opened.name, opened.address)}
          of={{ household: opened.id }}
          on={counts.data?.on === true}
          onClose={(changed) => {
            setOpened(null)
            if (!changed) return
            counts.again()
            list.again()
          }}
        />
      )}
    </Panel>
  )
}
