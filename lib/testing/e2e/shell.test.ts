/** @module-tag pages */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { groupsFor, hrefOf, mayOpen, type PageId, phoneBar } from '@/components/page/groups'
import { SESSION_COOKIE } from '@/lib/api/cookies'
import { createToken } from '@/lib/db/accounts/tokens'
import type { Scope } from '@/lib/domain/access'
import { AccountRole } from '@/lib/domain/account'
import { LANGUAGE_COOKIE } from '@/lib/domain/language'
import { THEME_COOKIE } from '@/lib/domain/theme'
import { startServer, type TestServer } from '../server'
import { frameFaults } from './frame-faults'
import { hold } from './hold'
import { inGrids, openPerson, type Person, signIn } from './people'
import { openBrowser } from './wall'

const NIEYANG = '411324001'
const OPEN = { entryByHand: true, factorMissing: false }
const Kept = z.looseObject({ people: z.record(z.string(), z.object({ password: z.string() })) })

let server: TestServer
let browser: Browser
let event: string
const opened: Omit<Person, 'token'>[] = []

const Events = z.object({ events: z.array(z.looseObject({ caseNumber: z.string(), grid: z.string() })) })
const newest = async (limit = 1) => {
  const answer = await server.fetch(`/api/events?within=${NIEYANG}&limit=${limit}`, server.tokens.supervisor)
  return Events.parse(await answer.json()).events
}

beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '500' } })
  browser = await openBrowser()
  // some that are open, whatever the history has left so and the demonstration closes meanwhile
  const grids = [...new Set((await newest(50)).map(({ grid }) => grid))].slice(0, 3)
  expect(grids).toHaveLength(3)
  const body = JSON.stringify(grids.map((grid) => ({ id: randomUUID(), occurredAt: new Date().toISOString(), type: '0501', grid })))
  const headers = { 'content-type': 'application/json' }
  expect((await server.fetch('/api/events', server.tokens.reporter, { method: 'POST', body, headers })).status).toBe(200)
  event = (await newest())[0]?.caseNumber ?? ''
})

