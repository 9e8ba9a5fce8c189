/** @module-tag pages */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { Attachment } from '@/lib/domain/attachment'
import { DutyItemDetail, DutyItems } from '@/lib/domain/duty-item'
import { GridEvent } from '@/lib/domain/event'
import { EventDetail } from '@/lib/domain/event-detail'
import { read } from '../answers'
import { plainPng } from '../png'
import { startServer, type TestServer } from '../server'
import { WAIT_MS } from '../wait'
import { axeFaults } from './axe'
import { type Person, signIn } from './people'
import { openBrowser, openWall } from './wall'

const COMMUNITY = '411324001001'
const Kept = z.looseObject({ people: z.record(z.string(), z.object({ password: z.string() })) })
const EventPage = z.object({ events: z.array(GridEvent) })
const Photos = z.object({ attachments: z.array(Attachment) })

let server: TestServer
let browser: Browser
let photo: { name: string; mimeType: string; buffer: Buffer }
let people: z.infer<typeof Kept>['people']
const hands = { dispatcher: '', supervisor: '', operator: '' }
const opened: Omit<Person, 'token'>[] = []

beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '500' } })
  browser = await openBrowser({ fonts: 'system' })
  photo = { name: 'photo.png', mimeType: 'image/png', buffer: await plainPng(64, 48, 'green') }
  people = Kept.parse(JSON.parse(readFileSync(path.join(server.dataDir, 'accounts.json'), 'utf8'))).people
  for (const role of ['dispatcher', 'supervisor', 'operator'] as const) hands[role] = await server.makeToken(role)
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

const eventNow = async (id: string) => read(await server.fetch(`/api/events/${id}`, server.tokens.supervisor), EventDetail)

