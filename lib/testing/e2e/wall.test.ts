/** @module-tag pages */
import { randomUUID } from 'node:crypto'
import type { Browser, BrowserContext } from '@playwright/test'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { GridCollection } from '@/lib/client/grids'
import { labelPoint } from '@/lib/domain/label-point'
import { startServer, type TestServer } from '../server'
import { type Network, startNetwork } from './network'
import { openBrowser, openWall, type Wall, type WallOptions } from './wall'

let server: TestServer
let network: Network
let browser: Browser
let grids: ReturnType<typeof GridCollection.parse>['features']
const opened: Wall[] = []

beforeAll(async () => {
  server = await startServer({ county: 'demo' })
  network = await startNetwork(server.port)
  browser = await openBrowser()
  grids = GridCollection.parse(await (await server.fetch('/api/grids', server.tokens.wall)).json()).features
})

afterEach(async ({ task }) => {
  network.mend()
  const walls = opened.splice(0)
  const complaints = await Promise.all(walls.map((wall) => wall.complaints()))
  for (const wall of walls) await wall.close()
  if (task.result?.state === 'fail') await closeCommon()
  expect(complaints.flat()).toEqual([])
})

afterAll(async () => {
  await closeCommon()
  await browser?.close()
  await network?.stop()
  await server?.stop()
})

/** Opens a wall that is closed after the test, through a wire that the test may cut. */
async function open(options: Partial<WallOptions> = {}): Promise<Wall> {
  const wall = await openWall(browser, network.origin, { key: server.tokens.wall, ...options })
  opened.push(wall)
  return wall
}

/** Counts the frames that a page asks for. */
const countFrames = (context: BrowserContext) =>
  context.addInitScript(() => {
    const { requestAnimationFrame } = window
    Object.assign(window, { __frames: 0 })
    window.requestAnimationFrame = (callback) => {
      Reflect.set(window, '__frames', Reflect.get(window, '__frames') + 1)
      return requestAnimationFrame(callback)
    }
  })

let common: Wall | undefined
/** One wall for all tests that ask nothing of how it is opened, since opening one costs seconds; after a failure it is opened anew. */
async function onWall(): Promise<Wall> {
  common ??= await openWall(browser, network.origin, { key: server.tokens.wall, prepare: countFrames })
  return common
}
async function closeCommon(): Promise<void> {
  const wall = common
  common = undefined
  const complaints = await wall?.complaints()
  await wall?.close()
  expect(complaints ?? []).toEqual([])
}

/** A leaf of the middle of the list, and a point well inside it. */
function someLeaf(): { code: string; name: string; at: [number, number] } {
  const parents = new Set(grids.map((g) => g.properties.parentCode))
  const leaves = grids.filter((g) => !parents.has(g.properties.code))
  const leaf = leaves[Math.floor(leaves.length / 2)]
  if (!leaf) throw new Error('there are no leaves')
  return { code: leaf.properties.code, name: leaf.properties.name, at: labelPoint(leaf.geometry).position }
}

/** Posts one event that has just happened at a place; answers its number and the revision. */
async function postEvent(at: [number, number], type = '0501'): Promise<{ number: number; revision: number; id: string }> {
  const id = randomUUID()
  const answer = await server.post({ id, occurredAt: new Date().toISOString(), type, position: at })
  expect(answer.status).toBe(200)
  const { revision } = await answer.json()
  const { number } = await (await server.fetch(`/api/events/${id}`, server.tokens.supervisor)).json()
  return { number, revision, id }
}

const reported = async () => {
  const snapshot = await (await server.fetch('/api/snapshot', server.tokens.wall)).json()
  return snapshot.figures.total.reported as number
}

