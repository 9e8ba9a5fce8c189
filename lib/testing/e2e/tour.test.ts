/** @module-tag pages */
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { GridCollection } from '@/lib/client/grids'
import { createAccount } from '@/lib/db/accounts/accounts'
import { saveEvents } from '@/lib/db/events/events'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { labelPoint } from '@/lib/domain/label-point'
import { Moment } from '@/lib/domain/replay-answer'
import { startServer, type TestServer } from '../server'
import { event, newEvent, spot, viewer } from '../small-county'
import { WAIT_MS } from '../wait'
import { frameFaults } from './frame-faults'
import { inGrids, openPerson, signIn } from './people'
import { openBrowser, openWall, type Wall } from './wall'

let server: TestServer
let browser: Browser
/** the two halves of one wall */
let tiles: [Wall, Wall]

beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser({ fonts: 'system' })
  const open = (index: 1 | 2) => openWall(browser, server.url, { key: server.tokens.wall, query: `tile=${index}/2`, width: 1100, height: 600 })
  tiles = [await open(1), await open(2)]
  const scope = inGrids('')
  await createAccount(
    { username: 'officer', name: '陈值班', role: 'supervisor', scope, password: 'Right-password-1' },
    { actor: { id: 'cli', name: 'x', role: null } },
  )
})
afterAll(async () => {
  for (const tile of tiles ?? []) await tile.close()
  await browser?.close()
  await server?.stop()
})

const touring = ({ page }: Wall) => page.getByTestId('touring')
/** Waits until both tiles show a stop, or the call of an alert. */
const both = async (attribute: string, value: string | null) => {
  for (const tile of tiles) await expect.poll(() => touring(tile).getAttribute(attribute), { timeout: WAIT_MS }).toBe(value)
}

it('an officer reads the code off the wall, steers it from a phone, and an alert takes it back until somebody acknowledges', async () => {
  const officer = await signIn(browser, server.url, { username: 'officer', password: 'Right-password-1' }, '/remote')
  const { page } = officer
  await page.setViewportSize({ width: 390, height: 844 })
  const code = page.locator('input[name=code]')
  await code.fill('000 000')
  await page.getByTestId('code-form').locator('button[type=submit]').click()
  await expect.poll(() => page.getByTestId('code-fault').innerText()).toContain('码每 5 分钟更换一次')

  const shown = (await tiles[1].page.getByTestId('screen-code').innerText()).replace(/\D/g, '')
  await code.fill(shown)
  await page.getByTestId('code-form').locator('button[type=submit]').click()
  await page.getByTestId('remote').waitFor()
  expect(await page.evaluate(frameFaults)).toEqual([])
  await page.getByTestId('remote-go').click()
  await both('data-stop', 'county')
  await page.locator('button[aria-label="下一站"]').click()
  await both('data-stop', 'streets')
  expect(await tiles[0].page.getByTestId('tour-words').innerText()).toContain('遥控中')
  for (const tile of tiles) expect(await tile.probe((probe) => probe.view().selected)).toBe('411324001')
  // the hand sees where the wall looks
  await page.locator('[data-testid=wall-picture][data-grid="411324001"] path').first().waitFor({ state: 'attached' })
  await page.locator('button', { hasText: '7 天' }).click()
  for (const tile of tiles) await expect.poll(() => tile.probe((probe) => probe.view().window)).toBe('7d')
  await page.locator('button', { hasText: '15 分' }).click()
  await expect.poll(() => tiles[1].page.getByTestId('screen-code').innerText()).toContain('静音至')

  // it comes through what a hand holds
  const zoom = await tiles[0].probe((probe) => probe.zoom() ?? 0)
  expect((await server.post(newEvent({ type: '0402' }))).status).toBe(200)
  await expect.poll(() => touring(tiles[0]).getAttribute('data-call'), { timeout: WAIT_MS }).not.toBeNull()
  const alert = (await touring(tiles[0]).getAttribute('data-call')) ?? ''
  await both('data-call', alert)
  expect(await tiles[0].page.getByTestId('tour-words').innerText()).toContain('轮播已暂停')
  // it is flown to, whichever is told first, the alert or that it calls
  const near = await tiles[0].probe((probe) => probe.zoom() ?? 0)
  expect(near).toBeGreaterThan(zoom)
  for (const tile of tiles) await tile.page.locator(`[data-testid=alert-callout][data-alert="${alert}"]`).waitFor()
  await expect.poll(() => page.getByTestId('remote-said').innerText()).toContain('Ⅰ 级预警占用大屏')
  // and as large in the picture of the hand as a finger is told apart
  const mark = page.getByTestId('wall-picture-alert').locator('svg')
  await mark.waitFor()
  expect((await mark.boundingBox())?.width).toBeLessThan(24)

  // what the code to scan leads to
  const duty = await openPerson(browser, server.url, { role: 'dispatcher', scope: inGrids('') })
  await duty.go(`/alerts?alert=${alert}`)
  await duty.page.locator('[data-testid=alert-actions] button', { hasText: '签收' }).first().click()
  await both('data-call', null)
  await expect.poll(() => tiles[0].page.getByTestId('tour-words').innerText()).toContain('遥控中')
  for (const one of [officer, duty, ...tiles]) expect(await one.complaints()).toEqual([])
  await officer.close()
  await duty.close()
})

