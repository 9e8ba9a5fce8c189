/** @module-tag pages */
import { randomUUID } from 'node:crypto'
import type { Browser, BrowserContext } from '@playwright/test'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { GridCollection } from '@/lib/client/grids'
import { labelPoint } from '@/lib/domain/label-point'
import { Trends } from '@/lib/domain/trends'
import { Snapshot } from '@/lib/domain/wire'
import { startServer, type TestServer } from '../server'
import { openBrowser, openWall, type Wall, type WallOptions } from './wall'

let server: TestServer
let browser: Browser
let leaves: { code: string; at: [number, number] }[]
let communities: { name: string; at: [number, number] }[]
const opened: Wall[] = []

beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '8000' } })
  browser = await openBrowser()
  const { features } = GridCollection.parse(await (await server.fetch('/api/grids', server.tokens.wall)).json())
  const parents = new Set(features.map((f) => f.properties.parentCode))
  leaves = features.flatMap(({ properties: { code }, geometry }) => (parents.has(code) ? [] : [{ code, at: labelPoint(geometry).position }]))
  communities = features.flatMap(({ properties: { level, name }, geometry }) => (level === 2 ? [{ name, at: labelPoint(geometry).position }] : []))
  // today has events of several classes, places and states; 0102 is sensitive
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
  const types = ['0501', '0501', '0402', '0102', '0202', '0601', '0101', '0501']
  const events = types.map((type, i) => ({
    id: randomUUID(),
    occurredAt: at(i),
    type,
    source: i % 3 ? '12345' : undefined,
    handledAt: i === 1 ? at(0) : null,
    position: leaves[(i * 37) % leaves.length]?.at,
  }))
  expect((await server.post(events)).status).toBe(200)
})

