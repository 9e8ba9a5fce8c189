'use client'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Path } from '@/components/ui/path'
import { PeriodName, periodFrom } from '@/lib/client/figures'
import { formatTime } from '@/lib/client/format'
import { said } from '@/lib/client/language'
import { figureTexts } from '@/lib/client/messages/figures'
import { pageTexts } from '@/lib/client/messages/page'
import { useRoute } from '@/lib/client/use-read'
import { Tree } from '@/lib/domain/binding'
import { civilDate } from '@/lib/domain/clock'
import { kpisRoute } from '@/lib/domain/routes/kpis'
import { type ChildRow, ChildTable } from './child-table'
import { FigureTable } from './figure-table'

/** A grid by its code: what it is called and how far down it lies. */
export type GridName = { code: string; name: string }
type Place = { tree: Tree; within: string | null; period: PeriodName }
const ANY_NODE = '*'
/** What is still being written is asked again this often. */
const GROWING_MS = 3_000
const START: Place = { tree: 'grids', within: null, period: 'month' }

function readPlace(search: string): Place {
  const query = new URLSearchParams(search)
  const [tree, period] = [Tree.safeParse(query.get('tree')), PeriodName.safeParse(query.get('period'))]
  return {
    tree: tree.success ? tree.data : START.tree,
    within: query.get('within') || null,
    period: period.success ? period.data : START.period,
  }
}

function writePlace({ tree, within, period }: Place): string {
  const query = new URLSearchParams({ tree, period })
  if (within !== null) query.set('within', within)
  return `?${query}`
}

/** The figures of a period along either tree; each number leads to the list behind it. The address says the period and the place. */
export function FiguresPage({ frame, grids }: { frame: Frame; grids: readonly GridName[] }) {
  const [place, setPlace] = useState<Place | null>(null)

  useEffect(() => {
    const read = () => setPlace(readPlace(location.search))
    read()
    window.addEventListener('popstate', read)
    return () => window.removeEventListener('popstate', read)
  }, [])
  const go = useCallback((next: Place) => {
    history.pushState(null, '', writePlace(next))
    setPlace(next)
  }, [])

  const { tree, within, period } = place ?? START
  const from = useMemo(() => place && periodFrom(place.period, Date.now()), [place])
  const { data: kpis, fault, again } = useRoute(kpisRoute, { query: { tree, within, from } }, { enabled: place !== null })
  const nameOf = (code: string) => grids.find((g) => g.code === code)?.name ?? code
  const path: { code: string; name: string }[] =
    tree === 'service'
      ? (kpis?.path ?? []).map(({ node, name, nameEn }) => ({ code: node, name: said({ zh: name, en: nameEn }) }))
      : within === null
        ? []
        : grids.filter(({ code }) => within.startsWith(code))
  const rows: ChildRow[] =
    tree === 'service'
      ? (kpis?.nodes ?? []).map(({ node, name, nameEn, children, ...figure }) => ({
          code: node,
          name: said({ zh: name, en: nameEn }),
          leads: children > 0,
          figure,
        }))
      : (kpis?.children ?? []).map(({ grid, ...figure }) => ({
          code: grid,
          name: nameOf(grid),
          leads: grids.some(({ code }) => code !== grid && code.startsWith(grid)),
          figure,
        }))
  // the period reaches into what is still being written
  const growing = kpis?.completeFrom && (kpis.from === null || kpis.from < kpis.completeFrom) ? kpis.completeFrom : null
  useEffect(() => {
    if (!growing) return
    const timer = setTimeout(again, GROWING_MS)
    return () => clearTimeout(timer)
  }, [growing, again])
  const behindOf = (code: string | null) => ({
    period: { from: from, to: null, service: tree === 'service' ? (code ?? ANY_NODE) : null },
    grid: tree === 'grids' ? code : null,
  })

  return (
    <Shell
      frame={frame}
      page="figures"
      about={pageTexts.about.figures}
      tools={
        <>
          <ViewSwitch
            label={figureTexts.period}
            value={period}
            options={PeriodName.options.map((value) => ({ value, label: figureTexts.periods[value] }))}
            onChange={(next) => go({ tree, within, period: next })}
            testId="period"
          />
          <ViewSwitch
            label={figureTexts.tree}
            value={tree}
            options={Tree.options.map((value) => ({ value, label: figureTexts.trees[value] }))}
            onChange={(next) => go({ tree: next, within: null, period })}
            testId="tree"
          />
        </>
      }
    >
      <Panel
        title={path.at(-1)?.name ?? figureTexts.all}
        note={
          path.length > 0 && (
            <Path
              label={figureTexts.path}
              root={figureTexts.all}
              steps={path}
              onGo={(kept) => go({ tree, within: path[kept - 1]?.code ?? null, period })}
            />
          )
        }
        flush
        className="overflow-hidden"
      >
        {fault !== null ? (
          <Failed text={fault.code === 'not_found' ? figureTexts.missing : figureTexts.failed} onRetry={again} />
        ) : growing ? (
          <p className="px-16 py-24 text-15 text-ink-2" role="status" data-testid="growing">
            {figureTexts.growing(civilDate(Date.parse(growing)))}
          </p>
        ) : kpis ? (
          <FigureTable figure={kpis.total} behind={behindOf(within)} />
        ) : (
          <Waiting />
        )}
      </Panel>
      {fault === null && !growing && (
        <Panel title={figureTexts.below} flush className="overflow-hidden">
          {kpis ? <ChildTable rows={rows} behindOf={behindOf} onOpen={(code) => go({ tree, within: code, period })} /> : <Waiting />}
          {kpis && tree === 'service' && <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{figureTexts.overlap}</p>}
          {kpis && typeof kpis.unplaced === 'number' && kpis.unplaced > 0 && (
            <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{figureTexts.unplaced(kpis.unplaced)}</p>
          )}
        </Panel>
      )}
      {kpis && (
        <p className="text-13 text-ink-3" data-testid="rule">
          {figureTexts.rule(kpis.rule, formatTime(kpis.asOf === null ? null : Date.parse(kpis.asOf)))}{' '}
          {figureTexts.days(kpis.days.from ?? figureTexts.ever, kpis.days.to ?? figureTexts.ever)}
        </p>
      )}
    </Shell>
  )
}
