/** @module-tag pages */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Request } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { SESSION_COOKIE } from '@/lib/api/cookies'
import { createToken } from '@/lib/db/accounts/tokens'
import { writeSetting } from '@/lib/db/engine/settings'
import { makePosterLinks } from '@/lib/db/links/links'
import type { Viewer } from '@/lib/domain/access'
import { startServer, type TestServer } from '../server'
import { inGrids, openPerson, type Person } from './people'
import { openBrowser, openWall } from './wall'

/** Kilobytes (1,000 bytes) of JavaScript, gzipped: before the map's own, and workers included once map and panels are painted. */
const BUDGET = { first: 200, painted: 900 }
/** Kilobytes that a phone is sent when it opens the report, or a resident's page, for the first time, all of it as it goes over the line, before anything is pressed. */
const REPORT = 300

let server: TestServer
let browser: Browser
beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '500' } })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** The same of the pages of work before they stand, a row a route: what it takes, and a little air. */
const ROUTES = {
  '/sign-in': 190,
  '/desk': 320,
  '/events': 310,
  '/events/{id}': 310,
  '/alerts': 305,
  '/rules': 240,
  '/roster': 230,
  '/reports': 230,
  '/report': 250,
  '/cards': 230,
  '/s': 215,
  '/s/follow': 200,
  '/my': 215,
  '/organisation': 246,
  '/people': 230,
  '/places': 245,
  '/duties': 250,
  '/orders': 250,
  '/sources': 240,
  '/figures': 257,
  '/audit': 247,
  '/settings': 260,
  '/replay': 215,
  '/tasks': 246,
  '/remote': 250,
  '/account': 250,
} as const
/** Who opens what an administrator has no use for, or what is an account's own: people of the demonstration. */
const OPENED_BY: Readonly<Record<string, string>> = { '/tasks': 'operator', '/remote': 'dispatcher', '/account': 'dispatcher' }
const Kept = z.looseObject({ people: z.record(z.string(), z.object({ password: z.string() })) })

/** The cookie of a session of somebody of the demonstration. */
async function sessionOf(username: string): Promise<string> {
  const { people } = Kept.parse(JSON.parse(readFileSync(path.join(server.dataDir, 'accounts.json'), 'utf8')))
  const answer = await server.fetch('/api/auth/sign-in', null, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ username, password: people[username]?.password }),
  })
  expect(answer.status).toBe(200)
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}

const Events = z.object({ events: z.array(z.looseObject({ caseNumber: z.string() })) })

/** Gzipped size of built files by their addresses, the largest first. */
function weigh(addresses: Iterable<string>): { kb: number; files: string } {
  const files = [...new Set(addresses)].map((address) => {
    const { pathname } = new URL(address, server.url)
    const file = pathname.startsWith('/_next/')
      ? path.join('.next', decodeURIComponent(pathname.slice('/_next/'.length)))
      : path.join('public', pathname)
    return { pathname, kb: gzipSync(readFileSync(file)).length / 1_000 }
  })
  files.sort((a, b) => b.kb - a.kb)
  return { kb: files.reduce((sum, { kb }) => sum + kb, 0), files: files.map(({ pathname, kb }) => `${kb.toFixed(1)} kB ${pathname}`).join('\n') }
}

it.each([
  { width: 1920, height: 1080 },
  { width: 3840, height: 1080 },
])('the wall of $width × $height asks for no more JavaScript than its budget, first and until all is painted', async ({ width, height }) => {
  const asked: string[] = []
  const coming = new Set<Request>()
  const wall = await openWall(browser, server.url, {
    key: server.tokens.wall,
    width,
    height,
    prepare: async (context) => {
      context.on('request', (request) => {
        if (!/\.m?js$/.test(new URL(request.url()).pathname)) return
        asked.push(request.url())
        coming.add(request)
      })
      context.on('requestfinished', (request) => void coming.delete(request))
      context.on('requestfailed', (request) => void coming.delete(request))
    },
  })
  // the wide wall has one panel more than it needs to be painted: its chart comes afterwards, and is not held back any longer than that
  if (width > 2 * height) await wall.page.locator('.recharts-surface').waitFor()
  // when something was asked for is told once it has come; what is asked from here on is not looked at
  await wall.page.waitForFunction(() => performance.getEntriesByName('painted').length > 0)
  await expect.poll(() => coming.size).toBe(0)
  const sofar = [...asked]
  const late = await wall.page.evaluate(() => {
    const painted = performance.getEntriesByName('painted')[0]?.startTime ?? Number.POSITIVE_INFINITY
    return performance.getEntriesByType('resource').flatMap(({ name, startTime }) => (startTime > painted ? [name] : []))
  })
  const html = await (await server.fetch('/wall', null, { headers: { cookie: `gridsight_session=${server.tokens.wall}` } })).text()
  const first = weigh(scriptsOf(html))
  const painted = weigh(sofar.filter((address) => !late.includes(address)))
  const all = weigh(sofar)
  console.log(
    `the wall of ${width} × ${height}: ${first.kb.toFixed(1)} kB of JavaScript first, ${painted.kb.toFixed(1)} kB until all is painted, ${all.kb.toFixed(1)} kB with what comes later\n${painted.files}\nfirst:\n${first.files}`,
  )
  expect(html).toContain('/_next/')
  expect(painted.files).toContain('worker') // the map's own is among them, or something was not seen
  expect(first.kb, first.files).toBeLessThanOrEqual(BUDGET.first)
  expect(painted.kb, painted.files).toBeLessThanOrEqual(BUDGET.painted)
  await wall.close()
})

