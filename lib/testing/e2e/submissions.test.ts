import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { GridCollection } from '@/lib/client/grids'
import { labelPoint } from '@/lib/domain/label-point'
import { plainPng } from '../png'
import { startServer, type TestServer } from '../server'
import { inGrids, openPerson, type Person } from './people'
import { openBrowser } from './wall'

const COMMUNITY = '411324001001'
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }

let server: TestServer
let browser: Browser
let place: [number, number]
let administrator: Person
let dispatcher: Person
let resident: Person

beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '100' } })
  browser = await openBrowser()
  const { features } = GridCollection.parse(await (await server.fetch('/api/grids', server.tokens.supervisor)).json())
  const leaf = features.filter((g) => g.properties.code.startsWith(COMMUNITY)).at(-1)
  if (!leaf) throw new Error('no leaf')
  place = labelPoint(leaf.geometry).position
  const [longitude, latitude] = place
  administrator = await openPerson(browser, server.url, { role: 'administrator', scope: inGrids(''), map: false })
  // codes are closed for good, and revoked for good
  administrator.page.on('dialog', (dialog) => void dialog.accept())
  dispatcher = await openPerson(browser, server.url, { role: 'dispatcher', scope: inGrids(COMMUNITY.slice(0, 9)), map: false })
  resident = await openPerson(browser, server.url, {
    ...{ role: 'viewer', scope: inGrids(''), map: false },
    browser: { ...PHONE, permissions: ['geolocation'], geolocation: { longitude, latitude, accuracy: 12 } },
  })
  // nobody who is known here
  await resident.page.context().clearCookies()
})

afterAll(async () => {
  const complaints = (await Promise.all([administrator, dispatcher, resident].map((person) => person?.complaints() ?? []))).flat()
  await browser?.close()
  await server?.stop()
  expect(complaints).toEqual([])
})

/** An administrator switches it on and makes the code of a community; answers what the code says. */
async function makePoster({ page, go }: Person): Promise<string> {
  await go('/settings')
  const part = page.getByTestId('submissions-setting')
  await part.locator('input[name=on]').check()
  await part.locator('form button[type=submit]').first().click()
  await page.getByTestId('said').getByText('已保存').waitFor()
  await part.locator('select[name=community]').selectOption(COMMUNITY)
  await part.getByTestId('make-links').click()
  const poster = page.getByTestId('poster')
  const address = (await poster.getAttribute('data-address')) ?? ''
  expect([await poster.count(), await poster.locator('svg[role=img]').count(), address.startsWith(`${server.url}/s#gsl_`)]).toEqual([1, 1, true])
  await page.getByTestId('close-posters').click()
  await page.locator(`[data-testid=link-rows] tr[data-grid="${COMMUNITY}"][data-state=holds]`).first().waitFor()
  return address
}

/** What the resident is given to follow it by, once all of it has arrived. */
async function followAddress(page: Page): Promise<string> {
  const secret = await page.getByTestId('sent').getAttribute('data-follow')
  return `/s/follow#${secret}`
}

/** The dispatcher decides on the one with these words. */
async function decide({ page }: Person, words: string, action: 'take_over' | 'refuse', answer?: string): Promise<void> {
  await page.getByTestId('submission').filter({ hasText: words }).locator(`[data-action=${action}]`).click()
  const dialog = page.getByTestId('action-dialog')
  if (answer !== undefined) await dialog.locator('textarea').fill(answer)
  await dialog.getByTestId('do').click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByTestId('done').waitFor()
}

it('a resident tells by the code on a wall, a dispatcher takes it over or answers, and the resident sees it by a link of their own', async () => {
  await dispatcher.go('/submissions')
  await dispatcher.page.getByTestId('submissions-off').waitFor()
  const address = await makePoster(administrator)
  const { page, go } = resident
  await page.goto(address)
  await page.locator('main[data-ready=true]').waitFor()
  await page.getByTestId('photo-input').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: await plainPng(400, 300, '#557733') })
  await page.getByTestId('chosen-photo').waitFor()
  await page.locator('[data-class="05"]').click()
  await page.locator('[data-code="0501"]').click()
  await page.locator('textarea').fill('西门口垃圾没清')
  await page.getByTestId('here').click()
  await page.locator(`[data-testid=place][data-grid^="${COMMUNITY}"]`).waitFor()
  await page.getByTestId('send').click()
  await page.getByTestId('photos-sent').waitFor({ state: 'attached' })
  const first = await followAddress(page)
  await page.getByTestId('copy').click()
  await expect.poll(() => page.getByTestId('copy').innerText()).toBe('已复制')
  await page.getByRole('button', { name: '再报一件' }).click()
  await page.locator('textarea').fill('楼道里太吵')
  await page.getByTestId('send').click()
  await page.getByTestId('sent').waitFor()
  const second = await followAddress(page)
  expect(second).not.toBe(first)

  await dispatcher.go('/submissions')
  await expect.poll(() => dispatcher.page.getByTestId('submissions-waiting').innerText()).toBe('2')
  const row = dispatcher.page.getByTestId('submission').filter({ hasText: '西门口垃圾没清' })
  const picture = row.locator('img')
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await decide(dispatcher, '西门口垃圾没清', 'take_over')
  const caseNumber = (await dispatcher.page.getByTestId('done').getAttribute('data-case')) ?? ''
  expect(caseNumber).toMatch(/^\d{8}-\d{5}$/)
  await decide(dispatcher, '楼道里太吵', 'refuse', '请先联系物业，电话在单元门口')
  await dispatcher.page.getByTestId('no-submissions').waitFor()
  await dispatcher.go(`/events?within=${COMMUNITY}&type=0501&order=newest`)
  await dispatcher.page.locator(`[data-testid=list-row][data-case="${caseNumber}"]`).waitFor()

  await go(first)
  const standing = page.getByTestId('standing')
  await expect.poll(() => standing.getAttribute('data-state')).toBe('taken_over')
  expect(await standing.innerText()).toContain('已受理')
  expect(await standing.innerText()).toContain(caseNumber)
  await go(second)
  await expect.poll(() => standing.getAttribute('data-state')).toBe('refused')
  expect(await page.getByTestId('answer').innerText()).toContain('请先联系物业')

  await administrator.page.getByTestId('revoke-link').first().click()
  await administrator.page.locator(`[data-testid=link-rows] tr[data-grid="${COMMUNITY}"][data-state=revoked]`).first().waitFor()
  await page.goto(address)
  await page.getByTestId('no-link').waitFor()
})
