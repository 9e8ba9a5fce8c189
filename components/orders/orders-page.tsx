'use client'
import dynamic from 'next/dynamic'
import { useEffect, useMemo, useRef, useState } from 'react'
import { usePageKeys } from '@/components/figures/use-figure-place'
import { ScopeSelect } from '@/components/list/scope-select'
import type { Frame } from '@/components/page/frame'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { type GridName, GridNames } from '@/lib/client/grid-names'
import { aboutTexts } from '@/lib/client/messages/about'
import { listTexts } from '@/lib/client/messages/list'
import { orderTexts as texts } from '@/lib/client/messages/orders'
import { pageTexts } from '@/lib/client/messages/page'
import { useRoute } from '@/lib/client/use-read'
import { useNow } from '@/lib/client/use-store'
import type { GridLevel } from '@/lib/domain/grid'
import { type OrderBoard as Board, mayOrderFor, ORDER_COLUMNS, OrderColumnName } from '@/lib/domain/order'
import { orderRoutes } from '@/lib/domain/routes/orders'
import { OrderBoard } from './order-board'
import { OrderFigures, TeamStrip } from './order-strips'
import { daysOf, PERIODS, type Period, UNNARROWED, useOrderPlace } from './use-order-place'

const OrderSide = dynamic(() => import('./order-side').then((m) => m.OrderSide), { ssr: false })
const MakeDialog = dynamic(() => import('./make-dialog').then((m) => m.MakeDialog), { ssr: false })
const OrdersList = dynamic(() => import('./orders-list').then((m) => m.OrdersList), { ssr: false })
const CatalogueView = dynamic(() => import('./catalogue-view').then((m) => m.CatalogueView), { ssr: false })

/** Volunteers answer within minutes, so the board is read again each few seconds while it is looked at. */
const POLL_MS = 5_000
const LIST_KEYS = [
  { caps: ['J', 'K'], text: pageTexts.keys.row },
  { caps: ['Enter'], text: pageTexts.keys.open, rare: true },
  { caps: ['/'], text: texts.list.search },
  { caps: ['F'], text: listTexts.keys.filter, rare: true },
  { caps: ['X'], text: listTexts.keys.export, rare: true },
]
const panel = 'rounded-10 border border-line bg-panel'

/** The orders of a board, column by column; one that is chosen by the keys is the next or the one before in its column, or the first beside it. */
function beside(board: Board, at: string | null, [dx, dy]: readonly [number, number]): string | null {
  const columns = OrderColumnName.options.map((name) => board.columns[name].orders.map(({ id }) => id))
  const x = columns.findIndex((ids) => at !== null && ids.includes(at))
  if (x < 0) return columns.flat()[0] ?? null
  if (dy !== 0) {
    const ids = columns[x] ?? []
    return ids[Math.max(0, Math.min(ids.length - 1, ids.indexOf(at ?? '') + dy))] ?? at
  }
  for (let to = x + dx; to >= 0 && to < columns.length; to += dx) {
    const first = columns[to]?.[0]
    if (first !== undefined) return first
  }
  return at
}