afterEach(async () => {
  const walls = opened.splice(0)
  const complaints = await Promise.all(walls.map((wall) => wall.complaints()))
  for (const wall of walls) await wall.close()
  expect(complaints.flat()).toEqual([])
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

async function open(options: Partial<WallOptions> = {}): Promise<Wall> {
  const wall = await openWall(browser, server.url, { key: server.tokens.wall, width: 1920, height: 1080, ...options })
  opened.push(wall)
  return wall
}

const asked = async (path: string) => (await server.fetch(path, server.tokens.wall)).json()
const grouped = (n: number) => n.toLocaleString('zh-CN')

/** One wall whose screen gets another size for each test: a wall of its own would cost ten seconds of two cores. */
function resizing(query: string): (width: number, height: number) => Promise<Wall> {
  let wall: Wall | undefined
  afterAll(async () => {
    const complaints = await wall?.complaints()
    await wall?.close()
    expect(complaints).toEqual([])
  })
  return async (width, height) => {
    if (wall) await wall.page.setViewportSize({ width, height })
    else wall = await openWall(browser, server.url, { key: server.tokens.wall, width, height, query })
    return wall
  }
}

/** The wall of all tests that ask nothing of how it is opened. */
const sized = resizing('level=4')

describe('panels', () => {
  it('show what the server answers', async () => {
    const wall = await sized(3_840, 1_080)
    const { page } = wall
    const { figures } = Snapshot.parse(await asked('/api/snapshot'))
    const trends = Trends.parse(await asked('/api/trends'))
    const texts = (selector: string) => page.locator(selector).evaluateAll((all) => all.map((e) => e.textContent ?? ''))
    const attributes = (testId: string, name: string) =>
      page.getByTestId(testId).evaluateAll((all, name) => all.map((e) => e.getAttribute(name)), name)

    await expect.poll(() => attributes('age', 'data-open')).toEqual(trends.ages.map((a) => String(a.open)))
    expect(trends.ages.reduce((n, a) => n + a.open, 0)).toBe(figures.total.open)
    expect(await attributes('overdue-age', 'data-open')).toEqual(trends.overdue.map((a) => String(a.open)))
    expect(trends.overdue.reduce((n, a) => n + a.open, 0)).toBe(figures.total.overdue)
    const hours = await attributes('hour', 'data-count')
    expect(hours.slice(0, trends.hours.length)).toEqual(trends.hours.map(String))
    expect(hours.slice(trends.hours.length)).toEqual(Array.from({ length: 24 - trends.hours.length }, () => ''))

    expect(await wall.figure('total-open')).toBe(grouped(figures.total.open))
    // the history of this server goes on no further, so that the running hour of it is not told
    expect(await wall.figure('this-hour')).toBe(trends.until ? '—' : grouped(trends.hours.at(-1) ?? 0))
    expect(await wall.figure('open-long')).toBe(grouped(trends.ages.filter((a) => a.fromHours >= 168).reduce((n, a) => n + a.open, 0)))
    expect(await wall.figure('overdue')).toBe(grouped(figures.total.overdue ?? -1))
    for (const { state, count } of figures.states ?? []) {
      if (state !== 'void') expect(await wall.figure(`state-${state}`)).toContain(grouped(count))
    }
    // none so far is not known to be none while a source is late
    const written = (n: number) => (n === 0 && trends.until ? '—' : grouped(n))
    expect(await wall.figure('today-reported')).toBe(written(figures.today.reported))
    expect(await wall.figure('today-handled')).toBe(written(figures.today.handled))
    for (const { code, today } of figures.classes ?? []) expect(await wall.figure(`class-${code}`)).toContain(written(today))
    for (const street of figures.grids.filter((g) => g.grid.length === 9)) {
      const row = await wall.figure(`street-${street.grid}`)
      expect(row).toContain(`未结${grouped(street.open)}`)
      expect(row.endsWith(written(street.today)), row).toBe(true)
    }
    const shown = await page.locator('[data-testid^=community-]').evaluateAll((all) => all.map((e) => e.getAttribute('data-testid')))
    const today = new Map(figures.grids.map((g) => [`community-${g.grid}`, g.today]))
    const counts = shown.map((id) => today.get(id ?? '') ?? -1)
    expect(counts.length).toBeGreaterThan(2)
    expect(counts).toEqual([...counts].sort((a, b) => b - a))
    expect(counts[0]).toBe(Math.max(...figures.grids.filter((g) => g.grid.length === 12).map((g) => g.today)))

    // the channel and the boundaries stand below the sources
    const sources = await texts('[data-testid=source]')
    expect(sources).toHaveLength(trends.sources.length + 2)
    for (const [i, source] of trends.sources.entries()) expect(sources[i]).toContain(String(source.lastDay))
    // urgent and open, newest first, and none that a screen may not see
    await expect.poll(() => page.getByTestId('urgent-row').count()).toBeGreaterThan(0)
    const { events } = await asked('/api/events?status=open&urgency=1,2&limit=16')
    const numbers = await attributes('urgent-row', 'data-number')
    expect(numbers).toEqual(events.slice(0, numbers.length).map((e: { number: number }) => String(e.number)))
  })
})

const sizes = [
  { width: 1366, height: 768, layout: 'one' },
  { width: 1920, height: 1080, layout: 'one' },
  { width: 3840, height: 2160, layout: 'one' },
  { width: 3840, height: 1080, layout: 'two' },
  { width: 5760, height: 1080, layout: 'three' },
]

/** Panels and other blocks that must not touch each other, and what is wrong with each by itself. */
const survey = () => {
  const blocks = [
    '[data-testid=rail] > div > section',
    '[data-testid=history]',
    '[data-testid=lag]',
    'main > header',
    '[data-testid=rhythm]',
    '[data-testid=legend]',
    '[data-testid=demo]',
  ]
    .flatMap((selector) => [...document.querySelectorAll<HTMLElement>(selector)])
    .map((element) => ({ element, name: element.dataset.testid ?? element.tagName, box: element.getBoundingClientRect() }))
  const faults: string[] = []
  for (const { element, name, box } of blocks) {
    if (box.left < -0.5 || box.top < -0.5 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5) faults.push(`${name} leaves the screen`)
    if (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1) faults.push(`${name} holds too much`)
    for (const part of element.querySelectorAll<HTMLElement>('*')) {
      const inner = part.getBoundingClientRect()
      if (inner.width === 0 || inner.height === 0 || part.closest('svg, .sr-only')) continue
      if (inner.right > box.right + 1 || inner.bottom > box.bottom + 1 || inner.left < box.left - 1 || inner.top < box.top - 1)
        faults.push(`${part.tagName} ${part.textContent?.slice(0, 20)} leaves ${name}`)
    }
  }
  blocks.forEach((a, i) => {
    for (const b of blocks.slice(i + 1)) {
      const [x, y] = [
        Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left),
        Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top),
      ]
      if (x > 0.5 && y > 0.5) faults.push(`${a.name} crosses ${b.name}`)
    }
  })
  // the figures of the head, its title and its words of truth stand beside each other
  const head = ['[data-testid=key-figures] > div', 'main > header h1', '[data-testid=truth]', '[data-testid=clock]']
    .flatMap((selector) => [...document.querySelectorAll<HTMLElement>(selector)])
    .map((element) => ({ name: element.innerText.slice(0, 20), box: element.getBoundingClientRect() }))
  head.forEach((a, i) => {
    for (const b of head.slice(i + 1))
      if (Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left) > 0.5) faults.push(`${a.name} crosses ${b.name}`)
  })
  // nothing that is written is cut, unless it says so with an ellipsis and tells all of it when pointed at
  for (const part of document.querySelectorAll<HTMLElement>('main *')) {
    const texts = [...part.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim())
    if (texts.length === 0 || part.closest('svg, .sr-only, [data-testid=controls]')) continue
    const { overflowX, textOverflow } = getComputedStyle(part)
    const told = textOverflow === 'ellipsis' && part.closest('[title]') !== null
    if (overflowX !== 'visible' && part.scrollWidth > part.clientWidth + 1 && !told) faults.push(`${part.textContent?.slice(0, 40)} is cut`)
    const range = document.createRange()
    range.selectNodeContents(part)
    const { left, right, width } = range.getBoundingClientRect()
    if (width > 0 && (left < -0.5 || right > innerWidth + 0.5)) faults.push(`${part.textContent?.slice(0, 40)} leaves the screen`)
  }
  return { faults, names: blocks.map((b) => b.name) }
}

