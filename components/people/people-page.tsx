'use client'
import dynamic from 'next/dynamic'
import { useCallback, useMemo, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { Path } from '@/components/ui/path'
import { sayInAddress, withParts } from '@/lib/client/address'
import { said } from '@/lib/client/language'
import { aboutTexts } from '@/lib/client/messages/about'
import { pageTexts } from '@/lib/client/messages/page'
import { peopleTexts } from '@/lib/client/messages/people'
import { readFault } from '@/lib/client/people'
import { useAddress } from '@/lib/client/use-address'
import { useRoute } from '@/lib/client/use-read'
import { type CoverageRow, Tree } from '@/lib/domain/binding'
import type { ExportList } from '@/lib/domain/export'
import { ROLES } from '@/lib/domain/roles'
import { peopleRoutes } from '@/lib/domain/routes/people'
import { isSurname } from '@/lib/domain/surname'
import { COVERAGE_COLUMNS, CoverageTable, placeNameOf } from './coverage-table'
import { SurnameSearch } from './surname-search'

const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })
const AddressColumns = dynamic(() => import('@/components/list/address-columns').then((m) => m.AddressColumns), { ssr: false })
const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })

// below what the page is opened for
const PeopleList = dynamic(() => import('./people-lists').then((m) => m.PeopleList), { ssr: false })
const UnboundList = dynamic(() => import('./people-lists').then((m) => m.UnboundList), { ssr: false })
const ResidentsPanel = dynamic(() => import('./residents-panel').then((m) => m.ResidentsPanel), { ssr: false })

/** What a saved view is: never whom somebody looked for. */
const KEPT = ['tree', 'within', 'sort', 'unbound', 'homes', 'people', 'residents', 'without']

/** The level of communities and villages, of either tree. */
const COMMUNITY = 2

type Step = Pick<CoverageRow, 'code' | 'name' | 'nameEn'>
type Place = { tree: Tree; path: readonly Step[] }
const START: Place = { tree: 'grids', path: [] }

/** The place that an address says, with the way there as far as it is known. */
function placeOf(search: string, named: readonly Step[]): Place {
  const query = new URLSearchParams(search)
  const code = query.get('within')
  const path = code === null ? [] : named.at(-1)?.code === code ? named : [{ code, name: code, nameEn: code }]
  return { tree: Tree.safeParse(query.get('tree')).data ?? START.tree, path }
}

