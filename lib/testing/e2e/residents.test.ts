/** @module-tag pages */
import { randomUUID } from 'node:crypto'
import type { Browser, Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { createAccount, findAccount } from '@/lib/db/accounts/accounts'
import { createToken } from '@/lib/db/accounts/tokens'
import { pool } from '@/lib/db/engine/pool'
import { inviteResident, opensByPhone } from '@/lib/db/residents/invitations'
import { saveMembers, saveUnits, unitId } from '@/lib/db/units/unit-write'
import type { EventAction } from '@/lib/domain/event-actions'
import { labelPoint } from '@/lib/domain/label-point'
import { MyStations } from '@/lib/domain/my-places'
import { UnitContent } from '@/lib/domain/unit'
import { plainPng } from '../png'
import { startServer, type TestServer } from '../server'
import { totp } from '../totp'
import { hold } from './hold'
import { inGrids, openPerson, type Person, signIn } from './people'
import { openBrowser } from './wall'

const COMMUNITY = '411324001001'
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true }
const PIN = '902714'
const DEPARTMENT = '市政'
const WORDS = '门口井盖坏了，有小孩经过'

let server: TestServer
let browser: Browser
let administrator: Person
let member: Person
let dispatcher: Person
let resident: Person
let volunteer: Person
/** Who does the work between the dispatch and the end. */
let hands: Record<'dispatcher' | 'handler', string>

beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '100' } })
  browser = await openBrowser({ fonts: 'system' })
  administrator = await openPerson(browser, server.url, { role: 'administrator', scope: inGrids(''), map: false })
  member = await openPerson(browser, server.url, { role: 'operator', scope: inGrids(COMMUNITY), map: false })
  // bindings are ended for good
  member.page.on('dialog', (dialog) => void dialog.accept())
  dispatcher = await openPerson(browser, server.url, { role: 'dispatcher', scope: inGrids(COMMUNITY.slice(0, 9)), map: false })
  resident = await openPerson(browser, server.url, { role: 'viewer', scope: inGrids(''), map: false, browser: PHONE })
  volunteer = await openPerson(browser, server.url, { role: 'viewer', scope: inGrids(''), map: false, browser: PHONE })
  // nobody who is known here
  await resident.page.context().clearCookies()
  await volunteer.page.context().clearCookies()
  const handler = { name: 'handler', role: 'handler', scope: { kind: 'department', department: DEPARTMENT }, expiresAt: null } as const
  hands = { dispatcher: dispatcher.token, handler: (await createToken(handler)).token }
})

afterAll(async () => {
  const complaints = (await Promise.all([administrator, member, dispatcher, resident, volunteer].map((person) => person?.complaints() ?? []))).flat()
  await browser?.close()
  await server?.stop()
  expect(complaints).toEqual([])
})

async function switchOn({ page, go }: Person): Promise<void> {
  await go('/settings')
  const part = page.getByTestId('residents-setting')
  // by keys: parts above come later and move what a click is aimed at
  await part.locator('input[name=on]').press('Space')
  await part.locator('button[type=submit]').press('Enter')
  await page.getByTestId('said').getByText('已保存').waitFor()
}

/** The server has what is sent there next, and its answer is lost, with all that it would have left in the browser. */
async function loseAnswer(page: Page, at: string): Promise<void> {
  let isLost = false
  await page.route(at, async (route) => {
    if (isLost || route.request().method() !== 'POST') return route.fallback()
    isLost = true
    const cookies = await page.context().cookies()
    await route.fetch()
    await page.context().clearCookies()
    await page.context().addCookies(cookies)
    await route.abort('connectionreset')
  })
}

/** The grid member invites the first household of the list; answers what its QR code says. */
async function invite({ page, go }: Person): Promise<string> {
  await go(`/people?tree=grids&within=${COMMUNITY}`)
  await page.getByTestId('open-residents').first().click()
  await page.getByTestId('invite').click()
  const made = page.getByTestId('invitation-code')
  const address = (await made.getAttribute('data-address')) ?? ''
  const code = (await made.getByTestId('code').innerText()).replace(/\D/g, '')
  expect([address, await made.locator('svg[role=img]').count()]).toEqual([`${server.url}/my#${code}`, 1])
  return address
}