/** First of all, since it reads the whole address. */
describe('controls', () => {
  it('change window, layer and class, and the address keeps them', async () => {
    const wall = await onWall()
    await wall.choose('window', 'all')
    const total = await reported()
    await expect.poll(() => wall.probe((p) => p.heat()?.window)).toBe('all')
    await expect.poll(() => wall.probe((p) => p.heat()?.events ?? 0)).toBeGreaterThan(total / 2)
    const all = await wall.probe((p) => p.heat()?.events ?? 0)
    await wall.page.getByTestId('class-05').click()
    await expect.poll(() => wall.probe((p) => p.heat()?.events ?? 0)).toBeLessThan(all)
    await wall.choose('measure', 'choropleth')
    const asked = [...new URL(wall.page.url()).searchParams].map((p) => p.join('=')).sort()
    expect(asked).toEqual(['classes=05', 'measure=choropleth', 'window=all'])
    await wall.page.reload()
    await wall.page.locator('[data-wall][data-ready=true]').waitFor()
    expect(await wall.probe((p) => p.view().window)).toBe('all')
    await wall.page.getByTestId('classes-all').click()
    await expect.poll(() => wall.probe((p) => p.heat()?.events ?? 0)).toBe(all)
    await wall.choose('measure', 'heat')
  })
})

describe('the map', () => {
  it('shows every grid, level by level, with names', async () => {
    const wall = await onWall()
    const seen = new Set<string>()
    for (const level of ['1', '2', '3', '4'] as const) {
      await wall.choose('level', level)
      await expect.poll(() => wall.probe((p) => p.level())).toBe(Number(level))
      await wall.page.getByTestId('home').click()
      const expected = grids.filter((g) => g.properties.level === Number(level)).length
      await expect.poll(async () => (await wall.probe((p) => p.drawnGrids())).length).toBeGreaterThanOrEqual(expected)
      for (const code of await wall.probe((p) => p.drawnGrids())) seen.add(code)
    }
    expect(grids).toHaveLength(345)
    expect([...seen].sort()).toEqual(grids.map((g) => g.properties.code).sort())
    await wall.choose('level', '1')
    await expect.poll(async () => (await wall.probe((p) => p.drawnLabels())).join()).toMatch(/涅阳.*|雪枫.*|玉都.*/)
  })

  it('draws Chinese names where the system has no font for them', async () => {
    const bare = await openBrowser({ fonts: 'pages' })
    try {
      const wall = await openWall(bare, network.origin, { key: server.tokens.wall, query: 'level=1' })
      await expect.poll(async () => (await wall.probe((p) => p.drawnLabels())).join()).toContain('涅阳')
      const drawn = await wall.page.evaluate(() => {
        const ink = (text: string, family: string) => {
          const canvas = document.createElement('canvas')
          const context = canvas.getContext('2d')
          if (!context) return ''
          context.font = `600 40px ${family}`
          context.fillText(text, 0, 60)
          return canvas.toDataURL()
        }
        const ours = ['涅', '阳', '街'].map((c) => ink(c, '"Gridsight Label Semibold"'))
        const systems = ['涅', '阳', '街'].map((c) => ink(c, 'sans-serif'))
        return { ours: new Set(ours).size, systems: new Set(systems).size }
      })
      expect(await wall.complaints()).toEqual([])
      expect(drawn).toEqual({ ours: 3, systems: 1 }) // three characters of ours; of the system's one and the same empty box
    } finally {
      await bare.close()
    }
  })

  it('opens the card of a grid that is clicked', async () => {
    const wall = await onWall()
    await wall.choose('level', '4')
    await wall.page.getByTestId('home').click()
    await expect.poll(() => wall.probe((p) => p.level())).toBe(4)
    const leaf = someLeaf()
    await wall.clickAt(leaf.at)
    const cursor = () => wall.page.evaluate(() => document.querySelector<HTMLCanvasElement>('[data-testid=map] canvas')?.style.cursor)
    await expect.poll(cursor).toBe('pointer')
    const card = wall.page.getByTestId('grid-card')
    await card.waitFor()
    await expect.poll(() => wall.probe((p) => p.view().selected)).toBe(leaf.code)
    expect(await wall.page.getByTestId('breadcrumb').innerText()).toContain('›')
    const kpis = await (await server.fetch(`/api/kpis?within=${leaf.code}`, server.tokens.wall)).json()
    await expect.poll(() => wall.figure('grid-reported')).toBe(String(kpis.total.reported))
    await wall.page.getByTestId('grid-close').click()
    await expect.poll(() => card.count()).toBe(0)
  })
})

