'use client'
import dynamic from 'next/dynamic'
import { useMemo, useRef, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { Path } from '@/components/ui/path'
import { FIGURES_START, periodBounds } from '@/lib/client/figure-place'
import { type GridName, GridNames } from '@/lib/client/grid-names'
import { said } from '@/lib/client/language'
import { figureTexts } from '@/lib/client/messages/figures'
import { listTexts } from '@/lib/client/messages/list'
import { useRoute } from '@/lib/client/use-read'
import { figuresRoute } from '@/lib/domain/routes/figures'
import { kpisRoute } from '@/lib/domain/routes/kpis'
import type { LabelSet } from '@/lib/domain/transition'
import { FigureBar } from './figure-bar'
import { FigureCharts } from './figure-charts'
import { FigureTables, Growing, useGrowing } from './figure-tables'
import { StageFunnel } from './stage-funnel'
import { useFigurePlace, useHour, usePageKeys } from './use-figure-place'

const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })
const ANY_NODE = '*'
/** Figures are read again so often while the page is looked at. */
const POLL_MS = 60_000

/** The figures of a period: what they were in the months before, and how streets and communities compare; or as tables. The address says all of it. */
export function FiguresPage({ frame, grids, labels }: { frame: Frame; grids: readonly GridName[]; labels: LabelSet }) {
  const [place, go] = useFigurePlace()
  const hour = useHour()
  const { tree, within, against, view } = place ?? FIGURES_START
  const isService = tree === 'service'
  const isChart = view === 'chart' && !isService
  const bounds = periodBounds(place ?? FIGURES_START, hour)
  const query = { within: within ?? undefined, from: bounds.from ?? undefined, to: bounds.to ?? undefined }
  const isThere = place !== null
  const kpis = useRoute(kpisRoute, { query: { ...query, tree } }, { enabled: isThere, everyMs: POLL_MS })
  const figures = useRoute(figuresRoute, { query: { ...query, against: against ?? undefined } }, { enabled: isThere && isChart, everyMs: POLL_MS })
  const growing = useGrowing(isChart ? figures.data : null, figures.again)
  // what was shown stays until what was asked for is there
  const shown = useRef(figures.data)
  if (figures.data) shown.current = figures.data
  const runs = shown.current
  const isOpen = place?.open ?? false
  const [exporting, setExporting] = useState(false)
  usePageKeys({
    x: isService ? null : () => setExporting(true),
    v: () => go({ view: view === 'chart' ? 'table' : 'chart' }),
    Escape: isOpen ? () => go({ open: false }) : place?.figure != null ? () => go({ figure: null }) : null,
  })

  const names = useMemo(() => new GridNames(grids), [grids])
  const nameOf = (code: string) => names.nameOf(code)
  const steps = isService
    ? (kpis.data?.path ?? []).map(({ node, name, nameEn }) => ({ code: node, name: said({ zh: name, en: nameEn }) }))
    : within === null
      ? []
      : names.wayTo(within)
  const title = steps.at(-1)?.name ?? (grids.length === 0 ? figureTexts.all : frame.scope)
  // of a single place that is all that there is, the way begins there
  const only = !isService && names.tops.length === 1 ? names.tops[0] : undefined
  const way = steps.filter(({ code }) => code !== only?.code)
  const path = way.length > 0 && (
    <Path label={figureTexts.path} root={only?.name ?? figureTexts.all} steps={way} onGo={(kept) => go({ within: way[kept - 1]?.code ?? null })} />
  )
  const open = (code: string) => go({ within: code })
  const behindOf = (code: string | null) => ({
    period: { ...bounds, service: isService ? (code ?? ANY_NODE) : null },
    grid: isService ? null : code,
  })

  return (
    <Shell
      frame={frame}
      page="figures"
      keys={[
        { caps: ['V'], text: figureTexts.keys.view },
        { caps: ['X'], text: listTexts.keys.export },
      ]}
      tools={
        place && (
          <FigureBar
            place={place}
            places={[{ code: '', name: only?.name ?? figureTexts.all, depth: 0 }, ...names.around(within).filter(({ code }) => code !== only?.code)]}
            onGo={go}
            onExport={isService ? null : () => setExporting(true)}
          />
        )
      }
    >
      {!isChart ? (
        <FigureTables
          read={kpis}
          isService={isService}
          within={within}
          title={title}
          path={path}
          nameOf={nameOf}
          leads={(code) => names.hasBelow(code)}
          behindOf={behindOf}
          onOpen={open}
        />
      ) : figures.fault !== null ? (
        <Panel flush>
          <Failed text={figures.fault.code === 'not_found' ? figureTexts.missing : figureTexts.failed} onRetry={figures.again} />
        </Panel>
      ) : growing ? (
        <Panel flush>
          <Growing until={growing} />
        </Panel>
      ) : runs ? (
        <FigureCharts
          runs={runs}
          isLoading={figures.data === null}
          place={place ?? FIGURES_START}
          title={title}
          path={path}
          names={names}
          behindOf={behindOf}
          onGo={go}
        >
          <StageFunnel
            funnel={kpis.data ? (kpis.data.funnel ?? []) : null}
            failed={kpis.fault !== null}
            onRetry={kpis.again}
            labels={labels}
            within={within}
            now={hour}
          />
        </FigureCharts>
      ) : (
        <Panel flush>
          <Waiting />
        </Panel>
      )}
      {exporting && (
        <ExportDialog
          list="figures"
          query={new URLSearchParams(
            Object.entries({ within, ...bounds }).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
          ).toString()}
          hasWords={false}
          onClose={() => setExporting(false)}
        />
      )}
    </Shell>
  )
}
