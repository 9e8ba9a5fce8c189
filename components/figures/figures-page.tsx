'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { isElsewhere } from '@/components/page/use-shell-keys'
import { Action } from '@/components/ui/action'
import { Path } from '@/components/ui/path'
import { FIGURES_START, FIRST_FIGURE, type FigurePlace, periodBounds, readFigurePlace, writeFigurePlace } from '@/lib/client/figure-place'
import { said } from '@/lib/client/language'
import { figureTexts } from '@/lib/client/messages/figures'
import { useRoute } from '@/lib/client/use-read'
import { HOUR_MS } from '@/lib/domain/clock'
import { figuresRoute } from '@/lib/domain/routes/figures'
import { kpisRoute } from '@/lib/domain/routes/kpis'
import type { LabelSet } from '@/lib/domain/transition'
import { ComparedPart } from './compared-part'
import { FigureBar, type PlaceOption } from './figure-bar'
import { FigureTables, Growing, useGrowing } from './figure-tables'
import { FigureTiles } from './figure-tiles'
import { RunPanel } from './run-panel'
import { StageFunnel } from './stage-funnel'
import { WeekHours } from './week-hours'

/** A grid by its code and what it is called. */
export type GridName = { code: string; name: string }
const ANY_NODE = '*'
/** Figures are read again so often while the page is looked at. */
const EVERY_MS = 60_000

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
  const kpis = useRoute(kpisRoute, { query: { ...query, tree } }, { enabled: isThere, everyMs: EVERY_MS })
  const figures = useRoute(figuresRoute, { query: { ...query, against: against ?? undefined } }, { enabled: isThere && isChart, everyMs: EVERY_MS })
  const growing = useGrowing(isChart ? figures.data : null, figures.again)
  // what was shown stays until what was asked for is there
  const shown = useRef(figures.data)
  if (figures.data) shown.current = figures.data
  const runs = shown.current
  const chosen = place?.figure ?? FIRST_FIGURE
  const isOpen = place?.open ?? false
  usePageKeys({
    v: () => go({ view: view === 'chart' ? 'table' : 'chart' }),
    Escape: isOpen ? () => go({ open: false }) : place?.figure != null ? () => go({ figure: null }) : null,
  })

  const byCode = new Map(grids.map((grid) => [grid.code, grid.name]))
  const nameOf = (code: string) => byCode.get(code) ?? code
  const above = (code: string) =>
    grids.filter((grid) => grid.code !== code && code.startsWith(grid.code)).sort((a, b) => a.code.length - b.code.length)
  const parentOf = (code: string) => above(code).at(-1)?.code ?? null
  const steps = isService
    ? (kpis.data?.path ?? []).map(({ node, name, nameEn }) => ({ code: node, name: said({ zh: name, en: nameEn }) }))
    : within === null
      ? []
      : [...above(within), { code: within, name: nameOf(within) }]
  const title = steps.at(-1)?.name ?? (grids.length === 0 ? figureTexts.all : frame.scope)
  const path = steps.length > 0 && (
    <Path label={figureTexts.path} root={figureTexts.all} steps={steps} onGo={(kept) => go({ within: steps[kept - 1]?.code ?? null })} />
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
      keys={[{ caps: ['V'], text: figureTexts.keys.view }]}
      tools={place && <FigureBar place={place} places={placesOf(grids, within, figureTexts.all)} onGo={go} />}
    >
      {!isChart ? (
        <FigureTables
          read={kpis}
          isService={isService}
          within={within}
          title={title}
          path={path}
          nameOf={nameOf}
          leads={(code) => grids.some((grid) => grid.code !== code && grid.code.startsWith(code))}
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
        <div className="flex flex-col gap-12" data-testid="figures" data-loading={figures.data === null} aria-busy={figures.data === null}>
          <div
            className={`grid grid-cols-[minmax(0,1fr)_476px] gap-12 transition-opacity duration-(--m-fast) max-lg:grid-cols-1 lg:min-h-620 ${figures.data === null ? 'opacity-60' : ''}`}
          >
            <div className={`flex min-w-0 flex-col gap-8 ${place?.figure ? 'max-sm:hidden' : ''}`}>
              {path}
              {isOpen ? (
                <RunPanel runs={runs} name={chosen} onClose={() => go({ open: false })} />
              ) : (
                <FigureTiles
                  runs={runs}
                  chosen={chosen}
                  against={against}
                  behind={behindOf(within)}
                  onChoose={(figure) => go(figure === place?.figure ? { open: true } : { figure })}
                />
              )}
              <p className="text-13 text-ink-3" data-testid="runs-note">
                {runs.usualMonths >= 12
                  ? figureTexts.compared.months(runs.months[0] ?? '', runs.months.at(-1) ?? '')
                  : figureTexts.compared.noBand(runs.usualMonths)}
              </p>
            </div>
            <div className={`flex min-w-0 flex-col gap-12 ${place?.figure ? '' : 'max-sm:hidden'}`}>
              <Action className="sm:hidden" onClick={() => go({ figure: null, open: false })} data-testid="all-figures">
                {figureTexts.compared.back}
              </Action>
              {isOpen && (
                <div className="sm:hidden">
                  <RunPanel runs={runs} name={chosen} onClose={() => go({ open: false })} />
                </div>
              )}
              <ComparedPart
                runs={runs}
                name={chosen}
                title={title}
                parentOf={parentOf}
                against={against}
                isOpen={isOpen}
                nameOf={nameOf}
                behindOf={behindOf}
                onGo={open}
                onEnlarge={() => go(isOpen ? { open: false } : { figure: chosen, open: true })}
              />
            </div>
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)_476px] gap-12 max-lg:grid-cols-1">
            <div className="flex min-w-0 flex-col gap-8">
              <WeekHours week={runs.week} />
              {runs.areas.length > 0 && (
                <Action size="small" className="self-start" onClick={() => go({ figure: 'reported' })} data-testid="per-thousand">
                  {figureTexts.compared.perThousand}
                </Action>
              )}
            </div>
            <StageFunnel
              funnel={kpis.data ? (kpis.data.funnel ?? []) : null}
              failed={kpis.fault !== null}
              onRetry={kpis.again}
              labels={labels}
              within={within}
              now={hour}
            />
          </div>
        </div>
      ) : (
        <Panel flush>
          <Waiting />
        </Panel>
      )}
    </Shell>
  )
}

