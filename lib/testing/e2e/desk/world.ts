import { randomUUID } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { GridCollection } from '@/lib/client/grids'
import { createToken } from '@/lib/db/accounts/tokens'
import { EventDetail } from '@/lib/domain/event-detail'
import { labelPoint } from '@/lib/domain/label-point'
import { startServer, type TestServer } from '../../server'
import { WAIT_MS } from '../../wait'
import { inGrids, openPerson, type Person, type PersonOptions, type Window } from '../people'
import { openBrowser } from '../wall'

export const NIEYANG = '411324001'
export const XUEFENG = '411324002'
export const YUDU = '411324003'
export const PASSWORD = 'Right-password-1'
/** The department that most events here are given to. */
export const CITY = { kind: 'department', department: '城管' } as const

/** One server with the demonstration and one browser for all tests of the desk: each keeps to a community of its own. */
export type Desk = {
  readonly server: TestServer
  readonly browser: Browser
  /** somebody who has signed in, until the test ends; without a map, unless they ask for it; `spoils`: nobody can use their window after them */
  person(options: PersonOptions & { spoils?: boolean }): Promise<Person>
  /** closes this one with the others, and hears its complaints */
  keep(person: Person): void
  /** a browser of somebody who has not signed in */
  stranger(visit: (page: Page) => Promise<void>): Promise<void>
  /** a point well inside a leaf of this area */
  somewhere(within: string): [number, number]
  /** an event that has happened there, just now unless said */
  postEvent(within: string, type?: string, more?: { description?: string; token?: string; occurredAt?: number }): Promise<EventDetail>
  /** one that 城管 was given */
  givenEvent(within: string): Promise<EventDetail>
  readEvent(id: string): Promise<EventDetail>
  /** somebody else does something meanwhile, over the API */
  doMeanwhile(token: string, id: string, action: string, said?: object): Promise<void>
}

/** Starts what the tests of a file share, and ends it after them. */
export function openDesk(): Desk {
  let server: TestServer
  let browser: Browser
  let grids: ReturnType<typeof GridCollection.parse>['features']
  let dispatcher: string
  const opened: Person[] = []
  /** what is done with the window of somebody when the test ends, if anything but to close it */
  const left = new Map<Person, (window: Window) => void>()
  const windows = { map: [] as Window[], bare: [] as Window[] }

  beforeAll(async () => {
    server = await startServer({ county: 'demo' })
    browser = await openBrowser({ fonts: 'system' })
    grids = GridCollection.parse(await (await server.fetch('/api/grids', server.tokens.supervisor)).json()).features
    dispatcher = (await createToken({ name: '派单', role: 'dispatcher', scope: inGrids(''), expiresAt: null })).token
  })
  afterEach(async () => {
    const people = opened.splice(0)
    const complaints = (await Promise.all(people.map((p) => p.complaints()))).flat()
    for (const person of people) {
      const take = left.get(person)
      if (take) take(await person.leave())
      else await person.close()
    }
    left.clear()
    expect(complaints).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  const readEvent = async (id: string) => EventDetail.parse(await (await server.fetch(`/api/events/${id}`, server.tokens.supervisor)).json())
  const somewhere = (within: string) => {
    const parents = new Set(grids.map((g) => g.properties.parentCode))
    const leaf = grids.find((g) => g.properties.code.startsWith(within) && !parents.has(g.properties.code))
    if (!leaf) throw new Error(`no leaf in ${within}`)
    return labelPoint(leaf.geometry).position
  }
  const postEvent: Desk['postEvent'] = async (within, type = '0502', { description, token, occurredAt = Date.now() } = {}) => {
    const id = randomUUID()
    const sent = await server.post({ id, occurredAt: new Date(occurredAt).toISOString(), type, position: somewhere(within), description }, token)
    expect(sent.status).toBe(200)
    return readEvent(id)
  }
  const doMeanwhile: Desk['doMeanwhile'] = async (token, id, action, said = {}) => {
    const { revision } = await readEvent(id)
    const body = JSON.stringify({ requestId: randomUUID(), action, expectedRevision: revision, ...said })
    const headers = { 'content-type': 'application/json' }
    expect((await server.fetch(`/api/events/${id}/transitions`, token, { method: 'POST', body, headers })).status).toBe(200)
  }
  return {
    get server() {
      return server
    },
    get browser() {
      return browser
    },
    keep: (person) => void opened.push(person),
    async person({ spoils = false, ...options }) {
      const isUsual = !options.browser && !spoils
      const idle = windows[options.map ? 'map' : 'bare']
      const made = await openPerson(browser, server.url, { map: false, window: isUsual ? idle.pop() : undefined, ...options })
      opened.push(made)
      if (isUsual) left.set(made, (window) => idle.push(window))
      return made
    },
    async stranger(visit) {
      const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
      context.setDefaultTimeout(WAIT_MS)
      await visit(await context.newPage())
      await context.close()
    },
    somewhere,
    postEvent,
    async givenEvent(within) {
      const event = await postEvent(within)
      await doMeanwhile(dispatcher, event.id, 'accept')
      await doMeanwhile(dispatcher, event.id, 'dispatch', { lead: { kind: 'department', id: CITY.department } })
      return event
    },
    readEvent,
    doMeanwhile,
  }
}

export const rowOf = (page: Page, event: { number: number }) => page.locator(`[data-testid=event-row][data-number="${event.number}"]`)
export const openList = async (page: Page, list: string) => {
  await page.locator(`[data-list="${list}"][role=tab]`).click()
  await page.locator(`[data-testid=list][data-list="${list}"][data-loaded=true]`).waitFor()
}
export const press = (page: Page, action: string) => page.getByTestId('actions').locator(`[data-action="${action}"]`).click()
/** The actions that are offered, in their order. */
export const offered = (page: Page) =>
  page
    .getByTestId('actions')
    .locator('[data-action]')
    .evaluateAll((all) => all.map((b) => b.getAttribute('data-action')))
export const seesState = (page: Page, state: string) => page.locator(`[data-testid=event-card][data-state="${state}"]`).waitFor()

/** Does an action by its button, and its form with what is written into it. */
export async function answers(page: Page, action: string, fields: Record<string, string> = {}): Promise<void> {
  await press(page, action)
  for (const [name, value] of Object.entries(fields)) await page.getByTestId('action-dialog').locator(`[name="${name}"]`).fill(value)
  await page.getByTestId('do').click()
  await page.getByTestId('action-dialog').waitFor({ state: 'detached' })
}
export const seesStep = (page: Page, action: string, count = 1) =>
  expect.poll(() => page.locator(`[data-testid=step][data-action=${action}]`).count()).toBe(count)

/** Sends name and password by the form, and waits for the answer. */
export async function submitSignIn(page: Page, username: string, password: string): Promise<void> {
  await page.locator('input[name=username]').fill(username)
  await page.locator('input[name=password]').fill(password)
  const answered = page.waitForResponse('**/api/auth/sign-in')
  await page.locator('[data-testid=sign-in] button[type=submit]').click()
  await answered
}