/** Binding coverage along either tree, who is bound to nobody, which posts are vacant, and who holds the others. The address says where. */
export function PeoplePage({ frame, readsPeople }: { frame: Frame; readsPeople: boolean }) {
  const search = useAddress()
  // names of the places on the way here, which the address does not say
  const [named, setNamed] = useState<readonly Step[]>([])
  const place = useMemo(() => (search === null ? null : placeOf(search, named)), [search, named])
  const within = place?.path.at(-1)?.code ?? null
  const go = useCallback((next: Place) => {
    setNamed(next.path)
    sayInAddress({ tree: next.tree === 'grids' ? null : next.tree, within: next.path.at(-1)?.code ?? null, surname: null })
  }, [])
  const { tree, path } = place ?? START
  const [exporting, setExporting] = useState<{ list: ExportList; query: string } | null>(null)
  const exportOf = (list: ExportList, parts: Readonly<Record<string, string | null>>) => (
    <Action size="small" onClick={() => setExporting({ list, query: withParts('', parts).slice(1) })} data-testid={`export-${list}`}>
      {pageTexts.export}
    </Action>
  )
  const { data: coverage, fault, again } = useRoute(peopleRoutes.coverage, { query: { tree, within } }, { enabled: place !== null })
  // people are looked for by surname in a community, and each search is in the audit
  const query = new URLSearchParams(search ?? '')
  const depth = coverage?.total.level ?? 0
  const inCommunity = within !== null && depth >= COMMUNITY
  const asked = query.get('surname')
  const surname = inCommunity && asked !== null && isSurname(asked) ? asked : null
  // a search that is not known yet to be of a community reads nobody in the meantime
  const reads = readsPeople && place !== null && (asked === null || coverage !== null)
  const inGrid = { within: tree === 'grids' ? within : null, surname }
  const nameOf = (step: Step) => placeNameOf(step.code === coverage?.total.code ? coverage.total : step)

  return (
    <Shell
      frame={frame}
      page="people"
      about={aboutTexts.people}
      keys={[
        { caps: ['J', 'K'], text: pageTexts.keys.row },
        ...(inCommunity && readsPeople ? [{ caps: ['/'], text: peopleTexts.search.surname }] : []),
      ]}
      tools={
        <>
          <AddressViews list="people" isPerson={frame.viewer.userId !== undefined} kept={KEPT} />
          <AddressColumns columns={COVERAGE_COLUMNS} names={peopleTexts.columns} />
          <ViewSwitch
            label={peopleTexts.tree}
            value={tree}
            options={Tree.options.map((value) => ({ value, label: peopleTexts.trees[value] }))}
            onChange={(next) => go({ tree: next, path: [] })}
            testId="tree"
          />
        </>
      }
    >
      <p className="text-13 text-ink-3">
        {peopleTexts.lead} {readsPeople && peopleTexts.audited} {frame.demo && peopleTexts.demo}
      </p>
      <Panel
        title={path.length === 0 ? peopleTexts.all : path.slice(-1).map(nameOf).join('')}
        note={
          path.length > 0 && (
            <Path
              label={peopleTexts.path}
              root={peopleTexts.all}
              steps={path.map((step) => ({ code: step.code, name: nameOf(step) }))}
              onGo={(kept) => go({ tree, path: path.slice(0, kept) })}
            />
          )
        }
        flush
        className="overflow-hidden"
      >
        {fault !== null ? (
          <Failed text={readFault(fault)} onRetry={again} />
        ) : coverage ? (
          <CoverageTable coverage={coverage} onOpen={({ code, name, nameEn }) => go({ tree, path: [...path, { code, name, nameEn }] })} />
        ) : (
          <Waiting className="min-h-dvh" />
        )}
        {coverage && tree === 'service' && <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{peopleTexts.overlap}</p>}
        {coverage && coverage.unplaced !== null && (
          <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{peopleTexts.unplaced(coverage.unplaced)}</p>
        )}
      </Panel>
      {reads && coverage && <SurnameSearch surname={surname} inCommunity={inCommunity} />}
      {reads && (
        <Panel
          title={peopleTexts.parts.unbound}
          action={exportOf('households', { ...inGrid, bound: 'false', service: tree === 'service' ? within : null, order: query.get('unbound') })}
          flush
          className="overflow-hidden"
        >
          <UnboundList {...inGrid} service={tree === 'service' ? within : null} />
        </Panel>
      )}
      {reads && tree === 'grids' && (
        <ResidentsPanel
          within={within}
          surname={surname}
          mayInvite={ROLES[frame.viewer.role].invites}
          onExport={(query) => setExporting({ list: 'households', query })}
        />
      )}
      {tree === 'grids' && coverage && (
        <Panel title={peopleTexts.vacancies.title(coverage.vacant)}>
          {coverage.vacant === 0 ? (
            <p className="text-ink-3">{peopleTexts.vacancies.none}</p>
          ) : (
            <ul className="flex flex-wrap gap-x-20 gap-y-8" data-testid="vacancies">
              {coverage.vacancies.map((v) => (
                <li key={`${v.kind}:${v.grid}`}>
                  <span className="text-ink-1">{said({ zh: v.gridName, en: v.gridNameEn })}</span> {peopleTexts.vacancies[v.kind]}{' '}
                  <span className="text-ink-3">{v.grid}</span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      )}
      {reads && tree === 'grids' && (
        <Panel
          title={peopleTexts.parts.people}
          action={exportOf('people', { ...inGrid, order: query.get('people') })}
          flush
          className="overflow-hidden"
        >
          <PeopleList {...inGrid} />
        </Panel>
      )}
      {coverage?.reported && (
        <Panel title={peopleTexts.reported} note={peopleTexts.source(coverage.reported.source)}>
          <dl className="flex flex-wrap gap-x-28 gap-y-12" data-testid="reported">
            {coverage.reported.totals.map(({ label, value }) => (
              <div key={label}>
                <dt className="text-13 text-ink-3">{label}</dt>
                <dd className="text-18 text-ink-1">{value}</dd>
              </div>
            ))}
          </dl>
        </Panel>
      )}
      {exporting && <ExportDialog {...exporting} hasWords={frame.viewer.userId !== undefined} onClose={() => setExporting(null)} />}
    </Shell>
  )
}
