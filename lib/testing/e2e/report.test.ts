import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { GridCollection } from '@/lib/client/grids'
import { GridEvent } from '@/lib/domain/event'
import { labelPoint } from '@/lib/domain/label-point'
import { startServer, type TestServer } from '../server'
import { inGrids, openPerson, type Person } from './people'
import { openBrowser } from './wall'

const COMMUNITY = '411324001001'
const EventPage = z.object({ events: z.array(GridEvent) })

let server: TestServer
let browser: Browser
let place: [number, number]
const opened: Person[] = []

beforeAll(async () => {
  server = await startServer({ county: 'demo' })
  browser = await openBrowser()
  const { features } = GridCollection.parse(await (await server.fetch('/api/grids', server.tokens.supervisor)).json())
  const leaf = features.filter((g) => g.properties.code.startsWith(COMMUNITY)).at(-1)
  if (!leaf) throw new Error('no leaf')
  place = labelPoint(leaf.geometry).position
})

afterEach(async () => {
  const people = opened.splice(0)
  const complaints = (await Promise.all(people.map((p) => p.complaints()))).flat()
  for (const person of people) await person.close()
  expect(complaints).toEqual([])
})

afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** A grid member with a phone that knows where it is. */
async function member({ located = true } = {}): Promise<Person> {
  const [longitude, latitude] = place
  const made = await openPerson(browser, server.url, {
    role: 'operator',
    scope: inGrids(COMMUNITY),
    browser: {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      ...(located ? { permissions: ['geolocation'], geolocation: { longitude, latitude, accuracy: 9 } } : {}),
    },
  })
  opened.push(made)
  return made
}

async function fillIn(page: Page, words: string): Promise<void> {
  await page.locator('main[data-ready=true]').waitFor()
  await page.locator('[data-class="05"]').click()
  await page.locator('[data-code="0501"]').click()
  await page.locator(`[data-testid=place][data-grid^="${COMMUNITY}"]`).waitFor()
  await page.locator('textarea').fill(words)
}

/** How many events with these words the server has. */
async function arrived(words: string): Promise<number> {
  const answer = await server.fetch(`/api/events?within=${COMMUNITY}&limit=200`, server.tokens.supervisor)
  return EventPage.parse(await answer.json()).events.filter((e) => e.description === words).length
}

it('takes a report back within ten seconds, with all that was written', async () => {
  const { page, go } = await member()
  await go('/report')
  await fillIn(page, '撤销的上报')
  await page.getByTestId('submit').click()
  await page.getByTestId('undo').click()
  await page.getByTestId('waiting').waitFor({ state: 'detached' })
  await expect.poll(() => page.locator('textarea').inputValue()).toBe('撤销的上报')
  await page.locator('[data-testid=type][data-type="0501"]').waitFor()
  expect(await arrived('撤销的上报')).toBe(0)
})

it('keeps a report through a dead signal and a closed page, and it arrives once', async () => {
  const { page: first, go, reopen } = await member()
  await go('/report')
  await fillIn(first, '信号中断时上报')
  const context = first.context()
  await context.setOffline(true)
  await first.getByTestId('submit').click()
  await first.getByTestId('send-now').click()
  await expect.poll(() => first.getByTestId('waiting').innerText()).toContain('没有网络')
  // closed, not left: a page that is left may live on behind the next one, and sends as soon as it can
  const page = await reopen()
  await context.setOffline(false)
  expect(await arrived('信号中断时上报')).toBe(0)
  await go('/report')
  await page.locator('[data-testid=sent][data-number*="-"]').waitFor()
  expect(await arrived('信号中断时上报')).toBe(1)
  await go('/report')
  await page.locator('main[data-ready=true]').waitFor()
  expect(await page.getByTestId('waiting').count()).toBe(0)
})

it('is one event where the answer was lost and the same is sent again', async () => {
  const { page, go } = await member()
  await go('/report')
  await fillIn(page, '应答丢失的上报')
  await page.route(
    '**/api/events',
    async (route) => {
      await route.fetch()
      await route.abort('connectionreset')
    },
    { times: 1 },
  )
  await page.getByTestId('submit').click()
  await page.getByTestId('send-now').click()
  await page.locator('[data-testid=sent][data-number*="-"]').waitFor()
  expect(await arrived('应答丢失的上报')).toBe(1)
})

it('offers what is open nearby, and reminds of it instead of reporting again', async () => {
  const id = crypto.randomUUID()
  await server.post({ id, occurredAt: new Date().toISOString(), type: '0503', position: place })
  const { page, go } = await member()
  await go('/report')
  await page.locator(`[data-testid=place][data-grid^="${COMMUNITY}"]`).waitFor()
  await page.getByRole('searchbox').fill('井盖')
  await page.locator('[data-code="0503"]').click()
  await page.getByTestId('near').getByRole('button').click()
  await page.getByTestId('near').waitFor({ state: 'detached' })
  const event = await (await server.fetch(`/api/events/${id}`, server.tokens.supervisor)).json()
  expect(event.reminders).toBe(1)
})

it('finds the place on a map where the phone does not tell it, and says why', async () => {
  const { page, go } = await member({ located: false })
  // what a page of a plain http address is told; the address of this test, 127.0.0.1, counts as secure
  await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }))
  await go('/report')
  expect(await page.getByTestId('no-fix').innerText()).toContain('https')
  expect(await page.getByTestId('insecure').innerText()).toContain('断网')
  await page.locator('main[data-ready=true]').waitFor()
  await page.getByTestId('on-map').click()
  await page.locator('[data-testid=pick]:not([disabled])').click()
  await page.locator(`[data-testid=place][data-grid^="${COMMUNITY}"]`).waitFor()
})
