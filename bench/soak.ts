// 100,000 frames at a high rate into the real wall page: heap, nodes and WebGL contexts by frames, with a control run that leaks and must be caught by the same gate.
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from '@playwright/test'
import { openPool, setPool } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { browserArgs, findBrowser } from '@/lib/testing/browser'
import { grows, slopeOf } from '@/lib/testing/slope'
import { startCounty } from './parts/county'
import { startFlood } from './parts/flood'
import { load, readOptions, showProgress } from './parts/options'
import { printTable } from './parts/race'
import { type Held, openSoak } from './parts/soak-page'

const { frames, control, events, samples, ahead } = readOptions({ frames: 100_000, control: 20_000, events: 5, samples: 40, ahead: 200 })
/** The share of samples that is discarded as warm-up, while code is compiled and lists fill. */
const WARM_UP = 0.25
const STUCK_MS = 60_000
/** What V8 compiles for speed is part of the heap too, and goes on for minutes at this rate: it hides what a page keeps. */
const UNOPTIMIZED = '--js-flags=--no-opt --no-maglev --no-sparkplug'
const MEASURES = ['heap', 'nodes', 'contexts'] as const

const began = performance.now()
const county = await startCounty(2_000)
const pool = openPool(county.databaseUrl)
setPool(pool)
const atlas = await loadAtlas()
const { executablePath, env } = await findBrowser()
const browser = await chromium.launch({ executablePath, args: [...browserArgs, UNOPTIMIZED], env: { ...process.env, ...env } })

type Run = { held: (Held & { frames: number })[]; rate: number; ended: number }

/** Sends frames, at most `ahead` before what the page has applied, and looks at the page after equal parts. */
async function run(name: string, total: number, leaks: boolean): Promise<Run> {
  const flood = await startFlood(county.url, county.tokens.wall, atlas, events)
  const soaked = await openSoak(browser, `${flood.url}/wall?key=${county.tokens.wall}&window=1h`, leaks ? Math.ceil(total / 8) : null)
  try {
    while (!flood.open) await sleep(50)
    flood.begin(await soaked.revision())
    const from = flood.revision
    const held: Run['held'] = []
    const started = performance.now()
    let looking = 0
    let moved = performance.now()
    let applied = from
    for (let sent = 0; sent < total || applied < flood.revision; ) {
      const now = await soaked.revision()
      if (now !== applied) moved = performance.now()
      else if (performance.now() - moved > STUCK_MS) throw new Error(`${name}: the page stands at revision ${now} of ${flood.revision}`)
      applied = now
      const due = Math.floor((total * (held.length + 1)) / samples)
      const room = Math.min(ahead - (flood.revision - applied) / events, due - sent)
      if (room > 0) {
        flood.send(room)
        sent += room
      }
      if (applied === flood.revision && sent >= due && held.length < samples) {
        const before = performance.now()
        held.push({ ...(await soaked.held()), frames: sent })
        looking += performance.now() - before
        showProgress(`${name}: ${sent.toLocaleString('en')} of ${total.toLocaleString('en')} frames`)
      }
    }
    return { held, rate: total / ((performance.now() - started - looking) / 1_000), ended: applied - from }
  } finally {
    await soaked.close()
    await flood.stop()
  }
}

/** What grew, by the lines through the samples after the warm-up. */
function judge({ held }: Run) {
  const counted = held.slice(Math.floor(held.length * WARM_UP))
  return MEASURES.map((measure) => {
    const line = slopeOf(counted.map((at) => ({ x: at.frames / 1_000, y: at[measure] })))
    return { measure, line, grows: grows(line), first: counted[0]?.[measure] ?? 0, last: counted.at(-1)?.[measure] ?? 0 }
  })
}

try {
  const real = await run('the wall', frames, false)
  const leaking = await run('the control', control, true)
  showProgress('')
  const unit = { heap: 1_000, nodes: 1, contexts: 1 }
  const names = { heap: 'heap, kB', nodes: 'nodes of the page', contexts: 'WebGL contexts' }
  const judged = [
    { name: 'the wall', run: real, found: judge(real) },
    { name: 'the control', run: leaking, found: judge(leaking) },
  ]
  console.log(
    `frames of ${events} events at 1280x720, ${browser.version()}; the garbage is collected before each of ${samples} samples, the first quarter of which is not counted`,
  )
  for (const { name, run, found } of judged) {
    const last = run.held.at(-1)?.frames ?? 0
    console.log(`\n${name}: ${last.toLocaleString('en')} frames, ${run.ended.toLocaleString('en')} events applied, ${run.rate.toFixed(0)} frames/s`)
    printTable([
      ['', 'first', 'last', 'a 1,000 frames', '95% interval', ''],
      ...found.map(({ measure, line, grows, first, last }) => {
        const shown = (n: number) => (n / unit[measure]).toFixed(measure === 'heap' ? 1 : 3)
        return [
          names[measure],
          (first / unit[measure]).toFixed(0),
          (last / unit[measure]).toFixed(0),
          shown(line.slope),
          `${shown(line.low)} … ${shown(line.high)}`,
          grows ? 'GROWS' : 'flat',
        ]
      }),
    ])
  }
  const [flat, caught] = [judged[0]?.found.every((f) => !f.grows) ?? false, judged[1]?.found.every((f) => f.grows) ?? false]
  console.log(`\nthe wall: no slope above zero (aim) ${flat ? 'reached' : 'NOT reached'}`)
  console.log(
    `the control, which keeps an object a frame, a node every 20 frames and 8 contexts in all: ${caught ? 'caught' : 'NOT caught'} by the same gate`,
  )
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
  if (!flat || !caught) process.exitCode = 1
} finally {
  await browser.close()
  await pool.end()
  await county.stop()
}
