/** @module-tag pages */
import { randomUUID } from 'node:crypto'
import type { Browser, Locator, Page, Route } from '@playwright/test'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createToken } from '@/lib/db/accounts/tokens'
import { pool } from '@/lib/db/engine/pool'
import { civilDate } from '@/lib/domain/clock'
import { EventDetail } from '@/lib/domain/event-detail'
import { Moment } from '@/lib/domain/replay-answer'
import { startServer, type TestServer } from '../server'
import { frameFaults } from './frame-faults'
import { inGrids, openPerson, type Person, type PersonOptions } from './people'
import { openBrowser } from './wall'

const NIEYANG = '411324001'
const XUEFENG = '411324002'
const YUDU = '411324003'
const GAS = '0402'
const RUBBISH = '0501'

let server: TestServer
let browser: Browser
const opened: Person[] = []

beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '500' } })
  browser = await openBrowser({ fonts: 'system' })
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

async function person(options: PersonOptions): Promise<Person> {
  const made = await openPerson(browser, server.url, { map: false, ...options })
  opened.push(made)
  return made
}

/** An event in the first leaf of a community, by HTTP as a system sends it. */
async function report(type: string, grid: string): Promise<EventDetail> {
  const id = randomUUID()
  expect((await server.post({ id, occurredAt: new Date().toISOString(), type, grid })).status).toBe(200)
  return readEvent(id)
}
const readEvent = async (id: string) => EventDetail.parse(await (await server.fetch(`/api/events/${id}`, server.tokens.supervisor)).json())

