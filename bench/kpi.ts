// All figures of all grids, read from memory at 638,000 and 10,000,000 events; peers: the same figures by one SQL on PostgreSQL and on DuckDB.

import { drawField } from '@/lib/api/heat'
import type { Viewer } from '@/lib/domain/access'
import type { EventFacts } from '@/lib/domain/change'
import { DAY_MS } from '@/lib/domain/clock'
import { HeatState } from '@/lib/domain/heat-state'
import { type Board, makeBoard } from '@/lib/live/board'
import { copyBoard, packBoard, restoreBoard } from '@/lib/live/board-state'
import { allSteps } from '@/lib/testing/all-steps'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { duckFigures, type FiguresPeer, postgresFigures } from './parts/figures-sql'
import { load, readOptions, showProgress } from './parts/options'
import { countyAtlas, NOW, pastOf, SPAN } from './parts/past'
import { printTable } from './parts/race'
import { inTurns, median } from './parts/turns'

const { events, many, turns } = readOptions({ events: 638_000, many: 10_000_000, turns: 15 })
const BATCH = 1_000
const AIM = { postgres: 1_000, duck: 100, growth: 1.2 }

const began = performance.now()
const atlas = countyAtlas()
/** One in ten was acted on here, so that departments hold something too. */
const past = pastOf(atlas, { given: 10 })
const viewer: Viewer = { id: 'bench', name: 'bench', role: 'supervisor', scope: { kind: 'grids', prefixes: [''] } }

/** A board of so many events over three years; `keep` gets each event. */
function build(count: number, keep: (facts: EventFacts) => void): { board: Board; applied: number } {
  const board = makeBoard(atlas, { logId: 'bench', revision: 0 }, NOW)
  let spent = 0
  for (let from = 0; from < count; from += BATCH) {
    const changes = Array.from({ length: BATCH }, (_, i) => past(from + i + 1, NOW - SPAN + Math.floor((SPAN * (from + i)) / count)).change)
    for (const { after } of changes) if (after) keep(after)
    const before = performance.now()
    board.apply(changes, from + BATCH)
    spent += performance.now() - before
    if (from % 100_000 === 0) showProgress(`a board of ${count.toLocaleString('en')}: ${from.toLocaleString('en')}`)
  }
  return { board, applied: (count / spent) * 1_000 }
}

/** Throws unless a peer has the figures of the board. */
async function compare(board: Board, peer: FiguresPeer): Promise<void> {
  const rows = new Map((await peer.read()).map((row) => [row.grid, row]))
  for (const { grid, reported, handled, today } of board.figures(viewer, NOW).grids) {
    const row = rows.get(grid) ?? { reported: 0, handled: 0, today: 0 }
    if (row.reported !== reported || row.handled !== handled || row.today !== today)
      throw new Error(`${peer.name} and the board differ at ${grid}: ${JSON.stringify([row, { reported, handled, today }])}`)
  }
}

/** Packing, restoring and drawing, milliseconds, and sizes. */
async function rest({ board, applied }: { board: Board; applied: number }): Promise<Record<string, number>> {
  const start = performance.now()
  const bytes = await packBoard(allSteps(copyBoard(board)))
  const saved = performance.now()
  await restoreBoard(bytes, atlas, 'bench')
  const restored = performance.now()
  const cells = board.cells(viewer, { window: 'all', at: NOW, types: null, ahead: true })
  if (!cells) throw new Error('the board holds no cells')
  const drawing = performance.now()
  await drawField(atlas.lattice, cells, { first: 0, last: 0 })
  const drawn = performance.now()
  const state = new HeatState(atlas.lattice, 'all', NOW)
  state.load(0, cells)
  const ticks = Array.from({ length: 20 }, (_, k) => {
    const changes = Array.from({ length: BATCH }, (_, i) => past(k * BATCH + i + 1, NOW).change)
    const before = performance.now()
    state.apply({ since: k * BATCH, revision: (k + 1) * BATCH, changes })
    return performance.now() - before
  })
  return {
    'changes applied a second': applied,
    'counters, MB': board.tally.hours.byteLength / 1e6,
    'counters of lives, MB': board.tally.lives.byteLength / 1e6,
    'departments, MB': [...board.departments.values()].reduce((sum, t) => sum + t.hours.byteLength + t.lives.byteLength + t.heat.byteLength, 0) / 1e6,
    'heat, MB': board.tally.heat.byteLength / 1e6,
    'checkpoint, MB': bytes.byteLength / 1e6,
    'checkpoint packed, ms': saved - start,
    'checkpoint restored, ms': restored - saved,
    'field of all events drawn, ms': drawn - drawing,
    'tick of 1,000 events in a field, ms': median(ticks),
  }
}

