'use client'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Shell } from '@/components/page/shell'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { sayInAddress } from '@/lib/client/address'
import { fetchGrids } from '@/lib/client/api'
import type { GridTree } from '@/lib/client/grids'
import { aboutTexts } from '@/lib/client/messages/about'
import { pageTexts } from '@/lib/client/messages/page'
import { placeTexts as texts } from '@/lib/client/messages/places'
import { useAddress } from '@/lib/client/use-address'
import { type Read, useRead } from '@/lib/client/use-read'
import { PlacesView } from './places-view'

const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })
/** The usual room of the choice of a part of one's area, before there is one: what stands beside and below does not move. */
const ScopeRoom = () => <span className="w-136 max-sm:order-last max-lg:h-48" />
const ShapeScope = dynamic(() => import('@/components/list/scope-select').then((m) => m.ShapeScope), { ssr: false, loading: ScopeRoom })
const GapsView = dynamic(() => import('./gaps-view').then((m) => m.GapsView), { ssr: false })
const ErrandsView = dynamic(() => import('./errands-view').then((m) => m.ErrandsView), { ssr: false })
const ImportDialog = dynamic(() => import('@/components/imports/import-dialog').then((m) => m.ImportDialog), { ssr: false })
const EditDialog = dynamic(() => import('./edit-dialog').then((m) => m.EditDialog), { ssr: false })

const VIEWS = ['places', 'gaps', 'errands'] as const
type View = (typeof VIEWS)[number]
const KEPT = ['view', 'within', 'kind', 'open', 'q', 'sort', 'what', 'meters', 'period', 'places']
/** What the address says: `at`: the place that is open. */
type At = { view: View; within: string | null; at: string | null }
const START: At = { view: 'places', within: null, at: null }

function readAt(search: string): At {
  const query = new URLSearchParams(search)
  return { view: VIEWS.find((view) => view === query.get('view')) ?? START.view, within: query.get('within'), at: query.get('at') }
}

/** Outlines of a place and all below it. */
const useTree = (within: string | null): Read<GridTree> =>
  useRead(['place-grids', within], async () => {
    try {
      return { ok: true, body: await fetchGrids(within ?? undefined) }
    } catch {
      return { ok: false, code: 'lost', message: '', field: null, problem: {} }
    }
  })

/** Service places: where they are and what is booked there, who lives out of their reach, and what was done for people. */
export function PlacesPage({ frame, readsPeople, edits }: { frame: Frame; readsPeople: boolean; edits: boolean }) {
  const search = useAddress()
  const at = useMemo(() => (search === null ? null : readAt(search)), [search])
  const [making, setMaking] = useState(false)
  const [importing, setImporting] = useState(false)
  const [made, setMade] = useState(0)
  const go = ({ view, ...others }: Partial<At>) => sayInAddress({ ...others, ...(view !== undefined && { view: view === START.view ? null : view }) })
  const { view, within } = at ?? START
  const whole = useTree(null)
  const part = useTree(within)
  return (
    <Shell
      frame={frame}
      page="places"
      about={aboutTexts.places}
      fills={view !== 'errands'}
      keys={[{ caps: ['J', 'K'], text: pageTexts.keys.row }, ...(view === 'places' ? [{ caps: ['/'], text: texts.search }] : [])]}
      tools={
        // which of them there are is said by the address: until that is read their place is kept, and none is pressed
        <div className={at === null ? 'invisible contents' : 'contents'}>
          {/* on a phone tools begin at the left, where it would move those that stand */}
          {whole.data === null && whole.fault === null && <ScopeRoom />}
          {whole.data && (
            <ShapeScope shapes={whole.data.list} within={within} className="max-sm:order-last" onChoose={(code) => go({ within: code, at: null })} />
          )}
          <AddressViews list="places" isPerson={frame.viewer.userId !== undefined} kept={KEPT} />
          <ViewSwitch
            label={texts.view}
            value={view}
            options={VIEWS.map((value) => ({ value, label: texts.views[value] }))}
            onChange={(next) => go({ view: next })}
            testId="view"
          />
          {edits && view === 'places' && (
            <Action onClick={() => setImporting(true)} data-testid="import-places">
              {texts.edit.import}
            </Action>
          )}
          {edits && view === 'places' && (
            <Action main onClick={() => setMaking(true)} data-testid="make-place">
              {texts.edit.make}
            </Action>
          )}
        </div>
      }
    >
      {at && view === 'places' && (
        <PlacesView key={made} within={within} shapes={part.data?.list ?? []} at={at.at} edits={edits} onOpen={(id) => go({ at: id })} />
      )}
      {at && view === 'gaps' && (
        <GapsView
          within={within}
          shapes={part.data?.list ?? []}
          above={within === null ? null : (whole.data?.byCode.get(within)?.parentCode ?? null)}
          readsPeople={readsPeople}
          onGo={(code) => go({ within: code !== null && whole.data?.byCode.has(code) ? code : null })}
        />
      )}
      {at && view === 'errands' && <ErrandsView within={within} onOpen={(id) => go({ view: 'places', at: id })} />}
      {importing && (
        <ImportDialog
          what="places"
          onClose={(changed) => {
            setImporting(false)
            if (changed) setMade((n) => n + 1)
          }}
        />
      )}
      {making && (
        <EditDialog
          place={null}
          onClose={() => setMaking(false)}
          onDone={(place) => {
            setMaking(false)
            setMade((n) => n + 1)
            go({ at: place.id })
          }}
        />
      )}
    </Shell>
  )
}