async function act(id: string, hand: keyof typeof hands, action: string, said: object = {}): Promise<void> {
  const { revision } = await eventNow(id)
  const body = JSON.stringify({ ...said, action, requestId: crypto.randomUUID(), expectedRevision: revision })
  const answer = await server.fetch(`/api/events/${id}/transitions`, hands[hand], {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(200)
}

/** An event that the members of the community are given to handle. */
async function giveTask(type = '0504'): Promise<string> {
  const id = crypto.randomUUID()
  await server.post({ id, occurredAt: new Date().toISOString(), type, grid: COMMUNITY })
  await act(id, 'dispatcher', 'accept')
  await act(id, 'dispatcher', 'dispatch', { lead: { kind: 'grid', id: COMMUNITY } })
  return id
}

/** Somebody with a phone, who signs in; the page is there, and kept for the time without a signal. */
async function takePhone(username: string, next: string): Promise<Omit<Person, 'token'>> {
  const person = await signIn(browser, server.url, { username, password: people[username]?.password ?? '' }, next)
  opened.push(person)
  await person.page.setViewportSize({ width: 390, height: 844 })
  await isKept(person.page)
  return person
}

const isReady = (page: Page) => page.locator('main[data-ready=true]').waitFor()
/** The addresses of all that the worker keeps. */
const keptIn = (page: Page) =>
  page.evaluate(async () => {
    const addresses: string[] = []
    for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) addresses.push(new URL(url).pathname)
    return addresses
  })
async function isKept(page: Page): Promise<void> {
  await isReady(page)
  await expect.poll(() => keptIn(page)).toContain(`/shell${new URL(page.url()).pathname}`)
}

async function signInAgain(page: Page, username: string, next: string): Promise<void> {
  await page.goto(`${server.url}/sign-in?next=${encodeURIComponent(next)}`)
  await page.locator('input[name=username]').fill(username)
  await page.locator('input[name=password]').fill(people[username]?.password ?? '')
  await page.locator('[data-testid=sign-in] button[type=submit]').click()
  await page.waitForURL(`${server.url}${next}`)
  await isReady(page)
}

async function writeReport(page: Page, words: string): Promise<void> {
  await page.locator('[data-class="05"]').click()
  await page.locator('[data-code="0501"]').click()
  await page.getByTestId('by-grid').click()
  await page.getByTestId('place').locator('select').selectOption(COMMUNITY)
  await page.getByTestId('photo-input').setInputFiles(photo)
  await page.getByTestId('chosen-photo').waitFor()
  await page.locator('textarea').fill(words)
  await page.getByTestId('submit').click()
  await page.locator('[data-testid=waiting][data-kind=report]').waitFor()
}

const reported = async (words: string) =>
  (await read(await server.fetch(`/api/events?within=${COMMUNITY}&limit=200`, server.tokens.supervisor), EventPage)).events.filter(
    ({ description }) => description === words,
  )
const photosOf = async (id: string) => (await read(await server.fetch(`/api/events/${id}/attachments`, server.tokens.supervisor), Photos)).attachments
const cardOf = async (page: Page, id: string) => page.locator(`[data-testid=task][data-number="${(await eventNow(id)).caseNumber}"]`)

it('opens the tasks and the report without a signal, and what is written there arrives in order, each once', async () => {
  const task = await giveTask()
  const { page, go } = await takePhone('operator', '/tasks')
  const context = page.context()
  const card = await cardOf(page, task)
  await card.waitFor()
  // where it is, among its neighbours
  const map = page.locator('[data-testid=place-map] svg').first()
  await map.waitFor()
  expect(await map.getAttribute('aria-label')).toMatch(/幸福路社区.*相邻：.*道路：/)
  // at the second visit the other page is kept too, though nobody has opened it
  await go('/tasks')
  await isReady(page)
  await expect.poll(() => keptIn(page)).toContain('/shell/report')

  await context.setOffline(true)
  await page.reload()
  await isReady(page)
  expect(await page.getByTestId('line').innerText()).toMatch(/截至 \d\d:\d\d[\s\S]*离线/)
  // the map of the place that was looked at is kept
  await map.waitFor()
  await card.getByTestId('take').click()
  await card.getByText('签收待上传').waitFor()
  await card.getByTestId('hand-in').click()
  await page.getByTestId('photo-input').setInputFiles(photo)
  await page.getByTestId('chosen-photo').waitFor()
  await page.locator('textarea[name=note]').fill('管道已疏通')
  await page.getByTestId('do').click()
  await card.getByText('结果在手机里').waitFor()
  await go('/report')
  await isReady(page)
  await writeReport(page, '断网时看到的垃圾')
  expect(await page.getByTestId('waiting').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-kind')))).toEqual([
    'take',
    'hand_in',
    'report',
  ])
  expect((await eventNow(task)).timeline.map(({ action }) => action)).toEqual(['accept', 'dispatch'])

  await page.reload()
  await page.getByTestId('waiting').nth(2).waitFor()
  await context.setOffline(false)
  await page.locator('[data-testid=waiting][data-kind=report] [data-testid=send-now]').click()
  await page.locator('[data-testid=sent][data-kind=report][data-number*="-"]').waitFor()
  const done = await eventNow(task)
  expect(done.timeline.map(({ action }) => action)).toEqual(['accept', 'dispatch', 'take', 'hand_in'])
  expect(done.timeline.at(-1)?.note).toBe('管道已疏通')
  expect((await photosOf(task)).map(({ kind }) => kind)).toEqual(['result'])
  const [report, ...more] = await reported('断网时看到的垃圾')
  expect(more).toEqual([])
  expect((await photosOf(report?.id ?? '')).map(({ kind }) => kind)).toEqual(['report'])
  expect(report?.revision).toBeGreaterThan(done.revision)
  await page.locator(`[data-testid=mine] [data-number="${report?.caseNumber}"]`).waitFor()
})