/** The resident scans the code, and binds the phone. */
async function bindPhone({ page }: Person, address: string, name: string): Promise<void> {
  await page.goto(address)
  const form = page.getByTestId('bind')
  const [typed, code] = [form.locator('input[name=code]'), address.slice(address.indexOf('#') + 1)]
  await expect.poll(() => typed.inputValue()).toBe(code)
  await form.locator('input[name=name]').fill(name)
  const choose = async (pin: string) => {
    for (const of of ['pin', 'again']) await form.locator(`input[name=${of}]`).fill(pin)
    await form.locator('button[type=submit]').click()
  }
  await typed.fill(`${code.slice(0, 5)}${(Number(code[5]) + 1) % 10}${code.slice(6)}`)
  await choose(PIN)
  await page.getByTestId('fault').getByText('输错').waitFor()
  await typed.fill(code)
  await choose('123456')
  await page.getByTestId('fault').getByText('太好猜').waitFor()
  await loseAnswer(page, '**/api/my/binding')
  await choose(PIN)
  await page.getByTestId('fault').getByText('没有网络').waitFor()
  await form.locator('button[type=submit]').click()
  await page.getByRole('heading', { name: `${name}，您好` }).waitFor()
  expect(page.url()).toBe(`${server.url}/my`)
}

async function report({ page }: Person, words: string): Promise<void> {
  await page.route('**/api/my/places', (route) => route.abort(), { times: 1 })
  await page.getByTestId('report').click()
  await page.getByTestId('fault').getByText('没有网络').waitFor()
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await page.getByTestId('place').waitFor()
  expect(await page.getByTestId('fault').count()).toBe(0)
  await page.getByTestId('photo-input').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: await plainPng(400, 300, '#557733') })
  await page.getByTestId('chosen-photo').waitFor()
  await page.locator('textarea').fill(words)
  // a step back, and a session that ends meanwhile, take nothing of it
  await page.goBack()
  await page.getByTestId('report').click()
  await page.context().clearCookies({ name: 'gridsight_account' })
  await page.getByTestId('send').click()
  await page.getByTestId('pin').locator('input[name=pin]').fill(PIN)
  await page.getByTestId('pin').locator('button[type=submit]').click()
  await expect.poll(() => page.locator('textarea').inputValue()).toBe(words)
  expect(await page.getByTestId('chosen-photo').count()).toBe(1)
  // between streets that are named
  await page.locator('[data-testid=place] text[data-of=road]').first().waitFor()
  await page.getByTestId('sketch').click()
  await page.locator(`[data-testid=place][data-grid^="${COMMUNITY}"]`).waitFor()
  await page.getByTestId('send').click()
  await page.locator('[data-testid=my-report][data-now=unread]').waitFor()
}

/** The dispatcher takes over the one with these words, as something of this type; answers its number. */
async function takeOver({ page, go }: Person, words: string, type: string): Promise<string> {
  await go('/submissions')
  const row = page.getByTestId('submission').filter({ hasText: words })
  await row.getByText('绑定手机的居民').waitFor()
  await row.locator('[data-action=take_over]').click()
  const dialog = page.getByTestId('action-dialog')
  await dialog.locator('select[name=type]').selectOption(type)
  await dialog.getByTestId('do').click()
  await page.getByTestId('done').waitFor()
  return (await page.getByTestId('done').getAttribute('data-case')) ?? ''
}

