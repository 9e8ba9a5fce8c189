/** @module-tag pages */
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GridCollection } from '@/lib/client/grids'
import { fromWgs84 } from '@/lib/domain/coordinates'
import { labelPoint } from '@/lib/domain/label-point'
import { onePicturePmtiles } from '../pmtiles-file'
import { differenceOf, plainPng, readPng, shareOf } from '../png'
import { startServer, type TestServer } from '../server'
import { openBrowser, openWall } from './wall'

/** A history whose heat is seen on the map. */
const demo = { GRIDSIGHT_DEMO_HISTORY: '4000' }
const withMapbox = process.env.GRIDSIGHT_MAPBOX_TEST === '1'
const magenta = (r: number, g: number, b: number) => r > 90 && b > 90 && g < Math.min(r, b) / 2
const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-basemap-'))
/** Ground on which no tile lies. */
const bare = (r: number, _g: number, b: number) => r < 60 && b < 80
const white = (r: number, g: number, b: number) => Math.min(r, g, b) > 200
let browser: Browser

/** For waiting by pictures: each takes the browser some tenths of a second of a processor. */
const seldom = { interval: 400 }
const look = async (page: Page) => readPng(await page.screenshot({ animations: 'disabled' }))
/** The middle of the map, without panels. */
const middleOf = async (page: Page) => readPng(await page.screenshot({ animations: 'disabled', clip: { x: 380, y: 120, width: 520, height: 380 } }))
const leaves = async (server: TestServer) => {
  const { features } = GridCollection.parse(await (await server.fetch('/api/grids', server.tokens.wall)).json())
  const parents = new Set(features.map((g) => g.properties.parentCode))
  return features.filter((g) => !parents.has(g.properties.code)).map((g) => ({ code: g.properties.code, at: labelPoint(g.geometry).position }))
}

beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a PMTiles file of this machine', () => {
  let server: TestServer
  const file = path.join(folder, 'county.pmtiles')
  let bytes: Buffer

  beforeAll(async () => {
    bytes = onePicturePmtiles(await plainPng(256, 256, '#f0f'), 14, '<a href="https://x.example">测试底图</a> &copy;')
    writeFileSync(file, bytes)
    // pictures are compared over minutes, in which nothing is to come in
    server = await startServer({ county: 'demo', env: { ...demo, GRIDSIGHT_DEMO_RATE: '0', BASEMAP_URL: file, BASEMAP_LOOK: 'plain' } })
  })
  afterAll(() => server?.stop())

  it('is served in parts to whoever may see the wall', async () => {
    const at = '/api/basemap/files/county.pmtiles'
    expect((await fetch(`${server.url}${at}`)).status).toBe(401)
    const part = await server.fetch(at, server.tokens.wall, { headers: { range: 'bytes=0-6' } })
    expect(part.status).toBe(206)
    expect(await part.text()).toBe('PMTiles')
    expect(part.headers.get('content-range')).toBe(`bytes 0-6/${bytes.length}`)
    const whole = await server.fetch(at, server.tokens.wall)
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true)
    const tag = whole.headers.get('etag') ?? ''
    expect((await server.fetch(at, server.tokens.wall, { headers: { 'if-none-match': tag } })).status).toBe(304)
    expect((await server.fetch(at, server.tokens.wall, { headers: { range: 'bytes=99999999-' } })).status).toBe(416)
    for (const not of ['/api/basemap/files/other.pmtiles', '/api/basemap/files/..%2fpackage.json', '/api/basemap/tianditu/vec/w/3/1/1'])
      expect((await server.fetch(not, server.tokens.wall)).status, not).toBe(404)
  })

  it('lies under the grids, with its makers’ name, and asks nobody else', async () => {
    const wall = await openWall(browser, server.url, { scale: 1, key: server.tokens.wall })
    try {
      await expect.poll(async () => shareOf(await look(wall.page), magenta), seldom).toBeGreaterThan(0.1)
      expect(await wall.page.getByTestId('map-said').innerText()).toContain('底图：测试底图 ©')
      expect(await wall.page.getByTestId('review-number').innerText()).toBe('内部资料，未经地图审核，禁止公开')
      await expect.poll(async () => (await wall.probe((p) => p.drawnGrids())).length).toBeGreaterThan(20)
      // names are above the body and not seen through it
      await expect.poll(async () => shareOf(await middleOf(wall.page), white), seldom).toBeGreaterThan(0.004)
      expect(await wall.complaints()).toEqual([])
    } finally {
      await wall.close()
    }
  })

  it('comes back with grids, heat and names after the browser took the context away', async () => {
    const wall = await openWall(browser, server.url, { scale: 0.5, key: server.tokens.wall, query: 'window=all' })
    try {
      await expect.poll(() => wall.probe((p) => p.state().historyProgress === null && p.heat()?.events)).toBeGreaterThan(3_000)
      // what the nights are found to hold is called out over the map whenever it is found, and is not what is looked at here
      await wall.page.evaluate(() => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync('[data-testid="alert-callout"] { visibility: hidden }')
        document.adoptedStyleSheets.push(sheet)
      })
      const see = () => middleOf(wall.page)
      const settled = async () => {
        let [before, same] = [await see(), 0]
        // a look can take seconds where a busy machine draws in software
        await expect
          .poll(async () => {
            const now = await see()
            same = differenceOf(before, now) < 0.02 ? same + 1 : 0
            before = now
            return same
          }, seldom)
          .toBeGreaterThan(2)
        return before
      }
      await expect.poll(() => wall.probe((p) => p.drawnLabels().length)).toBeGreaterThan(20)
      // a picture that lacks tiles stands still as well, where a busy machine takes seconds for one
      await expect.poll(async () => shareOf(await see(), bare), seldom).toBeLessThan(0.05)
      const before = await settled()
      await wall.page.evaluate(() => Object.assign(window, { sameLoad: true }))
      // what the heat alone draws, to know how much it is
      await wall.choose('measure', 'choropleth')
      await expect.poll(async () => differenceOf(before, await see()), seldom).toBeGreaterThan(0.5)
      const heat = differenceOf(before, await settled())
      await wall.choose('measure', 'heat')
      await expect.poll(async () => differenceOf(before, await see()), seldom).toBeLessThan(heat / 4)
      const grids = await wall.probe((p) => p.drawnGrids().sort())
      for (let time = 1; time <= 2; time++) {
        const lose = await wall.page.evaluateHandle(() => {
          const gl = document.querySelector<HTMLCanvasElement>('[data-testid=map] canvas')?.getContext('webgl2')
          const extension = gl?.getExtension('WEBGL_lose_context')
          extension?.loseContext()
          return extension
        })
        await expect.poll(() => wall.probe((p) => p.drawnGrids().length)).toBe(0)
        await lose.evaluate((extension) => extension?.restoreContext())
        await expect.poll(() => wall.probe((p) => p.drawnGrids().sort())).toEqual(grids)
        await expect.poll(async () => differenceOf(before, await see()), seldom).toBeLessThan(heat / 4)
      }
      const contexts = await wall.page.evaluate(() => document.querySelectorAll('[data-testid=map] canvas').length)
      expect(contexts).toBe(1)
      expect(await wall.page.evaluate(() => 'sameLoad' in window)).toBe(true)
      expect(await wall.complaints()).toEqual([])
    } finally {
      await wall.close()
    }
  })
})

