// The largest paint of the wall, and how long the wall takes to answer a click under 1,000 events a second, in Chromium; peer: a page of one heading and a button in the same browser.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { GridCollection } from '@/lib/client/grids'
import { labelPoint } from '@/lib/domain/label-point'
import { browserArgs, findBrowser } from '@/lib/testing/browser'
import { startCounty } from './parts/county'
import { load, readOptions, showProgress } from './parts/options'
import { inpOf, notePaints, notesOf } from './parts/page-marks'
import { printTable } from './parts/race'
import { openPoster } from './parts/service'
import { median } from './parts/turns'

const { history, visits, rate, clicks, width, height } = readOptions({
  history: 20_000,
  visits: 5,
  rate: 1_000,
  clicks: 60,
  width: 1_920,
  height: 1_080,
})
const AIM = { lcp: 1_500, own: 100 }
/** A POST carries so many events. */
const BATCH = 100
const CLICK_EVERY_MS = 250
const PLAIN = 'data:text/html,<h1>1</h1><button onclick="this.textContent=Math.random()">1</button>'

const began = performance.now()
const county = await startCounty(history)
const { executablePath, env } = await findBrowser()
const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...process.env, ...env } })
const auth = { authorization: `Bearer ${county.tokens.supervisor}` }

async function open(link: string, before?: (context: BrowserContext) => Promise<void>): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await notePaints(context)
  await before?.(context)
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  await page.goto(link)
  return page
}

/** Posts at the rate until it is told to stop; answers how many were taken. */
async function postEvents(positions: readonly [number, number][], stop: AbortSignal): Promise<number> {
  const poster = openPoster(county.url, county.tokens.reporter)
  const start = performance.now()
  let sent = 0
  while (!stop.aborted) {
    if (sent >= ((performance.now() - start) / 1_000) * rate) {
      await sleep(5)
      continue
    }
    const occurredAt = new Date().toISOString()
    const rows = Array.from({ length: BATCH }, (_, i) => ({
      id: randomUUID(),
      occurredAt,
      type: '0501',
      position: positions[(sent + i) % positions.length],
    }))
    sent += (await poster(JSON.stringify(rows))).accepted
  }
  return (sent / (performance.now() - start)) * 1_000
}

/** The middle of a button that can be clicked, the i-th of those that stand now; null: there is none. */
const buttonOf = (page: Page, i: number): Promise<{ x: number; y: number } | null> =>
  page.evaluate((at) => {
    const middles = [...document.querySelectorAll('button:enabled')].flatMap((button) => {
      const { x, y, width: wide, height: high } = button.getBoundingClientRect()
      const middle = { x: x + wide / 2, y: y + high / 2 }
      return wide > 0 && button.contains(document.elementFromPoint(middle.x, middle.y)) ? [middle] : []
    })
    return middles[at % Math.max(1, middles.length)] ?? null
  }, i)

/** Clicks what can be clicked, one after the other, as somebody who looks for something would; answers how many times. */
async function click(page: Page): Promise<number> {
  let done = 0
  for (let i = 0; done < clicks && i < 3 * clicks; i++) {
    const at = await buttonOf(page, i)
    if (at) {
      await page.mouse.click(at.x, at.y)
      done++
    }
    await sleep(CLICK_EVERY_MS)
  }
  return done
}

const stopping = new AbortController()
try {
  const link = `${county.url}/wall?key=${county.tokens.wall}`
  const [wall, plain]: [number[], number[]] = [[], []]
  const ready: number[] = []
  for (let i = -1; i < visits; i++) {
    showProgress(`opening the wall: ${i + 1} of ${visits}`)
    const page = await open(link)
    const start = performance.now()
    await page.locator('[data-wall][data-ready=true]').waitFor()
    if (i >= 0) ready.push(performance.now() - start)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    if (i >= 0) wall.push((await notesOf(page)).lcp)
    await page.context().close()
    const other = await open(PLAIN)
    await other.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    if (i >= 0) plain.push((await notesOf(other)).lcp)
    await other.context().close()
  }

  showProgress('clicking under load')
  const collection = GridCollection.parse(await (await fetch(new URL('/api/grids?level=4', county.url), { headers: auth })).json())
  const positions = collection.features.map(({ geometry }) => labelPoint(geometry).position)
  const posting = postEvents(positions, stopping.signal)
  posting.catch(() => {}) // told where it is awaited
  const page = await open(link)
  await page.locator('[data-wall][data-ready=true]').waitFor()
  const before = await page.evaluate(() => window.__gridsight?.state().board?.revision ?? 0)
  const start = performance.now()
  const done = await click(page)
  const applied = ((await page.evaluate(() => window.__gridsight?.state().board?.revision ?? 0)) - before) / ((performance.now() - start) / 1_000)
  const notes = await notesOf(page)
  const own = inpOf(notes.interactions, done)
  const [ownHandled, ownCode] = [inpOf(notes.handled, done), inpOf(notes.own, done)]
  await page.context().close()
  const other = await open(PLAIN)
  const peerDone = await click(other)
  const peerNotes = await notesOf(other)
  const peer = inpOf(peerNotes.interactions, peerDone)
  const [peerHandled, peerCode] = [inpOf(peerNotes.handled, peerDone), inpOf(peerNotes.own, peerDone)]
  await other.context().close()
  stopping.abort()
  const taken = await posting
  showProgress('')

  console.log(
    `\nthe wall at ${width}x${height} with ${history.toLocaleString('en')} events and an empty cache, ${browser.version()}, drawn in software`,
  )
  printTable([
    ['', 'the wall', 'a heading and a button'],
    [`largest paint (median of ${visits}), ms`, median(wall).toFixed(0), median(plain).toFixed(0)],
    ['everything shown, ms', median(ready).toFixed(0), ''],
    [
      `click to the next paint (${done} clicks at ${taken.toFixed(0)} events/s, ${applied.toFixed(0)} of them shown), ms`,
      own.toFixed(0),
      peer.toFixed(0),
    ],
    ['until the page has done its part, what was being drawn before included, ms', ownHandled.toFixed(0), peerHandled.toFixed(0)],
    ['its part alone, ms', ownCode.toFixed(0), peerCode.toFixed(0)],
  ])
  const aim = (what: string, ms: number, most: number) =>
    console.log(`${what}: ${ms.toFixed(0)} ms (aim: at most ${most} ms) ${ms <= most ? 'reached' : 'NOT reached'}`)
  aim('largest contentful paint', median(wall), AIM.lcp)
  aim(`own work of a click under ${rate} events/s`, ownCode, AIM.own)
  console.log(`took ${((performance.now() - began) / 1_000).toFixed(0)} s; load of the machine (1 min) ${load()}`)
} finally {
  stopping.abort()
  await browser.close()
  await county.stop()
}
