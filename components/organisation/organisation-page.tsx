'use client'
import dynamic from 'next/dynamic'
import { useEffect, useMemo, useState } from 'react'
import { usePageKeys } from '@/components/figures/use-figure-place'
import { ScopeSelect } from '@/components/list/scope-select'
import type { Frame } from '@/components/page/frame'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { fetchGrids } from '@/lib/client/api'
import { type GridName, GridNames } from '@/lib/client/grid-names'
import type { GridShape, GridTree } from '@/lib/client/grids'
import type { Answered } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { aboutTexts } from '@/lib/client/messages/about'
import { unitTexts as texts } from '@/lib/client/messages/units'
import { type Chosen, openFor, type TreeRow, treeRows } from '@/lib/client/units'
import { useAddressPart } from '@/lib/client/use-address'
import { useRead, useRoute } from '@/lib/client/use-read'
import type { MapSettings } from '@/lib/domain/basemap'
import { ROLES } from '@/lib/domain/roles'
import { unitRoutes } from '@/lib/domain/routes/units'
import { orderOf, sortingOf } from '@/lib/domain/sort-rows'
import { UNIT_SORTS, type UnitMember } from '@/lib/domain/unit'
import { BlankCard } from './blank-card'
import { FigureStrip } from './figure-strip'
import { KINDS_OF, type UnitListName, unitsQuery } from './lists'
import { MapFoot } from './map-foot'
import { TreePanel } from './tree-panel'
import { type UnitForm, UnitForms } from './unit-forms'
import { UnitsMap } from './units-map'
import { useUnitPlace } from './use-unit-place'

// not what the page is opened for
const UnitLists = dynamic(() => import('./unit-lists').then((m) => m.UnitLists), { ssr: false })
const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })
// what it shows is read after the page
const UnitCard = dynamic(() => import('./unit-card').then((m) => m.UnitCard), { ssr: false, loading: () => <Waiting /> })
const JoinDialog = dynamic(() => import('./member-dialogs').then((m) => m.JoinDialog), { ssr: false })
const LeaveDialog = dynamic(() => import('./member-dialogs').then((m) => m.LeaveDialog), { ssr: false })

/** Units are read again so often; those that are being made, until none was added for a while. */
const [QUIET_MS, GROWING_MS, STILL_MS] = [60_000, 3_000, 15_000]

const NONE: readonly GridShape[] = []
const panel = 'min-h-0 overflow-hidden rounded-10 border border-line bg-panel'

/** The outlines of the grids that a viewer knows. */
async function readShapes(): Promise<Answered<GridTree>> {
  try {
    return { ok: true, body: await fetchGrids() }
  } catch {
    return { ok: false, code: 'lost', message: '', field: null, problem: {} }
  }
}