/** The scripts that a page asks for before it stands; what is only for browsers without modules, no browser of ours asks for. */
const scriptsOf = (html: string) =>
  [...html.matchAll(/<script[^>]+src="([^"]+)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag)).map((m) => m[1] ?? '')

it('no page of work asks for more JavaScript than its budget before it stands', async () => {
  const { token } = await createToken({ name: 'all', role: 'administrator', scope: { kind: 'grids', prefixes: [''] }, expiresAt: null, sources: [] })
  const { events } = Events.parse(await (await server.fetch('/api/events?limit=1', token)).json())
  const sizes: string[] = []
  const over: string[] = []
  for (const [route, budget] of Object.entries(ROUTES)) {
    const at = route.replace('{id}', events[0]?.caseNumber ?? '')
    const by = OPENED_BY[route]
    const page = await server.fetch(at, null, { headers: { cookie: by === undefined ? `${SESSION_COOKIE}=${token}` : await sessionOf(by) } })
    expect([route, page.status]).toEqual([route, 200])
    const { kb, files } = weigh(scriptsOf(await page.text()))
    sizes.push(`${kb.toFixed(0)} of ${budget} kB ${route}`)
    if (kb > budget) over.push(`${kb.toFixed(1)} kB of ${budget} kB: ${route}\n${files}`)
  }
  console.log(sizes.join('\n'))
  expect(over).toEqual([])
})

/** What a phone is sent until a page stands and the line is quiet, the largest first. */
async function weighVisit({ page, go }: Pick<Person, 'page' | 'go'>, at: string) {
  const line = await page.context().newCDPSession(page)
  const addresses = new Map<string, string>()
  const sizes = new Map<string, number>()
  line.on('Network.responseReceived', ({ requestId, response }) => void addresses.set(requestId, response.url))
  line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => void sizes.set(requestId, encodedDataLength / 1_000))
  await line.send('Network.enable')
  await go(at)
  await page.locator('main[data-ready=true]').waitFor()
  await page.waitForLoadState('networkidle')
  const sent = [...sizes].map(([id, kb]) => ({ kb, at: new URL(addresses.get(id) ?? server.url).pathname })).sort((a, b) => b.kb - a.kb)
  return { sent, all: sent.reduce((sum, { kb }) => sum + kb, 0), list: sent.map(({ kb, at: of }) => `${kb.toFixed(1)} kB ${of}`).join('\n') }
}

it('a resident who scans the code of a community is sent no more than that either', async () => {
  await writeSetting('submissions', { on: true, perDay: 100 })
  const maker: Viewer = { id: 'test', name: 'test', role: 'administrator', scope: inGrids('') }
  const [link] = await makePosterLinks(maker, ['411324001001'], { until: null, address: null })
  const browserOfPhone = { viewport: { width: 390, height: 844 }, hasTouch: true }
  const resident = await openPerson(browser, server.url, { role: 'viewer', scope: inGrids(''), browser: browserOfPhone })
  await resident.page.context().clearCookies()
  const { all, list } = await weighVisit(resident, `/s#${link?.secret}`)
  console.log(`a resident on a phone: ${all.toFixed(0)} kB on a first visit\n${list}`)
  expect(list).toContain('/api/public/report')
  expect(all, list).toBeLessThanOrEqual(REPORT)
  await resident.close()
})

it('a phone that opens the report for the first time is sent no more than its budget', async () => {
  const person = await openPerson(browser, server.url, {
    role: 'operator',
    scope: inGrids('411324001001'),
    browser: { viewport: { width: 390, height: 844 }, hasTouch: true },
  })
  const { page } = person
  const { sent, all, list } = await weighVisit(person, '/report')
  // beside the page its worker keeps the page for the time without a signal: its shell, and of the files those that the page itself has no use for
  const keeps = () =>
    page.evaluate(async () =>
      (await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))).flat().map(({ url }) => url),
    )
  await expect.poll(keeps).toContain(`${server.url}/shell/report`)
  const kept = (await keeps()).filter((address) => !sent.some(({ at }) => at === new URL(address).pathname))
  const [shells, files] = [kept.filter((at) => at.includes('/shell/')), kept.filter((at) => /\.(?:js|css)$/.test(at))]
  const lengths = await Promise.all(shells.map(async (at) => Number((await fetch(at)).headers.get('content-length')) / 1_000))
  const beside = weigh(files).kb + lengths.reduce((sum, kb) => sum + kb, 0)
  console.log(
    `the report on a phone: ${all.toFixed(0)} kB on a first visit, and ${beside.toFixed(0)} kB for the time without a signal\n${list}\n${weigh(files).files}`,
  )
  expect(list).toContain('/report')
  expect(all + beside, list).toBeLessThanOrEqual(REPORT)
  await person.close()
})
