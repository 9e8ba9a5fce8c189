// The KPIs of a period, for the county and each street, read from memory over 638,000 events with lives; peer: the same counts by one SQL on PostgreSQL.
import type { Viewer } from '@/lib/domain/access'
import type { EventFacts } from '@/lib/domain/change'
import { DAY_MS } from '@/lib/domain/clock'
import { FigureName } from '@/lib/domain/figure-terms'
import type { KpiFigure } from '@/lib/domain/figures'
import { KPI_WEIGHTS } from '@/lib/domain/kpi'
import { makeBoard } from '@/lib/live/board'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { postgresKpis } from './parts/kpis-sql'
import { load, readOptions, showProgress } from './parts/options'
import { countyAtlas, NOW, pastOf, SPAN } from './parts/past'
import { printTable } from './parts/race'
import { inTurns } from './parts/turns'

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
      `${FigureName.options.length} counts of the county and its streets over ${events.toLocaleString('en')} events of 3 years; the peer reads a table of ten columns once, on all cores`,
    )
    printTable([['period', 'ours, ms', 'PostgreSQL, ms', 'ours is faster by'], ...rows])
    console.log('every count was the same on both')
    console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
  } finally {
    await peer.stop()
  }
} finally {
  await cluster.stop()
}