/** What the address says, once the page is there, and how to go on from it; each step is one back. */
function useFigurePlace(): [FigurePlace | null, (next: Partial<FigurePlace>) => void] {
  const [place, setPlace] = useState<FigurePlace | null>(null)
  useEffect(() => {
    const read = () => setPlace(readFigurePlace(location.search))
    read()
    addEventListener('popstate', read)
    return () => removeEventListener('popstate', read)
  }, [])
  const go = useCallback((next: Partial<FigurePlace>) => {
    const to = { ...readFigurePlace(location.search), ...next }
    history.pushState(null, '', writeFigurePlace(to))
    setPlace(to)
  }, [])
  return [place, go]
}

/** The clock, in steps of an hour: periods end with the running one. */
function useHour(): number {
  const [hour, setHour] = useState(() => Math.floor(Date.now() / HOUR_MS) * HOUR_MS)
  useEffect(() => {
    const timer = setInterval(() => setHour(Math.floor(Date.now() / HOUR_MS) * HOUR_MS), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return hour
}

function usePageKeys(keys: Readonly<Record<string, (() => void) | null>>): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isElsewhere(event) || event.repeat) return
      const act = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}

/** The places to go to from one: all (of a single place that place), the highest, and what lies right below each step of the way here. */
function placesOf(grids: readonly GridName[], within: string | null, all: string): PlaceOption[] {
  const codes = new Set(grids.map(({ code }) => code))
  const parents = new Map(grids.map(({ code }) => [code, [...code].map((_, i) => code.slice(0, i)).findLast((prefix) => codes.has(prefix)) ?? null]))
  const isOpen = (code: string | null) => code === null || within?.startsWith(code) === true
  const depthOf = (code: string): number => {
    const parent = parents.get(code) ?? null
    return parent === null ? 0 : 1 + depthOf(parent)
  }
  const tops = grids.filter(({ code }) => parents.get(code) === null)
  const [only] = tops.length === 1 ? tops : []
  const shown = grids
    .filter(({ code }) => code !== only?.code && (isOpen(parents.get(code) ?? null) || parents.get(code) === only?.code))
    .sort((a, b) => (a.code < b.code ? -1 : 1))
  return [{ code: '', name: only?.name ?? all, depth: 0 }, ...shown.map(({ code, name }) => ({ code, name, depth: depthOf(code) }))]
}