afterEach(async () => {
  const persons = opened.splice(0)
  const complaints = (await Promise.all(persons.map((p) => p.complaints()))).flat()
  for (const person of persons) await person.close()
  expect(complaints).toEqual([])
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const known = <P extends Omit<Person, 'token'>>(person: P): P => {
  opened.push(person)
  return person
}
const framed: readonly PageId[] = [
  'desk',
  'alerts',
  'reports',
  'rules',
  'roster',
  'events',
  'event',
  'cards',
  'report',
  'people',
  'figures',
  'audit',
  'settings',
]

/** Where pages name places. */
const PLACES = { events: '[data-testid=list-row] td[data-column=place]', desk: '[data-testid=event-row] td[title]' }

/** Waits until what the page shows has come, and looks at it. */
async function seesNoFault(page: Page, what: string): Promise<void> {
  await page.getByTestId('waiting-bars').first().waitFor({ state: 'detached' })
  await page.evaluate(() => document.fonts.ready)
  await expect.poll(() => page.evaluate(frameFaults), { message: what }).toEqual([])
}

const PHONE = { width: 390, height: 844 }
const DESK = { width: 1366, height: 768 }

const Alerts = z.object({ alerts: z.array(z.looseObject({ state: z.string() })) })
/** Waits until an alert calls whoever is on duty. */
async function alertFires(): Promise<void> {
  const grid = (await newest())[0]?.grid
  const sent = await server.post({ id: randomUUID(), occurredAt: new Date().toISOString(), type: '0402', grid })
  expect(sent.status).toBe(200)
  const firing = async () => Alerts.parse(await (await server.fetch('/api/alerts?state=firing', server.tokens.supervisor)).json()).alerts.length
  await expect.poll(firing).toBeGreaterThan(0)
}

describe('a page stands in one frame', () => {
  // loaded at one width, it comes to the other one as a window is resized; the other pages are looked at in everyone.test.ts
  it.each([
    { theme: 'light', language: 'zh-CN', widths: [PHONE, DESK] },
    { theme: 'dark', language: 'en', widths: [DESK, PHONE] },
  ])('$theme, in $language, at $widths.0.width and then $widths.1.width', async ({ theme, language, widths }) => {
    const { page, go } = known(await openPerson(browser, server.url, { role: 'administrator', scope: inGrids('') }))
    const url = server.url
    await page.context().addCookies([
      { name: THEME_COOKIE, value: theme, url },
      { name: LANGUAGE_COOKIE, value: language, url },
    ])
    const looks = async (of: 'desk' | 'events') => {
      for (const [time, size] of widths.entries()) {
        await page.setViewportSize(size)
        if (time === 0) expect(await go(hrefOf(of)), of).toBe(200)
        await expect.poll(() => page.evaluate(() => innerWidth)).toBe(size.width)
        await seesNoFault(page, `${of} ${theme} ${language} ${size.width}`)
        expect(await page.locator('[data-work]').getAttribute('data-theme')).toBe(theme)
        await expect.poll(() => page.getByTestId('groups').isVisible()).toBe(size.width >= 600)
        await expect.poll(() => page.getByTestId('phone-bar').isVisible()).toBe(size.width < 600)
        await expect.poll(() => page.locator(PLACES[of]).count(), { message: of }).toBeGreaterThan(2)
        const places = await page.locator(PLACES[of]).allInnerTexts()
        if (language === 'en') expect(places.filter((name) => /\p{Script=Han}/u.test(name))).toEqual([])
        expect(await page.title()).toMatch(language === 'en' ? /^[^·]+ · Gridsight Zhenping$/ : /^[^·]+ · 镇平网格态势$/)
      }
    }
    for (const of of ['desk', 'events'] as const) await looks(of)
  })
})

describe('whoever comes', () => {
  const scopes: readonly Scope[] = [inGrids(''), inGrids(NIEYANG), { kind: 'department', department: '城管' }]
  it.each(AccountRole.options)('as %s is served what is offered, and refused the rest', async (role) => {
    for (const scope of scopes) {
      const { token } = await createToken({ name: role, role, scope, expiresAt: null, sources: ['*'] })
      const viewer = { id: 'v', name: role, role, scope }
      const statusOf = async (page: PageId) => {
        const answer = await server.fetch(hrefOf(page), null, { redirect: 'manual', headers: { cookie: `${SESSION_COOKIE}=${token}` } })
        // for an answer that nobody reads undici connects anew, in silence: the server gives that up after a while, with the next request on its way
        await answer.text()
        return answer.status
      }
      const offered = new Set([...groupsFor(viewer, OPEN).flatMap(({ pages }) => pages), ...phoneBar(viewer, OPEN)])
      for (const page of framed.filter((of) => of !== 'event')) {
        expect([page, mayOpen(page, viewer)]).toEqual([page, offered.has(page)])
        expect([page, await statusOf(page)], JSON.stringify(scope)).toEqual([page, offered.has(page) ? 200 : 403])
      }
    }
  })

  it('opens what is not theirs and is told so inside the shell, with a way back', async () => {
    const { page, go } = known(
      await openPerson(browser, server.url, { role: 'handler', scope: { kind: 'department', department: '城管' }, map: false }),
    )
    for (const [at, words] of [
      ['/settings', '只对系统管理员开放'],
      ['/audit', '只对审计员和系统管理员开放'],
      ['/people', '看不到辖区的人员'],
      ['/alerts', '预警对应的是地点'],
      ['/report', '只有承担上报工作的人员'],
    ] as const) {
      expect(await go(at)).toBe(403)
      await seesNoFault(page, at)
      expect(await page.locator('main [role=alert]').innerText()).toContain(words)
      expect(await page.getByTestId('groups').locator(`a[href="${at}"]`).count()).toBe(0)
    }
    await page.getByTestId('told').getByRole('link').click()
    await page.waitForURL('**/desk')
  })

  it('signs in and comes to where they work, and a stranger to the sign-in', async () => {
    const { people } = Kept.parse(JSON.parse(readFileSync(path.join(server.dataDir, 'accounts.json'), 'utf8')))
    for (const [username, page] of [
      ['reporter', '/report'],
      ['auditor', '/audit'],
      ['dispatcher', '/desk'],
    ] as const) {
      const person = known(await signIn(browser, server.url, { username, password: people[username]?.password ?? '' }, '/account'))
      await person.go('/')
      expect(new URL(person.page.url()).pathname).toBe(page)
      await person.page.getByTestId('person').click()
      await person.page.getByTestId('sign-out').click()
      await person.page.waitForURL('**/sign-in')
      await person.go('/')
      expect(new URL(person.page.url()).pathname).toBe('/sign-in')
    }
  })

  it('is told of an address that leads nowhere, and still once its scripts have come', async () => {
    const page = await (await browser.newContext({ viewport: DESK })).newPage()
    expect((await page.goto(`${server.url}/nowhere`))?.status()).toBe(404)
    const isAlive = () => Object.keys(document.querySelector('[data-testid=told]') ?? {}).some((name) => name.startsWith('__react'))
    await page.waitForFunction(isAlive)
    await page.getByTestId('told').getByRole('link').click()
    await page.waitForURL('**/sign-in')
    await page.context().close()
  })
})

describe('the frame', () => {
  const open = async () => known(await openPerson(browser, server.url, { role: 'dispatcher', scope: inGrids(NIEYANG), map: false }))

  it('keeps theme and language from page to page', async () => {
    const { page, go } = await open()
    await go('/figures')
    expect(await page.locator('[data-work]').getAttribute('data-theme')).toBe('light')
    await page.getByTestId('person').click()
    await page.getByTestId('theme').getByRole('button', { name: '深色' }).click()
    // the page that comes is shown before it hears: what is pressed until then is lost
    await page.locator('[data-work][data-theme=dark]').waitFor()
    await page.getByTestId('alert-popups').waitFor({ state: 'attached' })
    await page.getByTestId('person').click()
    await page.getByTestId('language').getByRole('button', { name: 'English' }).click()
    await page.locator('html[lang=en]').waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('')
    await go('/people')
    expect(await page.locator('[data-work]').getAttribute('data-theme')).toBe('dark')
    expect(await page.locator('h1').innerText()).toBe('People')
    await go('/desk')
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
  })

  it.each([
    ['/cards', 'card-view'],
    ['/reports', 'report-view'],
  ])('keeps in its place what may be pressed while the rest of %s is being loaded', async (at, view) => {
    const { page } = await open()
    await alertFires()
    // the page comes with what its header counts, as soon as the board has it
    let html = ''
    await expect
      .poll(async () => {
        html = await (await page.request.get(server.url + at)).text()
        return html
      })
      .toContain('data-testid="firing"')
    const rest = await hold(page, ({ pathname }) => /^\/_next\/static\/.*\.js$/.test(pathname) && !html.includes(pathname))
    await page.goto(server.url + at, { waitUntil: 'commit' })
    const pressed = [page.getByTestId(view), page.locator('[data-group=figures]'), page.getByTestId('search-open')]
    for (const one of pressed) await one.waitFor()
    // boxes can be asked for before the styles have come
    await expect.poll(() => page.getByTestId('header').evaluate((header) => getComputedStyle(header).position)).toBe('sticky')
    await page.evaluate(() => document.fonts.ready.then(() => null))
    const boxes = () => Promise.all(pressed.map((one) => one.boundingBox()))
    const before = await boxes()
    expect(await page.locator('[data-testid=columns], [data-testid=alert-slot]').count()).toBe(0)
    await rest.release()
    for (const later of ['columns', 'alert-slot']) await page.getByTestId(later).waitFor()
    expect(await boxes()).toEqual(before)
  })

  it('is gone through by keys, which are off where something is written', async () => {
    const { page, go } = await open()
    await go('/figures')
    await page.locator('main[id=content]').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('1')
    await page.waitForURL('**/desk*')
    await page.getByTestId('workspace').waitFor()
    await page.keyboard.press('?')
    const keys = page.getByTestId('keys')
    await keys.waitFor()
    expect(await keys.innerText()).toContain('指标')
    await page.keyboard.press('Escape')
    await keys.waitFor({ state: 'detached' })
    await go('/report')
    await page.locator('main[data-ready=true]').waitFor()
    await page.locator('textarea').fill('')
    await page.locator('textarea').press('g')
    await page.locator('textarea').press('1')
    await page.locator('textarea').press('?')
    expect(await page.locator('textarea').inputValue()).toBe('g1?')
    expect([await keys.count(), new URL(page.url()).pathname]).toEqual([0, '/report'])
  })

  it('closes one layer at a time', async () => {
    const { page, go } = await open()
    await go('/desk?list=open')
    await page.getByTestId('event-row').filter({ hasText: event }).click()
    await page.getByTestId('event-card').locator('button[data-action=void]').click()
    await page.getByTestId('action-dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('action-dialog').waitFor({ state: 'detached' })
    expect(await page.getByTestId('drawer').count()).toBe(1)
    await page.getByTestId('person').click()
    await page.keyboard.press('Escape')
    await page.getByTestId('person-menu').waitFor({ state: 'detached' })
    expect(await page.getByTestId('drawer').count()).toBe(1)
    // from the list too, which may have taken the focus back
    await page.getByTestId('event-row').first().focus()
    await page.keyboard.press('Escape')
    await page.getByTestId('drawer').waitFor({ state: 'detached' })
  })
})