describe('a wall at rest', () => {
  it('does not ask for every frame of the screen', async () => {
    const wall = await onWall()
    let before = 0
    const askedFor = async () => {
      const all = await wall.page.evaluate<number>(() => Reflect.get(window, '__frames'))
      const more = all - before
      before = all
      return more
    }
    // since the look before, a second ago: sixty, where something asks for each
    await expect.poll(askedFor, { interval: 1_000 }).toBeLessThan(15)
  })
})

describe('an event', () => {
  it('is in the feed, the figures, the heat and a ring', async () => {
    const wall = await onWall()
    await wall.choose('window', '1h')
    await expect.poll(() => wall.probe((p) => p.heat()?.window)).toBe('1h')
    await wall.seesTruth('实时')
    const before = await reported()
    const heatBefore = await wall.probe((p) => p.heat()?.events ?? 0)
    await wall.page.evaluate(() => {
      Object.assign(window, { __rings: 0 })
      new MutationObserver((all) => {
        const rings = all.flatMap((m) => [...m.addedNodes]).filter((n) => n instanceof HTMLElement && n.dataset.testid === 'pulse').length
        Reflect.set(window, '__rings', Reflect.get(window, '__rings') + rings)
      }).observe(document.body, { childList: true, subtree: true })
    })
    const { number, revision } = await postEvent(someLeaf().at)
    await wall.reaches(revision)
    await wall.seesInFeed(number)
    await expect.poll(() => wall.page.evaluate(() => Reflect.get(window, '__rings'))).toBeGreaterThan(0)
    await expect.poll(() => wall.probe((p) => p.heat()?.events ?? 0)).toBe(heatBefore + 1)
    await expect.poll(() => wall.probe((p) => p.state().figures?.total.reported ?? 0)).toBe(before + 1)
  })

  it('moves from grid to grid with an update', async () => {
    const wall = await onWall()
    const id = randomUUID()
    const leaf = someLeaf()
    const other = grids.find((g) => g.properties.level === 4 && g.properties.code.slice(0, 9) !== leaf.code.slice(0, 9))
    if (!other) throw new Error('there is no leaf in another street')
    const occurredAt = new Date().toISOString()
    const base = { id, occurredAt, type: '0502' }
    const count = (code: string) =>
      wall
        .probe<Record<string, number>>((p) => Object.fromEntries((p.state().figures?.grids ?? []).map((g) => [g.grid, g.reported])))
        .then((all) => all[code] ?? 0)
    const [here, there] = [await count(leaf.code), await count(other.properties.code)]
    await server.post({ ...base, position: leaf.at, updatedAt: occurredAt })
    await expect.poll(() => count(leaf.code)).toBe(here + 1)
    await server.post({ ...base, position: labelPoint(other.geometry).position, updatedAt: new Date(Date.parse(occurredAt) + 1000).toISOString() })
    await expect.poll(() => count(other.properties.code)).toBe(there + 1)
    await expect.poll(() => count(leaf.code)).toBe(here)
  })
})

