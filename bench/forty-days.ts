/**
 * Forty days of the demonstration in a database, by a clock of their own: whether its figures stay believable, and whether all that the board
 * counts equals the recount by SQL. `npm run bench -- forty-days` takes PostgreSQL where it is installed; `--engine embedded` the embedded
 * engine; `--days 3 --weeks 11` fewer days after a shorter history (weeks of it that are written; ten is the longest life).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { migrate } from '@/lib/db/engine/migrate'
import { openPool, setPool } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { planFeed } from '@/lib/demo/feed-plan'
import { makeModel } from '@/lib/demo/history-model'
import { FULL_SIZE, planHistory } from '@/lib/demo/history-plan'
import { ensureCounty, makeHistory } from '@/lib/demo/seed'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import type { KpiFigure } from '@/lib/domain/figures'
import { type Live, openLive } from '@/lib/live/live'
import { verifyBoard, verifyBooks } from '@/lib/live/verify'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { withClient } from '@/lib/testing/templates'
import { showProgress } from './parts/options'
import { printTable } from './parts/race'
import { liveOn } from './parts/simulated-county'

/** When the history ends: a Thursday afternoon, so that the days hold six week-ends and the first of January. */
const END = Date.parse('2026-11-26T09:12:00Z')
const MONTH = 30
/** What any month is to show, percent (the county works well, and not perfectly). */
const RANGES = [
  ['响应率', (of: KpiFigure) => of.respondedRate, 85, 98],
  ['回访率', (of: KpiFigure) => of.followedUpRate, 10, 40],
  ['满意率', (of: KpiFigure) => of.satisfiedRate, 85, 97],
  ['延期率', (of: KpiFigure) => of.extendedRate, 1, 6],
  ['返工率', (of: KpiFigure) => of.reworkedRate, 1, 8],
  ['按期处置率', (of: KpiFigure) => of.handedInTimeRate, 85, 96],
] as const
const OPEN = [1_500, 2_500] as const
const OVERDUE = 0.25

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: findPostgres() ? 'postgresql' : 'embedded' },
    days: { type: 'string', default: '40' },
    weeks: { type: 'string', default: '13' },
  },
})
const [days, weeks] = [Number(values.days), Number(values.weeks)]
if (!['postgresql', 'embedded'].includes(values.engine) || !(days >= 1) || !(weeks >= 1)) {
  console.error('--engine is postgresql or embedded; --days and --weeks are numbers from 1 on.')
  process.exit(2)
}

const everything: Viewer = { id: 'bench', name: 'bench', role: 'supervisor', scope: { kind: 'grids', prefixes: [''] } }
const missed: string[] = []
const within = (what: string, value: number, [low, high]: readonly [number, number]) => {
  if (!(value >= low && value <= high)) missed.push(`${what} is ${value.toFixed(2)}, and not ${low} to ${high}`)
}

/** What is open, in how many states, and how much of it is overdue. */
function openOn(live: Live, now: number): { open: number; overdue: number; states: number } {
  const { funnel = [] } = live.board.kpis(everything, { from: null, to: null }, now)
  const stages = funnel.filter(({ state, count }) => state !== 'void' && count > 0)
  const { overdue = 0 } = live.board.figures(everything, now).total
  return { open: stages.reduce((sum, { count }) => sum + count, 0), overdue, states: stages.length }
}

/** Ctrl-C ends the days and not the bench: what they came to is told and recounted. */
const enough = new AbortController()
process.on('SIGINT', () => enough.abort())

const rows: string[][] = []
/** The month that ends at `now`, as a row of the table. */
function tellMonth(live: Live, now: number, day: number): void {
  const { total } = live.board.kpis(everything, { from: now - MONTH * DAY_MS, to: now }, now)
  const { open, overdue, states } = openOn(live, now)
  const percents = RANGES.map(([name, rate, low, high]) => {
    const value = 100 * (rate(total).value ?? Number.NaN)
    within(`${name} of the month to day ${day}`, value, [low, high])
    return `${value.toFixed(2)} %`
  })
  within(`what is open on day ${day}`, open, OPEN)
  within(`the overdue part of what is open on day ${day}`, overdue / open, [0, OVERDUE])
  rows.push([`day ${day}`, String(open), String(states), `${((100 * overdue) / open).toFixed(1)} %`, ...percents, String(total.openCards)])
}