it('records a visit without a signal, and what was found there becomes an event that is closed', async () => {
  const asJson = (body: object) => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  const duty = {
    ...{
      requestId: crypto.randomUUID(),
      name: '入户走访',
      within: COMMUNITY,
      subjects: { kind: 'list', grids: [COMMUNITY] },
      cadence: 'yearly',
      dueDay: -1,
    },
    crew: [{ role: 'grid_member', count: 1 }],
    fields: [{ key: 'at_home', label: '在家户数', kind: 'number', required: true }],
    ...{ findings: true, begins: new Date().toISOString().slice(0, 10) },
  }
  expect((await server.fetch('/api/duties', hands.dispatcher, asJson(duty))).status).toBe(201)
  const items = async () => (await read(await server.fetch(`/api/duties/items?template=${duty.requestId}`, hands.operator), DutyItems)).items
  await expect.poll(async () => (await items()).length, { timeout: WAIT_MS }).toBe(1) // the job makes them
  const [item] = await items()
  const detail = async () => read(await server.fetch(`/api/duties/items/${item?.id}`, hands.operator), DutyItemDetail)

  const { page } = await takePhone('operator', '/tasks')
  const context = page.context()
  await page.locator('[data-testid=visit]').first().waitFor()
  const more = page.getByRole('button', { name: /^再显示/ })
  await context.setOffline(true)
  await page.reload()
  await isReady(page)
  await page.locator('[data-testid=visit]').first().waitFor()
  if ((await more.count()) > 0) await more.click()
  const card = page.locator(`[data-testid=visit][data-item="${item?.id}"]`)
  await card.getByTestId('record-visit').click()
  const sheet = page.getByRole('dialog', { name: '记录走访' })
  await sheet.getByLabel('走访户数').fill('38')
  await sheet.getByLabel('在家户数').fill('23')
  await sheet.getByTestId('add-finding').click()
  const finding = page.getByRole('dialog', { name: '发现的问题' })
  await finding.locator('textarea').fill('楼道堆放杂物')
  await finding.locator('select').selectOption('0501')
  await finding.getByTestId('photo-input').setInputFiles(photo)
  await finding.getByTestId('chosen-photo').waitFor()
  await finding.getByTestId('do').click()
  await sheet.getByText('楼道堆放杂物').waitFor()
  await sheet.getByTestId('do').click()
  await page.getByText('记录在手机里').waitFor()
  const kinds = () => page.getByTestId('waiting').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-kind')))
  expect(await kinds()).toEqual(['find', 'do'])
  expect((await detail()).item.state).toBe('planned')

  // it is kept through a closed page, and goes out by itself, each once
  await page.reload()
  await page.getByTestId('waiting').nth(1).waitFor()
  await context.setOffline(false)
  await page.locator('[data-testid=waiting][data-kind=do] [data-testid=send-now]').click()
  await page.locator('[data-testid=sent][data-kind=do]').waitFor()
  const done = await detail()
  expect(done).toMatchObject({
    item: { state: 'done', households: 38, events: 1 },
    values: [{ key: 'at_home', value: 23 }],
    found: [{ words: '楼道堆放杂物' }],
  })
  const id = done.found[0]?.id ?? ''
  expect((await photosOf(id)).map(({ kind }) => kind)).toEqual(['report'])
  await act(id, 'dispatcher', 'accept')
  await act(id, 'dispatcher', 'dispatch', { lead: { kind: 'grid', id: COMMUNITY } })
  await act(id, 'operator', 'take')
  await act(id, 'operator', 'hand_in', { note: '已清走' })
  await act(id, 'supervisor', 'verify')
  expect((await detail()).found[0]?.event).toMatchObject({ state: 'closed', caseNumber: (await eventNow(id)).caseNumber })
})

