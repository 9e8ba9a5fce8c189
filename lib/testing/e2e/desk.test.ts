import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { localOf } from '@/lib/client/due'
import { GridCollection } from '@/lib/client/grids'
import { createAccount, findAccount } from '@/lib/db/accounts/accounts'
import { createToken } from '@/lib/db/accounts/tokens'
import { pool } from '@/lib/db/engine/pool'
import { DAY_MS } from '@/lib/domain/clock'
import { EventDetail } from '@/lib/domain/event-detail'
import { Hotspots } from '@/lib/domain/hotspots'
import { labelPoint } from '@/lib/domain/label-point'
import { schemaOf } from '@/lib/domain/route'
import { searchRoute } from '@/lib/domain/routes/search'
import { startServer, type TestServer } from '../server'
import { WAIT_MS } from '../wait'
import { inGrids, openPerson, type Person, type PersonOptions, signIn } from './people'
import { openBrowser, openWall } from './wall'

const NIEYANG = '411324001'
const XUEFENG = '411324002'

let server: TestServer
let browser: Browser
let grids: ReturnType<typeof GridCollection.parse>['features']
const opened: Person[] = []

beforeAll(async () => {
  server = await startServer({ county: 'demo' })
  browser = await openBrowser()
  grids = GridCollection.parse(await (await server.fetch('/api/grids', server.tokens.supervisor)).json()).features
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
  const made = await openPerson(browser, server.url, options)
  opened.push(made)
  return made
}

/** A point well inside a leaf of this area. */
function somewhere(within: string): [number, number] {
  const parents = new Set(grids.map((g) => g.properties.parentCode))
  const leaf = grids.find((g) => g.properties.code.startsWith(within) && !parents.has(g.properties.code))
  if (!leaf) throw new Error(`no leaf in ${within}`)
  return labelPoint(leaf.geometry).position
}

async function postEvent(within: string, type = '0502', description?: string): Promise<EventDetail> {
  const id = randomUUID()
  const sent = await server.post({ id, occurredAt: new Date().toISOString(), type, position: somewhere(within), description })
  expect(sent.status).toBe(200)
  return readEvent(id)
}
const readEvent = async (id: string) => EventDetail.parse(await (await server.fetch(`/api/events/${id}`, server.tokens.supervisor)).json())

/** Somebody else does something meanwhile, over the API. */
async function doMeanwhile(token: string, id: string, action: string, said: object = {}): Promise<void> {
  const { revision } = await readEvent(id)
  const body = JSON.stringify({ requestId: randomUUID(), action, expectedRevision: revision, ...said })
  const answer = await server.fetch(`/api/events/${id}/transitions`, token, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  expect(answer.status).toBe(200)
}

const rowOf = (page: Page, event: { number: number }) => page.locator(`[data-testid=event-row][data-number="${event.number}"]`)
const openList = async (page: Page, list: string) => {
  await page.locator(`[data-list="${list}"][role=tab]`).click()
  await page.locator(`[data-testid=list][data-list="${list}"][data-loaded=true]`).waitFor()
}
const press = (page: Page, action: string) => page.getByTestId('actions').locator(`[data-action="${action}"]`).click()
const seesState = (page: Page, state: string) => page.locator(`[data-testid=event-card][data-state="${state}"]`).waitFor()

describe('the closed loop', () => {
  it('goes from report to verification in four browsers, and a wall sees each step', async () => {
    const [lon, lat] = somewhere(`${NIEYANG}001`)
    const wall = await openWall(browser, server.url, { key: server.tokens.wall })
    const reporter = await person({
      role: 'reporter',
      scope: inGrids(`${NIEYANG}001`),
      browser: {
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        permissions: ['geolocation'],
        geolocation: { longitude: lon, latitude: lat, accuracy: 12 },
      },
    })
    const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
    const handler = await person({ role: 'handler', scope: { kind: 'department', department: '城管' } })
    const supervisor = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
    await dispatcher.go('/desk')
    await dispatcher.page.locator('[data-testid=list][data-list=awaiting_acceptance][data-loaded=true]').waitFor()

    // report, from the phone
    await reporter.go('/report')
    const phone = reporter.page
    await phone.locator('[data-testid=place][data-grid^="411324001001"]').waitFor()
    await phone.locator('[data-class="05"]').click()
    await phone.locator('[data-code="0502"]').click()
    await phone.locator('textarea').fill('水果摊占了盲道')
    await phone.getByTestId('photo-input').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PIXEL })
    await phone.getByTestId('submit').click()
    await phone.getByTestId('send-now').click()
    const sent = phone.locator('[data-testid=sent][data-number*="-"]')
    await sent.waitFor()
    const event = await readEvent((await sent.getAttribute('data-number')) ?? '')
    expect(event).toMatchObject({ type: '0502', description: '水果摊占了盲道', source: '手机上报', state: 'awaiting_acceptance' })
    await wall.seesInFeed(event.number)
    const wallSees = (state: string) =>
      expect
        .poll(() => wall.page.evaluate((n) => window.__gridsight?.state().board?.recent.find((e) => e.number === n)?.life?.state, event.number))
        .toBe(state)

    // accept and dispatch, at the desk: the report comes by itself
    const desk = dispatcher.page
    await rowOf(desk, event).locator('[data-action=accept]').click()
    await rowOf(desk, event).waitFor({ state: 'detached' })
    await wallSees('awaiting_dispatch')
    await openList(desk, 'awaiting_dispatch')
    await rowOf(desk, event).locator('[data-action=dispatch]').click()
    await desk.getByTestId('photos').locator('img').waitFor()
    await press(desk, 'dispatch')
    expect(await desk.getByTestId('lead-department').inputValue()).toBe('城管')
    await desk.getByTestId('do').click()
    await seesState(desk, 'handling')
    await wallSees('handling')

    // hand in, in the department
    await handler.go('/desk')
    await rowOf(handler.page, event).click()
    await press(handler.page, 'take')
    await handler.page.locator('[data-testid=step][data-action=take]').waitFor()
    await press(handler.page, 'hand_in')
    await handler.page.locator('textarea[name=note]').fill('已劝离，恢复通行')
    await handler.page.getByTestId('photo-input').setInputFiles({ name: 'b.png', mimeType: 'image/png', buffer: OTHER_PIXEL })
    await handler.page.getByTestId('chosen-photo').waitFor()
    await handler.page.getByTestId('do').click()
    await handler.page.locator('[data-testid=step][data-action=hand_in]').waitFor()
    await wallSees('awaiting_verification')
    await expect.poll(() => handler.page.getByTestId('photos').locator('img').count()).toBe(2)
    // the dispatcher's card moves without a touch
    await seesState(desk, 'awaiting_verification')

    // verify, by somebody who had no hand in it
    await supervisor.go(`/desk?list=awaiting_verification`)
    await rowOf(supervisor.page, event).locator('[data-action=verify]').click()
    await rowOf(supervisor.page, event).waitFor({ state: 'detached' })
    await wallSees('closed')
    const steps = await desk.getByTestId('step').evaluateAll((items) => items.map((i) => i.getAttribute('data-action')))
    await expect.poll(() => desk.getByTestId('step').count()).toBe(5)
    expect(steps.slice(0, 4)).toEqual(['accept', 'dispatch', 'take', 'hand_in'])
    expect(await readEvent(event.id)).toMatchObject({ state: 'closed', status: 'handled' })

    // and whoever reported it sees how it ended
    expect(await reporter.go(`/events/${event.caseNumber}`)).toBe(200)
    await seesState(phone, 'closed')
    expect(await phone.getByTestId('timeline').innerText()).toContain('已劝离')
    expect(await wall.complaints()).toEqual([])
    await wall.close()
  })
})