/** Orders (服务单): the board by state with one order beside it, the figures and their lists, the catalogue. The address says what is looked at. */
export function OrdersPage({ frame, grids }: { frame: Frame; grids: readonly (GridName & { level: GridLevel })[] }) {
  const [place, go] = useOrderPlace()
  const tick = useNow()
  const [opened] = useState(() => Date.now())
  const now = tick ?? opened
  const { view, within, period, at } = place ?? { view: 'board', within: null, period: 'today', at: null }
  const days = daysOf(period, now)
  const query = { ...(within !== null && { within }), ...days }
  const { data: board, fault, again } = useRoute(orderRoutes.board, { query }, { enabled: place !== null && view === 'board', everyMs: POLL_MS })
  const [making, setMaking] = useState(false)
  const [changed, setChanged] = useState(0)
  const onChanged = () => {
    setChanged((n) => n + 1)
    again()
  }
  // where there is room beside the board, what waits longest is open at first
  const looked = useRef(false)
  useEffect(() => {
    if (!board || looked.current) return
    looked.current = true
    const first = board.columns.waiting.orders[0]
    if (at === null && first && matchMedia('(min-width: 64rem)').matches) go({ at: first.id })
  }, [board, at, go])
  const names = useMemo(() => new GridNames(grids), [grids])
  const scopes = names.around(within)
  const { scope } = frame.viewer
  const makes = scope.kind === 'grids' && scope.prefixes.some((prefix) => mayOrderFor(frame.viewer, prefix))
  const step = (by: readonly [number, number]) => (view === 'board' && board ? () => go({ at: beside(board, at, by) }) : null)
  usePageKeys({
    ...{ ArrowLeft: step([-1, 0]), ArrowRight: step([1, 0]), ArrowUp: step([0, -1]), ArrowDown: step([0, 1]) },
    c: makes && !making ? () => setMaking(true) : null,
  })
  const side = at !== null && view !== 'catalogue' && <OrderSide key={at} id={at} now={now} onClose={() => go({ at: null })} onChanged={onChanged} />
  const periods = Object.keys(PERIODS).filter((name): name is Period => name in PERIODS)
  return (
    <Shell
      frame={frame}
      page="orders"
      about={aboutTexts.orders}
      fills={view === 'board'}
      ready={view === 'board' ? board !== null : place !== null}
      keys={[
        ...(view === 'list' ? LIST_KEYS : [{ caps: ['←', '→'], text: texts.keys.column }]),
        { caps: ['1', '–', '3'], text: texts.keys.give },
        { caps: ['P'], text: texts.keys.pool },
        { caps: ['C'], text: texts.keys.make },
      ]}
      tools={
        <>
          <ScopeSelect places={scopes} within={within} onChoose={(code) => go({ within: code, at: null })} />
          <ViewSwitch
            label={texts.period}
            value={period}
            options={periods.map((value) => ({ value, label: texts.periods[value] }))}
            onChange={(next) => go({ period: next })}
            testId="period"
          />
          <ViewSwitch
            label={texts.view}
            value={view}
            options={(['board', 'list', 'catalogue'] as const).map((value) => ({ value, label: texts.views[value] }))}
            onChange={(next) => go({ view: next, ...UNNARROWED })}
            testId="order-view"
          />
          {makes && (
            <Action main onClick={() => setMaking(true)} data-testid="make-order">
              {texts.make}
              <kbd className="rounded-4 bg-bg/20 px-5 text-13 max-lg:hidden">C</kbd>
            </Action>
          )}
        </>
      }
    >
      {view === 'catalogue' && <CatalogueView />}
      {place !== null && view === 'list' && (
        <div className={`grid gap-12 print:block ${side ? 'lg:grid-cols-[minmax(0,1fr)_372px]' : ''}`}>
          <OrdersList place={place} days={days} now={now} isPerson={frame.viewer.userId !== undefined} changed={changed} onGo={go} />
          {side && <div className="max-lg:order-first">{side}</div>}
        </div>
      )}
      {view === 'board' && fault !== null && (
        <div className={panel}>
          <Failed code={fault.code} onRetry={again} />
        </div>
      )}
      {view === 'board' && fault === null && !board && (
        <div className={panel}>
          <Waiting />
        </div>
      )}
      {view === 'board' && board && (
        <div className={`grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_372px] gap-12 max-lg:grid-cols-1 ${side ? '' : 'max-[80rem]:grid-cols-1'}`}>
          <div className={`flex min-h-0 min-w-0 flex-col gap-10 ${at === null ? '' : 'max-lg:hidden'}`}>
            <OrderFigures figures={board.figures} onOpen={(figure, counted) => go({ view: 'list', ...UNNARROWED, figure, counted, at: null })} />
            <OrderBoard
              board={board}
              now={now}
              chosen={at}
              onChoose={(id) => go({ at: id })}
              onMore={(column) => go({ view: 'list', ...UNNARROWED, states: ORDER_COLUMNS[column] })}
            />
            <TeamStrip board={board} />
          </div>
          {side || (
            <section className={`${panel} p-16 text-ink-3 max-[80rem]:hidden`} aria-label={texts.card.title}>
              {texts.choose}
            </section>
          )}
        </div>
      )}
      {making && (
        <MakeDialog
          grids={grids.filter(({ level }) => level > 1)} // a street is no place to go to
          within={within}
          now={now}
          onClose={() => setMaking(false)}
          onDone={(made) => {
            setMaking(false)
            onChanged()
            go({ at: made.id })
          }}
        />
      )}
    </Shell>
  )
}