it('keeps a shell that is nobody’s and files of the build, takes no other page, and leaves nothing at the sign-out', async () => {
  const { page, go } = await takePhone('operator', '/tasks')
  await go('/report')
  await isKept(page)
  const kept = await keptIn(page)
  expect(kept.filter((at) => !/^\/(?:_next\/static\/|shell\/(?:report|tasks)$|icon\.svg$|browser-check\.js$|fonts\/)/.test(at))).toEqual([])
  const shells = await page.evaluate(async () =>
    Promise.all(
      ['/shell/report', '/shell/tasks'].map(async (at) => {
        const shell = await caches.match(at)
        return { text: (await shell?.text()) ?? '', policy: shell?.headers.get('Content-Security-Policy') ?? '' }
      }),
    ),
  )
  for (const { text, policy } of shells) {
    expect(text).not.toMatch(/nonce[=-]|幸福路|operator/)
    expect(policy).toMatch(/script-src 'self' 'sha256-[^;]+'/)
    expect(policy).not.toMatch(/nonce|script-src[^;]*unsafe/)
  }
  for (const at of ['/desk', '/wall', '/reports']) {
    await go(at)
    expect([at, await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL.split('/').at(-1) ?? null)]).toEqual([
      at,
      // `/reports` begins as `/report` does, so its worker is told of it, and lets it pass
      at === '/reports' ? 'sw.js' : null,
    ])
  }
  await page.getByTestId('person').click()
  await page.getByTestId('sign-out').click()
  await page.waitForURL('**/sign-in')
  expect(await page.evaluate(() => caches.keys())).toEqual([])
  await page.context().setOffline(true)
  expect(await page.goto(`${server.url}/tasks`).catch(() => null)).toBeNull()
  await page.context().setOffline(false)
  await go('/sign-in')
})

it('keeps what waits to its owner: another who signs in here neither sees nor sends it, and it goes out when the owner is back', async () => {
  const { page, go } = await takePhone('operator', '/report')
  const context = page.context()
  await go('/report')
  await isReady(page)
  await context.setOffline(true)
  await writeReport(page, '只属于网格员的上报')
  // the session ends without anybody having signed out
  await context.clearCookies()
  await context.setOffline(false)
  await page.getByTestId('send-now').click()
  await page.locator('[data-testid=locked][data-waiting="1"]').waitFor()
  expect(await page.locator('main').innerText()).not.toContain('只属于网格员的上报')

  await signInAgain(page, 'reporter', '/report')
  await expect.poll(() => keptIn(page)).toContain('/shell/report')
  expect(await page.getByTestId('waiting').count()).toBe(0)
  const readable = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const request = indexedDB.open('gridsight-phone')
        request.onsuccess = () => {
          const all = request.result.transaction('waiting').objectStore('waiting').getAll()
          all.onsuccess = () => resolve(all.result.map(({ iv, data }) => `${iv === null}${new TextDecoder().decode(data)}`).join())
        }
      }),
  )
  expect(readable).toMatch(/^false/)
  expect(readable).not.toContain('只属于网格员的上报')
  // and what was begun as one is not taken as another, whatever a page still believes
  const statuses = await page.evaluate(async () =>
    Promise.all(
      ['somebody else', undefined].map(async (who) => (await fetch('/api/session', { headers: who ? { 'x-gridsight-viewer': who } : {} })).status),
    ),
  )
  expect(statuses).toEqual([409, 200])
  expect(await reported('只属于网格员的上报')).toEqual([])
  // without a signal the page is of whoever signed in last
  await context.setOffline(true)
  await go('/report')
  await isReady(page)
  expect(await page.getByTestId('waiting').count()).toBe(0)
  expect(await page.getByTestId('mine').count()).toBe(0)
  await context.setOffline(false)
  await context.clearCookies()

  await signInAgain(page, 'operator', '/report')
  await page.locator('[data-testid=sent][data-kind=report]').waitFor()
  expect(await reported('只属于网格员的上报')).toHaveLength(1)
})