describe('what is asked is answered', () => {
  const lead = { lead: { kind: 'department', id: '城管' } }
  let byDispatcher = ''
  beforeAll(async () => {
    byDispatcher = (await createToken({ name: '派单', role: 'dispatcher', scope: inGrids(NIEYANG), expiresAt: null })).token
  })
  const answers = async (page: Page, action: string, fields: Record<string, string> = {}) => {
    await press(page, action)
    for (const [name, value] of Object.entries(fields)) await page.getByTestId('action-dialog').locator(`[name="${name}"]`).fill(value)
    await page.getByTestId('do').click()
    await page.getByTestId('action-dialog').waitFor({ state: 'detached' })
  }
  const seesStep = (page: Page, action: string, count = 1) =>
    expect.poll(() => page.locator(`[data-testid=step][data-action=${action}]`).count()).toBe(count)

  it('an extension is asked for with a wish, refused with a reason, asked for again and granted as wished', async () => {
    const event = await postEvent(`${NIEYANG}005`)
    await doMeanwhile(byDispatcher, event.id, 'accept')
    await doMeanwhile(byDispatcher, event.id, 'dispatch', lead)
    const handler = await person({ role: 'handler', scope: { kind: 'department', department: '城管' } })
    const supervisor = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
    await handler.go(`/events/${event.caseNumber}`)
    await press(handler.page, 'ask_extension')
    expect(await handler.page.getByTestId('extension').innerText()).toContain('现在的期限')
    await handler.page.locator('[data-offer="2"]').click()
    await handler.page.locator('textarea[name=reason]').fill('配件未到')
    await handler.page.getByTestId('do').click()
    await seesStep(handler.page, 'ask_extension')
    await supervisor.go(`/events/${event.caseNumber}`)
    await press(supervisor.page, 'refuse_extension')
    expect(await supervisor.page.getByTestId('extension').innerText()).toContain('配件未到')
    await supervisor.page.locator('textarea[name=reason]').fill('可借用')
    await supervisor.page.getByTestId('do').click()
    await seesStep(handler.page, 'refuse_extension')
    await press(handler.page, 'ask_extension')
    await handler.page.locator('[data-offer="3"]').click()
    await handler.page.locator('textarea[name=reason]').fill('借不到')
    await handler.page.getByTestId('do').click()
    await seesStep(supervisor.page, 'ask_extension', 2)
    const { extensionWish } = await readEvent(event.id)
    await press(supervisor.page, 'grant_extension')
    await supervisor.page.getByTestId('do').click()
    await seesStep(handler.page, 'grant_extension')
    expect(Date.parse((await readEvent(event.id)).deadline ?? '')).toBe(Math.floor(Date.parse(extensionWish?.until ?? '') / 60_000) * 60_000)
  })

  it('a red card is replied to, refused, replied to again and lifted, and its list tells', async () => {
    const event = await postEvent(`${NIEYANG}006`)
    await doMeanwhile(byDispatcher, event.id, 'accept')
    await doMeanwhile(byDispatcher, event.id, 'dispatch', lead)
    const handler = await person({ role: 'handler', scope: { kind: 'department', department: '城管' } })
    // cards are watched by people who have accounts
    const account = {
      username: `watcher-${randomUUID().slice(0, 8)}`,
      name: '督办的人',
      role: 'supervisor' as const,
      scope: inGrids(NIEYANG),
      password: PASSWORD,
    }
    await createAccount(account, { actor: { id: 'test', name: 'test', role: null } })
    const supervisor = { ...(await signIn(browser, server.url, account, '/account')), token: '' }
    opened.push(supervisor)
    const { page } = supervisor
    const card = page.locator(`[data-testid=card-row][data-case="${event.caseNumber}"]`)
    await supervisor.go(`/events/${event.caseNumber}`)
    await press(page, 'supervise')
    await page.locator('[name=card][value=red]').check()
    await page.locator('select[name=supervisor]').selectOption({ label: account.name })
    await page.locator('[name=demandedReply]').fill('三日内报处置方案')
    await page.locator('[name=deadline]').fill('2099-01-01T08:00')
    await page.getByTestId('do').click()
    // ten years are the most
    await page.getByTestId('action-dialog').getByRole('alert').waitFor()
    await page.locator('[name=deadline]').fill(localOf(new Date(Date.now() + 3 * DAY_MS).toISOString()))
    await page.getByTestId('do').click()
    await seesStep(page, 'supervise')
    expect(await page.locator('[data-testid=step][data-action=supervise]').innerText()).toMatch(/红牌督办 · 督办人 .* · 回复期限/)
    await handler.go(`/events/${event.caseNumber}`)
    await answers(handler.page, 'reply', { note: '方案见附件' })
    await page.locator('[data-testid=card-state]', { hasText: '已回复' }).waitFor()
    // whoever watches it is told over the page that they are on, and leaves the notice
    await page.getByTestId('card-news').getByText('红牌督办已回复，等你看').waitFor()
    expect(await page.getByTestId('cards-awaiting').innerText()).toBe('1')
    await page.getByTestId('card-close').click()
    await page.getByTestId('card-news').waitFor({ state: 'detached' })
    await answers(page, 'refuse_reply', { reason: '没有附件' })
    await seesStep(handler.page, 'refuse_reply')
    await answers(handler.page, 'reply', { note: '已补附件' })
    await seesStep(page, 'reply', 2)
    // a second reply is news again, which leads there
    await supervisor.go('/figures')
    await page.getByTestId('card-look').click()
    await page.waitForURL(`**/events/${event.caseNumber}`)
    await page.goto(`${server.url}/cards?view=awaiting`)
    expect(await card.innerText()).toContain('已回复')
    await page.locator('[data-testid=card-view] [data-value=waiting]').click()
    await card.waitFor({ state: 'detached' })
    await supervisor.go(`/events/${event.caseNumber}`)
    await answers(page, 'lift', { reason: '已按要求处置' })
    await page.getByTestId('supervision').waitFor({ state: 'detached' })
    await page.goto(`${server.url}/cards`)
    await page.getByTestId('cards').waitFor()
    expect(await card.count()).toBe(0)
  })

  it('work is suspended and resumed, sent back, asked about, and begun anew where it is not solved', async () => {
    const event = await postEvent(`${NIEYANG}008`)
    await doMeanwhile(byDispatcher, event.id, 'accept')
    await doMeanwhile(byDispatcher, event.id, 'dispatch', lead)
    const scope = { kind: 'department', department: '城管' } as const
    const { token: handler } = await createToken({ name: '城管', role: 'handler', scope, expiresAt: null })
    const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
    const supervisor = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
    const { page } = supervisor
    await supervisor.go(`/desk?event=${event.caseNumber}`)
    await press(page, 'suspend')
    const dialog = page.getByTestId('action-dialog')
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    // one layer at a time: the event below it stays
    await seesState(page, 'handling')
    await answers(page, 'suspend', { reason: '等待材料' })
    await seesState(page, 'suspended')
    await press(page, 'resume')
    await seesState(page, 'handling')
    await doMeanwhile(handler, event.id, 'hand_in', { note: '已清理' })
    await seesState(page, 'awaiting_verification')
    await answers(page, 'send_back', { reason: '照片看不清' })
    await seesState(page, 'handling')
    await doMeanwhile(handler, event.id, 'hand_in', { note: '已补照片' })

    await dispatcher.go(`/events/${event.caseNumber}`)
    await press(dispatcher.page, 'verify')
    await seesState(dispatcher.page, 'closed')
    await press(dispatcher.page, 'follow_up')
    for (const name of ['satisfied', 'solved']) await dispatcher.page.locator(`[name=${name}][value=no]`).check()
    await dispatcher.page.getByTestId('do').click()
    // a dispatcher is told whom to ask, and whoever may reopen it is offered that
    await dispatcher.page.getByTestId('unhappy').getByText('可提请主管重新办理').waitFor()
    await page.getByTestId('unhappy').getByText('可重新办理').waitFor()
    await answers(page, 'reopen', { reason: '回访未解决' })
    await seesState(dispatcher.page, 'awaiting_dispatch')
    const steps = ['accept', 'dispatch', 'suspend', 'resume', 'hand_in', 'send_back', 'hand_in', 'verify', 'follow_up', 'reopen']
    expect((await readEvent(event.id)).timeline.map(({ action }) => action)).toEqual(steps)
  })

  it('a wrong click is taken back, alone and several at once, and a wrong type put right', async () => {
    const events = [await postEvent(`${NIEYANG}007`), await postEvent(`${NIEYANG}007`)]
    const [event, other] = events
    if (!event || !other) throw new Error('nothing was posted')
    const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
    const { page } = dispatcher
    await dispatcher.go(`/desk?list=awaiting_acceptance&grid=${NIEYANG}007`)
    await rowOf(page, event).locator('[data-action=accept]').click()
    await page.getByTestId('done').getByTestId('undo').click()
    // its row may never have gone, where the page was slower than the hand
    await expect.poll(async () => (await readEvent(event.id)).timeline.map(({ action }) => action)).toEqual(['accept', 'undo'])
    await rowOf(page, event).waitFor()
    for (const one of events) await rowOf(page, one).locator('input[type=checkbox]').check()
    await page.locator('[data-bulk=accept]').click()
    await page.getByTestId('bulk-run').click()
    await page.getByTestId('bulk-dialog').getByTestId('undo').click()
    await expect
      .poll(async () => (await Promise.all(events.map(({ id }) => readEvent(id)))).map(({ state }) => state))
      .toEqual(events.map(() => 'awaiting_acceptance'))
    await page.getByTestId('bulk-end').click()

    await dispatcher.go(`/events/${other.caseNumber}`)
    await press(page, 'correct')
    await page.locator('[name=type]').selectOption('0501')
    await page.locator('[name=urgency]').selectOption('2')
    await page.locator('textarea[name=reason]').fill('现场是垃圾')
    await page.getByTestId('do').click()
    await seesStep(page, 'correct')
    expect(await page.locator('[data-testid=step][data-action=correct]').innerText()).toMatch(/类型：占道经营 → 暴露垃圾[\s\S]*紧急程度/)
    expect(await readEvent(other.id)).toMatchObject({ type: '0501', urgency: 2 })

    // a place that was wrong is put right on the map, which says the grid before it is saved
    await press(page, 'correct')
    await page.getByTestId('correct-on-map').click()
    await page.locator('[data-testid=pick]:not([disabled])').waitFor()
    const middle = await page.getByTestId('picker-map').boundingBox()
    if (!middle) throw new Error('no map')
    const [x, y] = [middle.x + middle.width / 2, middle.y + middle.height / 2]
    const picked = page.getByTestId('pick-name')
    for (let drags = 0; drags < 12 && [other.grid, ''].includes((await picked.getAttribute('data-grid')) ?? ''); drags++) {
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x - 60, y, { steps: 4 })
      await page.mouse.up()
    }
    await page.getByTestId('pick').click()
    const point = page.getByTestId('correct-point')
    await point.getByText('将归入').waitFor()
    const wanted = await point.getAttribute('data-grid')
    await page.locator('textarea[name=reason]').fill('报错了楼')
    await page.getByTestId('do').click()
    await seesStep(page, 'correct', 2)
    const moved = await readEvent(other.id)
    expect(moved.grid).toBe(wanted)
    expect(moved.position).not.toBeNull()
    expect(moved.position).not.toEqual(other.position)
  })
})