/** Somebody leads an event a step further, over the API. */
async function step(token: string, id: string, action: string, said: object = {}): Promise<void> {
  const { revision } = await readEvent(id)
  const body = JSON.stringify({ requestId: randomUUID(), action, expectedRevision: revision, ...said })
  const answer = await server.fetch(`/api/events/${id}/transitions`, token, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  expect([action, answer.status]).toEqual([action, 200])
}

/** Leads an event to its closing. */
async function close({ id }: EventDetail): Promise<void> {
  const { supervisor } = server.tokens
  const dispatcher = await server.makeToken('dispatcher')
  const department = { kind: 'department', department: '应急' } as const
  const { token: handler } = await createToken({ name: '应急', role: 'handler', scope: department, expiresAt: null, sources: ['*'] })
  await step(dispatcher, id, 'accept')
  await step(dispatcher, id, 'dispatch', { lead: { kind: 'department', id: '应急' } })
  await step(handler, id, 'take')
  await step(handler, id, 'hand_in', { note: '已关阀、检测合格' })
  await step(supervisor, id, 'verify')
}

/** The time after which an alert ends whose condition is gone has passed. */
const letClear = (id: string) =>
  pool().query(
    `UPDATE alerts SET body = jsonb_set(body, '{endsAt}', to_jsonb((extract(epoch FROM clock_timestamp()) * 1000)::float8)) WHERE id = $1`,
    [id],
  )

const waits = (page: Page, count: number) => page.locator(`[data-testid=alert-slot][data-count="${count}"]`).waitFor()
const nobodyWaits = (page: Page) => page.getByTestId('alert-slot').waitFor({ state: 'detached' })
/** Opens the list of events, and waits until it would pop up what comes. */
const hears = async ({ page, go }: Pick<Person, 'page' | 'go'>, search = '') => {
  await go(`/events${search}`)
  await page.locator('[data-testid=truth][data-state=live]').waitFor()
  await page.getByTestId('alert-popups').waitFor({ state: 'attached' })
}
/** Has a page make no sound until somebody presses something, as for a stranger to the browser; a test's own looks are presses to Chromium. */
const holdSoundBack = (page: Page) =>
  page.addInitScript(() => {
    const Allowed = AudioContext
    window.AudioContext = class extends Allowed {
      constructor() {
        super()
        void this.suspend()
      }
    }
  })
const openTab = async (page: Page, state: string) => {
  await page.locator(`[role=tab][data-state="${state}"]`).click()
  await page.locator(`[data-testid=alert-queue][data-state="${state}"][data-loaded=true]`).waitFor()
}

/** Whoever is on duty by the roster, for some hours around now. */
async function planDuty(officer: string, leader: string): Promise<void> {
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  const named = (name: string) => ({ name, account: null })
  // a second try of the test plans the same hours
  await pool().query('DELETE FROM duty_shifts')
  const body = JSON.stringify({ shifts: [{ id: randomUUID(), begins: at(-1), ends: at(11), officer: named(officer), leader: named(leader) }] })
  const answer = await server.fetch('/api/roster', server.tokens.supervisor, { method: 'PUT', body, headers: { 'content-type': 'application/json' } })
  expect(answer.status).toBe(200)
}

/** The time to the next step of its ladder has passed. */
const letCall = (id: string) => pool().query('UPDATE alert_timers SET due_at = clock_timestamp() WHERE alert_id = $1', [id])

describe('a critical event', () => {
  it('calls whoever is on duty on any page, is acknowledged by name, and is resolved with its event', async () => {
    const duty = await person({ role: 'dispatcher', scope: inGrids(NIEYANG), name: '值班员周明' })
    const lead = await person({ role: 'supervisor', scope: inGrids(''), name: '带班李伟' })
    const elsewhere = await person({ role: 'dispatcher', scope: inGrids(XUEFENG), name: '邻街王建' })
    await duty.go('/figures')
    // whatever place a list is narrowed to, an alert calls on whoever looks at it
    await hears(lead, `?within=${XUEFENG}`)
    await elsewhere.go('/figures')
    // where nothing has been pressed yet the browser makes no sound, and the page says so
    await duty.page.getByTestId('sound-off').waitFor()

    const event = await report(GAS, `${NIEYANG}001`)
    const popup = duty.page.getByTestId('alert-popup')
    await popup.waitFor()
    expect(await popup.getAttribute('data-colour')).toBe('red')
    expect(await popup.innerText()).toMatch(/红色 I[\s\S]*燃气泄漏[\s\S]*特急事件 1 件/)
    await waits(duty.page, 1)
    await expect.poll(() => duty.page.title()).toMatch(/^\(1\) /)
    await waits(lead.page, 1)
    await lead.page.getByTestId('alert-popup').waitFor()
    expect([await elsewhere.page.getByTestId('alert-popup').count(), await elsewhere.page.getByTestId('alert-slot').count()]).toEqual([0, 0])

    // a page that is opened now shows the number, and calls nobody for what was there before
    await elsewhere.go('/alerts')
    await elsewhere.page.getByTestId('no-alerts').waitFor()
    await duty.go('/cards')
    await waits(duty.page, 1)
    expect(await popup.count()).toBe(0)

    await duty.page.getByTestId('alert-slot').click()
    const card = duty.page.getByTestId('alert-card')
    await card.waitFor()
    const id = (await card.getAttribute('data-alert')) ?? ''
    // replayed over the year before the server was started
    expect(await duty.page.getByTestId('alert-record').innerText()).toMatch(/^量：每日 [\d.]+ 条（近 365 天）$/)
    await duty.page.getByTestId('alert-events').getByRole('link', { name: event.caseNumber }).waitFor()
    await duty.page.keyboard.press('a')
    await duty.page.locator('[data-testid=alert-card][data-state=acknowledged]').waitFor()
    await nobodyWaits(duty.page)
    await nobodyWaits(lead.page)
    await lead.page.getByTestId('alert-popup').waitFor({ state: 'detached' })
    await lead.go('/alerts')
    await lead.page.getByTestId('no-alerts').waitFor()

    // taken back, it calls again; once more, by the button
    await duty.page.getByTestId('undo').click()
    await waits(lead.page, 1)
    await duty.page.getByTestId('alert-actions').locator('[data-action=acknowledge]').click()
    await nobodyWaits(lead.page)
    await expect.poll(() => lead.page.title()).not.toMatch(/^\(/)
    await openTab(lead.page, 'acknowledged')
    await lead.page.locator(`[data-testid=alert-row][data-alert="${id}"]`).click()
    expect(await lead.page.getByTestId('alert-owner').innerText()).toContain('值班员周明')

    // until somebody does something it will call again by itself
    const resumes = lead.page.getByTestId('resumes')
    await resumes.filter({ hasText: /^\d\d:\d\d 前.*否则重新待签收$/ }).waitFor()
    await lead.page.getByTestId('alert-actions').locator('[data-action=comment]').click()
    await lead.page.getByTestId('action-dialog').locator('textarea').fill('抢修队已出发')
    await lead.page.getByTestId('do').click()
    await lead.page.getByTestId('action-dialog').waitFor({ state: 'detached' })
    await duty.page.locator('[data-testid=alert-step][data-action=comment]').filter({ hasText: '抢修队已出发' }).waitFor()
    await resumes.waitFor({ state: 'detached' })

    await close(event)
    await duty.page.locator('[data-testid=alert-step][data-action=cleared]').waitFor()
    await duty.page
      .getByTestId('alert-events')
      .filter({ hasText: /已办结|已结案/ })
      .waitFor()
    await letClear(id)
    await duty.page.locator('[data-testid=alert-card][data-state=resolved]').waitFor()
    await lead.page.locator('[data-testid=alert-card][data-state=resolved]').waitFor()
    await openTab(lead.page, 'resolved')
    await lead.page.locator(`[data-testid=alert-row][data-alert="${id}"]`).waitFor()
    await lead.page.keyboard.press('1')
    await lead.page.locator('[data-verdict=true][aria-pressed=true]').waitFor()
    expect(await lead.page.evaluate(frameFaults)).toEqual([])
  })

  it('calls nobody while a silence holds it, and calls when that is ended', async () => {
    const lead = await person({ role: 'supervisor', scope: inGrids(''), name: '带班李伟' })
    const { page } = lead
    await lead.go('/alerts')
    await page.getByTestId('set-silence').click()
    await page.locator('select[name=grid]').selectOption(NIEYANG)
    await page.locator('select[name=type]').selectOption(GAS)
    await page.getByRole('checkbox').check()
    await page.locator('textarea[name=reason]').fill('燃气演练')
    // its answer is lost twice, and a clock that went on between makes no other of it; what was changed then is told from it
    const answers: number[] = []
    const lose = async (route: Route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      answers.push((await route.fetch()).status())
      await route.abort('connectionreset')
    }
    await page.route('**/api/silences', lose)
    const fault = page.getByTestId('action-dialog').getByRole('alert')
    await page.getByTestId('do').click()
    await fault.filter({ hasText: '没有得到回应' }).waitFor()
    await page.waitForFunction((at) => Date.now() > at + 2_000, await page.evaluate(() => Date.now()))
    await page.getByTestId('do').click()
    await expect.poll(() => answers).toEqual([201, 201])
    await page.locator('[data-testid=do]:enabled').waitFor()
    await page.unroute('**/api/silences', lose)
    await page.locator('textarea[name=reason]').fill('换了原因')
    await page.getByTestId('do').click()
    await fault.filter({ hasText: '别人刚刚改过' }).waitFor()
    const silence = page.getByTestId('silence').filter({ hasText: '燃气演练' })
    await silence.waitFor()
    expect(await page.getByTestId('silence').count()).toBe(1)
    await page.keyboard.press('Escape')
    const away = await person({ role: 'dispatcher', scope: inGrids(NIEYANG), name: '值班员周明' })
    await hears(away)

    await report(GAS, `${NIEYANG}003`)
    const row = page.getByTestId('alert-row').filter({ hasText: '静默到' })
    await row.waitFor()
    await page.locator('[data-testid=alert-step][data-action=muted]').filter({ hasText: '燃气演练' }).waitFor()
    await waits(away.page, 1)
    expect(await away.page.getByTestId('alert-popup').count()).toBe(0)
    expect(await page.evaluate(frameFaults)).toEqual([])
    await silence.getByTestId('end-silence').click()
    await away.page.getByTestId('alert-popup').locator('[data-action=acknowledge]').click()
    await page.locator('[data-testid=alert-card][data-state=acknowledged]').waitFor()
    await page.getByTestId('alert-actions').locator('[data-action=resolve]').click()
    await page.getByTestId('do').click()
    await page.locator('[data-testid=alert-card][data-state=resolved]').waitFor()
  })

  it('asks whoever judges them once a week whether something was missed, one place after the other', async () => {
    const codes = await pool().query<{ code: string }>(
      `SELECT code FROM grids WHERE valid_to IS NULL AND level = 3 AND code ~ '^41132400[12]' ORDER BY code`,
    )
    const [near, next, far] = [codes.rows[0], codes.rows[1], codes.rows.find(({ code }) => code.startsWith(XUEFENG))].map((row) => row?.code ?? '')
    // the server asks for itself once it has judged the nights of the demonstration, some minutes after its start: this week was asked about
    await pool().query(
      `INSERT INTO settings (key, value) VALUES ('questions.week', to_jsonb($1::text)) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      [civilDate(Date.now())],
    )
    await pool().query('DELETE FROM weekly_questions')
    await pool().query(
      `INSERT INTO weekly_questions (id, week, grid, kind, asked_at)
       SELECT gen_random_uuid(), date_trunc('week', current_date)::date, code, 'quiet', clock_timestamp() FROM unnest($1::text[]) AS code`,
      [[near, next, far]],
    )
    const { page, go } = await person({ role: 'supervisor', scope: inGrids(NIEYANG), name: '值班张敏' })
    await holdSoundBack(page)
    await go('/alerts')
    await page.getByTestId('alarm').filter({ hasText: '声音' }).waitFor()
    const asked = page.getByTestId('question')
    await page.locator(`[data-testid=question][data-grid="${near}"], [data-testid=question][data-grid="${next}"]`).waitFor()
    expect(await page.getByTestId('questions').innerText()).not.toMatch(/红|橙|黄|蓝|重现期/)
    expect(await page.evaluate(frameFaults)).toEqual([])
    const first = (await asked.getAttribute('data-grid')) ?? ''
    await asked.locator('input').fill('周三夜里有人聚集')
    // as long as a hand presses, with which the sound comes and what is said of it goes: what is pressed stays where it is meanwhile
    await page.getByTestId('answer-yes').click({ delay: 300 })
    await page.locator(`[data-testid=question]:not([data-grid="${first}"])`).waitFor()
    await page.getByTestId('answer-no').click()
    await page.getByTestId('questions').waitFor({ state: 'detached' })
    const { rows } = await pool().query('SELECT grid, answer, note FROM weekly_questions WHERE answer IS NOT NULL ORDER BY answer DESC')
    expect(rows).toEqual([
      { grid: first, answer: 'yes', note: '周三夜里有人聚集' },
      { grid: first === near ? next : near, answer: 'no', note: null },
    ])
  })

  it('is acknowledged on a phone, from the pop-up and on its page, and stands on the desk of its street', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true }
    const duty = await person({ role: 'dispatcher', scope: inGrids(XUEFENG), browser: phone })
    const desk = await person({ role: 'supervisor', scope: inGrids(XUEFENG) })
    await duty.go('/cards')
    await desk.go('/desk')
    await desk.page.getByTestId('workspace').waitFor()
    expect(await desk.page.getByTestId('alert-strip').count()).toBe(0)

    await report(GAS, `${XUEFENG}001`)
    await duty.page.getByTestId('alert-popup').locator('[data-action=acknowledge]').click()
    await duty.page.getByTestId('alert-popup').waitFor({ state: 'detached' })
    // what could not be taken back is told, since it calls nobody
    await duty.page.route('**/api/alerts/*/actions', (route) => route.fulfill({ status: 409, json: { code: 'conflict' } }), { times: 1 })
    await duty.page.getByTestId('undo').click()
    await duty.page.getByTestId('not-done').filter({ hasText: '没有撤销签收' }).waitFor()
    await desk.page.getByTestId('alert-strip').locator('[data-alert]').click()
    await desk.page.locator('[data-testid=alert-card][data-state=acknowledged]').waitFor()

    await report(GAS, `${XUEFENG}002`)
    await duty.go('/alerts')
    await duty.page.getByTestId('alert-row').first().click()
    const card = duty.page.getByTestId('alert-card')
    await card.waitFor()
    expect(await duty.page.evaluate(frameFaults)).toEqual([])
    await duty.page.locator('[data-action=acknowledge]').filter({ visible: true }).click()
    await duty.page.locator('[data-testid=alert-card][data-state=acknowledged]').waitFor()
    await duty.page.getByTestId('back').click()
    await card.waitFor({ state: 'detached' })
    await duty.page.getByTestId('no-alerts').waitFor()
  })

  it('that nobody takes climbs by itself: on the card, in the queue, in the header, and the roster says who is called first', async () => {
    await planDuty('值班员周明', '带班李伟')
    const duty = await person({ role: 'dispatcher', scope: inGrids(''), name: '夜班李娟' })
    await duty.go('/alerts')
    await duty.page.locator('[data-testid=alert-queue][data-loaded=true]').waitFor()
    await report(GAS, `${NIEYANG}002`)
    const { page } = duty
    const rung = (name: string, standing: string) => page.locator(`[data-testid=rung][data-rung=${name}][data-standing=${standing}]:visible`)
    await rung('officer', 'called').filter({ hasText: '值班员周明' }).waitFor()
    const left = /0[45]:\d\d/
    expect(await page.locator('[data-testid=ladder-left]:visible').innerText()).toMatch(left)
    expect(await page.getByTestId('alert-left').first().innerText()).toMatch(left)
    expect(await page.getByTestId('slot-left').innerText()).toMatch(left)
    const id = (await page.getByTestId('alert-card').getAttribute('data-alert')) ?? ''

    // what only a community knows has no chiefs below it: its own is next, and the street's is the same person
    await letCall(id)
    await rung('level2', 'called').waitFor()
    await rung('level4', 'passed').filter({ hasText: '空岗' }).waitFor()
    const steps = page.locator('[data-testid=alert-step][data-action=called]')
    await steps.filter({ hasText: '子网格网格长：空岗' }).waitFor()
    await page.getByTestId('alert-actions').locator('[data-action=escalate]').click()
    await page.getByTestId('action-dialog').locator('textarea').fill('请支援')
    await page.getByTestId('do').click()
    await expect.poll(() => steps.count()).toBe(3)
    await page.keyboard.press('a')
    await page.locator('[data-testid=alert-card][data-state=acknowledged]').waitFor()
    await page.getByTestId('slot-left').waitFor({ state: 'detached' })

    await duty.go('/roster')
    await page.getByTestId('on-duty').filter({ hasText: '值班员周明' }).waitFor()
    await page.getByTestId('sign').click()
    await page.getByTestId('action-dialog').filter({ hasText: '代签，记录里是你的名字（夜班李娟）' }).locator('textarea').fill('两起特急已处置')
    await page.getByTestId('do').click()
    await page.getByTestId('on-duty').filter({ hasText: '两起特急已处置' }).waitFor()
    await page.getByTestId('signed-by').filter({ hasText: '夜班李娟' }).waitFor()
    await page.locator('[data-testid=shift][data-on=true]').filter({ hasText: '带班 带班李伟' }).waitFor()
  })

  it('is seen in the past as it stood then, on a page that nobody takes for now, and breaks through there while it is new', async () => {
    const { supervisor } = server.tokens
    const told = async (at: number) => Moment.parse(await (await server.fetch(`/api/replay?at=${new Date(at).toISOString()}`, supervisor)).json())
    const before = Date.now()
    const leak = await report(GAS, `${YUDU}002`)
    await expect.poll(async () => (await told(Date.now())).alerts.flatMap(({ events }) => events)).toContain(leak.number)
    const todayAt = async (at: number) => (await told(at)).figures.today.reported
    await expect.poll(async () => (await todayAt(Date.now())) - (await todayAt(before))).toBe(1)

    const { page, go } = await person({ role: 'supervisor', scope: inGrids(''), map: true, browser: { viewport: { width: 1920, height: 1080 } } })
    await go(`/replay?at=${new Date(before).toISOString()}`)
    await page.locator('[data-replay][data-ready=true]').waitFor()
    expect(await page.getByTestId('time-plate').innerText()).toMatch(/回放[\s\S]*按当时所知/)
    await page.getByTestId('replay-frame').waitFor({ state: 'attached' })
    const reported = Number((await page.getByTestId('today-reported').innerText()).replace(/\D/g, ''))
    expect(reported).toBe((await told(Math.floor(before / 60_000) * 60_000)).figures.today.reported)
    // what is new now stands over the past
    await page.locator('[data-testid=alert-callout]').waitFor()

    const at = () => page.locator('[data-replay]').getAttribute('data-at')
    const start = (await at()) ?? ''
    await page.keyboard.press('Shift+ArrowLeft')
    await expect.poll(at).toBe(new Date(Date.parse(start) - 24 * 3_600_000).toISOString())
    await page.keyboard.press('4')
    await page.keyboard.press('Space')
    await page.locator('[data-replay][data-playing=true]').waitFor()
    await expect.poll(async () => Date.parse((await at()) ?? '') - Date.parse(start) + 24 * 3_600_000).toBeGreaterThan(30 * 60_000)
    await page.keyboard.press('Space')
    await page.getByTestId('known-now').click()
    await page.locator('[data-replay][data-known=now]').waitFor()
    await expect.poll(() => page.url()).toContain('known=now')
    // figures too, and they say to which hour
    await page.getByTestId('known-note').waitFor()
    expect(await page.getByTestId('time-plate').innerText()).toContain('按现在所知')
    expect(await page.getByTestId('overdue').innerText()).toContain('—')
    const linked = page.url()
    await page.keyboard.press('Escape')
    await page.waitForURL(`${server.url}/wall`)
    // the wall of somebody who signed in looks back by itself
    await page.locator('[data-past=false] [data-testid=alert-callout]').waitFor()
    await page.keyboard.press('r')
    await page.locator('[data-past=true][data-ready=true] [data-testid=past][data-whole=true]').waitFor()
    await page.locator('[data-testid=alert-callout]', { hasText: '● 实时' }).waitFor()
    // and is gone over by keys, which turn the time machine elsewhere
    const then = await page.getByTestId('past').getAttribute('data-at')
    const map = page.locator('[data-testid=map] canvas[role=application]')
    await map.focus()
    await page.keyboard.press('ArrowRight')
    const grid = (await page.getByTestId('map-current').getAttribute('data-grid')) ?? ''
    const { figures } = await told(Date.parse(then ?? ''))
    const { today, open } = figures.grids.find((one) => one.grid === grid) ?? { today: -1, open: -1 }
    await expect.poll(() => page.getByTestId('map-told').innerText()).toContain(`今日 ${today}，未结 ${open}`)
    await page.keyboard.press('t')
    const row = page.locator('[data-testid=map-table-rows] tr[data-grid]').first()
    const street = figures.grids.find((one) => one.grid === NIEYANG)
    expect([await row.getAttribute('data-grid'), ...(await row.locator('td').allInnerTexts()).slice(0, 2)]).toEqual([
      NIEYANG,
      `${street?.today}`,
      `${street?.open}`,
    ])
    await page.keyboard.press('Escape')
    await page.getByTestId('map-table').waitFor({ state: 'detached' })
    await map.focus()
    await page.keyboard.press('Enter')
    const chosen = () => page.evaluate(() => window.__gridsight?.view().selected ?? null)
    await expect.poll(chosen).toBe(grid)
    await page.keyboard.press('Escape')
    await expect.poll(chosen).not.toBe(grid)
    await map.blur()
    expect(await page.getByTestId('past').getAttribute('data-at')).toBe(then)
    await page.keyboard.press('Escape')
    await page.locator('[data-past=false][data-ready=true] [data-testid=truth]').waitFor()
    await page.goto(linked)
    await page.locator('[data-replay][data-ready=true][data-known=now]').waitFor()
    await close(leak)
  })

  it('pops up one at a time out of the way of what one works with, stands in the header of an event elsewhere, and only in the queue of alerts', async () => {
    // communities in which nothing else happens
    const [here, nearby, far, farther] = [`${NIEYANG}011`, `${NIEYANG}012`, `${NIEYANG}013`, `${NIEYANG}014`]
    const { page, go } = await person({ role: 'dispatcher', scope: inGrids(here, nearby, far, farther), name: '夜班李娟' })
    const rubbish = await report(RUBBISH, here)
    await hears({ page, go }, `?event=${rubbish.caseNumber}`)
    const drawer = page.getByTestId('drawer')
    await drawer.locator('[data-action=accept]').waitFor()
    const popup = page.getByTestId('alert-popup')
    const more = page.getByTestId('popups-more')
    await report(GAS, far)
    await popup.waitFor()
    const earlier = (await popup.getAttribute('data-alert')) ?? ''
    // a hand that aims at its button when the next one takes its place presses nothing
    const button = popup.locator('[data-action=acknowledge]')
    await button.hover()
    await expect.poll(() => button.isEnabled()).toBe(true)
    const came = page.evaluate(
      (of) =>
        new Promise((resolve) => {
          const observer = new MutationObserver(() => {
            const card = document.querySelector(`[data-testid=alert-popup]:not([data-alert="${of}"])`)
            if (!card) return
            observer.disconnect()
            resolve([...card.querySelectorAll('button')].map((one) => one.disabled))
          })
          observer.observe(document.body, { childList: true, subtree: true })
        }),
      earlier,
    )
    await report(GAS, nearby)
    await more.filter({ hasText: '另有 1 条' }).waitFor()
    expect(await popup.count()).toBe(1)
    expect(await popup.getAttribute('data-alert')).not.toBe(earlier)
    expect(await came).toEqual([true, true])

    const boxOf = async (of: Locator) => (await of.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    const stack = page.getByTestId('alert-popups')
    const covered = async (parts: readonly Locator[]) => {
      const over = await boxOf(stack)
      expect(over.height).toBeGreaterThan(0)
      const boxes = await Promise.all(parts.map(boxOf))
      expect(boxes.filter(({ height }) => height === 0)).toEqual([])
      return boxes.filter(
        ({ x, y, width, height }) => x < over.x + over.width && over.x < x + width && y < over.y + over.height && over.y < y + height,
      )
    }
    const frame = [page.locator('[data-work] > header'), page.locator('[data-work] > footer')]
    expect(await covered([...frame, drawer, drawer.locator('[data-action=accept]'), page.getByTestId('export-open')])).toEqual([])
    await popup.locator('[data-action=acknowledge]').click()
    await page.locator(`[data-testid=alert-popup][data-alert="${earlier}"]`).waitFor()
    await more.waitFor({ state: 'detached' })
    expect(await covered([...frame, drawer, page.getByTestId('done')])).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByTestId('phone-bar').waitFor()
    expect(await covered([page.getByTestId('phone-bar')])).toEqual([])
    await page.setViewportSize({ width: 1366, height: 768 })

    // of another community than the event
    await go(`/events/${rubbish.caseNumber}`)
    await waits(page, 1)
    expect(await page.getByTestId('alert-slot').getAttribute('data-colour')).toBe('red')
    await go('/alerts')
    await page.getByTestId('alert-card').waitFor()
    await report(GAS, farther)
    await waits(page, 2)
    await expect.poll(() => page.getByTestId('alert-row').count()).toBe(2)
    expect(await stack.count()).toBe(0)
  })

  it('leaves what goes beyond the budget to a digest: no pop-up, a mark in the queue, why in its course, and at the head of the rules', async () => {
    const administrator = await server.makeToken('administrator')
    const send = async (path: string, method: string, body: object) => {
      const json = { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      expect((await server.fetch(path, administrator, json)).ok).toBe(true)
    }
    const pair = {
      colour: 'yellow',
      times: 2,
      days: 1,
      level: 2,
      types: [],
      grids: [],
      ownBelow: null,
      interval: null,
      clearMinutes: 60,
      lateHours: 72,
    }
    await send('/api/rules', 'POST', { kind: 'threshold', name: '两件即报', settings: pair })
    // a red one is told today, so none that may wait is
    await report(GAS, `${XUEFENG}003`)
    await send('/api/settings', 'PUT', { budget: { daily: 1, nightly: null, chiefWeekly: null } })
    const { page, go } = await person({ role: 'dispatcher', scope: inGrids(''), name: '夜班李娟' })
    await go('/alerts')
    await page.locator('[data-testid=alert-queue][data-loaded=true]').waitFor()
    const away = await person({ role: 'dispatcher', scope: inGrids(''), name: '值班员周明' })
    await hears(away)
    await report(RUBBISH, `${YUDU}001`)
    await report(RUBBISH, `${YUDU}001`)
    const row = page.getByTestId('alert-row').filter({ hasText: '转入汇总' })
    await row.click()
    await page
      .locator('[data-testid=alert-step][data-action=digested]')
      .filter({ hasText: /今日黄色及以上已告知 \d+ 条，预算 1/ })
      .waitFor()
    expect(await page.getByTestId('over-budget').innerText()).toBe('今日已超出预警预算，蓝、黄 1 条转入汇总')
    expect(await page.evaluate(frameFaults)).toEqual([])
    const firing = ({ page }: Person) => page.getByTestId('firing').innerText()
    await expect.poll(async () => (await firing(away)) === (await firing({ ...away, page }))).toBe(true)
    // the red one may have come just now
    const popups = await away.page.locator('[data-testid=alert-popup]:not([data-colour=red]), [data-testid=popups-more]').count()
    expect(popups).toBe(0)
    await go('/rules')
    await page.getByTestId('alert-budget').filter({ hasText: '今日转入汇总 1' }).waitFor()
  })
})