/** Whether the call-out of an alert stands on the grids that it tells of; runs in the page. */
function hidesItsGrids(): boolean | null {
  const [grids, sheet] = ['svg > path', 'section'].map((part) =>
    document.querySelector(`[data-testid=alert-callout] > ${part}`)?.getBoundingClientRect(),
  )
  if (!grids || !sheet) return null
  return grids.left < sheet.right && sheet.left < grids.right && grids.top < sheet.bottom && sheet.top < grids.bottom
}

/** The communities that lie under the call-out and have their names on the map all the same; runs in the page. */
function namesUnderCallout(all: { name: string; at: [number, number] }[]): string[] | null {
  const sheet = document.querySelector('[data-testid=alert-callout] > section')?.getBoundingClientRect()
  const probe = window.__gridsight
  if (!sheet || !probe) return null
  const drawn = probe.drawnLabels()
  return all.flatMap(({ name, at }) => {
    const place = probe.project(...at)
    if (!place || place.x < sheet.left || place.x > sheet.right || place.y < sheet.top || place.y > sheet.bottom) return []
    return drawn.filter((text) => text.length > 1 && name.startsWith(text))
  })
}

describe('every panel is whole and by itself, figures are set in full, and a click picks the grid under it', () => {
  it.each(sizes)('at $width × $height', async ({ width, height, layout }) => {
    const wall = await sized(width, height)
    const { page } = wall
    await expect.poll(() => page.locator('[data-wall]').getAttribute('data-layout')).toBe(layout)
    // the gas leak has raised an alert, as events of the past may that run overdue meanwhile; the panel comes when all else is there, and takes the place
    // of the ages where there is one rail
    await page.getByTestId('alert-line').first().waitFor()
    await page.getByTestId('alert-callout').waitFor()
    await expect.poll(() => page.getByTestId('age').count()).toBe(layout === 'one' ? 0 : 5)
    await page.evaluate(() => document.fonts.ready)
    await expect.poll(async () => (await page.evaluate(survey)).faults, { interval: 250 }).toEqual([])
    await expect.poll(() => page.evaluate(hidesItsGrids)).toBe(false)
    await expect.poll(() => page.evaluate(namesUnderCallout, communities)).toEqual([])
    const { names } = await page.evaluate(survey)
    for (const name of ['classes', 'streets', 'communities', 'alerts', 'feed', 'sources', 'rhythm', 'legend', 'demo']) expect(names).toContain(name)
    // no panel is a title alone
    expect(
      await page.locator('[data-testid=rail] > div > section').evaluateAll((all) => all.filter((panel) => panel.children.length < 2).length),
    ).toBe(0)
    if (layout !== 'one') for (const name of ['week', 'days', 'people', 'urgent', 'ages']) expect(names).toContain(name)
    expect(await page.getByTestId('demo').innerText()).toBe('演示数据，非真实事件；边界为程序生成示意')

    // known places, spread over what of the map nothing stands on
    const free = await page.evaluate((all) => {
      const place = (at: [number, number]) => window.__gridsight?.project(...at)
      return all.filter(({ at }) => {
        const p = place(at)
        return p && document.elementFromPoint(p.x, p.y) instanceof HTMLCanvasElement
      })
    }, leaves)
    expect(free.length).toBeGreaterThan(leaves.length / 2)
    for (const share of [0.05, 0.35, 0.65, 0.95]) {
      const leaf = free[Math.floor(free.length * share)]
      if (!leaf) throw new Error('no leaf lies free')
      await wall.clickAt(leaf.at)
      await expect.poll(() => wall.probe((p) => p.view().selected)).toBe(leaf.code)
    }
    await page.getByTestId('grid-card').waitFor()
    await expect.poll(async () => (await page.evaluate(survey)).faults, { interval: 250 }).toEqual([])
    await page.getByTestId('grid-close').click()
    await page.getByTestId('grid-card').waitFor({ state: 'detached' })
  })
})