describe('tiles in GCJ-02, and a token of Mapbox', () => {
  let server: TestServer
  let tiles: Server
  const asked: string[] = []

  beforeAll(async () => {
    const png = await plainPng(256, 256, '#f0f')
    tiles = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(200, { 'Content-Type': 'image/png', 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' })
      response.end(png)
    }).listen(0, '127.0.0.1')
    await once(tiles, 'listening')
    const { port } = tiles.address() as AddressInfo
    const BASEMAP_URL = `http://127.0.0.1:${port}/{z}/{x}/{y}.png`
    server = await startServer({
      county: 'demo',
      env: { ...(withMapbox && demo), BASEMAP_URL, BASEMAP_CRS: 'GCJ02', BASEMAP_LOOK: 'plain', MAPBOX_TOKEN: 'pk.of-nobody' },
    })
  })
  afterAll(async () => {
    await server?.stop()
    tiles?.close()
  })

  /** Everything that Mapbox GL asks for, answered here; nothing leaves the machine. */
  const mapbox =
    (status: { session: number; rest: number }, seen: string[] = []) =>
    async (context: BrowserContext) => {
      await context.route(/^https:\/\/(api|events)\.mapbox\.com\//, (route) => {
        const { pathname } = new URL(route.request().url())
        seen.push(pathname)
        const answer = pathname.startsWith('/map-sessions/') ? status.session : status.rest
        if (answer !== 200) return route.fulfill({ status: answer, json: { message: 'Not Authorized - Invalid Token' } })
        const style = { version: 8, sources: {}, layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#300030' } }] }
        return route.fulfill({ json: pathname.startsWith('/styles/') ? style : {} })
      })
    }
  const byMapbox = (complaint: string) => /mapbox\.com/.test(complaint)

  it('goes on with MapLibre where the token is refused, says so, and moves grids, names and events to the tiles together', async () => {
    const seen: string[] = []
    const prepare = mapbox({ session: 401, rest: 401 }, seen)
    const wall = await openWall(browser, server.url, { scale: 0.5, key: server.tokens.wall, query: 'level=4', prepare })
    try {
      await expect.poll(() => wall.probe((p) => p.engine())).toBe('maplibre')
      await expect.poll(() => wall.page.getByTestId('map-said').innerText()).toContain('Mapbox 令牌未被接受，已改用 MapLibre')
      expect(seen.length).toBeGreaterThan(0)
      await expect.poll(async () => (await wall.probe((p) => p.drawnGrids())).length).toBeGreaterThan(20)
      await expect.poll(async () => shareOf(await look(wall.page), magenta), seldom).toBeGreaterThan(0.1)
      // a click where a place is drawn chooses the grid that holds it
      for (const { code, at } of (await leaves(server)).filter((_, i) => i % 60 === 0)) {
        await expect.poll(async () => (await wall.probe((p) => p.drawnGrids())).includes(code)).toBe(true)
        await wall.clickAt(at)
        await expect.poll(() => wall.probe((p) => p.view().selected)).toBe(code)
        await wall.page.keyboard.press('Escape')
      }
      // the tiles that were asked for are those of the moved county
      const { z, x, y } = /^\/(?<z>\d+)\/(?<x>\d+)\/(?<y>\d+)/.exec(asked.at(-1) ?? '')?.groups ?? {}
      const [lon, lat] = fromWgs84([112.234, 33.034], 'GCJ02')
      const n = 2 ** Number(z)
      expect(Math.abs(Number(x) - ((lon + 180) / 360) * n)).toBeLessThan(12)
      expect(Math.abs(Number(y) - (0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * n)).toBeLessThan(12)
      expect((await wall.complaints()).filter((c) => !byMapbox(c))).toEqual([])
    } finally {
      await wall.close()
    }
  })

  /**
   * Opt-in, since Mapbox GL is for holders of an account with Mapbox: runs the package as it is, with its session call, style and events
   * answered here. It proves that our layers, names, clicks and deck's heat work on that engine, and that a session refused later takes
   * us to MapLibre. It proves nothing of Mapbox's own styles and servers, which it never sees.
   */
  describe.skipIf(!withMapbox)('Mapbox GL itself (GRIDSIGHT_MAPBOX_TEST=1)', () => {
    it('draws the same layers', async () => {
      const seen: string[] = []
      const wall = await openWall(browser, server.url, {
        scale: 1,
        key: server.tokens.wall,
        query: 'window=all&level=2',
        prepare: mapbox({ session: 200, rest: 200 }, seen),
      })
      try {
        await expect.poll(() => wall.probe((p) => p.engine())).toBe('mapbox')
        await expect.poll(async () => (await wall.probe((p) => p.drawnGrids())).length).toBeGreaterThan(50)
        await expect.poll(async () => (await wall.probe((p) => p.drawnLabels())).join()).toMatch(/涅阳|雪枫|玉都/)
        await expect.poll(() => seen.some((at) => at.startsWith('/map-sessions/'))).toBe(true)
        const heat = await middleOf(wall.page)
        await wall.choose('measure', 'choropleth')
        await expect.poll(async () => differenceOf(heat, await middleOf(wall.page)), seldom).toBeGreaterThan(0.5)
        const [leaf] = (await leaves(server)).slice(100)
        if (!leaf) throw new Error('there are no leaves')
        await wall.clickAt(leaf.at)
        await expect.poll(async () => leaf.code.startsWith((await wall.probe((p) => p.view().selected)) ?? '-')).toBe(true)
        expect(await wall.probe((p) => p.engine())).toBe('mapbox')
      } finally {
        await wall.close()
      }
    })

    it('gives way when the session is refused after it began to draw', async () => {
      const wall = await openWall(browser, server.url, { scale: 1, key: server.tokens.wall, prepare: mapbox({ session: 401, rest: 200 }) })
      try {
        await expect.poll(() => wall.probe((p) => p.engine())).toBe('maplibre')
        await expect.poll(async () => (await wall.probe((p) => p.drawnGrids())).length).toBeGreaterThan(20)
      } finally {
        await wall.close()
      }
    })
  })
})
