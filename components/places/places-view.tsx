'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { formatCount } from '@/lib/client/format'
import type { GridShape } from '@/lib/client/grids'
import { listTexts } from '@/lib/client/messages/list'
import { placeTexts as texts } from '@/lib/client/messages/places'
import { kindName } from '@/lib/client/place-words'
import { useRoute } from '@/lib/client/use-read'
import { PlaceKind } from '@/lib/domain/place'
import type { PlaceKind as KindName } from '@/lib/domain/place-kinds'
import { placeRoutes } from '@/lib/domain/routes/places'
import { PlacesList } from './places-list'
import { PlacesMap } from './places-map'
import { selectLook } from './select-look'

const PlaceCard = dynamic(() => import('./place-card').then((m) => m.PlaceCard), { ssr: false })
const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })

/** What is open changes with the clock. */
const POLL_MS = 60_000

type Props = {
  within: string | null
  shapes: readonly GridShape[]
  /** the place whose card is open */
  at: string | null
  onOpen(id: string | null): void
}

/** The list of places, where they are, and the card of one. */
export function PlacesView({ within, shapes, at, onOpen }: Props) {
  const [kind, setKind] = useState<KindName | null>(null)
  const [openOnly, setOpenOnly] = useState(false)
  const [exporting, setExporting] = useState(false)
  const query = { within: within ?? undefined, kind: kind ?? undefined, open: openOnly ? ('now' as const) : undefined }
  const { data, fault, again } = useRoute(placeRoutes.list, { query }, { everyMs: POLL_MS })
  const [now, setNow] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time is that of the answer
  useEffect(() => setNow(Date.now()), [data])
  const places = data?.places ?? []
  const open = places.filter((place) => place.open).length
  return (
    <div className="grid min-h-0 flex-1 gap-12 lg:grid-cols-[318px_minmax(0,1fr)_372px]">
      <section className="flex min-h-0 flex-col rounded-10 border border-line bg-panel" aria-label={texts.list}>
        <div className="flex flex-wrap items-center gap-8 border-b border-line px-12 py-8">
          <select
            aria-label={texts.kind}
            data-testid="kind"
            className={`${selectLook} flex-1`}
            value={kind ?? ''}
            onChange={({ target }) => {
              const chosen = PlaceKind.safeParse(target.value)
              setKind(chosen.success ? chosen.data : null)
            }}
          >
            <option value="">{texts.allKinds}</option>
            {PlaceKind.options.map((one) => (
              <option key={one} value={one}>
                {kindName(one)}
              </option>
            ))}
          </select>
          <Action size="small" onClick={() => setExporting(true)} data-testid="export-places">
            {listTexts.exports.button}
          </Action>
          <label className="flex min-h-28 w-full items-center gap-6 text-14 text-ink-1 max-lg:min-h-44">
            <input type="checkbox" checked={openOnly} onChange={({ target }) => setOpenOnly(target.checked)} data-testid="open-only" />
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
            <Waiting />
          ) : places.length === 0 ? (
            <Empty testId="no-places">{texts.none}</Empty>
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