const bin = findPostgres()
const cluster = bin ? await startCluster({ bin, settings: { shared_buffers: '512MB' } }) : null
const peers: FiguresPeer[] = []
try {
  const facts: EventFacts[] = []
  const small = build(events, (f) => facts.push(f))
  showProgress('filling the peers')
  if (cluster) peers.push(await postgresFigures(cluster.url('postgres'), atlas, facts))
  peers.push(await duckFigures(atlas, facts))
  for (const peer of peers) await compare(small.board, peer)
  facts.length = 0
  const large = build(many, () => {})

  showProgress('reading')
  const figures = (board: Board) => ({ run: () => board.figures(viewer, NOW), each: 20 })
  const [own = 0, ownMany = 0, ...theirs] = await inTurns(turns, [
    figures(small.board),
    figures(large.board),
    ...peers.map(({ read }) => ({ run: read })),
  ])
  const period = (days: number) => (board: Board) => ({ run: () => board.kpis(viewer, { from: NOW - days * DAY_MS, to: NOW }, NOW), each: 3 })
  const periods: (readonly [string, ...number[]])[] = []
  for (const days of [7, 365, 3 * 365])
    periods.push([`KPIs of ${days} days, ms`, ...(await inTurns(15, [small.board, large.board].map(period(days))))])
  const [ofSmall, ofLarge] = [await rest(small), await rest(large)]
  showProgress('')

  const ms = (n: number) => (n >= 1_000 ? Math.round(n).toLocaleString('en') : n.toPrecision(3))
  console.log(
    `figures of all ${atlas.grids.length} grids over ${events.toLocaleString('en')} events of 3 years; the peers scan a table of three columns on all cores`,
  )
  printTable([
    ['', 'ms a reading', 'ours is'],
    ['ours', ms(own), ''],
    ...peers.map(({ name }, i) => [name, ms(theirs[i] ?? 0), `${Math.round((theirs[i] ?? 0) / own).toLocaleString('en')}x faster`]),
  ])
  console.log('')
  const both = [
    ['figures of all grids, ms', own, ownMany] as const,
    ...periods,
    ...Object.entries(ofSmall).map(([what, v]) => [what, v, ofLarge[what] ?? 0] as const),
  ]
  printTable([
    ['ours', events.toLocaleString('en'), many.toLocaleString('en'), 'ratio'],
    ...both.map(([what, a = 0, b = 0]) => [what, ms(a), ms(b), `${(b / a).toFixed(2)}x`]),
  ])
  console.log('')
  const aim = (what: string, value: string, wanted: string, reached: boolean) =>
    console.log(`${what}: ${value} (aim: ${wanted}) ${reached ? 'reached' : 'NOT reached'}`)
  for (const [i, { name }] of peers.entries()) {
    const wanted = name === 'DuckDB' ? AIM.duck : AIM.postgres
    const ratio = (theirs[i] ?? 0) / own
    aim(`figures against ${name}`, `${Math.round(ratio).toLocaleString('en')}x`, `at least ${wanted.toLocaleString('en')}x`, ratio >= wanted)
  }
  if (!cluster) console.log('PostgreSQL was not found on this machine and is left out.')
  aim('figures, many events to few', `${(ownMany / own).toFixed(2)}x`, `at most ${AIM.growth}x`, ownMany / own <= AIM.growth)
  const counters = (ofSmall['counters, MB'] ?? 0) + (ofSmall['counters of lives, MB'] ?? 0)
  aim('counters, MB', counters.toFixed(0), 'at most 100', counters <= 100)
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
} finally {
  for (const peer of peers) await peer.stop()
  await cluster?.stop()
}