const Revision = z.looseObject({ revision: z.int() })
async function act(number: string, hand: keyof typeof hands, action: EventAction, said: object = {}): Promise<void> {
  const { revision } = Revision.parse(await (await server.fetch(`/api/events/${number}`, hands[hand])).json())
  const body = JSON.stringify({ requestId: randomUUID(), action, expectedRevision: revision, ...said })
  const answer = await server.fetch(`/api/events/${number}/transitions`, hands[hand], {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
  expect([action, answer.status]).toEqual([action, 200])
}

/** How far the resident is told that it is, on a page that is opened anew. */
async function stands({ page, go }: Person): Promise<{ now: string | null; step: string | null; text: string }> {
  await go('/my')
  const card = page.getByTestId('my-report').first()
  await card.waitFor()
  return {
    now: await card.getAttribute('data-now'),
    step: await card.getByTestId('steps').getAttribute('data-step'),
    text: await card.innerText(),
  }
}

it('a grid member invites a household, a resident reports on their own phone, and sees it mended', async () => {
  await resident.go('/my')
  await resident.page.getByText('这里还没有开通').waitFor()
  await switchOn(administrator)
  await bindPhone(resident, await invite(member), '孙阿姨')
  await report(resident, WORDS)

  const number = await takeOver(dispatcher, WORDS, '0503')
  expect(await stands(resident)).toMatchObject({ now: 'arranging', step: 'received' })
  await act(number, 'dispatcher', 'accept')
  await act(number, 'dispatcher', 'dispatch', { lead: { kind: 'department', id: DEPARTMENT } })
  expect(await stands(resident)).toMatchObject({ now: 'assigned', step: 'assigned' })
  await act(number, 'handler', 'take')
  expect(await stands(resident)).toMatchObject({ now: 'working', step: 'working', text: expect.stringContaining('正在修') })
  await act(number, 'handler', 'hand_in', { note: '已更换井盖' })
  expect(await stands(resident)).toMatchObject({ now: 'checking', step: 'working' })
  await act(number, 'dispatcher', 'verify')
  const done = await stands(resident)
  expect(done).toMatchObject({ now: 'done', step: 'done', text: expect.stringContaining('修好了吗') })
  for (const word of ['受理', '派单', '办结', '核实', '反馈']) expect(done.text).not.toContain(word)

  const { page } = resident
  await page.getByTestId('ask').getByRole('button', { name: '没有' }).click()
  await page.getByText('您说没有好').waitFor()
  await dispatcher.go('/submissions')
  await dispatcher.page.getByTestId('submission-view').getByText('说没有好').click()
  await dispatcher.page.locator('[data-testid=submission][data-id] [data-testid=solved][data-solved=false]').waitFor()
  await dispatcher.page.getByRole('link', { name: `事件 ${number}` }).waitFor()
  await expect.poll(() => dispatcher.page.getByTestId('submissions-waiting').innerText()).toBe('1')
  // until somebody has asked what is wrong
  await act(number, 'dispatcher', 'follow_up', { satisfied: false, solved: false })
  await dispatcher.go('/submissions')
  await dispatcher.page.getByTestId('submission-view').getByText('说没有好').click()
  await dispatcher.page.getByTestId('no-submissions').waitFor()
})

/** A place of the community where one seat an hour can be booked, day and night; answers its id. */
async function makePlace(kind: 'club' | 'calm', name: string, service: 'activities' | 'counselling'): Promise<string> {
  const { features } = Features.parse(await (await server.fetch(`/api/grids?within=${COMMUNITY}&level=2`, dispatcher.token)).json())
  const position = features.map(({ geometry }) => labelPoint(geometry).position)[0]
  const always = { week: Array.from({ length: 7 }, () => [{ from: '00:00', to: '24:00' }]), holidays: null, exceptions: [] }
  const place = {
    ...{ requestId: randomUUID(), kind, name, position, address: null, contact: null, capacity: null, services: [service], facilities: [] },
    ...{ hours: always, offers: [{ service, minutes: 60, seats: 1 }] },
  }
  const init = { method: 'POST', body: JSON.stringify(place), headers: { 'content-type': 'application/json' } }
  const answer = await server.fetch('/api/places', dispatcher.token, init)
  expect(answer.status).toBe(200)
  return Made.parse(await answer.json()).id
}
/** The second of the days that can be booked. */
const TOMORROW = { index: 1 }
/** Chooses tomorrow on a page of the work, which shows today until the other is there. */
async function turnToTomorrow(page: Page): Promise<void> {
  const days = page.getByTestId('booking-day')
  const tomorrow = await days.locator('option').nth(TOMORROW.index).getAttribute('value')
  await days.selectOption(TOMORROW)
  await expect.poll(() => days.inputValue()).toBe(tomorrow)
}
const Made = z.looseObject({ id: z.string() })
const Shape = z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(z.tuple([z.number(), z.number()])))) })
const Features = z.object({ features: z.array(z.looseObject({ geometry: Shape })) })

