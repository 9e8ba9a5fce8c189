// From an update of 1,000 events to the painted heat, with 10,000, 100,000 and 638,000 events in Chromium; peers: HeatmapLayer with binary attributes and MapLibre's heatmap with updateData.
import { type Browser, type CDPSession, chromium } from '@playwright/test'
import { encodeChanges } from '@/lib/domain/change'
import { rasterFrame } from '@/lib/domain/field'
import { encodeHeatCells, heatHeader } from '@/lib/domain/heat-answer'
import { cellOf } from '@/lib/domain/lattice'
import type { Position } from '@/lib/domain/position'
import { browserArgs, findBrowser } from '@/lib/testing/browser'
import { numbersFrom } from '@/lib/testing/busy-days'
import { load, readOptions, showProgress } from './parts/options'
import { type PageServer, servePage } from './parts/page-server'
import { countyAtlas, NOW, type Past, pastOf, SPAN } from './parts/past'
import type { Kind } from './parts/picture-page'
import { printTable } from './parts/race'
import { median } from './parts/turns'

const { ticks, seconds, most, width, height } = readOptions({ ticks: 15, seconds: 6, most: 638_000, width: 1_280, height: 720 })
const SIZES = [10_000, 100_000, 638_000].filter((size) => size <= most)
const CONTENDERS: { kind: Kind; name: string }[] = [
  { kind: 'ours', name: 'ours: field in a worker, one bitmap' },
  { kind: 'deck', name: 'deck.gl HeatmapLayer, binary' },
  { kind: 'maplibre', name: 'MapLibre heatmap, updateData' },
]
/** What any of them pays for a frame. */
const FLOOR = { kind: 'nothing' as Kind, name: 'an empty map that changes its colour' }
const TICK = 1_000
/** Of a tick so many happen in one place, where the page looks whether they are seen. */
const TOGETHER = 200
/** A tick whose first warms up, then at least so many, however long they take. */
const MIN_TICKS = 2

const began = performance.now()
const atlas = countyAtlas()
const make = pastOf(atlas)
const past: Past[] = []
const event = () => {
  const made = make(past.length + 1, NOW - Math.floor((SPAN * (past.length % 1000)) / 1000))
  past.push(made)
  return made
}
for (let i = 0; i < (SIZES.at(-1) ?? 0); i++) event()
const history = past.slice()

const owned = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
const pairs = (list: readonly Past[]) => Float32Array.from(list.flatMap(({ position }) => position))
const below = numbersFrom(11)

/** New events: most of them anywhere, the rest in one place. The first of them has revision 1 of the field's log. */
function tickOf(k: number): { list: Past[]; place: Position } {
  const list = Array.from({ length: TICK }, event)
  const there = history[below(SIZES[0] ?? 1)] ?? list[0]
  for (let i = 0; there && i < TOGETHER; i++) list[i] = there
  const revised = list.map(({ position, change }, i) => {
    const revision = k * TICK + i + 1
    const [cellX, cellY] = cellOf(atlas.lattice, position)
    return { position, change: { ...change, revision, number: revision, after: change.after && { ...change.after, revision, cellX, cellY } } }
  })
  return { list: revised, place: there?.position ?? [0, 0] }
}
const made = new Map<number, ReturnType<typeof tickOf>>()
function tick(k: number): ReturnType<typeof tickOf> {
  const known = made.get(k) ?? tickOf(k)
  made.set(k, known)
  return known
}

function cells(events: readonly Past[]): Uint8Array {
  const header = heatHeader(rasterFrame(atlas.lattice), atlas.lattice, {
    logId: 'bench',
    revision: 0,
    asOf: null,
    window: 'all',
    at: new Date(NOW).toISOString(),
    steps: { first: 0, last: 0 },
  })
  const column = (of: (past: Past) => number) => Int32Array.from(events, of)
  return encodeHeatCells(header, {
    cellX: column(({ change }) => change.after?.cellX ?? 0),
    cellY: column(({ change }) => change.after?.cellY ?? 0),
    type: column(({ change }) => change.after?.type ?? 0),
    step: column(() => 0),
    count: column(() => 1),
  })
}

function answer({ pathname, searchParams }: URL): Uint8Array | null {
  const number = (name: string) => Number(searchParams.get(name))
  const json = (value: unknown) => Buffer.from(JSON.stringify(value))
  switch (pathname) {
    case '/bounds.json':
      return json(atlas.bounds)
    case '/past':
      return searchParams.get('form') === 'cells' ? cells(history.slice(0, number('events'))) : owned(pairs(history.slice(0, number('events'))))
    case '/frame':
      return encodeChanges(tick(number('k')).list.map(({ change }) => change))
    case '/positions':
      return owned(pairs(tick(number('k')).list))
    case '/place':
      return json(tick(number('k')).place)
    default:
      return null
  }
}

/** CPU that all processes of the browser have used so far, milliseconds. */
async function cpuOf(devtools: CDPSession): Promise<number> {
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo')
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1_000, 0)
}

