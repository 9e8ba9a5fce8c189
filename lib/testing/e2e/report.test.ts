/** @module-tag pages */
import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { GridCollection } from '@/lib/client/grids'
import { GridEvent } from '@/lib/domain/event'
import { labelPoint } from '@/lib/domain/label-point'
import { plainPng } from '../png'
import { startServer, type TestServer } from '../server'
import { hold } from './hold'
import { inGrids, openPerson, type Person } from './people'
import { openBrowser } from './wall'

const COMMUNITY = '411324001001'
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }
const EventPage = z.object({ events: z.array(GridEvent) })

let server: TestServer
let browser: Browser
let place: [number, number]
const opened: Person[] = []

beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '100' } })
  browser = await openBrowser({ fonts: 'system' })
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
      ...PHONE,
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

it('makes one event of two taps, and says where it could not be kept', async () => {
  const { page, go } = await member()
  await go('/report')
  await fillIn(page, '点了两下的上报')
  await page.evaluate(() => {
    const { subtle } = crypto
    const encrypt = subtle.encrypt.bind(subtle)
    subtle.encrypt = () => Promise.reject(new Error('it cannot be sealed'))
    addEventListener('mend', () => {
      // nor is there room on it
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }
      const held = new Promise((done) => addEventListener('seal', done))
      subtle.encrypt = async (...sealed) => {
        await held
        return encrypt(...sealed)
      }
    })
  })
  await page.getByTestId('submit').click()
  await page.getByRole('alert').getByText('没有记下').waitFor()
  expect(await page.locator('textarea').inputValue()).toBe('点了两下的上报')
  await page.evaluate(() => dispatchEvent(new Event('mend')))
  await page.getByTestId('submit').dblclick()
  await page.evaluate(() => dispatchEvent(new Event('seal')))
  await expect.poll(() => page.locator('textarea').inputValue()).toBe('')
  await page.getByTestId('send-now').click()
  await page.locator('[data-testid=sent][data-number*="-"]').waitFor()
  expect([await page.getByTestId('waiting').count(), await arrived('点了两下的上报')]).toEqual([0, 1])
})

it('sends no report before its photos are small, and takes each of two batches', async () => {
  const { page, go } = await member()
  await go('/report')
  await fillIn(page, '照片还没好')
  await page.evaluate(() => {
    const read = window.createImageBitmap
    const held = new Promise((done) => addEventListener('shrink', done))
    window.createImageBitmap = async (...from: unknown[]) => {
      await held
      return Reflect.apply(read, window, from)
    }
  })
  const input = page.getByTestId('photo-input')
  for (const colour of ['#557733', '#335577'])
    await input.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: await plainPng(40, 30, colour) })
  await page.getByTestId('submit').click()
  expect(await input.evaluate((one: HTMLInputElement) => one.validationMessage)).toContain('照片')
  await page.evaluate(() => dispatchEvent(new Event('shrink')))
  await page.getByTestId('chosen-photo').nth(1).waitFor()
  expect(await page.getByTestId('waiting').count()).toBe(0)
  await page.getByTestId('submit').click()
  await page.getByTestId('waiting').waitFor()
  await page.getByTestId('chosen-photo').first().waitFor({ state: 'detached' })
})