it('the last seat is booked by a resident and by a dispatcher: one gets it, the other is told, and has it once it is given up', async () => {
  // another with each try
  const name = `一老一少活动站 ${randomUUID().slice(0, 4)}`
  const id = await makePlace('club', name, 'activities')
  const { page: desk } = dispatcher
  await dispatcher.go(`/places?at=${id}`)
  await turnToTomorrow(desk)
  const slot = desk.getByTestId('slot').first()
  await slot.getByText('0 / 1').waitFor()
  await slot.getByTestId('book').click()
  await desk.getByTestId('action-dialog').locator('input[name=name]').fill('王大爷')

  // meanwhile, on their phone, where nothing that comes later pushes away what is to be pressed
  const { page: phone } = resident
  const orders = await hold(phone, '**/api/my/orders')
  await resident.go('/my')
  await phone.getByTestId('all-stations').waitFor({ state: 'attached' })
  expect(await phone.getByTestId('all-stations').isVisible()).toBe(false)
  await orders.release()
  await phone.getByTestId('all-stations').click()
  await phone.getByTestId('station').filter({ hasText: name }).click()
  await phone.getByTestId('my-day').selectOption(TOMORROW)
  await phone.locator('[data-testid=my-slot][data-left="1"]').first().getByTestId('my-book').click()
  await phone.getByTestId('booked-note').getByText('约好了').waitFor()

  await desk.getByTestId('action-dialog').getByTestId('do').click()
  await desk.getByTestId('action-dialog').getByText('刚刚约满了').waitFor()
  await desk.getByTestId('action-dialog').getByRole('button', { name: '取消' }).click()
  await slot.getByTestId('booking').getByText('本人手机预约').waitFor()
  await slot.getByText('1 / 1').waitFor()
  expect(await slot.getByTestId('book').isDisabled()).toBe(true)

  await resident.go('/my')
  await phone.getByTestId('my-bookings').getByTestId('cancel').click()
  await phone.getByTestId('cancel-sure').click()
  await phone.locator('[data-testid=my-booking][data-state=cancelled]').waitFor()
  await dispatcher.go(`/places?at=${id}`)
  await turnToTomorrow(desk)
  await slot.getByTestId('book').click()
  await desk.getByTestId('action-dialog').locator('input[name=name]').fill('王大爷')
  await desk.getByTestId('action-dialog').getByTestId('do').click()
  await slot.locator('[data-testid=booking][data-state=booked]').getByText('王*').waitFor()
})

it('who seeks help is seen by the dispatcher who runs it, and is a number to the grid member', async () => {
  const id = await makePlace('calm', '情绪宣泄小屋', 'counselling')
  const { page: desk } = dispatcher
  await dispatcher.go(`/places?at=${id}`)
  await turnToTomorrow(desk)
  await desk.getByTestId('slot').first().getByTestId('book').click()
  await desk.getByTestId('action-dialog').locator('input[name=name]').fill('李阿姨')
  await desk.getByTestId('action-dialog').getByTestId('do').click()
  await desk.getByTestId('booking').getByText('李*').waitFor()

  const { page } = member
  await member.go(`/places?at=${id}`)
  await turnToTomorrow(page)
  await page.getByTestId('slot').first().getByText('1 / 1').waitFor()
  await page.getByText('只有负责这项服务的派单员看得到').waitFor()
  expect([await page.getByTestId('booking').count(), await page.getByTestId('book').count()]).toEqual([0, 0])
})