/** `ms` of a tick and its CPU; `beyond`: it took longer than anybody waits, and `ms` is how long that was. */
type Measured = { ms: number; cpu: number; beyond: boolean }

/** The median of the ticks of a contender and the CPU of one, milliseconds, in a page of its own. A peer that is never done is measured by that. */
async function measure(browser: Browser, server: PageServer, kind: Kind, events: number): Promise<Measured> {
  const page = await browser.newPage({ viewport: { width, height } })
  page.on('pageerror', (error) => console.error(kind, error.message))
  page.setDefaultTimeout(180_000)
  try {
    await page.goto(server.url)
    await page.waitForFunction(() => 'bench' in window)
    const opening = performance.now()
    try {
      await page.evaluate(([kind, events]) => window.bench.open(kind, events), [kind, events] as const)
    } catch (error) {
      if (kind === 'ours') throw error
      return beyond(kind, opening, error)
    }
    const devtools = await browser.newBrowserCDPSession()
    const times: number[] = []
    let used = 0
    const end = performance.now() + seconds * 1_000
    for (let k = 0; k <= ticks && (k <= MIN_TICKS || performance.now() < end); k++) {
      const asked = performance.now()
      const ms = await page
        .evaluate((k) => window.bench.tick(k), k)
        .catch((error: unknown) => {
          if (kind === 'ours') throw error
          return beyond(kind, asked, error)
        })
      if (typeof ms !== 'number') return ms
      if (k === 0) used = await cpuOf(devtools)
      else times.push(ms)
    }
    return { ms: median(times), cpu: ((await cpuOf(devtools)) - used) / times.length, beyond: false }
  } finally {
    await page.close()
  }
}

function beyond(kind: Kind, since: number, error: unknown): Measured {
  console.error(`\n${kind}: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
  return { ms: performance.now() - since, cpu: Number.NaN, beyond: true }
}

const { executablePath, env } = await findBrowser()
const server = await servePage({ 'page.js': 'bench/parts/picture-page.ts', 'field-worker.js': 'lib/client/field-worker.ts' }, answer)
const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...process.env, ...env } })
try {
  const found: Record<Kind, Measured[]> = { ours: [], deck: [], maplibre: [], nothing: [] }
  for (const size of SIZES) {
    for (const { kind, name } of [...CONTENDERS, FLOOR]) {
      showProgress(`${size.toLocaleString('en')} events, ${name}`)
      found[kind].push(await measure(browser, server, kind, size))
    }
  }
  showProgress('')
  const shown = (n: number, digits: number) => (Number.isNaN(n) ? '?' : n.toFixed(digits))
  const least = (kind: Kind, i: number) => (found[kind][i]?.beyond ? '> ' : '')
  console.log(
    `milliseconds from an update of ${TICK.toLocaleString('en')} events to the frame that shows them, at ${width}x${height}; ${browser.version()}, drawn in software`,
  )
  const heads = SIZES.map((size) => size.toLocaleString('en'))
  const all = [...CONTENDERS, FLOOR]
  printTable([
    ['', ...heads, ...heads.map((head) => `CPU ${head}`)],
    ...all.map(({ kind, name }) => [
      name,
      ...found[kind].map(({ ms, beyond }) => (beyond ? '> ' : '') + ms.toFixed(0)),
      ...found[kind].map(({ cpu }) => shown(cpu, 0)),
    ]),
  ])
  console.log(
    'CPU is that of all processes of the browser for a tick, with the frame before it and the loading of the tick, and without other work of the machine\n',
  )
  const ratio = (kind: Kind, i: number, of: 'ms' | 'cpu') => (found[kind][i]?.[of] ?? 0) / (found.ours[i]?.[of] ?? 1)
  printTable([
    ['peer to ours', ...heads, ...heads.map((head) => `CPU ${head}`)],
    ...CONTENDERS.slice(1).map(({ kind, name }) => [
      name,
      ...(['ms', 'cpu'] as const).flatMap((of) => SIZES.map((_, i) => `${least(kind, i)}${shown(ratio(kind, i, of), 1)}x`)),
    ]),
  ])
  console.log('')
  const aim = (what: string, value: string, wanted: string, reached: boolean) =>
    console.log(`${what}: ${value} (aim: ${wanted}) ${reached ? 'reached' : 'NOT reached'}`)
  for (const [size, wanted] of [
    [100_000, 60],
    [638_000, 250],
  ] as const) {
    const i = SIZES.indexOf(size)
    if (i < 0) continue
    for (const { kind, name } of CONTENDERS.slice(1)) {
      const times = ratio(kind, i, 'ms')
      aim(`${name}, ${size.toLocaleString('en')} events`, `${least(kind, i)}${times.toFixed(1)}x`, `at least ${wanted}x`, times >= wanted)
    }
  }
  const own = found.ours.map(({ ms }) => ms)
  const flat = Math.max(...own) / Math.min(...own)
  aim('ours, slowest to fastest of all sizes', `${flat.toFixed(2)}x`, 'at most 1.2x', flat <= 1.2)
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
} finally {
  await browser.close()
  await server.stop()
}
