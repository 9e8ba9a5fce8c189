// What ten times as many grids cost: bytes and time of the first picture, of a tick and of the map, and the memory of the board; the peer of 3,450 grids is 345.
import { randomUUID } from 'node:crypto'
import { chromium } from '@playwright/test'
import { saveGrids } from '@/lib/db/ground/grids'
import { COUNTY_SEAT } from '@/lib/demo/county'
import { tessellate } from '@/lib/demo/tessellate'
import { placeOfTown } from '@/lib/demo/tessellate-place'
import { leavesOf } from '@/lib/domain/grid'
import { labelPoint } from '@/lib/domain/label-point'
import { openLive } from '@/lib/live/live'
import { browserArgs, findBrowser } from '@/lib/testing/browser'
import { startDatabase } from './parts/database'
import { openCounty } from './parts/ingest'
import { load, readOptions, showProgress } from './parts/options'
import { addPast } from './parts/past-rows'
import { printTable } from './parts/race'
import { cpuOf, openPoster, type Service, startService } from './parts/service'
import { median } from './parts/turns'

const { small, large, events, visits, ticks } = readOptions({ small: 345, large: 3_450, events: 100_000, visits: 3, ticks: 20 })
const SEED = 10
/** Metres of the town that has the small number of grids; the large one has as much ground for each. */
const TOWN = { width: 13_000, height: 9_100 }
/** Events of a tick, each in another leaf. */
const A_TICK = 10
/** What a page begins with. */
const FIRST = ['/api/grids', '/api/snapshot', '/api/heat?form=cells&window=24h', '/api/trends']

const { executablePath, env } = await findBrowser()
const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...process.env, ...env } })

/** Bytes as they are sent and the median time of a read, ms. */
async function readOften({ url, tokens }: Service, path: string): Promise<{ bytes: number; unpacked: number; ms: number }> {
  const headers = { authorization: `Bearer ${tokens.supervisor}`, 'accept-encoding': 'gzip' }
  const spent: number[] = []
  let [bytes, unpacked] = [0, 0]
  for (let i = 0; i < 9; i++) {
    const start = performance.now()
    const answer = await fetch(new URL(path, url), { headers })
    const body = Buffer.from(await answer.arrayBuffer())
    spent.push(performance.now() - start)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
    unpacked = body.byteLength
    bytes = Number(answer.headers.get('content-length') ?? unpacked)
  }
  return { bytes, unpacked, ms: median(spent) }
}

/** The wall: when its picture stands, and what a tick takes to be shown, bytes and time. */
async function watch(service: Service, positions: readonly [number, number][]) {
  const ready: number[] = []
  for (let i = 0; i < visits; i++) {
    const context = await browser.newContext({ viewport: { width: 1_920, height: 1_080 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
    const page = await context.newPage()
    page.setDefaultTimeout(180_000)
    const start = performance.now()
    await page.goto(`${service.url}/wall?key=${service.tokens.wall}`)
    await page.locator('[data-wall][data-ready=true]').waitFor()
    ready.push(performance.now() - start)
    if (i < visits - 1) {
      await context.close()
      continue
    }
    let bytes = 0
    const cdp = await context.newCDPSession(page)
    await cdp.send('Network.enable')
    cdp.on('Network.webSocketFrameReceived', ({ response }) => {
      bytes += response.opcode === 2 ? Buffer.byteLength(response.payloadData, 'base64') : Buffer.byteLength(response.payloadData)
    })
    const poster = openPoster(service.url, service.tokens.reporter)
    const shown: number[] = []
    const used = cpuOf(service.pid)
    for (let t = 0; t < ticks; t++) {
      showProgress(`tick ${t + 1} of ${ticks}`)
      const occurredAt = new Date().toISOString()
      const rows = Array.from({ length: A_TICK }, (_, k) => ({
        id: randomUUID(),
        occurredAt,
        type: '0501',
        position: positions[(t * A_TICK + k) % positions.length],
      }))
      const sent = performance.now()
      const { revision } = await poster(JSON.stringify(rows))
      await page.waitForFunction((r) => (window.__gridsight?.state().board?.revision ?? 0) >= r, revision, { polling: 'raf' })
      shown.push(performance.now() - sent)
      // rooms tell of figures once a second
      await new Promise((resolve) => setTimeout(resolve, 1_100))
    }
    const cpu = (cpuOf(service.pid) - used) / ticks
    const heap = await page.evaluate(() => Object(performance).memory?.usedJSHeapSize ?? 0)
    await context.close()
    return { ready: median(ready), bytes: bytes / ticks, shown: median(shown), cpu, heap }
  }
  throw new Error('nobody looked')
}

type Row = { grids: number; values: [what: string, value: number][] }

async function measure(count: number): Promise<Row> {
  showProgress(`${count} grids are made`)
  const database = await startDatabase()
  try {
    const { pool } = await openCounty(database.url)
    const scale = Math.sqrt(count / small)
    const place = placeOfTown(COUNTY_SEAT, { width: TOWN.width * scale, height: TOWN.height * scale, seed: SEED })
    const made = tessellate({ place, count, seed: SEED, codePrefix: '411324' })
    await saveGrids(made, { demo: true, now: Date.now() })
    const first = await openLive()
    await addPast(pool, first.atlas, { from: 0, to: events })
    const live = await openLive()
    const { tally } = live.board
    const memory = tally.hours.byteLength + tally.lives.byteLength + tally.heat.byteLength
    await live.saveCheckpoint()
    await pool.end()
    const service = await startService(database.url)
    try {
      showProgress(`${count} grids are read`)
      const reads = []
      for (const path of FIRST) reads.push(await readOften(service, path))
      const leaves = new Set(leavesOf(live.atlas.grids).map((g) => g.code))
      const positions = made.filter((g) => leaves.has(g.code)).map(({ geometry }) => labelPoint(geometry).position)
      const seen = await watch(service, positions)
      const [grids] = reads
      return {
        grids: live.atlas.grids.length,
        values: [
          ['first picture, kB sent', reads.reduce((sum, r) => sum + r.bytes, 0) / 1e3],
          ['first picture, ms of its reads', reads.reduce((sum, r) => sum + r.ms, 0)],
          ['wall at 1920x1080 whole, ms', seen.ready],
          ['map (/api/grids), kB sent', (grids?.bytes ?? 0) / 1e3],
          ['map (/api/grids), ms', grids?.ms ?? 0],
          [`tick of ${A_TICK} events, bytes a viewer`, seen.bytes],
          ['tick, ms from the POST to the page', seen.shown],
          ['tick, ms of CPU of the server', seen.cpu],
          ['board, MB', memory / 1e6],
          ['heap of the page, MB', seen.heap / 1e6],
        ],
      }
    } finally {
      await service.stop()
    }
  } finally {
    await database.stop()
  }
}

try {
  const began = performance.now()
  const [few, many] = [await measure(small), await measure(large)]
  showProgress('')
  console.log(`${events.toLocaleString('en')} events of three years, ${browser.version()}, drawn in software`)
  printTable([
    ['', `${few.grids.toLocaleString('en')} grids`, `${many.grids.toLocaleString('en')} grids`, 'ratio'],
    ...few.values.map(([what, value], i) => {
      const other = many.values[i]?.[1] ?? Number.NaN
      const show = (n: number) => (n >= 100 ? Math.round(n).toLocaleString('en') : n.toPrecision(3))
      return [what, show(value), show(other), `${(other / value).toFixed(2)}x`]
    }),
  ])
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
} finally {
  await browser.close()
}