describe('in English nothing is cut, and nothing stands on anything else', () => {
  const inEnglish = resizing('lang=en')
  it.each(sizes.filter(({ width, height }) => height < 2160 && width <= 3840))('at $width × $height', async ({ width, height, layout }) => {
    const wall = await inEnglish(width, height)
    const { page } = wall
    await expect.poll(() => page.locator('[data-wall]').getAttribute('data-layout')).toBe(layout)
    await page.getByTestId('alert-line').first().waitFor()
    await expect.poll(() => page.getByTestId('overdue-age').count()).toBe(layout === 'one' ? 0 : 4)
    await page.evaluate(() => document.fonts.ready)
    expect(await page.locator('h1').innerText()).toBe('Zhenping Grid Governance')
    await expect.poll(async () => (await page.evaluate(survey)).faults, { interval: 250 }).toEqual([])
    // places too, on the map and beside it
    await expect.poll(async () => (await wall.probe((p) => p.drawnLabels())).join()).toMatch(/Nieyang|Xuefeng|Yudu/)
    const places = [
      ...(await wall.probe((p) => p.drawnLabels())),
      ...(await page.locator('[data-testid^=street-], [data-testid^=community-]').allInnerTexts()),
    ]
    expect(places.join()).toContain('Nieyang')
    expect(places.filter((name) => /\p{Script=Han}/u.test(name))).toEqual([])
  })
})

/** Lets the page take the machine for one with a graphics card. */
const asIfWithCard = async (context: BrowserContext) => {
  await context.addInitScript(() => {
    const ask = WebGL2RenderingContext.prototype.getParameter
    WebGL2RenderingContext.prototype.getParameter = function (name: number) {
      return name === 0x9246 || name === this.RENDERER ? 'a card' : ask.call(this, name)
    }
  })
}

/** Counts marks that fly, and digits, lines and rings that move, from now on; a ring that stands for a while does not move. */
const watch = () => {
  Object.assign(window, { __moved: { flights: 0, moves: 0 } })
  const moving = ['roll-in', 'roll-out', 'land', 'ring', 'spark']
  new MutationObserver((all) => {
    const added = all.flatMap((m) => [...m.addedNodes]).filter((n) => n instanceof HTMLElement)
    const moved = Reflect.get(window, '__moved')
    moved.flights += added.filter((n) => n.matches('[data-testid=flight]')).length
    moved.moves += added
      .flatMap((n) => n.getAnimations({ subtree: true }))
      .filter((a) => a instanceof CSSAnimation && moving.includes(a.animationName) && Number(a.effect?.getComputedTiming().duration) > 0).length
  }).observe(document.body, { childList: true, subtree: true })
}

describe('motion', () => {
  const happen = async (wall: Wall) => {
    await wall.page.evaluate(watch)
    const answer = await server.post({ id: randomUUID(), occurredAt: new Date().toISOString(), type: '0501', position: leaves[50]?.at })
    const { revision } = await answer.json()
    await wall.reaches(revision)
    const { figures } = Snapshot.parse(await asked('/api/snapshot'))
    await expect.poll(() => wall.figure('today-reported')).toBe(grouped(figures.today.reported))
  }
  const moved = (wall: Wall) => wall.page.evaluate(() => Reflect.get(window, '__moved'))

  it('shows what is new: a mark flies to the feed, figures roll; and stops where less of it is wished', async () => {
    const wall = await open({ width: 1366, height: 768, motion: true, prepare: asIfWithCard })
    await happen(wall)
    await expect.poll(async () => (await moved(wall)).flights).toBeGreaterThan(0)
    expect((await moved(wall)).moves).toBeGreaterThan(0)
    await expect.poll(() => wall.page.getByTestId('flight').count()).toBe(0)
    await wall.page.emulateMedia({ reducedMotion: 'reduce' })
    await happen(wall)
    expect(await moved(wall)).toEqual({ flights: 0, moves: 0 })
  })
})

describe('the light theme', () => {
  it('is the address’s to choose, and reaches page and map', async () => {
    const wall = await open({ width: 1366, height: 768, query: 'theme=light' })
    const paper = () => wall.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--bg').trim())
    expect(await paper()).toBe('#eef2f5')
    const dark = await sized(1_366, 768)
    expect(await dark.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--bg').trim())).toBe('#05090f')
  })
})