/** Somebody of a team, maybe of another street, is invited; answers what the code says. */
async function inviteVolunteer(person: string): Promise<string> {
  const { rows } = await pool().query<{ unit: string }>(
    `SELECT u.id::text AS unit FROM units u JOIN unit_members m ON m.unit_id = u.id WHERE m.person_id = $1::uuid AND u.kind = 'volunteer_team' ORDER BY 1 LIMIT 1`,
    [person],
  )
  // a phone of theirs from a try before would be taken away, which needs a code that no token gives
  const viewer = { id: 'test', name: 'test', role: 'administrator', scope: inGrids('') } as const
  const { code } = await inviteResident({ viewer, address: null }, { person, unit: rows[0]?.unit ?? '' }, { resident: null, now: Date.now() })
  return `${server.url}/my#${code}`
}

it('a resident asks for help, the dispatcher offers it, a volunteer takes it and comes, and the resident says how it was', async () => {
  const [{ page: phone }, { page: desk }, { page: other }] = [resident, dispatcher, volunteer]
  await resident.go('/my')
  await phone.getByTestId('ask-help').click()
  await phone.locator('[data-testid=service][data-code=hospital]').click()
  await phone.locator('textarea[name=words]').fill('会推轮椅')
  await loseAnswer(phone, '**/api/my/orders')
  await phone.getByTestId('ask-send').click()
  await phone.getByTestId('fault').getByText('没有信号').waitFor()
  // it is there already: what is changed since makes no other
  await phone.locator('textarea[name=words]').fill('会推轮椅，有台阶')
  await phone.getByTestId('ask-send').click()
  const mine = phone.getByTestId('my-order').first()
  await mine.getByText('马上给您找人').waitFor()
  const id = (await mine.getAttribute('data-id')) ?? ''

  // it waits among the tasks of whoever dispatches, which lead to those that are counted
  await dispatcher.go('/tasks')
  const due = desk.locator('[data-testid=orders-due][data-of=requested]')
  expect(Number(await due.getAttribute('data-count'))).toBeGreaterThan(0)
  await due.getByRole('link').click()
  await desk.getByTestId('order-row').first().waitFor()
  await desk.locator('[data-facet=state][data-value=requested][aria-pressed=true]').waitFor()
  await dispatcher.go('/orders')
  const card = desk.locator(`[data-testid=order][data-id="${id}"]`)
  // what follows the suggestions stands while they are read
  const suggestions = await hold(desk, '**/api/orders/*/suggestions')
  await desk.locator('[data-column=waiting]').locator(`[data-id="${id}"]`).click()
  const side = desk.getByTestId('order-side')
  const others = side.getByTestId('find-others')
  await others.waitFor()
  const top = async () => (await others.boundingBox())?.y ?? Number.NaN
  const before = await top()
  await suggestions.release()
  const first = side.getByTestId('suggestion').first()
  await first.waitFor()
  // long reasons may take a line more than usual, which is less than a row
  expect(Math.abs((await top()) - before)).toBeLessThan(60)
  const reasons = await first.getByTestId('reasons').innerText()
  expect(reasons).toMatch(/助老助困[\s\S]*直线 /)
  // the first of the three, by its key; then somebody else in their place, whom a search finds
  const asked = await first.getAttribute('data-person')
  await desk.keyboard.press('1')
  await desk.locator('[data-column=offered]').locator(`[data-id="${id}"]`).waitFor()
  await others.click()
  await side.getByTestId('volunteer-search').fill('志愿队')
  const found = side.locator(`[data-testid=found-volunteer][data-can=true]:not([data-person="${asked}"])`).first()
  const person = (await found.getAttribute('data-person')) ?? ''
  await bindPhone(volunteer, await inviteVolunteer(person), '张师傅')
  await side.locator(`[data-testid=found-volunteer][data-person="${person}"]`).getByTestId('give-found').click()
  // from where distances are measured is the volunteer's own to say, and to forget
  const start = other.getByTestId('my-start')
  const starts = async (set: string) => start.and(other.locator(`[data-set=${set}]`)).waitFor()
  await start.getByTestId('change-start').click()
  if ((await start.getAttribute('data-set')) === 'true') {
    await start.getByTestId('start-forget').click()
    await starts('false')
    await start.getByTestId('change-start').click()
  }
  await start.getByTestId('start-grid').selectOption({ index: 1 })
  const community = await start.getByTestId('start-grid').locator('option').nth(1).innerText()
  await start.getByTestId('start-set').click()
  await starts('true')
  await start.getByText(`按${community}一带算远近`).waitFor()

  const task = other.locator(`[data-testid=my-task][data-id="${id}"]`)
  await task.getByTestId('take').waitFor()
  // who asks is known to whoever goes there
  expect(await task.innerText()).not.toContain('孙阿姨')
  await task.getByTestId('take').click()
  await task.getByText('孙阿姨').waitFor()
  await mine.and(phone.locator('[data-step=found]')).waitFor()
  for (const step of ['set_out', 'arrive', 'serve']) await task.getByTestId(step).click()
  await task.and(other.locator('[data-step=done]')).waitFor()

  await mine.getByTestId('solved-yes').click()
  await mine.getByTestId('satisfied-yes').click()
  await mine.getByTestId('rate-send').click()
  await mine.getByText('您说：帮上忙了，满意').waitFor()
  for (const word of ['派单', '接单', '办结']) expect(await mine.innerText()).not.toContain(word)

  await desk.locator('[data-column=done]').locator(`[data-id="${id}"]`).waitFor()
  await expect.poll(() => card.getAttribute('data-state')).toBe('rated')
  await side.getByText('满意').first().waitFor()
  await task.getByText('对方说满意').waitFor()
  // the figure, and the order among those behind it
  const figure = desk.locator('[data-testid=order-figures] [data-figure=satisfied]')
  const satisfied = Number(await figure.getByTestId('numerator').innerText())
  await figure.getByTestId('numerator').click()
  await expect.poll(() => desk.getByTestId('order-row').count()).toBe(satisfied)
  // found from anywhere by what was said with it
  await dispatcher.go('/places')
  // the first leads to the search of the list, once that is there
  await desk.getByTestId('list-search').waitFor()
  for (const at of ['list-search', 'search-text']) {
    await desk.keyboard.press('/')
    await desk.locator(`[data-testid=${at}]:focus`).waitFor()
  }
  await desk.getByTestId('search-text').fill('会推轮椅')
  await desk
    .getByTestId('found-row')
    .and(desk.locator(`[href="/orders?at=${id}"]`))
    .click()
  await desk.locator(`[data-testid=order-side] [data-id="${id}"]`).waitFor()
})