describe('the desk', () => {
  it('shows one’s own live heat and its hotspots, each leading to its events', async () => {
    for (let i = 0; i < 6; i++) await postEvent(`${NIEYANG}002`, '0503')
    const leader = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
    await leader.go('/desk')
    const { page } = leader
    await page.locator('[data-map-ready=true]').waitFor({ timeout: WAIT_MS })
    const drawn = await page.evaluate(() => window.__gridsight?.drawnGrids() ?? [])
    expect(drawn.length).toBeGreaterThan(10)
    expect(drawn.filter((code) => !code.startsWith(NIEYANG))).toEqual([])
    const { hotspots } = Hotspots.parse(await (await server.fetch('/api/hotspots', leader.token)).json())
    const rows = page.getByTestId('hotspot')
    await expect.poll(() => rows.evaluateAll((r) => r.map((row) => row.getAttribute('data-grid')))).toEqual(hotspots.map((h) => h.grid))
    const own = hotspots.find((h) => h.grid.startsWith(`${NIEYANG}002`))
    expect(own?.types[0]).toEqual({ type: '0503', count: 6 })
    await page.locator(`[data-grid="${own?.grid}"] [data-testid=hotspot-open]`).click()
    await page.locator('[data-testid=list][data-list=day][data-loaded=true]').waitFor()
    expect(new URL(page.url()).searchParams.get('grid')).toBe(own?.grid)
    await expect.poll(() => page.getByTestId('event-row').count()).toBeGreaterThanOrEqual(6)
  })

  it('can be worked by keys, accepts several at once, and names the one that was refused', async () => {
    const events = [await postEvent(`${NIEYANG}003`), await postEvent(`${NIEYANG}003`), await postEvent(`${NIEYANG}003`)]
    const [, late] = events
    const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
    const { page } = dispatcher
    await dispatcher.go(`/desk?list=awaiting_acceptance&grid=${NIEYANG}003`)
    for (const event of events) await rowOf(page, event).waitFor()
    const first = page.getByTestId('event-row').first()
    await first.focus()
    await page.keyboard.press('Enter')
    await page.locator('[data-testid=event-card][data-revision]').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('drawer').waitFor({ state: 'detached' })
    for (const [i] of events.entries()) {
      if (i > 0) await page.keyboard.press('ArrowDown')
      const row = page.getByTestId('event-row').nth(i)
      await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true)
      await page.keyboard.press('Space')
      await expect.poll(() => page.locator('[data-testid=event-row][aria-selected=true]').count()).toBe(i + 1)
    }
    // the second is voided by somebody else at the very moment
    await page.route(
      `**/api/events/${late?.id}/transitions`,
      async (route) => {
        await doMeanwhile(dispatcher.token, late?.id ?? '', 'void', { reason: '误报' })
        await route.continue()
      },
      { times: 1 },
    )
    await page.locator('[data-bulk=accept]').click()
    await page.getByTestId('bulk-run').click()
    await page.locator('[data-testid=bulk-progress][data-running=false]').waitFor()
    expect(await page.getByTestId('refused').locator('li').allInnerTexts()).toEqual([expect.stringContaining(late?.caseNumber ?? '')])
    await page.getByTestId('bulk-end').click()
    const states = await Promise.all(events.map(async (e) => (await readEvent(e.id)).state))
    expect(states).toEqual(['awaiting_dispatch', 'void', 'awaiting_dispatch'])
    await page.getByTestId('empty').waitFor()
  })

  it('says what has changed when somebody was faster, and does it again on request', async () => {
    const event = await postEvent(`${NIEYANG}004`)
    const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
    const { page } = dispatcher
    await dispatcher.go(`/desk?event=${event.caseNumber}`)
    await seesState(page, 'awaiting_acceptance')
    await page.route(
      '**/transitions',
      async (route) => {
        await doMeanwhile(dispatcher.token, event.id, 'accept')
        await route.continue()
      },
      { times: 1 },
    )
    await press(page, 'remind')
    const notice = page.getByTestId('overtaken')
    await notice.waitFor()
    expect(await notice.innerText()).toContain('待受理 → 待派单')
    await page.getByTestId('again').click()
    await page.locator('[data-testid=step][data-action=remind]').waitFor()
    expect(await readEvent(event.id)).toMatchObject({ state: 'awaiting_dispatch', reminders: 1 })

    // a form that is open stays while the event moves on, with what was written, and goes on from there
    await press(page, 'dispatch')
    const note = page.getByTestId('action-dialog').locator('[name=note]')
    await note.fill('写到一半')
    await doMeanwhile(dispatcher.token, event.id, 'remind')
    await notice.waitFor()
    expect(await note.inputValue()).toBe('写到一半')
    await page.getByTestId('again').click()
    await seesState(page, 'handling')
    await page.getByTestId('action-dialog').waitFor({ state: 'detached' })
    expect((await readEvent(event.id)).timeline?.at(-1)).toMatchObject({ action: 'dispatch', note: '写到一半' })
  })

  it('offers to read an event again that could not be read', async () => {
    const event = await postEvent(`${NIEYANG}004`)
    const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
    const { page } = dispatcher
    await page.route(`**/api/events/${event.caseNumber}`, (route) => route.fulfill({ status: 503, json: { code: 'unavailable' } }))
    await dispatcher.go(`/desk?event=${event.caseNumber}`)
    const card = page.getByTestId('event-card')
    // whoever is connected hears of no change that would read it by itself
    await page.locator('[data-testid=truth][data-state=live]').waitFor()
    const retry = card.getByRole('alert').getByRole('button', { name: '重试' })
    await retry.waitFor()
    await page.unrouteAll()
    await retry.click()
    await seesState(page, 'awaiting_acceptance')
  })

  it('opens the list behind each figure, by an address that can be shared, and goes back', async () => {
    await postEvent(NIEYANG)
    const leader = await person({ role: 'supervisor', scope: inGrids('') })
    const { page } = leader
    const behind = page.getByTestId('behind')
    /** Follows a number to its list, which is as long as the number says. */
    const follow = async (row: string, figure: string) => {
      const link = page.locator(`[data-row="${row}"] [data-figure="${figure}"]`).first()
      const count = await link.getAttribute('data-count')
      await link.click()
      await page.locator(`[data-testid=behind][data-counted="${count}"][data-listed="${count}"]`).waitFor()
      return Number(count)
    }
    await leader.go('/figures?period=all&view=table')
    expect(await follow('handledRate', 'handledRate.denominator')).toBeGreaterThan(0)
    expect(await behind.innerText()).toContain('办结率 · 发生')
    await page.reload()
    await behind.waitFor()
    await page.goBack()
    await page.locator('[data-testid=tree] [data-value=service]').click()
    const node = page.locator('[data-testid=child-rows] [data-row]').first()
    await node.waitFor()
    expect(await follow((await node.getAttribute('data-row')) ?? '', 'reported')).toBeGreaterThan(0)
    expect(new URL(page.url()).searchParams.get('service')).not.toBeNull()

    await leader.go('/desk?list=day')
    await page.locator('[data-testid=list][data-list=day]').waitFor()
    await page.locator('[data-open=rate]').click()
    await page.locator('[data-testid=behind][data-counted]').waitFor()
    expect(await behind.innerText()).toContain('未办结')
    await page.goBack()
    await page.locator('[data-testid=list][data-list=day]').waitFor()
    expect(new URL(page.url()).searchParams.get('figure')).toBeNull()

    // the layer of binding coverage: grids are shaded, and the address says it
    await page.locator('[data-testid=measure] [data-value=coverage]').click()
    await page.getByTestId('coverage-legend').waitFor()
    await page.locator('[data-testid=desk-map]:not([data-shaded="0"])[data-shaded]').waitFor()
    expect(new URL(page.url()).searchParams.get('layer')).toBe('coverage')
  })

  it('compares figures by month and by place, by keys and by clicks, and says all of it in the address', async () => {
    const leader = await person({ role: 'supervisor', scope: inGrids('') })
    const { page } = leader
    const asked = (name: string) => new URL(page.url()).searchParams.get(name)
    await leader.go('/figures')
    const tiles = page.getByTestId('tiles').locator('[data-tile]')
    await tiles.first().waitFor()
    expect(await tiles.count()).toBe(16)
    // behind each picture a table of its thirteen months
    const overdue = page.locator('[data-tile=overdueRate]')
    expect(await overdue.locator('table tbody tr').count()).toBe(13)
    await overdue.getByRole('button', { name: '超期率' }).click()
    expect(asked('fig')).toBe('overdueRate')
    expect(await page.getByTestId('compared').getByRole('heading').innerText()).toBe('超期率')
    await page.getByTestId('area-map').locator('path').nth(10).waitFor({ state: 'attached' })

    // down: street, community
    const areas = page.getByTestId('intervals').locator('tr[data-area]')
    await areas.getByRole('button', { name: '涅阳街道' }).click()
    await page.locator('[data-testid=figures][data-loading=false]').waitFor()
    expect(asked('within')).toBe('411324001')
    await page.locator('tr[data-area^="411324001"] button').first().click()
    await expect.poll(() => asked('within')?.length).toBe(12)
    await page.getByTestId('scope').selectOption('411324001')
    await page.getByTestId('against').selectOption('year')
    await expect.poll(() => asked('against')).toBe('year')

    await page.getByTestId('open-run').click()
    await page.getByTestId('run-panel').locator('.recharts-surface').waitFor()
    await page.keyboard.press('Escape')
    await tiles.first().waitFor()
    await page.keyboard.press('v')
    await page.getByTestId('figure-rows').waitFor()
    await page.keyboard.press('v')
    await tiles.first().waitFor()
    await page.locator('[data-testid=period] [data-value=custom]').click()
    await page.getByTestId('period-to').waitFor()
    const address = page.url()
    await page.reload()
    await page.locator('[data-testid=figures][data-loading=false]').waitFor()
    expect(page.url()).toBe(address)
    expect(await page.locator('[data-tile][data-chosen=true]').getAttribute('data-tile')).toBe('overdueRate')
  })

  it('shows a leader of one street nothing of another', async () => {
    const foreign = await postEvent(XUEFENG)
    const leader = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
    const { page } = leader
    await leader.go('/desk?list=open')
    for (const list of ['open', 'day', 'awaiting_acceptance', 'overdue']) {
      await openList(page, list)
      expect(await rowOf(page, foreign).count(), list).toBe(0)
    }
    await leader.go(`/desk?list=open&grid=${XUEFENG}`)
    await page.getByTestId('empty').waitFor()
    for (const name of [foreign.caseNumber, foreign.id, String(foreign.number)]) expect(await leader.go(`/events/${name}`), name).toBe(404)
    await leader.go(`/desk?event=${foreign.caseNumber}`)
    await page.locator('[data-testid=event-card][data-state=missing]').waitFor()
    const heard = () => page.evaluate((n) => window.__gridsight?.state().board?.recent.some((e) => e.number === n), foreign.number)
    await expect.poll(heard).toBe(false)
  })

  it('gives an event to a team chosen from the list, whose member signs in, sees it and takes it', async () => {
    const event = await postEvent(`${NIEYANG}001`)
    const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
    await doMeanwhile(dispatcher.token, event.id, 'accept')
    const { page } = dispatcher
    await dispatcher.go(`/desk?event=${event.caseNumber}`)
    await press(page, 'dispatch')
    const form = page.getByTestId('dispatch-fields')
    await form.locator('select').first().selectOption('team')
    expect(await page.getByTestId('do').isDisabled()).toBe(true)
    const picker = form.locator('[data-testid=party-picker][data-loaded=true]').first()
    await picker.locator('input[type=search]').fill('应急')
    expect(await picker.locator('option:not([value=""])').allInnerTexts()).toEqual([
      expect.stringMatching(/^涅阳街道应急处置队 · 涅阳街道 · 在办 \d+ 件$/),
    ])
    // by the mouse: the first line can be chosen although nothing is yet
    await picker.locator(`option[value="team:demo-${NIEYANG}-rescue"]`).click()
    await form.getByText('已选：涅阳街道应急处置队').waitFor()
    await page.getByTestId('do').click()
    await seesState(page, 'handling')
    expect(await page.getByTestId('event-card').innerText()).toContain('涅阳街道应急处置队')

    const { rows } = await pool().query<{ id: string }>(
      `SELECT person_id::text AS id FROM team_members JOIN posts USING (person_id) WHERE team_id = $1 AND grid_code LIKE $2 LIMIT 1`,
      [`demo-${NIEYANG}-rescue`, `${NIEYANG}001%`],
    )
    const account = { username: 'rescuer', name: '应急队员', role: 'operator' as const, scope: inGrids(`${NIEYANG}001`), memberId: rows[0]?.id ?? '' }
    await createAccount({ ...account, password: PASSWORD }, { actor: { id: 'test', name: 'test', role: null } })
    await stranger(async (member) => {
      await member.goto(`${server.url}/events/${event.caseNumber}`)
      const alert = member.locator('[data-testid=sign-in] [role=alert]')
      await submitSignIn(member, 'rescuer', 'Wrong-password-1')
      await expect.poll(() => alert.innerText()).toContain('账号或密码不正确')
      await submitSignIn(member, 'rescuer', PASSWORD)
      await member.waitForURL(`**/events/${event.caseNumber}`)
      await press(member, 'take')
      await member.locator('[data-testid=step][data-action=take]').waitFor()
    })
    expect((await readEvent(event.id)).timeline.at(-1)).toMatchObject({ action: 'take', actor: '应急队员' })
  })

  it('lets an administrator of one street read the settings of the county, and change none', async () => {
    const administrator = await person({ role: 'administrator', scope: inGrids(NIEYANG) })
    await administrator.go('/settings')
    const { page } = administrator
    await page.getByTestId('read-only').waitFor()
    const buttons = page.getByTestId('county-settings').locator('button')
    await buttons.first().waitFor()
    expect(await buttons.evaluateAll((all) => all.every((button) => button.matches(':disabled')))).toBe(true)
    // the accounts of the street are theirs
    expect(await page.locator('input[name=username]').isEnabled()).toBe(true)
  })

  it('locks an account after five wrong passwords, and says nothing that tells', async () => {
    const account = { username: 'locked', name: '被锁的人', role: 'viewer' as const, scope: inGrids(''), password: PASSWORD }
    await createAccount(account, { actor: { id: 'test', name: 'test', role: null } })
    await stranger(async (page) => {
      await page.goto(`${server.url}/sign-in`)
      const told: string[] = []
      for (const password of [...Array(5).fill('Wrong-password-1'), PASSWORD]) {
        await submitSignIn(page, 'locked', password)
        const alert = page.locator('[data-testid=sign-in] [role=alert]')
        await expect.poll(() => alert.innerText()).not.toBe('')
        told.push(await alert.innerText())
      }
      expect(new Set(told).size).toBe(1)
      expect((await findAccount('locked'))?.lockedUntil).not.toBeNull()
      await pool().query(`UPDATE users SET locked_until = locked_until - interval '15 minutes' WHERE username = 'locked'`)
      await submitSignIn(page, 'locked', PASSWORD)
      await page.waitForURL('**/wall')
    })
  })

  it('sends a stranger to the sign-in, and back', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    for (const path of ['/desk?list=overdue', '/report', '/events/1']) {
      await page.goto(`${server.url}${path}`)
      const at = new URL(page.url())
      expect([at.pathname, at.searchParams.get('next')]).toEqual(['/sign-in', path])
    }
    await context.close()
  })
})