it('an officer sends the wall to yesterday, which nobody takes for now, an alert breaks through, and Esc at the wall returns', async () => {
  const yesterday = Date.now() - DAY_MS
  const known = { occurredAt: new Date(yesterday - 3 * HOUR_MS).toISOString() }
  const context = { viewer: viewer('supervisor'), now: Date.now(), receivedAt: yesterday - 2 * HOUR_MS, trusted: true }
  expect((await saveEvents([event(known), event(known)], context)).rejected).toEqual([])
  const told = async (at: string) => Moment.parse(await (await server.fetch(`/api/replay?at=${at}`, server.tokens.wall)).json())
  await expect.poll(async () => (await told(new Date(yesterday).toISOString())).figures.total.open).toBe(2)

  const officer = await signIn(browser, server.url, { username: 'officer', password: 'Right-password-1' }, '/remote')
  const { page } = officer
  await page.setViewportSize({ width: 390, height: 844 })
  await page.locator('input[name=code]').fill((await tiles[1].page.getByTestId('screen-code').innerText()).replace(/\D/g, '').slice(0, 6))
  await page.getByTestId('code-form').locator('button[type=submit]').click()
  await page.getByTestId('past-yesterday').click()
  const past = (tile: Wall) => tile.page.getByTestId('past')
  for (const tile of tiles) await tile.page.locator('[data-wall][data-past=true][data-ready=true] [data-testid=past][data-whole=true]').waitFor()
  const at = (await past(tiles[0]).getAttribute('data-at')) ?? ''
  expect(Math.abs(Date.parse(at) - yesterday)).toBeLessThan(120_000)
  for (const { page } of tiles) {
    expect(await page.getByTestId('replay-frame').boundingBox()).toEqual({ x: 0, y: 0, width: 1_100, height: 600 })
    expect(await page.getByTestId('time-plate').innerText()).toMatch(/回放[\s\S]*按当时所知/)
    expect((await page.getByTestId('total-open').innerText()).replace(/\D/g, '')).toBe(String((await told(at)).figures.total.open))
    expect(await page.getByTestId('truth').count()).toBe(0)
  }
  expect(await page.evaluate(frameFaults)).toEqual([])

  await page.getByTestId('past-speed-1000').click()
  await page.getByTestId('past-play').click()
  const moved = async (tile: Wall) => Date.parse((await past(tile).getAttribute('data-at')) ?? '') - Date.parse(at)
  for (const tile of tiles) await expect.poll(() => moved(tile)).toBeGreaterThan(20 * 60_000)
  await page.getByTestId('past-play').click()
  await expect.poll(() => past(tiles[0]).getAttribute('data-playing')).toBe('false')
  await expect.poll(async () => (await moved(tiles[0])) === (await moved(tiles[1]))).toBe(true)

  expect((await server.post(newEvent({ type: '0402', position: spot(5, 1) }))).status).toBe(200)
  for (const tile of tiles) await tile.page.locator('[data-testid=alert-callout]', { hasText: '● 实时' }).waitFor()
  await tiles[0].page.keyboard.press('Escape')
  for (const tile of tiles) await tile.page.locator('[data-wall][data-past=false][data-ready=true] [data-testid=truth]').waitFor()
  await expect.poll(() => page.getByTestId('remote-past').getAttribute('data-past')).toBe('false')
  for (const one of [officer, ...tiles]) expect(await one.complaints()).toEqual([])
  await officer.close()
})