it('the phone opens with its PIN alone, and opens nothing once the grid member has ended the binding', async () => {
  const { page, go } = resident
  // no door is shown that locks nobody out
  await page.route('**/api/my/sign-out', (route) => route.abort(), { times: 1 })
  await page.getByTestId('sign-out').click()
  await page.getByRole('alert').filter({ hasText: '还没有退出' }).waitFor()
  await page.getByTestId('sign-out').click()
  const enter = async (pin: string) => {
    await page.getByTestId('pin').locator('input[name=pin]').fill(pin)
    await page.getByTestId('pin').locator('button[type=submit]').click()
  }
  await enter('135790')
  await page.getByTestId('fault').getByText('还可以试 4 次').waitFor()
  await enter(PIN)
  await page.getByTestId('my-report').first().waitFor()
  expect(await go('/desk')).toBe(403)

  await member.go(`/people?tree=grids&within=${COMMUNITY}`)
  await member.page.locator('[data-testid=residents-count][data-bound="1"]').waitFor()
  await member.page.getByTestId('residents-view').getByText('已绑定').click()
  await expect.poll(() => member.page.getByTestId('household-row').count()).toBe(1)
  await member.page.getByTestId('open-residents').click()
  await member.page.getByTestId('revoke-resident').click()
  await member.page.getByTestId('residents-said').getByText('已解除孙阿姨的绑定').waitFor()
  await go('/my')
  await page.getByTestId('bind').waitFor()
})

