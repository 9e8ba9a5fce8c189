// How far apart the tiles of one wall begin the same step, and show the same moment of a past that plays, in Chromium; peer: the same steps as each tile would begin them on hearing of them.
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Page } from '@playwright/test'
import * as z from 'zod/mini'
import { type ScreenProgram, Screens } from '@/lib/domain/screen'
import { browserArgs, findBrowser } from '@/lib/testing/browser'
import { startCounty } from './parts/county'
import { load, readOptions, showProgress } from './parts/options'
import { printTable } from './parts/race'

const { history, tiles, steps, moments, width, height } = readOptions({ history: 2_000, tiles: 3, steps: 200, moments: 60, width: 640, height: 360 })
const AIM = { p95: 50, join: 5_000 }

/** What a tile says of a step: when it was due by its own reckoning, when it heard of it and when it was done, epoch milliseconds. */
const Mark = z.object({ revision: z.int(), heard: z.number(), due: z.number(), done: z.number() })
type Mark = z.infer<typeof Mark>

const county = await startCounty(history)
const { executablePath, env } = await findBrowser()
const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...process.env, ...env } })
const auth = { authorization: `Bearer ${county.tokens.supervisor}`, 'content-type': 'application/json' }

async function openTile(index: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(180_000)
  await page.goto(new URL(`/wall?key=${county.tokens.wall}&tile=${index}/${tiles}`, county.url).href)
  await page.getByTestId('screen-code').waitFor()
  return page
}

const marksOf = async (page: Page): Promise<Mark[]> =>
  z
    .array(Mark)
    .parse(await page.evaluate(() => performance.getEntriesByName('screen').map((mark) => (mark instanceof PerformanceMark ? mark.detail : null))))

/** What the page keeps of its past: which moment it showed since when, epoch milliseconds. */
type Shown = [moment: string, at: number]

/** Has a page keep when it shows which moment. */
const watchPast = (page: Page) =>
  page.getByTestId('past').evaluate((past) => {
    const shown: [string, number][] = []
    Object.assign(window, { shownMoments: shown })
    new MutationObserver(() => {
      const at = past.getAttribute('data-at')
      if (at && at !== shown.at(-1)?.[0]) shown.push([at, performance.timeOrigin + performance.now()])
    }).observe(past, { attributes: true, attributeFilter: ['data-at'] })
  })
const shownOf = (page: Page) => page.evaluate(() => Reflect.get(window, 'shownMoments') as Shown[])

/** Plays a past at a speed of the keyboard and answers, of each moment that all tiles showed, how far apart they showed it. */
async function playPast(pages: readonly Page[], key: string): Promise<number[]> {
  const [first] = pages
  if (!first) return []
  await first.keyboard.press('r')
  await Promise.all(pages.map((page) => page.locator('[data-testid=past][data-whole=true]').waitFor()))
  await first.keyboard.press(key)
  await Promise.all(pages.map(watchPast))
  await first.keyboard.press(' ')
  for (;;) {
    const shown = await Promise.all(pages.map(shownOf))
    const least = Math.min(...shown.map(({ length }) => length))
    showProgress(`a past that plays by ${key}: ${Math.min(least, moments)} of ${moments} moments`)
    if (least > moments) {
      await first.keyboard.press('Escape')
      await Promise.all(pages.map((page) => page.getByTestId('past').waitFor({ state: 'detached' })))
      return (shown[0] ?? []).slice(0, moments).flatMap(([moment]) => {
        const at = shown.flatMap((of) => of.find(([one]) => one === moment)?.[1] ?? [])
        return at.length === pages.length ? [spread(at)] : []
      })
    }
    await sleep(500)
  }
}

const quantile = (times: readonly number[], share: number) => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0
const spread = (times: readonly number[]) => Math.max(...times) - Math.min(...times)

try {
  const pages = await Promise.all(Array.from({ length: tiles }, (_, i) => openTile(i + 1)))
  const { screens } = Screens.parse(await (await fetch(new URL('/api/screens', county.url), { headers: auth })).json())
  const program = (i: number): ScreenProgram => ({
    on: true,
    panels: null,
    scenes: [{ kind: i % 2 ? 'county' : 'streets', seconds: 600, measure: 'heat', window: '24h' }],
  })
  for (let i = 0; i < steps; i++) {
    const body = JSON.stringify(program(i))
    const answer = await fetch(new URL(`/api/screens/${screens[0]?.id}`, county.url), { method: 'PUT', headers: auth, body })
    if (!answer.ok) throw new Error(`the screen answered ${answer.status}`)
    showProgress(`step ${i + 1} of ${steps}`)
    await sleep(900 + 400 * Math.random())
  }
  const all = await Promise.all(pages.map(marksOf))
  const shared = (all[0] ?? []).flatMap(({ revision }) => {
    const of = all.flatMap((marks) => marks.find((mark) => mark.revision === revision) ?? [])
    return of.length === tiles ? [of] : []
  })
  const [due, done, heard] = (['due', 'done', 'heard'] as const).map((name) => shared.map((of) => spread(of.map((mark) => mark[name]))))

  const [by60, by1000] = [await playPast(pages, '3'), await playPast(pages, '4')]

  const began = performance.now()
  await pages[1]?.reload()
  await pages[1]?.waitForFunction(() => performance.getEntriesByName('screen').length > 0, null, { polling: 50 })
  const joined = performance.now() - began

  const row = (what: string, times: readonly number[] = []) => [
    what,
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.95).toFixed(1),
    quantile(times, 0.999).toFixed(1),
  ]
  console.log(`${tiles} tiles of ${width} × ${height} in one browser, ${shared.length} of ${steps} steps that all of them had (load ${load()})`)
  printTable([
    ['difference between tiles, ms', 'p50', 'p95', 'most'],
    row('when a step is due, on the clock of each', due),
    row('when it is begun', done),
    row('when it is heard of (what a wall without a plan would begin by)', heard),
    row(`when a moment of the past is shown, of ${by60.length} at 60 times`, by60),
    row(`the same, of ${by1000.length} at 1,000 times`, by1000),
  ])
  console.log(
    `a tile that is loaded again shows the step after ${(joined / 1_000).toFixed(1)} s (aim ${AIM.join / 1_000} s); p95 of what is due ≤ ${AIM.p95} ms: ${quantile(due ?? [], 0.95) <= AIM.p95}`,
  )
} finally {
  await browser.close()
  await county.stop()
}