it('two tiles are one wall: nothing that is to be seen whole lies across their seam, and one that is loaded again shows the same', async () => {
  const [left, right] = tiles
  const whole = ['[data-testid=rail] section', '[data-testid=key-figures] > *', '[data-testid=legend]', '[data-testid=screen-code]']
  const across = ({ page }: Wall) =>
    page.evaluate(
      (parts) =>
        [...document.querySelectorAll(parts.join())].flatMap((part) => {
          const box = part.getBoundingClientRect()
          // one that is half in sight is across an edge of this tile
          const [seen, hidden] = [box.right > 1 && box.left < innerWidth - 1, box.left < -1 || box.right > innerWidth + 1]
          return box.width > 0 && seen && hidden ? [part.textContent ?? ''] : []
        }),
      whole,
    )
  for (const tile of tiles) await expect.poll(() => across(tile)).toEqual([])
  const titles = ({ page }: Wall) =>
    page.evaluate(
      () =>
        [...document.querySelectorAll('[data-testid=rail] section')].filter((part) => {
          const { left: from, right: to } = part.getBoundingClientRect()
          return from >= 0 && to <= innerWidth
        }).length,
    )
  const [ofLeft, ofRight] = [await titles(left), await titles(right)]
  expect(ofLeft).toBeGreaterThan(0)
  expect(ofRight).toBeGreaterThan(0)
  // where a place is on the wall, both say
  const at = (tile: Wall) => tile.probe((probe) => probe.project(112.23, 33.03))
  await expect.poll(async () => JSON.stringify(await at(left)) === JSON.stringify(await at(right))).toBe(true)

  await right.page.reload()
  await right.page.locator('[data-wall][data-ready=true]').waitFor()
  await expect.poll(() => touring(right).getAttribute('data-stop')).toBe(await touring(left).getAttribute('data-stop'))
  await expect.poll(async () => JSON.stringify(await at(left)) === JSON.stringify(await at(right))).toBe(true)
})

it('Back goes up and not away, and a filter of classes says what it does not filter', async () => {
  const wall = await openWall(browser, server.url, { key: await server.makeToken('screen', '') })
  const selected = () => wall.probe((probe) => probe.view().selected)
  const street = wall.page.getByTestId('streets').locator('button').first()
  await street.click()
  await expect.poll(selected).toMatch(/^41132400[12]$/)
  await wall.page.getByTestId('grid-children').locator('button').first().click()
  await expect.poll(selected).toMatch(/^41132400\d{4}$/)
  await wall.page.goBack()
  await expect.poll(selected).toMatch(/^41132400[12]$/)
  await wall.page.goBack()
  await expect.poll(selected).toBeNull()
  expect(new URL(wall.page.url()).pathname).toBe('/wall')
  await wall.page.getByTestId('class-01').click()
  expect(await wall.page.getByTestId('classes-where').innerText()).toContain('其余数字是全部类别')

  // it does not tour: a red alert is heard all the same, and leads to a phone
  const tones = () => wall.page.evaluate(() => Number(document.documentElement.dataset.tones ?? 0))
  await wall.page.evaluate(() => {
    const { start } = OscillatorNode.prototype
    OscillatorNode.prototype.start = function (...at) {
      const { dataset } = document.documentElement
      dataset.tones = String(Number(dataset.tones ?? 0) + 1)
      start.apply(this, at)
    }
  })
  const before = await wall.page.getByTestId('alert-callout').getAttribute('data-alert')
  expect((await server.post(newEvent({ type: '0402', position: spot(1, 2) }))).status).toBe(200)
  await expect.poll(tones, { timeout: WAIT_MS }).toBeGreaterThan(5)
  const callout = wall.page.getByTestId('alert-callout')
  expect(await callout.getAttribute('data-alert')).not.toBe(before)
  await callout.getByText('扫码处理').waitFor()
  await wall.close()
})

it('a grid of a wall of 6656 × 1792 is the one that is pointed at', async () => {
  const wall = await openWall(browser, server.url, {
    key: await server.makeToken('screen', ''),
    query: 'level=4',
    width: 6_656,
    height: 1_792,
    scale: 0.2,
  })
  const { features } = GridCollection.parse(await (await server.fetch('/api/grids', server.tokens.wall)).json())
  const parents = new Set(features.map(({ properties }) => properties.parentCode))
  const ENOUGH = 8
  let pointed = 0
  for (const { properties, geometry } of features.filter(({ properties }) => !parents.has(properties.code))) {
    const { position } = labelPoint(geometry)
    // some lie under the legend and the switches
    const free = await wall.page.evaluate(([lon, lat]) => {
      const at = window.__gridsight?.project(lon, lat)
      return at ? document.elementFromPoint(at.x, at.y) instanceof HTMLCanvasElement : false
    }, position)
    if (!free || pointed === ENOUGH) continue
    pointed++
    await wall.clickAt(position)
    await expect.poll(() => wall.probe((probe) => probe.view().selected), { timeout: WAIT_MS }).toBe(properties.code)
  }
  expect(pointed).toBe(ENOUGH)
  await wall.close()
})
