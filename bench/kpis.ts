// The KPIs of a period, for the county and each street, read from memory over 638,000 events with lives; peer: the same counts by one SQL on PostgreSQL.
// Then all of GET /api/figures: 37 months, and streets and communities with intervals, in slices; the longest turn of the event loop beside it.
import { figuresOf } from '@/lib/api/figures'
import type { Viewer } from '@/lib/domain/access'
import type { EventFacts } from '@/lib/domain/change'
import { DAY_MS } from '@/lib/domain/clock'
import { FigureName } from '@/lib/domain/figure-terms'
import { type KpiFigure, wholeHours } from '@/lib/domain/figures'
import { KPI_WEIGHTS } from '@/lib/domain/kpi'
import { type Board, makeBoard } from '@/lib/live/board'
import { Slices } from '@/lib/live/slices'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { postgresKpis } from './parts/kpis-sql'
import { load, readOptions, showProgress } from './parts/options'
import { countyAtlas, NOW, pastOf, SPAN } from './parts/past'
import { printTable } from './parts/race'
import { inTurns, median } from './parts/turns'

const { events, turns } = readOptions({ events: 638_000, turns: 9 })
const BATCH = 1_000
const PERIODS = [7, 30, 365]

const bin = findPostgres()
if (!bin) {
  console.error('This benchmark needs PostgreSQL; on Debian: apt-get install postgresql-15-postgis-3')
  process.exit(1)
}

/** The count that a figure shows under this name. */
function countOf(figure: KpiFigure, name: FigureName): unknown {
  if (name === 'handlingTime') return figure.handlingTime.count
  return name
    .split('.')
    .reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined), figure)
}

/** What a reading of the compared figures takes when nothing is kept, and how long it keeps the event loop at most, both the middle of some readings. */
async function figureRows(board: Board): Promise<string[][]> {
  const rows: string[][] = []
  for (const [of, within] of [
    ['county', null],
    ['street', '411324001'],
    ['community', atlas.grids.find(({ level }) => level === 2)?.code ?? null],
  ] as const) {
    const taken: [all: number, turn: number][] = []
    for (let i = 0; i < turns; i++) {
      let [last, longest, running] = [performance.now(), 0, true]
      const tick = () => {
        const now = performance.now()
        longest = Math.max(longest, now - last)
        last = now
        if (running) setImmediate(tick)
      }
      setImmediate(tick)
      const start = performance.now()
      const ask = {
        within,
        period: wholeHours(NOW - 30 * DAY_MS, NOW, NOW),
        against: 'year',
        weights: KPI_WEIGHTS,
        order: true,
        now: NOW,
        complete: null,
      } as const
      await figuresOf(board, viewer, ask, new Slices('bench'))
      running = false
      taken.push([performance.now() - start, longest])
    }
    rows.push([of, median(taken.map(([all]) => all)).toFixed(0), median(taken.map(([, turn]) => turn)).toFixed(0)])
  }
  return rows
}

const began = performance.now()
const atlas = countyAtlas()
const past = pastOf(atlas, { given: 2 })
const viewer: Viewer = { id: 'bench', name: 'bench', role: 'supervisor', scope: { kind: 'grids', prefixes: [''] } }
const cluster = await startCluster({ bin, settings: { shared_buffers: '512MB' } })
try {
  const board = makeBoard(atlas, { logId: 'bench', revision: 0 }, NOW)
  const facts: EventFacts[] = []
  for (let from = 0; from < events; from += BATCH) {
    const changes = Array.from({ length: BATCH }, (_, i) => past(from + i + 1, NOW - SPAN + Math.floor((SPAN * (from + i)) / events)).change)
    for (const { after } of changes) if (after) facts.push(after)
    board.apply(changes, from + BATCH)
    if (from % 100_000 === 0) showProgress(`a board of ${events.toLocaleString('en')}: ${from.toLocaleString('en')}`)
  }
  showProgress('filling PostgreSQL')
  const peer = await postgresKpis(cluster.url('postgres'), atlas, facts, NOW)
  try {
    const ours = (days: number) => board.kpis(viewer, { from: NOW - days * DAY_MS, to: NOW }, NOW, KPI_WEIGHTS)
    const rows: string[][] = []
    for (const days of PERIODS) {
      showProgress(`KPIs of ${days} days`)
      const streets = await peer.read(NOW - days * DAY_MS, NOW)
      for (const child of ours(days).children)
        for (const name of FigureName.options) {
          const [own, theirs] = [countOf(child, name), streets.get(child.grid)?.[name]]
          if (own !== theirs) throw new Error(`${name} of ${child.grid} in ${days} days: ${own} here, ${theirs} by SQL`)
        }
      const [own = 0, sql = 0] = await inTurns(turns, [{ run: () => ours(days), each: 3 }, { run: () => peer.read(NOW - days * DAY_MS, NOW) }])
      rows.push([`${days} days`, own.toFixed(2), sql.toFixed(0), `${Math.round(sql / own).toLocaleString('en')}x`])
    }
    showProgress('')
    console.log(
      `${FigureName.options.length} counts of the county and its streets over ${events.toLocaleString('en')} events of 3 years; the peer reads a table of eleven columns once, on all cores`,
    )
    printTable([['period', 'ours, ms', 'PostgreSQL, ms', 'ours is faster by'], ...rows])
    console.log('every count was the same on both')
    printTable([['GET /api/figures', 'all of it, ms', 'longest turn, ms'], ...(await figureRows(board))])
    console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
  } finally {
    await peer.stop()
  }
} finally {
  await cluster.stop()
}
