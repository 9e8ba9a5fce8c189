'use client'
import { useCallback, useEffect, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Path } from '@/components/ui/path'
import { PeriodName, periodFrom, readFigures } from '@/lib/client/figures'
import { formatTime } from '@/lib/client/format'
import { figureTexts } from '@/lib/client/messages/figures'
import { pageTexts } from '@/lib/client/messages/page'
import { Tree } from '@/lib/domain/binding'
import type { Kpis } from '@/lib/domain/figures'
import { type ChildRow, ChildTable } from './child-table'
import { FigureTable } from './figure-table'

/** A grid by its code: what it is called and how far down it lies. */
export type GridName = { code: string; name: string }
type Place = { tree: Tree; within: string | null; period: PeriodName }
const ANY_NODE = '*'
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
  const [answer, setAnswer] = useState<{ of: string; from: string | null; kpis: Kpis } | null>(null)
  const [fault, setFault] = useState<string | null>(null)

  useEffect(() => {
    const read = () => setPlace(readPlace(location.search))
    read()
    window.addEventListener('popstate', read)
    return () => window.removeEventListener('popstate', read)
  }, [])
  useEffect(() => {
    if (!place) return
    let current = true
    const from = periodFrom(place.period, Date.now())
    void readFigures(place.tree, place.within, from).then((read) => {
      if (!current) return
      setFault(read.ok ? null : read.code === 'not_found' ? figureTexts.missing : figureTexts.failed)
      setAnswer(read.ok ? { of: writePlace(place), from, kpis: read.body } : null)
    })
    return () => {
      current = false
    }
  }, [place])
  const go = useCallback((next: Place) => {
    history.pushState(null, '', writePlace(next))
    setPlace(next)
  }, [])

  const { tree, within, period } = place ?? START
  // what was asked before is of another place: its numbers would lead astray
  const shown = place && answer?.of === writePlace(place) ? answer : null
  const nameOf = (code: string) => grids.find((g) => g.code === code)?.name ?? code
  const path: { code: string; name: string }[] =
    tree === 'service'
      ? (shown?.kpis.path ?? []).map(({ node, name }) => ({ code: node, name }))
      : within === null
        ? []
        : grids.filter(({ code }) => within.startsWith(code))
  const rows: ChildRow[] =
    tree === 'service'
      ? (shown?.kpis.nodes ?? []).map(({ node, name, children, ...figure }) => ({ code: node, name, leads: children > 0, figure }))
      : (shown?.kpis.children ?? []).map(({ grid, ...figure }) => ({
          code: grid,
          name: nameOf(grid),
          leads: grids.some(({ code }) => code !== grid && code.startsWith(grid)),
          figure,
        }))
  const behindOf = (code: string | null) => ({
    period: { from: shown?.from ?? null, to: null, service: tree === 'service' ? (code ?? ANY_NODE) : null },
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
          <Failed text={fault} onRetry={() => place && setPlace({ ...place })} />
        ) : shown ? (
          <FigureTable figure={shown.kpis.total} behind={behindOf(within)} />
        ) : (
          <Waiting />
        )}
      </Panel>
      {fault === null && (
        <Panel title={figureTexts.below} flush className="overflow-hidden">
          {shown ? <ChildTable rows={rows} behindOf={behindOf} onOpen={(code) => go({ tree, within: code, period })} /> : <Waiting />}
          {shown && tree === 'service' && <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{figureTexts.overlap}</p>}
          {shown && typeof shown.kpis.unplaced === 'number' && shown.kpis.unplaced > 0 && (
            <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{figureTexts.unplaced(shown.kpis.unplaced)}</p>
          )}
        </Panel>
      )}
      {shown && (
        <p className="text-13 text-ink-3" data-testid="rule">
          {figureTexts.rule(shown.kpis.rule, formatTime(shown.kpis.asOf === null ? null : Date.parse(shown.kpis.asOf)))}{' '}
          {figureTexts.days(shown.kpis.days.from ?? figureTexts.ever, shown.kpis.days.to ?? figureTexts.ever)}
        </p>
      )}
    </Shell>
  )
}