/** The last weeks of the history of full size, by the demonstration's own writer, which is stopped when they are there. */
async function writeWeeks(): Promise<void> {
  await ensureCounty({ total: FULL_SIZE, now: END, lagMs: 0 })
  const { leaves, types } = await loadAtlas()
  const plan = planHistory(makeModel(leaves, types), { end: END, total: FULL_SIZE })
  const wanted = plan.days.filter(({ from }) => from >= END - weeks * 7 * DAY_MS).reduce((sum, { count }) => sum + count, 0)
  const stop = new AbortController()
  const onProgress = ({ done }: { done: number }) => {
    showProgress(`writing the last ${weeks} weeks of the history: ${done} of ${wanted}`)
    if (done >= wanted) stop.abort()
  }
  await makeHistory({ now: END, onProgress, signal: stop.signal }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
}

async function run(url: string): Promise<void> {
  await withClient(url, (client) => migrate(client))
  const pool = openPool(url)
  setPool(pool)
  try {
    const began = performance.now()
    await writeWeeks()
    const { leaves, types } = await loadAtlas()
    const plan = planFeed(makeModel(leaves, types), END)
    const departments = [...new Set(types.flatMap(({ lead }) => lead.split('/')))]
    let clock = END
    const live = await openLive({ now: () => clock })
    tellMonth(live, END, 0)
    let day = 0
    const left: object[] = []
    const tally = await liveOn({
      ...{ plan, departments, until: END + days * DAY_MS, signal: enough.signal },
      warn: (what) => void left.push(what),
      async onDay(now) {
        clock = now
        day++
        await live.catchUp()
        // as a server does: the next start reads only what comes after it
        await live.saveCheckpoint()
        const { open, overdue } = openOn(live, now)
        within(`what is open on day ${day}`, open, OPEN)
        within(`the overdue part of what is open on day ${day}`, overdue / open, [0, OVERDUE])
        showProgress(`day ${day} of ${days}: ${open} open, ${overdue} overdue`)
        if (day % 10 === 0) tellMonth(live, now, day)
      },
    })
    clock = tally.now
    await live.catchUp()
    if (day % 10 !== 0) tellMonth(live, clock, day)
    showProgress('recounting by SQL')
    const board = await verifyBoard(clock, (what) => missed.push(what))
    const books = await verifyBooks((what) => missed.push(what))
    showProgress('')
    const differences = [...board.differences, ...books.flatMap((book) => book.differences)]
    for (const { what, where, board: held, recounted } of differences.slice(0, 20)) missed.push(`${what} ${where}: ${held}, by SQL ${recounted}`)

    printTable([['month to', 'open', 'in states', 'overdue', ...RANGES.map(([name]) => name), '督办'], ...rows])
    const told = (of: ReadonlyMap<string, number>) => [...of].sort((a, b) => b[1] - a[1]).map(([name, n]) => `${name} ${n}`)
    console.log(`${tally.posted} events came, ${told(tally.done).join(', ')}`)
    console.log(`${left.length} events were left to themselves; refused: ${told(tally.refused).slice(0, 5).join('; ') || 'nothing'}`)
    console.log(
      `${differences.length} differences from the recount at revision ${board.revision}, ${((performance.now() - began) / 60_000).toFixed(1)} min`,
    )
  } finally {
    setPool(null)
    await pool.end()
  }
}

if (values.engine === 'postgresql') {
  const bin = findPostgres()
  if (!bin) throw new Error('there is no PostgreSQL with PostGIS on this machine')
  const cluster = await startCluster({ bin, settings: { shared_buffers: '512MB', max_wal_size: '4GB' } })
  try {
    await withClient(cluster.url('postgres'), (client) => client.query('CREATE DATABASE bench'))
    await run(cluster.url('bench'))
  } finally {
    await cluster.stop()
  }
} else {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bench-'))
  const engine = await startEmbedded({ dataDir: folder })
  try {
    await run(engine.url)
  } finally {
    await engine.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
for (const what of missed.slice(0, 30)) console.log(`NOT reached: ${what}`)
process.exitCode = missed.length > 0 ? 1 : 0