describe('truth', () => {
  it('says that the connection is cut, and misses nothing once it is back', async () => {
    const wall = await onWall()
    await wall.seesTruth('实时')
    network.cut()
    await wall.seesTruth('连接中断')
    const asOf = await wall.page.getByTestId('as-of').innerText()
    const posted = []
    for (let i = 0; i < 3; i++) posted.push(await postEvent(someLeaf().at))
    expect(await wall.page.getByTestId('as-of').innerText()).toBe(asOf)
    network.mend()
    for (const { number, revision } of posted) {
      await wall.reaches(revision)
      await wall.seesInFeed(number)
    }
    await wall.seesTruth('实时')
    await expect.poll(() => wall.probe((p) => p.state().figures?.total.reported ?? 0)).toBe(await reported())
    expect(await wall.probe((p) => p.state().mismatches)).toBe(0)
  })

  it('notices a connection that is open and says nothing, and drains the colour of a picture that grew old', async () => {
    const wall = await onWall()
    await wall.seesTruth('实时')
    network.freeze()
    await wall.seesTruth(/数据滞后 \d+ 秒|连接中断/)
    await expect.poll(() => wall.page.locator('[data-wall]').getAttribute('data-stale')).toBe('true')
    const { number } = await postEvent(someLeaf().at)
    network.mend()
    await wall.seesInFeed(number)
    await wall.seesTruth('实时')
  })

  it('polls where there is no WebSocket', async () => {
    const wall = await open({ prepare: (context) => context.routeWebSocket(/.*/, (socket) => socket.close()) })
    await wall.seesTruth('轮询')
    const { number } = await postEvent(someLeaf().at)
    await wall.seesInFeed(number)
    await wall.seesTruth('实时')
  })

  it('opens itself again where it could not be drawn', async () => {
    const wall = await openWall(browser, network.origin, { key: server.tokens.wall })
    await wall.page.evaluate(() => {
      Array.prototype.map = () => {
        throw new Error('a fault of ours')
      }
    })
    await wall.page.getByTestId('broken').waitFor()
    await wall.page.locator('[data-wall][data-ready=true]').waitFor()
    await wall.close()
  })
})

describe('English', () => {
  it('is spoken when the address asks for it, and kept by the browser, without a word of the interface left in Chinese', async () => {
    const wall = await open({ query: 'lang=en' })
    expect(await wall.page.locator('html').getAttribute('lang')).toBe('en')
    await wall.seesTruth('Live')
    // a class is told by its first letter in Chinese, in every language
    const types = await wall.page.getByTestId('feed-row').locator('[title]').allInnerTexts()
    expect(types.length).toBeGreaterThan(3)
    expect(types.filter((name) => /\p{Script=Han}{2}/u.test(name))).toEqual([])
    const titles = await wall.page.locator('h2').allInnerTexts()
    expect(titles.length).toBeGreaterThan(3)
    expect(titles.filter((title) => /\p{Script=Han}/u.test(title))).toEqual([])
    expect(await wall.page.getByText('Demonstration: events and boundaries are generated').count()).toBeGreaterThan(0)
    await wall.page.goto(`${network.origin}/wall`)
    await wall.page.locator('[data-wall][data-ready=true]').waitFor()
    expect(await wall.page.locator('html').getAttribute('lang')).toBe('en')
  })
})

describe('access', () => {
  it('shows a stranger no data', async () => {
    const wall = await open({ key: null })
    expect(await wall.page.getByTestId('notice').innerText()).toContain('未授权')
    for (const path of ['/api/snapshot', '/api/grids', '/api/events', '/api/changes?since=0', '/api/kpis', '/api/heat']) {
      expect((await fetch(`${server.url}${path}`)).status, path).toBe(401)
    }
  })

  it('keeps the key out of the address, and shows sensitive events to no screen', async () => {
    const wall = await onWall()
    expect(wall.page.url()).not.toContain('key=')
    const before = await reported()
    const { number, revision } = await postEvent(someLeaf().at, '0102')
    await wall.reaches(revision)
    await expect.poll(() => wall.probe((p) => p.state().figures?.total.reported ?? 0)).toBe(before + 1)
    expect(await wall.page.locator(`[data-testid=feed-row][data-number="${number}"]`).count()).toBe(0)
    expect(await wall.probe<number[]>((p) => p.state().board?.recent.map((r) => r.number) ?? [])).not.toContain(number)
  })
})