/** Somebody else would invite the member of this unit anew, which takes the phone away: they are told what it needs, and asked for it. */
async function inviteAnew({ pathname, search }: URL): Promise<void> {
  const [known, scope] = [{ username: `anew-${randomUUID().slice(0, 8)}`, password: 'Right-password-1' }, inGrids(COMMUNITY.slice(0, 9))]
  await createAccount({ ...known, name: '刘洋', role: 'dispatcher', scope }, { actor: { id: 'test', name: 'test', role: null } })
  const { page, go, close } = await signIn(browser, server.url, known, `${pathname}${search}`)
  const anew = async () => {
    await page.getByTestId('unit-people').getByRole('button', { name: /手机/ }).click()
    await page.getByTestId('invite-again').click()
  }
  await anew()
  await page.getByTestId('residents-said').getByText('请先在「我的账号」启用').waitFor()
  await go('/account')
  await page.locator('input[name=password]').fill(known.password)
  await page.getByRole('button', { name: '开始设置' }).click()
  const secret = await page.getByTestId('secret').innerText()
  await page.locator('input[name=code]').fill(totp(secret))
  await page.getByRole('button', { name: '启用' }).click()
  await page.getByText('已启用').waitFor()
  // after ten minutes of other work its code has no more weight
  const { id = '' } = (await findAccount(known.username)) ?? {}
  await pool().query('UPDATE two_factors SET used_step = NULL WHERE user_id = $1', [id])
  await pool().query(`UPDATE sessions SET step_up_at = step_up_at - interval '10 minutes' WHERE user_id = $1`, [id])
  await go(`${pathname}${search}`)
  await anew()
  const code = page.getByTestId('code').locator('input[name=code]')
  await page.getByTestId('code').getByText('会让原来的手机失效').waitFor()
  await code.fill(totp(secret))
  await code.press('Enter')
  await page.getByTestId('invitation-code').waitFor()
  await close()
}