it('offers what is open nearby, and reminds of it instead of reporting again', async () => {
  const id = crypto.randomUUID()
  await server.post({ id, occurredAt: new Date().toISOString(), type: '0503', position: place })
  const { page, go } = await member()
  await go('/report')
  await page.locator(`[data-testid=place][data-grid^="${COMMUNITY}"]`).waitFor()
  await page.getByRole('searchbox').fill('井盖')
  await page.locator('[data-code="0503"]').click()
  // its answer is lost, at each of the three attempts
  await page.route(
    `**/api/events/${id}/transitions`,
    async (route) => {
      await route.fetch()
      await route.abort('connectionreset')
    },
    { times: 3 },
  )
  await page.getByTestId('near').getByRole('button').click()
  await page.getByRole('alert').getByText('还没有催办').waitFor()
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

it('lets the place stand that was chosen while the phone was still looking for it', async () => {
  const { page, go } = await member()
  await page.addInitScript(() => {
    const phone = navigator.geolocation
    const ask = phone.getCurrentPosition.bind(phone)
    phone.getCurrentPosition = (found, ...rest) =>
      addEventListener('look', () =>
        ask(
          (fix) => {
            found(fix)
            requestAnimationFrame(() => requestAnimationFrame(() => document.documentElement.setAttribute('data-told', '')))
          },
          ...rest,
        ),
      )
  })
  await go('/report')
  await page.locator('main[data-ready=true]').waitFor()
  await expect.poll(() => page.getByTestId('here').isDisabled()).toBe(true)
  await page.getByTestId('by-grid').click()
  const grids = page.getByTestId('place').locator('select')
  await grids.selectOption({ index: 1 })
  const chosen = await grids.inputValue()
  await page.evaluate(() => dispatchEvent(new Event('look')))
  await page.locator('html[data-told]').waitFor({ state: 'attached' })
  expect([await page.getByTestId('place').getAttribute('data-grid'), await grids.inputValue()]).toEqual([chosen, chosen])
  // who asks once more is answered
  await page.getByTestId('here').click()
  await page.evaluate(() => dispatchEvent(new Event('look')))
  await expect.poll(() => grids.inputValue()).toBe('')
})

/** An administrator switches it on and makes the code of a community; answers what the code says. */
async function makePoster({ page, go }: Person): Promise<string> {
  await go('/settings')
  const part = page.getByTestId('submissions-setting')
  // by keys: parts above come later and move what a click is aimed at
  await part.locator('input[name=on]').press('Space')
  await part.locator('form button[type=submit]').first().press('Enter')
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
  const [longitude, latitude] = place
  const administrator = await openPerson(browser, server.url, { role: 'administrator', scope: inGrids(''), map: false })
  // codes are closed for good, and revoked for good
  administrator.page.on('dialog', (dialog) => void dialog.accept())
  const dispatcher = await openPerson(browser, server.url, { role: 'dispatcher', scope: inGrids(COMMUNITY.slice(0, 9)), map: false })
  const resident = await openPerson(browser, server.url, {
    ...{ role: 'viewer', scope: inGrids(''), map: false },
    browser: { ...PHONE, permissions: ['geolocation'], geolocation: { longitude, latitude, accuracy: 12 } },
  })
  opened.push(administrator, dispatcher, resident)
  // nobody who is known here
  await resident.page.context().clearCookies()
  await dispatcher.go('/submissions')
  await dispatcher.page.getByTestId('submissions-off').waitFor()
  const address = await makePoster(administrator)
  const { page, go } = resident
  await page.route('**/api/public/report', (route) => route.abort(), { times: 1 })
  await page.goto(address)
  await page.getByTestId('no-link').getByText('没有网络').waitFor()
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await page.getByTestId('photo-input').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: await plainPng(400, 300, '#557733') })
  await page.getByTestId('chosen-photo').waitFor()
  await page.locator('[data-class="05"]').click()
  await page.locator('[data-code="0501"]').click()
  await page.locator('textarea').fill('西门口垃圾没清')
  await page.getByTestId('here').click()
  await page.locator(`[data-testid=place][data-grid^="${COMMUNITY}"]`).waitFor()
  const photos = await hold(page, (url) => url.pathname === '/api/public/photos')
  await page.getByTestId('send').click()
  // nothing leads away from the page while they are on their way
  await page.getByTestId('sent').getByRole('button', { name: '看处理情况' }).waitFor()
  expect(await page.getByTestId('open-follow').count()).toBe(0)
  await photos.release()
  await page.getByTestId('photos-sent').waitFor({ state: 'attached' })
  await page.getByTestId('open-follow').waitFor()
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