/** Units (组织): figures, the trees of grids and party side by side, their ground with blank spots, the card of one; or as lists. The address says what is looked at. */
export function OrganisationPage({
  frame,
  grids,
  readsPeople,
  invites,
  map,
}: {
  frame: Frame
  grids: readonly GridName[]
  readsPeople: boolean
  invites: boolean
  map: MapSettings
}) {
  const { place, go } = useUnitPlace()
  const { within, view, list, open, chosen } = place
  const names = useMemo(() => new GridNames(grids), [grids])
  const [grows, setGrows] = useState(true)
  const everyMs = frame.demo && grows ? GROWING_MS : QUIET_MS
  const { data: overview, fault, again } = useRoute(unitRoutes.overview, { query: { within } }, { enabled: place.there, everyMs })
  // units of the demonstration come in after its people: while there is none, and as long as there are more each time
  const count = overview?.units.length ?? 0
  useEffect(() => {
    setGrows(true)
    if (count === 0) return
    const still = setTimeout(() => setGrows(false), STILL_MS)
    return () => clearTimeout(still)
  }, [count])
  const shapesRead = useRead(['unit shapes'], readShapes)
  const shapes = useMemo(
    () => (shapesRead.data?.list ?? NONE).filter(({ code }) => within === null || code.startsWith(within) || within.startsWith(code)),
    [shapesRead.data, within],
  )
  const unitId = chosen?.kind === 'unit' ? chosen.id : null
  const unit = useRoute(unitRoutes.one, { params: { id: unitId ?? '' } }, { enabled: unitId !== null })
  const [dialog, setDialog] = useState<{ committee: string | null; leaving: UnitMember | null } | null>(null)

  // known before the overview, or what stands beside its buttons would move when that comes
  const { organises } = ROLES[frame.viewer.role]
  const [exporting, setExporting] = useState(false)
  const [form, setForm] = useState<UnitForm | null>(null)

  // what is looked at first: the first branch, with its groups
  useEffect(() => {
    if (!overview || chosen || (open && shapes.length === 0)) return
    if (open) {
      const row = treeRows({ list: shapes }, overview, open).find(({ key }) => key === open)
      if (row?.blank ?? row?.unit) go({ chosen: row?.blank ? { kind: 'blank', id: row.blank.id } : { kind: 'unit', id: row?.unit?.id ?? '' } })
      return
    }
    const first = overview.units.filter(({ kind }) => kind === 'joint_branch').sort((a, b) => ((a.grids[0] ?? '') < (b.grids[0] ?? '') ? -1 : 1))[0]
    if (first) go({ chosen: { kind: 'unit', id: first.id }, open: openFor(first) })
  }, [overview, shapes, chosen, open, go])

  const rows = useMemo(() => (overview ? treeRows({ list: shapes }, overview, open) : []), [overview, shapes, open])
  const blank = chosen?.kind === 'blank' ? (overview?.blanks.find(({ id }) => id === chosen.id) ?? null) : null
  const choose = (next: Chosen) => {
    const found = next.kind === 'unit' ? overview?.units.find(({ id }) => id === next.id) : overview?.blanks.find(({ id }) => id === next.id)
    go({ chosen: next, view: 'picture', ...(found && { open: openFor(found) }) })
  }
  const chooseRow = ({ grid, unit: of, blank: spot, key }: TreeRow) => {
    const next: Chosen | null = spot ? { kind: 'blank', id: spot.id } : of ? { kind: 'unit', id: of.id } : null
    go({ chosen: next ?? chosen, ...(grid && { open: key }) })
  }
  const openGrid = (code: string) => {
    const row = overview && treeRows({ list: shapes }, overview, code).find(({ key }) => key === code)
    if (row) chooseRow(row)
  }
  const committeeFor = (codes: readonly string[]) =>
    overview?.units.find(({ kind, grids: of }) => kind === 'joint_committee' && codes.some((code) => of.some((grid) => code.startsWith(grid)))) ??
    null
  const committee = blank && blank.subject === 'grid' && blank.lacks === 'both' && overview?.keeps && readsPeople ? committeeFor(blank.grids) : null
  const sends = dialog?.committee != null && dialog.committee === committee?.id
  const committeeDetail = useRoute(unitRoutes.one, { params: { id: committee?.id ?? '' } }, { enabled: sends })
  const send = committee ? () => setDialog({ committee: committee.id, leaving: null }) : null

  const at = rows.findIndex((row) => (row.grid ? row.key === open : row.unit?.id === unitId))
  const step = (by: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, Math.max(0, at) + by))]
    if (next && !next.homes) chooseRow(next)
  }
  const exports = view === 'table' && KINDS_OF[list] !== null ? () => setExporting(true) : null
  usePageKeys({
    x: exports,
    v: () => go({ view: view === 'picture' ? 'table' : 'picture' }),
    b: send,
    n: organises ? () => setForm('make') : null,
    ArrowDown: view === 'picture' ? () => step(1) : null,
    ArrowUp: view === 'picture' ? () => step(-1) : null,
  })
  const close = (changed: boolean) => {
    setDialog(null)
    if (!changed) return
    again()
    unit.again()
    committeeDetail.again()
  }
  const [q] = useAddressPart('q')
  const [asked] = useAddressPart('order')
  const query = new URLSearchParams(unitsQuery({ within, list, q, order: orderOf(sortingOf(asked, UNIT_SORTS)) }))
  const places = names.around(within)
  return (
    <Shell
      frame={frame}
      page="organisation"
      about={aboutTexts.organisation}
      fills={view === 'picture'}
      ready={overview !== null && shapesRead.data !== null}
      keys={[
        view === 'table' ? { caps: ['J', 'K'], text: texts.keys.row } : { caps: ['↑', '↓'], text: texts.keys.row },
        { caps: ['V'], text: texts.keys.view },
        { caps: ['B'], text: texts.keys.send },
        { caps: ['N'], text: texts.keys.make },
      ]}
      tools={
        <>
          <ScopeSelect places={places} within={within} onChoose={(code) => go({ within: code, chosen: null, open: null })} />
          <ViewSwitch
            label={texts.view}
            value={view}
            options={(['picture', 'table'] as const).map((value) => ({ value, label: texts.views[value] }))}
            onChange={(next) => go({ view: next })}
            testId="unit-view"
          />
          {organises && readsPeople && (
            <Action onClick={() => setForm('import')} data-testid="import-units">
              {texts.edit.import}
            </Action>
          )}
          {organises && (
            <Action main onClick={() => setForm('make')} data-testid="make-unit">
              {texts.edit.make}
            </Action>
          )}
        </>
      }
    >
      <FigureStrip
        overview={overview}
        list={view === 'table' && list !== 'all' ? list : null}
        onOpen={(of) => go(of === 'registered' && !readsPeople ? { view: 'table', list: 'all' } : { view: 'table', list: of, as: 'in_service' })}
      />
      {fault !== null ? (
        <div className={panel}>
          <Failed code={fault.code} onRetry={again} />
        </div>
      ) : !overview ? (
        <div className={panel}>
          <Waiting />
        </div>
      ) : view === 'table' ? (
        <UnitLists
          list={list}
          within={within}
          blanks={overview.blanks}
          readsPeople={readsPeople}
          isPerson={frame.viewer.userId !== undefined}
          as={place.as}
          onAs={(next) => go({ as: next })}
          onList={(next: UnitListName) => go({ list: next })}
          onChoose={choose}
          onExport={exports}
        />
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[398px_minmax(0,1fr)_minmax(0,440px)] gap-12 max-[80rem]:grid-cols-2 max-[80rem]:grid-rows-[minmax(0,1fr)_minmax(0,1fr)] max-lg:grid-cols-1 max-lg:grid-rows-none max-[80rem]:[&>:first-child]:row-span-2 max-lg:[&>:first-child]:row-span-1">
          <TreePanel rows={rows} chosen={chosen} open={open} onChoose={chooseRow} />
          <section aria-label={texts.map.title} className={`${panel} flex flex-col max-lg:order-3`}>
            <div className="min-h-0 flex-1 bg-(--map-bg-0) max-lg:flex-none">
              <UnitsMap shapes={shapes} overview={overview} open={open} within={within} chosen={chosen} onChoose={choose} onOpen={openGrid} />
            </div>
            <MapFoot overview={overview} open={open} within={within} chosen={chosen} onChoose={choose} />
          </section>
          <section aria-label={texts.card.title} className={`${panel} overflow-y-auto! print:overflow-visible!`} data-testid="unit-side">
            {blank ? (
              <>
                <BlankCard blank={blank} onOpen={(id) => choose({ kind: 'unit', id })} onSend={send} />
                {sends && committeeDetail.fault && <Failed code={committeeDetail.fault.code} onRetry={committeeDetail.again} />}
              </>
            ) : unitId !== null ? (
              <UnitCard
                unit={unit.data}
                fault={unit.fault}
                overview={overview}
                onRetry={unit.again}
                onOpen={(id) => choose({ kind: 'unit', id })}
                onJoin={() => setDialog({ committee: null, leaving: null })}
                onLeave={(leaving) => setDialog({ committee: null, leaving })}
                onPhone={invites ? (phone) => setForm({ phone }) : null}
                onChange={() => setForm('change')}
                onEnd={() => setForm('end')}
              />
            ) : (
              <p className="p-16 text-ink-3">{texts.card.choose}</p>
            )}
          </section>
        </div>
      )}
      {exporting && <ExportDialog list="units" query={String(query)} hasWords={false} onClose={() => setExporting(false)} />}
      {overview && (
        <UnitForms
          {...{ form, overview, grids, map }}
          unit={unit.data}
          at={open ?? within}
          tree={shapesRead.data}
          onStale={unit.again}
          onSaved={({ id }) => {
            setForm(null)
            close(true)
            go({ chosen: { kind: 'unit', id }, view: 'picture' })
          }}
          onEnded={() => {
            setForm(null)
            again()
            go({ chosen: null })
          }}
          onClose={(changed) => {
            setForm(null)
            close(changed)
          }}
        />
      )}
      {dialog?.leaving && unit.data && <LeaveDialog unit={unit.data} member={dialog.leaving} onClose={close} />}
      {dialog && !dialog.leaving && dialog.committee === null && unit.data && <JoinDialog unit={unit.data} instructs={null} onClose={close} />}
      {sends && committeeDetail.data && blank && (
        <JoinDialog
          unit={committeeDetail.data}
          instructs={{ code: blank.grids[0] ?? '', name: said({ zh: blank.name, en: blank.nameEn }) }}
          onClose={close}
        />
      )}
    </Shell>
  )
}