it('a dispatcher makes a unit, records a member and invites them; their phone says what they are there, until they have left', async () => {
  const { page: desk } = dispatcher
  // another when it is tried again: what the first try left would be found instead
  const unitName = `南关志愿队${randomUUID().slice(0, 4)}`
  await dispatcher.go('/organisation')
  await desk.getByTestId('unit-card').waitFor()
  await desk.getByTestId('make-unit').click()
  const dialog = desk.getByTestId('action-dialog')
  const send = dialog.getByTestId('do')
  await dialog.locator('input[name=place]').fill('城关')
  await send.click()
  await dialog.getByTestId('field-fault').getByText('经度、纬度要写成').waitFor()
  expect(await dialog.getByTestId('field-fault').allInnerTexts()).toHaveLength(2)
  await expect.poll(() => dialog.locator('input[name=name]').evaluate((input) => input === document.activeElement)).toBe(true)
  await dialog.locator('input[name=name]').fill(unitName)
  await dialog.locator('input[name=place]').fill('')
  // by keys: the first that was found is taken
  await dialog.getByRole('searchbox', { name: '对应网格' }).fill(COMMUNITY)
  await desk.keyboard.press('Enter')
  await dialog.locator(`[data-chosen="${COMMUNITY}"]`).waitFor()
  await dialog.locator('input[name=skills][value=repair]').check()
  await send.click()
  const card = desk.getByTestId('unit-card').filter({ hasText: unitName })
  await card.getByText('还没有登记成员').waitFor()

  await card.getByTestId('join').click()
  await dialog.locator('[data-testid=party-picker][data-loaded=true]').waitFor()
  // whoever has a phone, or an order in hand, is invited with a code (below)
  const found = await dialog.locator('select[size] option:not([hidden])').evaluateAll((all) => all.map((one) => one.getAttribute('value') ?? ''))
  const opens = await Promise.all(found.map((value) => opensByPhone(value.slice(value.indexOf(':') + 1))))
  await dialog.locator('select[size]').selectOption(found[opens.indexOf(false)] ?? '')
  await dialog.locator('input[name=skills][value=law]').check()
  await send.click()
  const people = card.getByTestId('unit-people').locator('li')
  await people.getByText('成员 · 法律').waitFor()

  // nobody is invited before it is known whether that would take a phone away
  const phones = await hold(desk, '**/api/units/*/people/*/residents')
  await people.getByRole('button', { name: /手机/ }).click()
  const invite = desk.getByTestId('invite')
  await invite.waitFor()
  const waiting = { inviting: await invite.isEnabled(), at: (await invite.boundingBox())?.y }
  await phones.release()
  await expect.poll(() => invite.isEnabled()).toBe(true)
  expect(waiting).toEqual({ inviting: false, at: (await invite.boundingBox())?.y })
  await invite.click()
  const address = (await desk.getByTestId('invitation-code').getAttribute('data-address')) ?? ''
  await desk.getByTestId('residents-dialog').getByRole('button', { name: '关闭' }).last().click()
  await bindPhone(resident, address, '小周')
  const units = resident.page.getByTestId('my-units')
  expect(await units.innerText()).toMatch(new RegExp(`${unitName}[\\s\\S]*成员[\\s\\S]*法律`))
  await inviteAnew(new URL(desk.url()))

  // somebody of a committee of riders has the stations that are open before them, and the report above
  const { rows } = await pool().query<{ person: string }>(
    'SELECT m.person_id::text AS person FROM unit_members m JOIN units u ON u.id = m.unit_id WHERE u.name = $1',
    [unitName],
  )
  const riders = {
    externalId: 'riders',
    id: unitId('test', 'riders'),
    ...UnitContent.parse({ kind: 'new_workers', name: '骑手委员会', grids: [COMMUNITY] }),
  }
  await saveUnits([riders], { source: 'test' })
  const membership = { unit: riders.id, role: 'member' as const, grid: null, registered: null, skills: [], from: '2026-01-05', to: null }
  await saveMembers([{ ...membership, person: rows[0]?.person ?? '' }])
  await resident.go('/my')
  const rider = resident.page.getByTestId('my-rider')
  await rider.getByTestId('station').first().waitFor()
  const near = MyStations.parse(await resident.page.evaluate(async () => (await fetch('/api/my/stations?kind=station')).json()))
  const openNow = near.stations.filter(({ open }) => open).slice(0, 3)
  expect(await rider.getByTestId('station').locator('strong').allInnerTexts()).toEqual(
    (openNow.length > 0 ? openNow : near.stations.slice(0, 1)).map(({ name }) => name),
  )
  expect(near.stations.every(({ kind }) => kind === 'station')).toBe(true)
  await resident.page.getByTestId('report').waitFor()

  await people.getByRole('button', { name: /离开/ }).click()
  await send.click()
  await card.getByText('还没有登记成员').waitFor()
  await resident.go('/my')
  await units.waitFor()
  // what they are elsewhere stays
  expect(await units.innerText()).not.toContain(unitName)

  await card.getByTestId('change-unit').click()
  await dialog.locator('input[name=name]').fill('南关应急队')
  await send.click()
  const renamed = desk.getByTestId('unit-card').filter({ hasText: '南关应急队' })
  await renamed.getByTestId('end-unit').click()
  await send.click()
  await renamed.waitFor({ state: 'detached' })
})
