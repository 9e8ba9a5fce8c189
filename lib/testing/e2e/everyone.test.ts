/** @module-tag pages */
import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { inviteResident } from '@/lib/db/residents/invitations'
import { LANGUAGE_COOKIE } from '@/lib/domain/language'
import { MadeLinks } from '@/lib/domain/link'
import type { Theme } from '@/lib/domain/theme'
import { startServer, type TestServer } from '../server'
import { axeFaults } from './axe'
import { frameFaults } from './frame-faults'
import { inGrids, openPerson, type Person, signIn } from './people'
import { holdAnswers, scriptsUnderWay } from './standing'
import { openBrowser } from './wall'

/** A usual window, what is left of it at a zoom of 200 %, and a phone. */
const [WHOLE, HALF, PHONE] = [
  { width: 1366, height: 768 },
  { width: 683, height: 384 },
  { width: 390, height: 844 },
]
const NIEYANG = '411324001'
const GAS = '0402'
const Kept = z.looseObject({ people: z.record(z.string(), z.object({ password: z.string() })) })
const Events = z.object({ events: z.array(z.looseObject({ caseNumber: z.string(), grid: z.string() })) })
const Made = z.looseObject({ id: z.string() })
const Households = z.object({ households: z.array(z.looseObject({ id: z.string(), grid: z.string() })) })

let server: TestServer
let browser: Browser
/** One of each who opens pages here; each has one window, in which one page follows another. */
type Who = 'administrator' | 'dispatcher' | 'handler' | 'account' | 'stranger' | 'resident'
let people: Record<Who, Omit<Person, 'token'>>
let event = ''
let report = ''
/** secrets of a poster's link, and of one that follows what was told by it */
let links = { report: '', follow: '' }
/** the same page again is another address, or a browser would only move within it */
let visits = 0

beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '500' } })
  browser = await openBrowser()
  const kept = Kept.parse(JSON.parse(readFileSync(path.join(server.dataDir, 'accounts.json'), 'utf8')))
  const newest = async () =>
    Events.parse(await (await server.fetch(`/api/events?within=${NIEYANG}&limit=1`, server.tokens.supervisor)).json()).events[0]
  const grid = (await newest())?.grid
  const now = new Date().toISOString()
  expect((await server.post({ id: randomUUID(), occurredAt: now, type: GAS, grid })).status).toBe(200)
  event = (await newest())?.caseNumber ?? ''
  const json = { 'content-type': 'application/json' }
  const body = JSON.stringify({ requestId: randomUUID(), kind: 'daily' })
  const made = await server.fetch('/api/reports', server.tokens.supervisor, { method: 'POST', body, headers: json })
  expect(made.status).toBe(201)
  report = Made.parse(await made.json()).id
  links = await tellByLink()
  const department = { kind: 'department', department: '城管' } as const
  people = {
    administrator: await openPerson(browser, server.url, { role: 'administrator', scope: inGrids('') }),
    dispatcher: await openPerson(browser, server.url, { role: 'dispatcher', scope: inGrids('') }),
    handler: await openPerson(browser, server.url, { role: 'handler', scope: department }),
    account: await signIn(browser, server.url, { username: 'dispatcher', password: kept.people.dispatcher?.password ?? '' }, '/account'),
    stranger: await openPerson(browser, server.url, { role: 'viewer', scope: inGrids('') }),
    resident: await openPerson(browser, server.url, { role: 'viewer', scope: inGrids('') }),
  }
  await people.stranger.page.context().clearCookies()
  await bindPhoneOf(people.resident.page)
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Switches 随手拍 on, makes a link, and tells something by it. */
async function tellByLink(): Promise<typeof links> {
  const token = await server.makeToken('administrator')
  const send = (at: string, method: string, body: object, by = token) =>
    server.fetch(at, by, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  expect((await send('/api/settings', 'PUT', { submissions: { on: true }, residents: { on: true } })).status).toBe(200)
  const community = `${NIEYANG}001`
  const { made } = MadeLinks.parse(await (await send('/api/links', 'POST', { grids: [community] })).json())
  const [poster, follow] = [made[0]?.secret ?? '', `gsl_${randomBytes(32).toString('base64url')}`]
  const told = {
    id: randomUUID(),
    follow,
    occurredAt: new Date().toISOString(),
    type: '0501',
    grid: community,
    words: '垃圾没清',
    contact: '13812345678',
  }
  expect((await send('/api/public/report', 'POST', told, poster)).status).toBe(201)
  return { report: poster, follow }
}

/** Makes the browser the phone of a resident who has reported something. */
async function bindPhoneOf(page: Page): Promise<void> {
  const context = page.context()
  await context.clearCookies()
  const { households } = Households.parse(
    await (await server.fetch('/api/households?limit=1', await server.makeToken('operator', `${NIEYANG}001`))).json(),
  )
  const [household] = households
  if (!household) throw new Error('no household')
  const viewer = { id: 'test', name: 'test', role: 'operator', scope: inGrids('') } as const
  const { code } = await inviteResident(
    { viewer, address: null },
    { household: household.id, grid: household.grid },
    { resident: null, now: Date.now() },
  )
  const headers = { origin: server.url }
  expect((await context.request.post(`${server.url}/api/my/binding`, { data: { code, name: '孙阿姨', pin: '902714' }, headers })).status()).toBe(204)
  const data = { id: randomUUID(), occurredAt: new Date().toISOString(), words: '门口井盖坏了' }
  expect((await context.request.post(`${server.url}/api/my/reports`, { data, headers })).status()).toBe(201)
}

type View = {
  name: string
  as: Who
  at(): string
  status?: number
  /** what is waited for */
  until: string
  /** it stands in the frame of pages of work, and is looked at as one; with where it names places, if it does */
  framed?: true | string
  /** what is done before it is looked at, with each load */
  open?(page: Page): Promise<unknown>
  /** what opens above it when it has been looked at by itself, and is looked at too */
  above?(page: Page): Promise<unknown>
  /** what is tried when all has been looked at */
  after?(page: Page): Promise<unknown>
}

/** Goes over the map of the page that stands, by keys alone: by its table, and from grid to grid. */
async function goesByKeys(page: Page): Promise<void> {
  const chosen = () => page.evaluate(() => window.__gridsight?.view().selected ?? null)
  const current = () => page.getByTestId('map-current').getAttribute('data-grid')
  await page.getByTestId('map-table-open').focus()
  await page.keyboard.press('Enter')
  const table = page.getByTestId('map-table')
  await table.getByTestId('map-table-rows').waitFor()
  await table.locator('tbody tr button').first().focus()
  await page.keyboard.press('Enter')
  await expect.poll(chosen).toMatch(new RegExp(`^${NIEYANG}.`))
  expect(await axeFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await table.waitFor({ state: 'detached' })
  // from the chosen grid to its neighbours, each of which is told
  await page.locator('[data-testid=map] canvas').first().focus()
  const seen = new Set<string | null>()
  for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp']) {
    await page.keyboard.press(key)
    seen.add(await current())
  }
  expect(seen.size).toBeGreaterThan(2)
  expect(await page.getByTestId('map-told').innerText()).toMatch(/\w.*, today \d/)
  const next = await current()
  await page.keyboard.press('Enter')
  await expect.poll(chosen).toBe(next)
  await page.keyboard.press('Escape')
  await expect.poll(chosen).not.toBe(next)
}

/** Goes over the map of a moment of the past by keys, which elsewhere turn the time machine. */
async function looksBackByKeys(page: Page): Promise<void> {
  const moment = () => page.locator('[data-replay]').getAttribute('data-at')
  const chosen = () => page.evaluate(() => window.__gridsight?.view().selected ?? null)
  const map = page.locator('[data-testid=map] canvas[role=application]')
  await map.waitFor()
  const before = await moment()
  await map.focus()
  await page.keyboard.press('ArrowRight')
  const grid = await page.getByTestId('map-current').getAttribute('data-grid')
  await page.keyboard.press('Enter')
  await expect.poll(chosen).toBe(grid)
  await page.keyboard.press('t')
  await page.getByTestId('map-table-rows').waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('map-table').waitFor({ state: 'detached' })
  await map.focus()
  await page.keyboard.press('Escape')
  await expect.poll(chosen).not.toBe(grid)
  expect([await moment(), new URL(page.url()).pathname]).toEqual([before, '/replay'])
}

/** Every page, each as it stands for somebody at work: with what opens above it. */
const views: readonly View[] = [
  { name: 'sign-in', as: 'stranger', at: () => '/sign-in', until: '[data-testid=sign-in]' },
  { name: 'a screen that may not look (401)', as: 'stranger', at: () => '/wall', status: 401, until: '[data-testid=notice]' },
  { name: 'an address that leads nowhere, to a stranger (404)', as: 'stranger', at: () => '/nothing', status: 404, until: '[data-testid=told]' },
  { name: 'an address that leads nowhere (404)', as: 'handler', at: () => '/nothing', status: 404, framed: true, until: '[data-testid=told]' },
  { name: 'a page that is not theirs (403)', as: 'handler', at: () => '/settings', status: 403, until: '[data-testid=told]' },
  {
    name: 'wall with a grid card',
    as: 'administrator',
    at: () => `/wall?grid=${NIEYANG}`,
    until: '[data-wall][data-ready=true] [data-testid=grid-card]',
    after: goesByKeys,
  },
  {
    name: 'desk with a drawer',
    as: 'dispatcher',
    at: () => `/desk?list=open&event=${event}`,
    until: '[data-testid=drawer] [data-testid=event-card]',
  },
  {
    name: 'event, and a dialog',
    as: 'dispatcher',
    at: () => `/events/${event}`,
    framed: true,
    until: '[data-testid=event-card]',
    above: async (page) => {
      await page.locator('[data-testid=event-card] button[data-action=void]').click()
      await page.getByTestId('action-dialog').waitFor()
    },
  },
  { name: 'list', as: 'dispatcher', at: () => '/events', framed: '[data-testid=list-row] td[data-column=place]', until: '[data-testid=list-row]' },
  { name: 'list with an event', as: 'dispatcher', at: () => `/events?event=${event}`, until: '[data-testid=drawer] [data-testid=event-card]' },
  { name: 'list with a map', as: 'dispatcher', at: () => '/events?view=map', until: '[data-testid=list-map][data-loaded=true]' },
  { name: 'figures', as: 'administrator', at: () => '/figures', framed: '[data-testid=intervals] th[scope=row]', until: '[data-testid=intervals]' },
  { name: 'replay', as: 'administrator', at: () => '/replay', until: '[data-testid=machine]', after: looksBackByKeys },
  { name: 'remote', as: 'dispatcher', at: () => '/remote', until: '[data-testid=code-form]' },
  { name: 'alerts', as: 'dispatcher', at: () => '/alerts', framed: true, until: '[data-testid=alert-card]' },
  { name: 'rules', as: 'administrator', at: () => '/rules', framed: true, until: '[data-testid=rules-table] tbody tr' },
  { name: 'roster', as: 'administrator', at: () => '/roster', framed: true, until: 'main[id=content]' },
  { name: 'reports', as: 'dispatcher', at: () => '/reports', framed: true, until: '[data-testid=report-row]' },
  { name: 'a report', as: 'dispatcher', at: () => `/reports/${report}`, framed: true, until: '[data-testid=paper]' },
  { name: 'cards', as: 'dispatcher', at: () => '/cards', framed: true, until: 'main[id=content]' },
  { name: 'organisation', as: 'dispatcher', at: () => '/organisation', framed: true, until: '[data-testid=unit-card]' },
  { name: 'organisation as lists', as: 'dispatcher', at: () => '/organisation?view=table&list=blanks', until: '[data-testid=blank-rows] tbody tr' },
  {
    name: 'people, and inviting a household',
    as: 'dispatcher',
    at: () => '/people',
    framed: '[data-testid=coverage-rows] td:first-child, [data-testid=vacancies] li',
    until: '[data-testid=coverage-rows] tbody tr',
    above: async (page) => {
      await page.getByTestId('open-residents').first().click()
      await page.getByTestId('invite').click()
      await page.getByTestId('invitation-code').waitFor()
    },
  },
  { name: 'duties', as: 'dispatcher', at: () => '/duties', framed: true, until: '[data-testid=duty-card]' },
  {
    name: 'places with a card',
    as: 'dispatcher',
    at: () => '/places',
    framed: true,
    until: '[data-testid=place-row]',
    open: async (page) => {
      await page.locator('[data-testid=place-row][data-kind=centre]').first().click()
      await page.getByTestId('place-bookings').waitFor()
    },
  },
  {
    name: 'orders with one open',
    as: 'dispatcher',
    at: () => '/orders',
    framed: true,
    until: '[data-testid=order-column] [data-testid=order]',
    open: async (page) => {
      await page.locator('[data-testid=order]:visible').first().click()
      await page.getByTestId('order-facts').waitFor()
      await page.getByTestId('find-others').click()
      await page.getByTestId('volunteer-search').fill('\u961f')
      await page.getByTestId('found-volunteer').first().waitFor()
    },
  },
  {
    name: 'orders behind a figure',
    as: 'dispatcher',
    at: () => '/orders?view=list&period=fortnight&figure=response',
    until: '[data-testid=order-rows] tbody tr',
  },
  { name: 'tasks of whoever dispatches', as: 'dispatcher', at: () => '/tasks', until: '[data-testid=own-orders]' },
  { name: 'catalogue of services', as: 'dispatcher', at: () => '/orders?view=catalogue', until: '[data-testid=catalogue] [data-testid=service]' },
  { name: 'gaps between places', as: 'dispatcher', at: () => '/places?view=gaps', until: '[data-testid=gap-rows] [data-testid=gap-open]' },
  { name: 'errands', as: 'dispatcher', at: () => '/places?view=errands', until: '[data-testid=errand-rows], [data-testid=no-errands]' },
  {
    name: 'sources',
    as: 'dispatcher',
    at: () => '/sources',
    framed: true,
    until: '[data-testid=community]',
  },
  { name: 'audit', as: 'administrator', at: () => '/audit', framed: true, until: '[data-testid=audit-rows] tbody tr' },
  {
    name: 'settings, and codes to be printed',
    as: 'administrator',
    at: () => '/settings',
    framed: true,
    until: '[data-testid=weights]',
    above: async (page) => {
      const part = page.getByTestId('submissions-setting')
      await page.getByTestId('link-rows').waitFor()
      await part.locator('select[name=community]').selectOption(`${NIEYANG}001`)
      await part.getByTestId('make-links').click()
      await page.getByTestId('poster').waitFor()
    },
  },
  { name: 'report form', as: 'dispatcher', at: () => '/report', framed: true, until: 'main[data-ready=true]' },
  {
    name: 'what residents sent, and taking it over',
    as: 'dispatcher',
    at: () => '/submissions',
    framed: true,
    until: '[data-testid=submission]',
    above: async (page) => {
      await page.locator('[data-action=take_over]').first().click()
      await page.getByTestId('action-dialog').waitFor()
    },
  },
  {
    name: 'a resident who tells',
    as: 'stranger',
    at: () => `/s?visit=${visits++}#${links.report}`,
    until: '[data-testid=sketch][data-state=drawn]',
    open: (page) => page.locator('[data-class="05"]').click(),
  },
  {
    name: 'a resident who looks what became of it',
    as: 'stranger',
    at: () => `/s/follow?visit=${visits++}#${links.follow}`,
    until: '[data-testid=standing]',
  },
  { name: 'a link that does not hold', as: 'stranger', at: () => `/s?visit=${visits++}#none`, until: '[data-testid=no-link]' },
  { name: 'binding a phone', as: 'stranger', at: () => '/my', until: '[data-testid=bind]' },
  { name: 'a resident’s own page', as: 'resident', at: () => `/my?visit=${visits++}`, until: '[data-testid=steps]' },
  { name: 'a resident who reports', as: 'resident', at: () => `/my?visit=${visits++}#report`, until: '[data-testid=sketch][data-state=drawn]' },
  { name: 'a page of work, to a resident (403)', as: 'resident', at: () => '/desk', status: 403, until: '[data-testid=told]' },
  { name: 'account', as: 'account', at: () => '/account', until: '[data-testid=preferences]' },
]

/** What of a page does not fit into the width of its window, in words; runs in the page. */
const tooWide = (): string[] => {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return []
  const isOver = (part: Element) => part.getBoundingClientRect().right > clientWidth + 1
  const over = [...document.querySelectorAll('body *')].filter((part) => isOver(part) && ![...part.children].some(isOver))
  return [`${scrollWidth - clientWidth} px wider than the window`, ...over.slice(0, 8).map((part) => part.outerHTML.slice(0, 120))]
}

/** Shows the page that stands in another theme, as it would come from the server. */
async function paint(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await page.evaluate((to) => {
    document.documentElement.dataset.theme = to
    for (const part of document.querySelectorAll<HTMLElement>('[data-theme]')) {
      part.dataset.theme = to
      if (part.classList.contains('scheme-dark') || part.classList.contains('scheme-light')) {
        part.classList.toggle('scheme-dark', to === 'dark')
        part.classList.toggle('scheme-light', to === 'light')
      }
    }
  }, theme)
}

/** What is wrong with the frame of the page that stands, at the width of a desk and of a phone, where it came to the second one as a window is resized. */
async function framesFaults(page: Page, places: true | string, language: string): Promise<string[]> {
  const faults: string[] = []
  for (const size of [WHOLE, PHONE]) {
    await page.setViewportSize(size)
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(size.width)
    await page.evaluate(() => document.fonts.ready)
    await expect.poll(() => page.getByTestId('groups').isVisible()).toBe(size === WHOLE)
    await expect.poll(() => page.getByTestId('phone-bar').isVisible()).toBe(size === PHONE)
    // what is being laid out anew is waited for, and what stays is told
    await expect.poll(() => page.evaluate(frameFaults), { message: `${size.width}` }).toEqual([])
  }
  await page.setViewportSize(WHOLE)
  const title = await page.title()
  if (!(language === 'en' ? /^[^·]+ · Gridsight Zhenping$/ : /^[^·]+ · 镇平网格态势$/).test(title)) faults.push(`its title is ${title}`)
  if (places === true) return faults
  const names = await page.locator(places).allInnerTexts()
  if (names.length < 3) faults.push(`it names ${names.length} places`)
  return language === 'en' ? [...faults, ...names.filter((name) => /\p{Script=Han}/u.test(name))] : faults
}

describe('axe finds nothing, the frame is whole, and nothing moves from under a press while it is read', () => {
  // a page that stands open goes on working; one without anything keeps what the next one is shown by
  afterEach(async () => {
    for (const { page, go } of Object.values(people)) if (!page.url().endsWith('/icon.svg')) await go('/icon.svg')
  })

  it.each(views)('$name', async ({ as, at, status = 200, framed, until, open, above, after }) => {
    const { page, go } = people[as]
    const found: Record<string, string[]> = {}
    // Chinese by day and English by night: what stands out from its ground does so in either language
    for (const [language, theme] of [
      ['zh-CN', 'light'],
      ['en', 'dark'],
    ] as const) {
      await page.context().addCookies([{ name: LANGUAGE_COOKIE, value: language, url: server.url }])
      const held = framed && status === 200 && language === 'zh-CN' ? await holdAnswers(page) : null
      expect(await go(at())).toBe(status)
      await held?.release()
      await page.locator(until).first().waitFor()
      await page.getByTestId('waiting-bars').first().waitFor({ state: 'detached' })
      await held?.hasStood()
      await open?.(page)
      await paint(page, theme)
      found[language] = await axeFaults(page)
      if (framed) found[language].push(...(await framesFaults(page, framed, language)))
      if (!above) continue
      await above(page)
      await paint(page, theme)
      found[language].push(...(await axeFaults(page)))
    }
    await after?.(page)
    // as a browser shows it at 200 %; a screen is never scrolled
    await page.setViewportSize(HALF)
    found['200 %'] = await page.evaluate(tooWide)
    await page.setViewportSize(WHOLE)
    // and where a browser is set to letters twice as large
    const line = await page.context().newCDPSession(page)
    await line.send('Page.setFontSizes', { fontSizes: { standard: 32 } })
    found['large letters'] = await page.evaluate(tooWide)
    await line.send('Page.setFontSizes', { fontSizes: { standard: 16 } })
    await line.detach()
    expect(found).toEqual({ 'zh-CN': [], en: [], '200 %': [], 'large letters': [] })
  })
})

describe('whoever meets a fault is told what to do, and tries again', () => {
  // also when one of them fails: a page that gets nothing would fail the next one, and its second try
  afterEach(async () => {
    for (const { page } of Object.values(people)) await page.unrouteAll()
  })

  const inChinese = (page: Page) => page.context().addCookies([{ name: LANGUAGE_COOKIE, value: 'zh-CN', url: server.url }])
  const refuse = (page: Page, at: string, status: number, code: string) =>
    page.route(at, (route) => route.fulfill({ status, json: { code, title: code } }))

  it.each([
    ['/events', '**/api/events?*', 500, '[data-testid=list-row]'],
    ['/figures', '**/api/figures*', 500, '[data-testid=intervals]'],
    ['/reports', '**/api/reports*', 403, '[data-testid=report-row]'],
    ['/cards', '**/api/cards*', 404, '[data-testid=cards]'],
    ['/people', '**/api/people/coverage*', 500, '[data-testid=coverage-rows] tbody tr'],
    ['/rules', '**/api/rules*', 500, '[data-testid=rules-table] tbody tr'],
  ] as const)('%s', async (at, asked, status, until) => {
    const { page, go } = people.dispatcher
    await inChinese(page)
    await refuse(page, asked, status, status === 500 ? 'internal' : status === 403 ? 'forbidden' : 'not_found')
    await go(at)
    const alert = page
      .locator('main')
      .getByRole('alert')
      .filter({ has: page.getByRole('button', { name: '重试' }) })
    await alert.first().waitFor()
    expect(await alert.first().innerText()).toMatch(/请/)
    await page.unrouteAll()
    await alert.first().getByRole('button').click()
    await alert.first().waitFor({ state: 'detached' })
    await page.locator(until).first().waitFor()
  })

  it('whose page reads no further', async () => {
    const { page, go } = people.dispatcher
    await inChinese(page)
    await go('/cards')
    await page.getByTestId('cards').waitFor()
    const outdated = page.getByTestId('outdated')
    // it reads when it is looked at again, too
    const seen = async () => {
      await page.evaluate(() => dispatchEvent(new Event('visibilitychange')))
      return outdated.count()
    }
    await page.route('**/api/cards*', (route) => route.abort())
    await expect.poll(seen).toBe(1)
    expect(await outdated.innerText()).toMatch(/连接中断，页面上是 \d\d:\d\d:\d\d 的数据/)
    await page.unrouteAll()
    await expect.poll(seen).toBe(0)
  })

  it('whose page lost a part of itself', async () => {
    const { page, go } = people.dispatcher
    await inChinese(page)
    const scripts = scriptsUnderWay(page)
    await go('/cards')
    await page.getByTestId('cards').waitFor()
    // a page that hears keys has loaded what it tells this by, or does so now
    const search = page.getByTestId('search-text')
    const shownAfter = async (key: string) => {
      await page.keyboard.press(key)
      return search.count()
    }
    await expect.poll(() => shownAfter('/')).toBe(1)
    await expect.poll(() => shownAfter('Escape')).toBe(0)
    await expect.poll(scripts.count).toBe(0)
    scripts.stop()
    await page.route('**/_next/static/chunks/**', (route) => route.abort())
    await page.keyboard.press('?')
    const broken = page.getByTestId('broken')
    await broken.waitFor()
    expect(await broken.innerText()).toMatch(/已经提交的内容都在/)
    expect(await axeFaults(page)).toEqual([])
    await page.unrouteAll()
    await broken.getByRole('button', { name: '重新打开' }).click()
    await page.getByTestId('cards').waitFor()
  })

  it('who takes an event up from the desk', async () => {
    const { page, go } = people.dispatcher
    await inChinese(page)
    await go('/desk?list=open')
    const row = page.locator(`[data-testid=event-row][data-case="${event}"]`)
    await row.waitFor()
    await page.route('**/transitions', (route) => route.abort('connectionreset'))
    await row.locator('[data-action=accept]').click()
    const notice = page.getByTestId('not-done')
    await notice.waitFor()
    expect(await notice.innerText()).toMatch(new RegExp(`${event}.*可以放心重试`))
    await page.unrouteAll()
    await notice.getByTestId('try-again').click()
    await notice.waitFor({ state: 'detached' })
    await page.getByTestId('done').filter({ hasText: event }).waitFor()
  })

  it('whose session has ended, and who goes on where they were', async () => {
    const { page, go } = people.account
    await inChinese(page)
    await go('/events')
    await page.getByTestId('list-row').first().waitFor()
    await refuse(page, '**/api/**', 401, 'unauthenticated')
    const search = page.getByTestId('list-search')
    await search.fill('不在这里的字')
    const banner = page.getByTestId('signed-out')
    await banner.waitFor()
    expect(await banner.getByRole('link').getAttribute('href')).toMatch(/^\/sign-in\?next=%2Fevents/)
    await page.unrouteAll()
    await banner.getByRole('button').click()
    await banner.waitFor({ state: 'detached' })
    expect(await search.inputValue()).toBe('不在这里的字')
  })
})
