'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { usePageKeys } from '@/components/figures/use-figure-place'
import { useSearchKey } from '@/components/list/use-keys'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { sayInAddress } from '@/lib/client/address'
import { formatCount } from '@/lib/client/format'
import type { GridShape } from '@/lib/client/grids'
import { pageTexts } from '@/lib/client/messages/page'
import { placeTexts as texts } from '@/lib/client/messages/places'
import { kindName } from '@/lib/client/place-words'
import { useAddress } from '@/lib/client/use-address'
import { useRoute } from '@/lib/client/use-read'
import { type Place, PlaceKind } from '@/lib/domain/place'
import type { PlaceKind as KindName } from '@/lib/domain/place-kinds'
import { placeRoutes } from '@/lib/domain/routes/places'
import { searchable, termsOf } from '@/lib/domain/search-text'
import { type SortKeys, sortingOf, sortRows } from '@/lib/domain/sort-rows'
import { selectLook } from './select-look'

const SearchBox = dynamic(() => import('@/components/list/search-box').then((m) => m.SearchBox), {
  ssr: false,
  loading: () => <div className="h-36 w-332 max-w-full max-sm:h-48" />,
})
/** As high as a list that is full, where the map stands below it. */
const ListWaiting = () => <Waiting className="max-lg:min-h-[50dvh]" />
const PlacesList = dynamic(() => import('./places-list').then((m) => m.PlacesList), { ssr: false, loading: ListWaiting })
const PlacesMap = dynamic(() => import('./places-map').then((m) => m.PlacesMap), { ssr: false, loading: () => <Waiting /> })
const PlaceCard = dynamic(() => import('./place-card').then((m) => m.PlaceCard), { ssr: false })
const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })

/** What is open changes with the clock. */
const POLL_MS = 60_000

const NONE: readonly Place[] = []
const SORTS = ['name', 'kind', 'open'] as const
// what is open comes first, and of that what closes soonest
const SORT_KEYS: SortKeys<Place, (typeof SORTS)[number]> = {
  name: ({ name }) => name,
  kind: ({ kind }) => PlaceKind.options.indexOf(kind),
  open: ({ open, until }) => (open ? 0 : 1e15) + (until === null ? 1e14 : Date.parse(until)),
}

type Props = {
  within: string | null
  shapes: readonly GridShape[]
  /** the place whose card is open */
  at: string | null
  /** may somebody add places here? */
  edits: boolean
  onOpen(id: string | null): void
}

/** The list of places, where they are, and the card of one. */
export function PlacesView({ within, shapes, at, edits, onOpen }: Props) {
  const search = new URLSearchParams(useAddress() ?? '')
  const kind: KindName | null = PlaceKind.safeParse(search.get('kind')).data ?? null
  const openOnly = search.get('open') === 'now'
  const q = search.get('q') ?? ''
  const sort = search.get('sort') ?? ''
  const input = useSearchKey()
  const [exporting, setExporting] = useState(false)
  const query = { within: within ?? undefined, kind: kind ?? undefined, open: openOnly ? ('now' as const) : undefined }
  const { data, fault, again } = useRoute(placeRoutes.list, { query }, { everyMs: POLL_MS })
  const [now, setNow] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time is that of the answer
  useEffect(() => setNow(Date.now()), [data])
  const terms = termsOf(q)
  const named = (data?.places ?? NONE).filter((place) => {
    const text = searchable([place.name, place.address, place.gridName, place.gridNameEn, kindName(place.kind)].join(' '))
    return terms.every((term) => text.includes(term))
  })
  const places = sortRows(named, SORT_KEYS, sortingOf(sort, SORTS))
  const open = places.filter((place) => place.open).length
  const step = (by: 1 | -1) => () => {
    const here = places.findIndex(({ id }) => id === at)
    const next = places[here < 0 ? 0 : here + by]
    if (!next) return
    onOpen(next.id)
    document.querySelector(`[data-testid=place-row][data-id="${next.id}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  usePageKeys({ j: step(1), k: step(-1) })
  return (
    <div className="grid min-h-0 flex-1 gap-12 max-lg:content-start lg:grid-cols-[300px_minmax(0,1fr)_300px] wide:grid-cols-[318px_minmax(0,1fr)_372px]">
      <section className="flex min-h-0 flex-col rounded-10 border border-line bg-panel" aria-label={texts.list}>
        <div className="flex flex-wrap items-center gap-8 border-b border-line px-12 py-8">
          <SearchBox
            value={q}
            label={texts.search}
            hint={texts.searchHint}
            count={null}
            asked={q}
            input={input}
            onSearch={(next) => sayInAddress({ q: next })}
          />
          <select
            aria-label={texts.kind}
            data-testid="kind"
            className={`${selectLook} flex-1`}
            value={kind ?? ''}
            onChange={({ target }) => sayInAddress({ kind: target.value })}
          >
            <option value="">{texts.allKinds}</option>
            {PlaceKind.options.map((one) => (
              <option key={one} value={one}>
                {kindName(one)}
              </option>
            ))}
          </select>
          <select
            aria-label={texts.sort}
            data-testid="sort"
            className={`${selectLook} flex-1`}
            value={SORTS.some((by) => by === sort) ? sort : ''}
            onChange={({ target }) => sayInAddress({ sort: target.value })}
          >
            <option value="">{texts.sorts.place}</option>
            {SORTS.map((by) => (
              <option key={by} value={by}>
                {texts.sorts[by]}
              </option>
            ))}
          </select>
          <Action size="small" onClick={() => setExporting(true)} data-testid="export-places">
            {pageTexts.export}
          </Action>
          <label className="flex min-h-28 w-full items-center gap-6 text-14 text-ink-1 max-lg:min-h-44">
            <input
              type="checkbox"
              checked={openOnly}
              onChange={({ target }) => sayInAddress({ open: target.checked ? 'now' : null })}
              data-testid="open-only"
            />
            {texts.openOnly}
            {data && (
              <span className="ml-auto text-13 text-ink-3" role="status" data-testid="places-count">
                {texts.count(formatCount(places.length), formatCount(open))}
              </span>
            )}
          </label>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto max-lg:max-h-[50dvh]">
          {fault !== null ? (
            <Failed code={fault.code} onRetry={again} />
          ) : data === null ? (
            <ListWaiting />
          ) : places.length === 0 ? (
            <Empty testId="no-places">{texts.none[data.places.length > 0 || kind !== null || openOnly ? 'chosen' : edits ? 'edits' : 'reads']}</Empty>
          ) : (
            <PlacesList places={places} selected={at} now={now} onSelect={onOpen} />
          )}
        </div>
      </section>
      <PlacesMap shapes={shapes} places={places} selected={at} now={now} gaps={null} onSelect={onOpen} />
      <div className="min-h-0 overflow-y-auto max-lg:order-first">
        {at === null ? (
          <Panel className="max-lg:hidden">
            <p className="text-ink-3">{texts.choose}</p>
          </Panel>
        ) : (
          <PlaceCard key={at} id={at} onClose={() => onOpen(null)} onChanged={again} />
        )}
      </div>
      {exporting && (
        <ExportDialog
          list="places"
          query={String(new URLSearchParams({ ...(within !== null && { within }), ...(kind !== null && { kind }) }))}
          hasWords={false}
          onClose={() => setExporting(false)}
        />
      )}
    </div>
  )
}