const PASSWORD = 'Right-password-1'

/** A browser of somebody who has not signed in. */
async function stranger(visit: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  context.setDefaultTimeout(WAIT_MS)
  await visit(await context.newPage())
  await context.close()
}

/** Sends name and password by the form, and waits for the answer. */
async function submitSignIn(page: Page, username: string, password: string): Promise<void> {
  await page.locator('input[name=username]').fill(username)
  await page.locator('input[name=password]').fill(password)
  const answered = page.waitForResponse('**/api/auth/sign-in')
  await page.locator('[data-testid=sign-in] button[type=submit]').click()
  await answered
}

/** Pictures of one pixel, PNG: the same twice would be kept once. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
const OTHER_PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNQmGAAAAG0AOEpQIx1AAAAAElFTkSuQmCC', 'base64')

describe('the list of events', () => {
  const listRow = (page: Page, event: { number: number }) => page.locator(`[data-testid=list-row][data-number="${event.number}"]`)
  const findsEverywhere = async (q: string) =>
    schemaOf(searchRoute.answer.json).parse(await (await server.fetch(`/api/search?q=${encodeURIComponent(q)}`, server.tokens.supervisor)).json())
      .events

  it('is searched, narrowed, worked through by keys, shared and taken away as a file', async () => {
    // other words in each try
    const place = `三岔口${randomUUID().slice(0, 6)}号`
    const event = await postEvent(`${NIEYANG}001`, '0503', `${place}井盖翻了`)
    await expect.poll(async () => (await findsEverywhere(`${place}井盖`)).map((found) => found.event.number)).toEqual([event.number])
    const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
    const { page } = dispatcher
    await dispatcher.go('/events')
    await page.locator('[data-testid=event-list][data-loaded=true]').waitFor()
    const all = Number(await page.getByTestId('event-list').getAttribute('data-total'))

    await page.keyboard.press('/')
    await page.keyboard.type(`${place}井盖`)
    await page.locator('[data-testid=event-list][data-loaded=true][data-total="1"]').waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe(`${place}井盖`)
    await page.locator('[data-facet=state][data-value=awaiting_acceptance][data-count="1"]').click()
    await page.keyboard.press('Escape')

    await listRow(page, event).click()
    await seesState(page, 'awaiting_acceptance')
    await page.keyboard.press('a')
    await seesState(page, 'awaiting_dispatch')
    await page.keyboard.press('z')
    await seesState(page, 'awaiting_acceptance')

    // whoever gets the address sees the same, as far as they may
    const operator = await person({ role: 'operator', scope: inGrids(`${NIEYANG}001`) })
    await operator.go(page.url().slice(server.url.length))
    await listRow(operator.page, event).waitFor()
    await seesState(operator.page, 'awaiting_acceptance')
    const stranger = await person({ role: 'dispatcher', scope: inGrids(XUEFENG) })
    await stranger.go(page.url().slice(server.url.length))
    await stranger.page.getByTestId('empty').waitFor()

    // on paper the list alone
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByTestId('header').isVisible()).toBe(false)
    expect(await page.getByTestId('drawer').isVisible()).toBe(false)
    expect(await listRow(page, event).isVisible()).toBe(true)
    await page.emulateMedia({ media: null })

    const taken = page.waitForEvent('download')
    await page.keyboard.press('x')
    await page.locator('[name=format][value=csv]').check()
    await page.getByTestId('export-run').click()
    const file = readFileSync(await (await taken).path(), 'utf8')
    expect(file.split('\r\n')[1]).toContain(event.caseNumber)
    expect(file).toMatch(/\r\n# dispatcher \d{4}-\d\d-\d\d \d\d:\d\d \d{8}-[0-9a-f]{8}\r\n$/)

    await page.getByTestId('clear-facets').click()
    await page.getByTestId('list-search').fill('')
    await expect.poll(async () => Number(await page.getByTestId('event-list').getAttribute('data-total'))).toBeGreaterThanOrEqual(all)
  })

  it('is not needed to find one event: every page searches', async () => {
    const q = `${randomUUID().slice(0, 6)}号楼积水`
    const event = await postEvent(`${NIEYANG}001`, '0504', q)
    await expect.poll(async () => (await findsEverywhere(q)).length).toBe(1)
    const { page, go } = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
    await go('/figures')
    await page.getByTestId('search-open').click()
    await page.getByTestId('search-text').fill(q)
    await page.getByTestId('found-row').filter({ hasText: event.caseNumber }).waitFor()
    await page.getByTestId('search-text').press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/events/${event.caseNumber}`)
  })
})