it('sends what the outbox of before has kept', async () => {
  const { page, go } = await takePhone('operator', '/report')
  const event = { id: crypto.randomUUID(), occurredAt: new Date().toISOString(), type: '0501', grid: COMMUNITY, description: '旧版留下的上报' }
  await page.evaluate(async (kept) => {
    const { id: owner } = await (await fetch('/api/session')).json()
    await new Promise((resolve) => {
      const request = indexedDB.open('gridsight', 1)
      request.onupgradeneeded = () => request.result.createObjectStore('outbox')
      request.onsuccess = () => {
        const work = request.result.transaction('outbox', 'readwrite')
        const rest = { photos: [], sendAt: 1, taken: false, photosSent: 0, photosRefused: 0, refused: null }
        for (const [id, of] of [
          [kept.id, owner],
          ['another', 'somebody else'],
        ])
          work.objectStore('outbox').put({ event: kept, owner: of, ...rest }, id)
        work.oncomplete = () => {
          request.result.close()
          resolve(null)
        }
      }
    })
  }, event)
  await go('/report')
  await page.locator('[data-testid=sent][data-kind=report]').waitFor()
  expect(await reported('旧版留下的上报')).toHaveLength(1)
  await go('/report')
  await isReady(page)
  expect(await page.getByTestId('waiting').count()).toBe(0)
})

it('says in plain words what happened meanwhile, and leaves it to whoever wrote it what becomes of it', async () => {
  const [extended, returned] = [await giveTask(), await giveTask('0502')]
  const { page, go } = await takePhone('operator', '/tasks')
  const context = page.context()
  await (await cardOf(page, returned)).waitFor()
  await context.setOffline(true)
  for (const id of [extended, returned]) await (await cardOf(page, id)).getByTestId('take').click()
  await page.getByTestId('waiting').nth(1).waitFor()
  const deadline = new Date(Date.now() + 9 * 24 * 3_600_000).toISOString()
  await act(extended, 'supervisor', 'grant_extension', { deadline, reason: '雨天' })
  await act(returned, 'operator', 'return', { reason: '不属本网格' })
  await context.setOffline(false)
  const rows = page.locator('[data-testid=waiting][data-refused=conflict]')
  await rows.nth(1).waitFor()
  expect(await rows.nth(0).innerText()).toMatch(/你离线时，test supervisor已「延期」（.+），现在是「办理中」。你写的还在，仍可提交/)
  expect(await rows.nth(1).innerText()).toMatch(/你离线时，test operator已「退回」（.+），现在是「待派单」/)
  expect(await rows.nth(1).getByTestId('again').count()).toBe(0)
  await rows.nth(0).getByTestId('again').click()
  await page.locator('[data-testid=sent][data-kind=take]').waitFor()
  await page.getByTestId('discard').click()
  await page.getByTestId('waiting').waitFor({ state: 'detached' })
  expect((await eventNow(extended)).timeline.map(({ action }) => action)).toEqual(['accept', 'dispatch', 'grant_extension', 'take'])
  expect((await eventNow(returned)).timeline.map(({ action }) => action)).toEqual(['accept', 'dispatch', 'return'])
  await go('/tasks')
  await isReady(page)
  expect(await page.getByTestId('waiting').count()).toBe(0)
})

it('a wall on a phone is a board for a hand: nothing smaller than 12 px or wider than the window, and a thumb goes down to a community', async () => {
  const wall = await openWall(browser, server.url, { key: server.tokens.wall, width: 390, height: 844 })
  const { page } = wall
  expect(await page.locator('[data-wall]').getAttribute('data-layout')).toBe('hand')
  const faults = () =>
    page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      const small = [...document.querySelectorAll('[data-wall] *')].filter((part) => {
        const written = [...part.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim())
        return written && part.getClientRects().length > 0 && Number.parseFloat(getComputedStyle(part).fontSize) < 12
      })
      return [...(scrollWidth > clientWidth ? [`${scrollWidth - clientWidth} px wider`] : []), ...small.map((part) => part.textContent)]
    })
  expect(await faults()).toEqual([])
  await page.getByTestId('place-411324001').click()
  await page.getByTestId('place-411324001001').click()
  await page.getByTestId('hand-figures').waitFor()
  expect(await wall.probe((probe) => probe.view().selected)).toBe(COMMUNITY)
  expect(await axeFaults(page)).toEqual([])
  await page.getByTestId('hand-path').getByRole('button').first().click()
  await page.getByTestId('place-411324002').waitFor()
  await page.setViewportSize({ width: 1024, height: 768 })
  expect(await faults()).toEqual([])
  expect(await wall.complaints()).toEqual([])
  await wall.close()
})
