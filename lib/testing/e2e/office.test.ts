/** @module-tag pages */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Locator, Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { findAccount } from '@/lib/db/accounts/accounts'
import { pool } from '@/lib/db/engine/pool'
import { actOnOrder } from '@/lib/db/orders/act-on-order'
import { readDemoGround } from '@/lib/db/orders/demo-orders'
import { findVolunteers } from '@/lib/db/orders/find-volunteers'
import { makeOrder } from '@/lib/db/orders/make-order'
import { Kpis } from '@/lib/domain/figures'
import { orderNumber } from '@/lib/domain/order-number'
import { suggestVolunteers } from '@/lib/domain/order-suggestions'
import { ReportedIn } from '@/lib/domain/reported'
import { Settings } from '@/lib/domain/settings'
import { startServer, type TestServer } from '../server'
import { totp } from '../totp'
import { hold } from './hold'
import { inGrids, type Known, openPerson, type Person, signIn } from './people'
import { openBrowser } from './wall'

const Kept = z.looseObject({ people: z.record(z.string(), z.object({ password: z.string() })) })
const [MASKED, CLEAR] = [/1\d{2}\*{4}\d{4}/, /(?<!\d)1\d{10}(?!\d)/]
const REVEAL_MS = 5 * 60_000

let server: TestServer
let browser: Browser
let people: z.infer<typeof Kept>['people']
const opened: Omit<Person, 'token'>[] = []

beforeAll(async () => {
  server = await startServer({ county: 'demo', env: { GRIDSIGHT_DEMO_HISTORY: '500' } })
  browser = await openBrowser({ fonts: 'system' })
  people = Kept.parse(JSON.parse(readFileSync(path.join(server.dataDir, 'accounts.json'), 'utf8'))).people
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

/** Whoever has this name in the demonstration signs in with the password that was printed for them. */
async function enter(username: string, next: string): Promise<Omit<Person, 'token'>> {
  const known: Known = { username, password: people[username]?.password ?? '' }
  const person = await signIn(browser, server.url, known, next)
  opened.push(person)
  return person
}

/** Sets the second factor up as the page asks for it; answers the secret. It is as after ten minutes of other work: its code has no more weight. */
async function setUpFactor({ page }: Pick<Person, 'page'>, username: string): Promise<string> {
  await page.locator('input[name=password]').fill(people[username]?.password ?? '')
  await page.getByRole('button', { name: '开始设置' }).click()
  const secret = await page.getByTestId('secret').innerText()
  await page.locator('input[name=code]').fill(totp(secret))
  await page.getByRole('button', { name: '启用' }).click()
  await page.getByText('已启用').waitFor()
  const { id = '' } = (await findAccount(username)) ?? {}
  await pool().query('UPDATE two_factors SET used_step = NULL WHERE user_id = $1', [id])
  await pool().query(`UPDATE sessions SET step_up_at = step_up_at - interval '10 minutes' WHERE user_id = $1`, [id])
  return secret
}

/** Saves a part of the settings by its button, and sees that it was kept. */
async function save(page: Page, part: string): Promise<void> {
  const kept = page.waitForResponse((r) => r.url().endsWith('/api/settings') && r.request().method() === 'PUT')
  await page.getByRole('region', { name: part }).locator('button[type=submit]').click()
  expect((await kept).status()).toBe(200)
  await expect.poll(() => page.getByTestId('said').innerText()).toBe('已保存')
}

/** The lines of the audit that a search finds, once there is one with these words. */
async function findInAudit(page: Page, action: string, words: string): Promise<string[]> {
  await page.locator('select[name=action]').selectOption(action)
  await page.locator('form button[type=submit]').click()
  const rows = page.getByTestId('audit-rows').locator('tbody tr')
  await rows.filter({ hasText: words }).first().waitFor()
  await expect.poll(() => rows.evaluateAll((all, of) => all.every((row) => row.getAttribute('data-action') === of), action)).toBe(true)
  return rows.allInnerTexts()
}

/** What the administrator's authenticator holds, once it is set up. */
const admin = { secret: '' }

it('an administrator changes limits, weights, the retention period and rules, which hold at once, and finds them in the audit', async () => {
  const { page, go } = await enter('admin', '/account')
  admin.secret = await setUpFactor({ page }, 'admin')
  await go('/settings')
  const read = async () => Settings.parse(await (await server.fetch('/api/settings', server.tokens.supervisor)).json())
  const limit = page.locator('input[name="limit 0501"]')
  await limit.waitFor()
  const wanted = Number(await limit.inputValue()) + 2
  await limit.fill(String(wanted))
  await save(page, '事件类型与时限')
  expect((await read()).types.find((type) => type.code === '0501')?.limit).toBe(wanted)

  const weights = page.getByTestId('weights')
  await weights.locator('input[name=handedIn]').fill('40')
  expect(await page.getByTestId('weights-sum').innerText()).toBe('合计 110 · 合计须为 100')
  expect(await weights.locator('button[type=submit]').isDisabled()).toBe(true)
  await weights.locator('input[name=handedInTime]').fill('10')
  expect(await page.getByTestId('weights-sum').innerText()).toBe('合计 100')
  await save(page, '综合评价权重')
  const own = { handedIn: 40, handedInTime: 10, reworked: 20, overdue: 20, extended: 10 }
  expect((await read()).kpiWeights).toEqual(own)
  expect(Kpis.parse(await (await server.fetch('/api/kpis', server.tokens.supervisor)).json()).weights).toEqual(own)

  // rules of retention hold once the server has counted what they take
  const retention = page.getByTestId('retention')
  await retention.locator('input[name=personalDays]').fill('3000')
  expect(await retention.locator('input[name=active]').isDisabled()).toBe(true)
  await save(page, '保存期限')
  await expect.poll(async () => (await read()).retentionPlan?.rules.personalDays).toBe(3_000)
  await go('/settings')
  expect(await page.getByTestId('retention-plan').innerText()).toContain('0 件事项的个人信息，办结已超过 3000 天')
  await retention.locator('input[name=active]').check()
  await save(page, '保存期限')
  expect((await read()).retention).toMatchObject({ personalDays: 3_000, photosDays: null, active: true })

  await go('/audit')
  expect((await findInAudit(page, 'setting.changed', '保存期限'))[0]).toMatch(/按规则清除\s+否 → 是/)
  const changed = await findInAudit(page, 'setting.changed', '综合评价权重')
  const weighed = changed.find((line) => line.includes('综合评价权重'))
  expect(weighed).toContain('系统管理员')
  expect(weighed).toMatch(/处置率\s+30 → 40/)
  const [typed] = await findInAudit(page, 'types.changed', '0501')
  expect(typed).toContain(`编码 0501`)
  expect(typed).toContain(`时限 ${wanted}`)
  expect(new URL(page.url()).searchParams.get('action')).toBe('types.changed')

  await go('/rules')
  await makeRule(page)
  await go('/audit')
  expect((await findInAudit(page, 'rule.made', '夜间噪声'))[0]).toContain('系统管理员')
})

it('somebody on duty chooses what calls them, and their browser shows once what is pushed to it while no page is looked at', async () => {
  const { page, go } = await enter('duty', '/account')
  const form = page.getByTestId('preferences')
  await form.locator('input[name=blue]').uncheck()
  await form.locator('input[name=quiet]').check()
  await form.locator('input[name=from]').fill('21:30')
  await form.locator('button[type=submit]').click()
  await page.getByTestId('preferences-said').getByText('已保存').waitFor()
  await page.context().grantPermissions(['notifications'], { origin: server.url })
  await go('/account')
  expect([await form.locator('input[name=blue]').isChecked(), await form.locator('input[name=from]').inputValue()]).toEqual([false, '21:30'])

  const cdp = await page.context().newCDPSession(page)
  let registrationId: string | null = null
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registrationId = registrations.at(-1)?.registrationId ?? registrationId
  })
  await cdp.send('ServiceWorker.enable')
  await page.evaluate(() =>
    navigator.serviceWorker
      .register('/sw.js')
      .then(() => navigator.serviceWorker.ready)
      .then(() => true),
  )
  await expect.poll(() => registrationId).not.toBeNull()
  const payload = (key: string) => ({ key, title: '红色预警 I', body: key, tag: 'test', url: '/alerts' })
  const worker = page.context().serviceWorkers()[0] ?? (await page.context().waitForEvent('serviceworker'))
  // a browser without a window shows no notices and says nothing of it, so what it is asked to show is written down
  await worker.evaluate("self.asked = []; self.registration.showNotification = async (title, { body }) => void self.asked.push(title + ' ' + body)")
  const shown = () => worker.evaluate<string[]>('self.asked')
  const tell = (key: string) =>
    cdp.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId: registrationId ?? '', data: JSON.stringify(payload(key)) })
  await tell('first')
  await expect.poll(shown).toEqual(['红色预警 I first'])
  // what came twice is known; what came after it has been looked at by then
  await tell('first')
  await tell('second')
  await expect.poll(shown).toEqual(['红色预警 I first', '红色预警 I second'])
})

/** Makes a rule by hand, sets what it watches, and removes it. */
async function makeRule(page: Page): Promise<void> {
  const rows = page.getByTestId('rules-table').locator('tbody tr')
  const making = page.getByTestId('new-rule')
  await making.locator('select[name=kind]').selectOption('threshold')
  await making.locator('input[name=name]').fill('夜间噪声')
  await making.locator('button[type=submit]').click()
  const made = rows.filter({ hasText: '夜间噪声' })
  await expect.poll(() => made.innerText()).toContain('停用')
  await made.getByRole('button').click()
  const panel = page.getByTestId('group-rule')
  await panel.locator('input[name=types]').fill('0501')
  await panel.locator('input[name=grids]').fill('999')
  await panel.locator('button[type=submit]').click()
  await expect.poll(() => panel.getByRole('status').innerText()).toBe('填写的内容不正确。')
  await panel.locator('input[name=grids]').fill('')
  await panel.locator('input[name=ownBelow]').fill('')
  await panel.locator('input[name=interval]').fill('')
  await panel.locator('button[type=submit]').click()
  await expect.poll(() => made.innerText()).toContain('v2')
  // what it would have said is told before it is kept, and no more once the form says something else
  await panel.locator('input[name=types]').fill('')
  await panel.locator('input[name=times]').fill('2')
  await panel.locator('input[name=days]').fill('30')
  await panel.locator('select[name=level]').selectOption('1')
  await panel.getByRole('button', { name: '试一试' }).click()
  await expect.poll(() => page.getByTestId('rule-preview').innerText()).toMatch(/近 \d+ 天会报 [1-9]\d* 条/)
  await panel.locator('input[name=types]').fill('0501')
  await expect.poll(() => page.getByTestId('rule-preview').count()).toBe(0)
  expect(await made.innerText()).toContain('v2')
  // of office hours, and of a class, in one place
  await panel.locator('select[name="hours days"]').selectOption('working')
  await panel.locator('input[name="hours to"]').fill('18:30')
  await panel.locator('select[name=by]').selectOption('class')
  await panel.locator('input[name=grids]').fill('411324001')
  await panel.locator('button[type=submit]').click()
  await expect.poll(() => made.innerText()).toContain('1 类 · 1 处 · 工作日 07:00–18:30')
  await page.getByTestId('group-rule').getByRole('button', { name: '启用' }).click()
  await expect.poll(() => made.innerText()).toContain('通知')
  await page.getByTestId('group-rule').getByRole('button', { name: '删除' }).click()
  await expect.poll(() => made.count()).toBe(0)
  // the rule of silences by the clock, off as shipped, goes by no sensitive type
  const shipped = page.getByTestId('rule-quiet')
  await shipped.getByRole('button').click()
  const quiet = page.getByTestId('quiet-rule')
  await quiet.locator('input[name=types]').fill('0102')
  await quiet.locator('button[type=submit]').click()
  await expect.poll(() => quiet.getByRole('status').innerText()).toBe('填写的内容不正确。')
  await quiet.locator('input[name=types]').fill('')
  await quiet.locator('input[name=hours]').fill('72')
  await quiet.locator('select[name=level]').selectOption('2')
  await quiet.locator('button[type=submit]').click()
  await expect.poll(() => shipped.innerText()).toMatch(/静默超时.*v2.*停用/s)
  expect(await quiet.locator('input[name=hours]').inputValue()).toBe('72')
}

it('an administrator gives a fresh code before an account is changed, and sees that of their own in the list', async () => {
  const { page, go } = await enter('auditor', '/audit')
  await page.context().clearCookies()
  await go('/sign-in')
  const { id } = (await findAccount('admin')) ?? { id: '' }
  const { secret } = admin
  const fresh = async () => {
    await pool().query('UPDATE two_factors SET used_step = NULL WHERE user_id = $1', [id])
    return totp(secret)
  }
  await page.locator('input[name=username]').fill('admin')
  await page.locator('input[name=password]').fill(people.admin?.password ?? '')
  await page.locator('[data-testid=sign-in] button[type=submit]').click()
  await page.locator('input[name=code]').fill(await fresh())
  await page.locator('[data-testid=sign-in] button[type=submit]').click()
  await page.waitForURL('**/settings')
  await pool().query(`UPDATE sessions SET step_up_at = step_up_at - interval '10 minutes' WHERE user_id = $1`, [id])

  // a link leads to the accounts, whose places are called by their names
  await go('/settings?account=%E9%9B%AA%E6%9E%AB%E8%A1%97%E9%81%93&accounts=-username#accounts')
  const row = page.getByTestId('accounts').locator('tr', { hasText: 'xuefeng' })
  await row.waitFor()
  expect(await page.getByTestId('accounts').locator('tbody tr').count()).toBe(1)
  expect(await row.locator('td').nth(3).innerText()).toBe('雪枫街道')
  await expect.poll(() => row.evaluate((of) => of.getBoundingClientRect().top < innerHeight)).toBe(true)
  const said = page.getByTestId('account-said')
  const dialog = page.getByTestId('code')
  await row.getByRole('button', { name: '重置密码' }).click()
  await dialog.getByRole('button', { name: '取消' }).click()
  await expect.poll(() => said.innerText()).toContain('需要动态验证码')
  await row.getByRole('button', { name: '重置密码' }).click()
  await dialog.locator('input[name=code]').fill('000000')
  await dialog.locator('button[type=submit]').click()
  await expect.poll(() => dialog.locator('[role=alert]').innerText()).toContain('不正确')
  await dialog.locator('input[name=code]').fill(await fresh())
  await dialog.locator('button[type=submit]').click()
  const once = page.getByTestId('told-once')
  await once.filter({ hasText: 'xuefeng 的初始密码' }).waitFor()
  // and for five minutes it is not asked for again
  await row.getByRole('button', { name: '停用' }).click()
  await expect.poll(() => said.innerText()).toBe('已保存')
  // what is shown only once stands until it is put away
  expect(await once.locator('p').count()).toBe(1)
  await once.getByRole('button').click()
  await once.waitFor({ state: 'detached' })
  expect(await findAccount('xuefeng')).toMatchObject({ disabled: true })

  await go('/account')
  const seen = page.getByTestId('activity').locator('li')
  await seen.first().waitFor()
  expect(await seen.evaluateAll((rows) => rows.slice(0, 2).map((row) => row.getAttribute('data-action')))).toEqual([
    'step_up.failed',
    'session.opened',
  ])
})

it('a dispatcher sorts, searches and narrows the orders, goes through them by keys, keeps that as a view, finds whose taker has left, and leaves', async () => {
  const { page, go } = await enter('dispatcher', '/orders?view=list&period=fortnight')
  const numbers = () => page.getByTestId('order-row').allInnerTexts()
  const head = (name: string) => page.getByTestId('order-rows').locator('th', { hasText: name })
  await page.getByTestId('order-row').first().waitFor()
  expect(await head('待办').getAttribute('aria-sort')).toBe('ascending')
  await head('编号').getByRole('button').click()
  await page.waitForURL(/order=number/)
  await head('编号').getByRole('button').click()
  await page.waitForURL(/order=-number/)
  const areSorted = (of: readonly string[]) => of.every((number, i) => i === 0 || number < (of[i - 1] ?? ''))
  await expect.poll(async () => areSorted(await numbers())).toBe(true)
  const all = await numbers()
  const last = all.at(-1) ?? ''
  await page.keyboard.press('/')
  await page.keyboard.type(last)
  await expect.poll(numbers).toEqual([last])
  await page.keyboard.press('Escape')
  await expect.poll(numbers).toEqual(all)
  const done = page.locator('[data-facet=state][data-value=rated]')
  const count = Number(await done.getAttribute('data-count'))
  await page.keyboard.press('Escape')
  await done.click()
  await expect.poll(() => page.getByTestId('list-count').innerText()).toBe(`共 ${count} 单`)
  const first = (await numbers())[0] ?? ''
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByTestId('order-side').getByText(first).waitFor()
  await page.getByTestId('save-view').click()
  await page.getByTestId('save-view-dialog').locator('input[name=name]').fill('近期完成')
  await page.getByTestId('save-view-dialog').locator('button[type=submit]').click()
  const view = page.getByTestId('views').getByRole('button', { name: '近期完成', exact: true })
  await view.waitFor()
  const shown = await numbers()
  const { pathname, search } = new URL(page.url())
  await go(`${pathname}${search}`)
  await expect.poll(numbers).toEqual(shown)
  await go('/orders?view=list')
  await view.click()
  await expect.poll(numbers).toEqual(shown)

  // one whose taker has left since is due, leads to itself alone, and says so wherever it stands
  const { id, number } = await takenByOneWhoLeft()
  await go('/tasks')
  const due = page.locator('[data-testid=orders-due][data-of=left]')
  await due.and(page.locator('[data-count="1"]')).getByText('志愿者已不在册，待换人').waitFor()
  await due.getByRole('link').click()
  await expect.poll(numbers).toEqual([number])
  const facet = page.getByTestId('facets').getByRole('group', { name: '志愿者已不在册，请换人' })
  await facet.waitFor()
  await page.getByTestId('order-row').click()
  await page.getByTestId('order-facts').getByText('志愿者已不在册，请换人').waitFor()
  await page.getByTestId('clear-facets').click()
  await facet.waitFor({ state: 'detached' })
  await go('/orders')
  await page.locator(`[data-column=serving] [data-id="${id}"]`).getByText('志愿者已不在册，请换人').waitFor()

  // no page of signing in is shown to somebody who has not left
  await page.route('**/api/auth/sign-out', (route) => route.abort(), { times: 1 })
  await page.getByTestId('person').click()
  await page.getByTestId('sign-out').click()
  await page.getByTestId('person-menu').getByRole('alert').filter({ hasText: '还没有退出' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/orders')
  await page.getByTestId('sign-out').click()
  await page.waitForURL('**/sign-in')
})

/** An order that nobody of the demonstration leads on: somebody has taken it, and is in no list of people any more. */
async function takenByOneWhoLeft(): Promise<{ id: string; number: string }> {
  const viewer = { id: 'test', name: 'test', role: 'dispatcher', scope: inGrids('411324001') } as const
  const by = { viewer, actor: { ...viewer, resident: null, person: null, skills: [], follows: null }, address: null }
  const { households } = await readDemoGround()
  const home = households.find(({ grid }) => grid.startsWith('411324001'))
  if (!home) throw new Error('the demonstration has households there')
  const { grid, name, phone, address, lon, lat } = home
  const wanted = { id: randomUUID(), service: 'hospital', grid, household: null, resident: null, link: null, name, phone, address, words: '' }
  const made = await makeOrder(by, { ...wanted, position: [lon, lat], wantedAt: null }, Date.now())
  const [found] = suggestVolunteers(await findVolunteers({ order: made.id, ...made }, Date.now()), 1)
  const person = found?.volunteer.person
  const offered = await actOnOrder(by, made.id, { requestId: randomUUID(), action: 'offer', expectedRevision: made.revision, person }, Date.now())
  const taken = await actOnOrder(by, made.id, { requestId: randomUUID(), action: 'take', expectedRevision: offered.revision }, Date.now())
  await pool().query('UPDATE people SET left_at = clock_timestamp() WHERE id = $1::uuid', [taken.takenBy])
  return { id: made.id, number: orderNumber(made.day, made.sequence) }
}

it('people are found by surname in a community alone, and the search is in the audit', async () => {
  const { page, go } = await enter('dispatcher', '/people')
  await page.getByTestId('coverage-rows').locator('tbody tr').nth(1).waitFor()
  expect(await page.getByTestId('surname-search').count()).toBe(0)
  // a column is left out, and the address says which
  const coverage = page.getByTestId('coverage-rows')
  await page.getByTestId('columns').click()
  await page.locator('[data-column=households]').click()
  await coverage.getByRole('columnheader', { name: '户数' }).waitFor({ state: 'hidden' })
  expect(await coverage.locator('tbody tr').nth(1).locator('td:visible').count()).toBe(7)
  expect(new URL(page.url()).search).toBe('?without=households')
  await go('/people?within=411324001001')
  const rows = page.getByTestId('household-row')
  await page.getByTestId('surname-search').waitFor()
  await rows.first().waitFor()
  const surname = (await rows.first().locator('td').first().innerText()).slice(0, 1)
  await page.keyboard.press('/')
  await page.keyboard.type(surname)
  await page.keyboard.press('Enter')
  await page.waitForURL(/surname=/)
  const names = () => rows.locator('td:first-child').allInnerTexts()
  await expect.poll(async () => [...new Set(await names())]).toEqual([`${surname}*`])
  await go('/people?surname=%E7%8E%8B')
  await page.getByTestId('unbound-row').first().waitFor()
  const auditor = await enter('auditor', '/audit')
  expect((await findInAudit(auditor.page, 'person.read', '姓氏')).some((line) => line.includes(surname))).toBe(true)
  // by time the other way, beside what was searched for, and as a link that is passed on
  const times = async () => (await auditor.page.getByTestId('audit-rows').locator('tbody td:first-child').allInnerTexts()).map((text) => text.trim())
  const newest = await times()
  expect(newest).toEqual(newest.toSorted().reverse())
  await auditor.page.getByRole('columnheader', { name: '时间' }).getByRole('button').click()
  await expect.poll(async () => (await times())[0]).toBe(newest.at(-1))
  expect(await auditor.page.getByRole('columnheader', { name: '时间' }).getAttribute('aria-sort')).toBe('ascending')
  expect(new URL(auditor.page.url()).search).toBe('?action=person.read&order=at')
  // on a phone rows are cards, and the same is chosen above them
  await auditor.page.setViewportSize({ width: 390, height: 844 })
  const choice = auditor.page.getByTestId('sort-choice')
  expect((await choice.boundingBox())?.height).toBeGreaterThanOrEqual(44)
  await choice.selectOption('动作，降序')
  await auditor.page.waitForURL(/order=-action/)
  await choice.selectOption('时间，降序')
  await expect.poll(() => new URL(auditor.page.url()).search).toBe('?action=person.read')
  await expect.poll(times).toEqual(newest)
  // and the search is kept under a name, which leads back to it
  await auditor.page.setViewportSize({ width: 1366, height: 768 })
  await auditor.page.getByTestId('save-view').click()
  await auditor.page.getByTestId('save-view-dialog').locator('input[name=name]').fill('人员查阅')
  await auditor.page.getByTestId('save-view-dialog').locator('button[type=submit]').click()
  await auditor.page.getByTestId('save-view-dialog').waitFor({ state: 'hidden' })
  await auditor.go('/audit?order=at')
  await auditor.page.getByRole('button', { name: '人员查阅', exact: true }).click()
  await expect.poll(() => new URL(auditor.page.url()).search).toBe('?action=person.read')
  expect(await auditor.page.locator('select[name=action]').inputValue()).toBe('person.read')
  await expect.poll(times).toEqual(newest)
})

it('a dispatcher sees who is missing and people masked, opens one for a reason and a code, and it closes after five minutes', async () => {
  const { page, go } = await enter('dispatcher', '/account')
  await page.clock.install()
  const secret = await setUpFactor({ page }, 'dispatcher')

  await go('/people')
  const unbound = page.getByTestId('unbound-row')
  await unbound.first().waitFor()
  await page.getByTestId('vacancies').locator('li').first().waitFor()
  const listed = await page.locator('main').innerText()
  expect(listed).toMatch(MASKED)
  expect(listed).not.toMatch(CLEAR)
  // one of those who have a phone
  const row = unbound.filter({ hasText: MASKED }).first()
  await row.getByRole('button').click()
  const dialog = page.getByTestId('reveal')
  await dialog.locator('input[name=reason]').fill('核实未绑定户')
  await dialog.locator('button[type=submit]').click()
  await dialog.locator('input[name=code]').fill(totp(secret))
  await dialog.locator('button[type=submit]').click()
  await expect.poll(() => dialog.innerText()).toMatch(CLEAR)
  const [phone = ''] = CLEAR.exec(await dialog.innerText()) ?? []
  await page.clock.fastForward(REVEAL_MS)
  await dialog.waitFor({ state: 'detached' })
  await pool().query(`UPDATE reveals SET until = until - interval '5 minutes'`)
  await page.reload()
  await unbound.first().waitFor()
  expect(await page.locator('main').innerText()).not.toMatch(CLEAR)

  const auditor = await enter('auditor', '/audit')
  const found = await findInAudit(auditor.page, 'person.revealed', '核实未绑定户')
  expect(found[0]).toContain('涅阳街道派单员')
  expect(found[0]).toMatch(/内容\s+电话/)
  expect(await auditor.page.locator('main').innerText()).not.toContain(phone)
})

it('whoever has not the role is told so plainly, and reads no names', async () => {
  const { page, go } = await enter('viewer', '/people')
  await page.getByTestId('coverage-rows').locator('tbody tr').nth(1).waitFor()
  expect(await page.getByTestId('unbound-row').count()).toBe(0)
  const read = (at: string) => page.evaluate(async (address) => (await fetch(address)).status, at)
  expect(await Promise.all(['/api/people', '/api/households', '/api/audit'].map(read))).toEqual([403, 403, 403])
  await go('/settings')
  expect(await page.locator('main [role=alert]').innerText()).toContain('这一页只对系统管理员开放')
  await go('/audit')
  expect(await page.locator('main [role=alert]').innerText()).toContain('审计只对审计员和系统管理员开放')
})

it('an administrator sets a source up, sees its bad rows, keeps the good ones, and lets nobody leave by a file that was cut off', async () => {
  const { page, go } = await openPerson(browser, server.url, { role: 'administrator', scope: inGrids(''), map: false }).then((person) => {
    opened.push(person)
    return person
  })
  await go('/sources')
  // 「村振」 of the demonstration, with the totals that were reported beside it
  const crowd = page.locator('[data-testid=reported-row][data-key=crowd]')
  await expect.poll(async () => Number(await crowd.locator('[data-live]').getAttribute('data-live'))).toBeGreaterThan(1_000)
  expect(await crowd.locator('[data-difference]').innerText()).toMatch(/^本系统少 约 27\d,\d{3}$/)
  await crowd.locator('[data-testid=explains][data-list=onlyHere]').click()
  await page.getByTestId('source-row').first().waitFor()
  expect(await page.getByTestId('source-rows').innerText()).not.toMatch(CLEAR)

  // members of the Party as units know them; cadres are no such thing, and it says why
  const party = page.locator('[data-testid=reported-row][data-key=partyMembers]')
  expect(Number(await party.locator('[data-live]').getAttribute('data-live'))).toBeGreaterThan(50)
  expect(await party.getByRole('link', { name: /在职党员报到/ }).getAttribute('href')).toContain('list=registered&as=in_service')
  await page.locator('[data-testid=reported-row][data-key=cadres]').getByText('口径不同，不相比').waitFor()

  await page.getByTestId('add-source').click()
  const form = page.getByTestId('source-form')
  await form.locator('input[name=name]').fill('街道台账')
  await form.getByTestId('kind').selectOption('table')
  await form.getByTestId('effect').selectOption('keep')
  for (const [field, column] of Object.entries({ externalId: '户编号', name: '户主', community: '社区', address: '住址', phone: '电话' }))
    await form.locator(`[data-field=${field}]`).fill(column)
  await form.getByTestId('save-source').click()
  await form.waitFor({ state: 'detached' })
  const detail = page.getByTestId('source-detail')
  await detail.getByRole('heading', { name: '街道台账' }).waitFor()

  const row = (i: number) => `T${i},王${i},幸福路社区,幸福路${i}号院,1380000${1_000 + i}`
  const good = Array.from({ length: 20 }, (_, i) => row(i + 1))
  const send = async (rows: readonly string[]) => {
    const buffer = Buffer.from(['户编号,户主,社区,住址,电话', ...rows].join('\n'))
    await page.getByTestId('file').setInputFiles({ name: '台账.csv', mimeType: 'text/csv', buffer })
    await expect.poll(() => page.getByTestId('source-said').innerText()).toContain('台账.csv 已上传')
  }
  const counts = () =>
    detail
      .locator('[data-count]')
      .evaluateAll((all) => Object.fromEntries(all.map((one) => [one.getAttribute('data-count'), Number(one.getAttribute('data-value'))])))
  const run = async (button: string, number: number, state: string) => {
    await page.getByTestId(button).click()
    await expect.poll(() => page.getByTestId('run').count()).toBe(number)
    await page.getByTestId('run').first().locator(`[data-state=${state}]`).waitFor()
    await expect.poll(() => page.getByTestId('last-run').locator(`[data-state=${state}]`).count()).toBe(1)
    return counts()
  }
  await send([...good, 'T21,李四,月亮社区,某处,13800009999', 'T22,赵六,幸福路社区,幸福路22号院,没有电话'])
  expect(await run('run-dry', 1, 'done')).toMatchObject({ read: 22, added: 20, rejected: 2, left: 0 })
  await expect
    .poll(() => page.getByTestId('reject').allInnerTexts())
    .toEqual([
      expect.stringMatching(/^22\s+社区\s+没有这个网格或社区\s+月亮社区\s+T21$/),
      expect.stringMatching(/^23\s+电话\s+内容有误：[^没]+\s+—\s+T22$/),
    ])
  expect(await run('run-real', 2, 'done')).toMatchObject({ read: 22, added: 20, rejected: 2 })
  expect(await run('run-real', 3, 'done')).toMatchObject({ read: 22, added: 0, changed: 0, same: 20, rejected: 2 })
  // what is to be looked at, by community
  await page.locator('[data-community=none] [data-list=rejected]').click()
  await expect.poll(() => page.getByTestId('source-row').allInnerTexts()).toEqual([expect.stringContaining('月亮社区')])

  await send(good.slice(0, 10))
  expect(await run('run-real', 4, 'held')).toMatchObject({ left: 10 })
  await page.getByTestId('held').getByText('有 10 条在来源里找不到了').waitFor()
  await send(good)
  expect(await run('run-real', 5, 'done')).toMatchObject({ same: 20, left: 0 })
  await page.locator('[data-community=all]').getByText('20', { exact: true }).waitFor()
})

/** Saves what a dialog says and answers what it is told. */
async function press(page: Page, button: Locator, at: string): Promise<number> {
  const answered = page.waitForResponse((r) => new URL(r.url()).pathname === at && r.request().method() !== 'GET')
  await button.click()
  return (await answered).status()
}
const Source = z.looseObject({ id: z.string(), revision: z.int(), hour: z.nullable(z.int()), maxLeft: z.int() })
const Place = z.looseObject({ id: z.string(), revision: z.int(), kind: z.string(), name: z.string(), contact: z.nullable(z.string()) })

it('what somebody else has changed since a form was opened is not written over: whoever saves is told, and what they wrote stays', async () => {
  const person = await openPerson(browser, server.url, { role: 'administrator', scope: inGrids(''), map: false })
  opened.push(person)
  const { page, go, token } = person
  await page.clock.install()
  const change = async (method: string, at: string, body: object) => {
    const init = { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    expect((await server.fetch(at, token, init)).status).toBe(200)
  }
  const read = async (at: string): Promise<unknown> => (await server.fetch(at, token)).json()

  // a source, which the page reads anew again and again
  await go('/sources')
  await page.getByTestId('edit-source').click()
  const form = page.getByTestId('source-form')
  await form.locator('select[name=hour]').waitFor()
  const id = (await page.getByTestId('source-detail').getAttribute('data-source')) ?? ''
  const at = `/api/sources/${id}`
  const before = Source.parse(await read(at))
  const hour = before.hour === 5 ? 6 : 5
  await change('PUT', at, { ...before, hour, expectedRevision: before.revision })
  await form.locator('input[name=maxLeft]').fill('7')
  await page.clock.fastForward(30_000)
  await page.getByTestId('source-detail').locator('dd').getByText(`每天 ${hour} 时`).waitFor()
  const saving = form.getByTestId('save-source')
  // nor by a second try
  for (const _ of [1, 2]) expect(await press(page, saving, at)).toBe(409)
  expect(await form.getByTestId('form-fault').innerText()).toContain('别人刚改过')
  expect(await form.locator('input[name=maxLeft]').inputValue()).toBe('7')
  await form.getByRole('button', { name: '取消' }).click()
  await page.getByTestId('edit-source').click()
  expect(await form.locator('select[name=hour]').inputValue()).toBe(String(hour))
  await form.locator('input[name=maxLeft]').fill('7')
  expect(await press(page, saving, at)).toBe(200)
  expect(Source.parse(await read(at))).toMatchObject({ hour, maxLeft: 7 })

  // the totals that were reported, which have no revision
  await page.getByTestId('edit-reported').click()
  const totals = page.getByTestId('reported-form')
  const rounded = totals.locator('input[name="crowd.rounded"]')
  await rounded.waitFor()
  const { figures } = ReportedIn.parse(await read('/api/reported'))
  const others = figures.map((figure) => (figure.key === 'cadres' ? { ...figure, count: figure.count + 1 } : figure))
  await change('PUT', '/api/reported', { figures: others })
  await rounded.uncheck()
  for (const _ of [1, 2]) expect(await press(page, totals.getByTestId('save-reported'), '/api/reported')).toBe(409)
  expect(await rounded.isChecked()).toBe(false)
  await totals.getByRole('button', { name: '取消' }).click()
  expect(ReportedIn.parse(await read('/api/reported')).figures).toEqual(others)

  // a part of the settings: another part that somebody else has changed is left as it is, and hinders nobody
  await go('/settings')
  const minutes = page.getByTestId('ladder-minutes')
  await minutes.locator('input[name=red]').waitFor()
  const settings = Settings.parse(await read('/api/settings'))
  const ladder = { ...settings.ladder, red: settings.ladder.red + 1 }
  await change('PUT', '/api/settings', { ladder })
  const gates = page.getByTestId('record-gates')
  await gates.locator('input[name=days]').fill('400')
  expect(await press(page, gates.locator('button[type=submit]'), '/api/settings')).toBe(200)
  await minutes.locator('input[name=orange]').fill('77')
  for (const _ of [1, 2]) expect(await press(page, minutes.locator('button[type=submit]'), '/api/settings')).toBe(409)
  expect(await page.getByTestId('said').innerText()).toContain('已被他人修改')
  expect(await minutes.locator('input[name=orange]').inputValue()).toBe('77')
  expect(Settings.parse(await read('/api/settings'))).toMatchObject({ ladder, gates: { days: 400 } })

  // a rule, which is read anew once a minute
  await go('/rules?rule=urgency')
  const rule = page.getByTestId('fact-rule')
  await rule.locator('input[name=late]').fill('99')
  await change('PUT', '/api/rules', { rules: [{ id: 'urgency', hours: { dayKind: 'every', from: '07:00', to: '22:00' } }] })
  await page.clock.fastForward(70_000)
  await expect.poll(() => page.getByTestId('rule-urgency').innerText()).toContain('07:00')
  for (const _ of [1, 2]) expect(await press(page, rule.locator('button[type=submit]'), '/api/rules')).toBe(409)
  await expect.poll(() => rule.getByRole('status').innerText()).toContain('别人刚改过这条规则')
  expect(await rule.locator('input[name=late]').inputValue()).toBe('99')
  // chosen anew it is as it is now
  await page.getByTestId('rule-urgency').getByRole('button').click()
  await expect.poll(() => rule.locator('input[name="hours to"]').inputValue()).toBe('22:00')
  await rule.locator('input[name=late]').fill('99')
  expect(await press(page, rule.locator('button[type=submit]'), '/api/rules')).toBe(200)

  // a place that was looked at before, which is shown as it was then and read anew
  await go('/places')
  const row = page.getByTestId('place-row').first()
  await row.click()
  await page.getByTestId('edit-place').waitFor()
  await page.getByTestId('close-place').click()
  await page.clock.fastForward(10_000)
  const anew = await hold(page, (url) => /^\/api\/places\/[\da-f-]{36}$/.test(url.pathname))
  await row.click()
  await page.getByTestId('edit-place').click()
  const dialog = page.getByTestId('action-dialog')
  await dialog.locator('input[name=contact]').fill('门卫室')
  await expect.poll(anew.asked).toBeGreaterThan(0)
  const card = page.getByTestId('place-card').locator('[data-id]')
  const placeAt = `/api/places/${await card.getAttribute('data-id')}`
  const { place } = z.looseObject({ place: Place }).parse(await read(placeAt))
  const kind = place.kind === 'club' ? 'station' : 'club'
  await change('POST', '/api/places', { ...place, kind, name: `${place.name}（新）`, expectedRevision: place.revision, requestId: randomUUID() })
  await anew.release()
  await card.getByText(`${place.name}（新）`).waitFor()
  for (const _ of [1, 2]) expect(await press(page, dialog.getByTestId('do'), '/api/places')).toBe(409)
  expect(await dialog.getByRole('alert').innerText()).toContain('别人刚刚改过')
  expect(await dialog.locator('input[name=contact]').inputValue()).toBe('门卫室')
  await dialog.getByRole('button', { name: '取消' }).click()
  await page.getByTestId('edit-place').click()
  await dialog.locator('input[name=contact]').fill('门卫室')
  expect(await press(page, dialog.getByTestId('do'), '/api/places')).toBe(200)
  const after = z.looseObject({ place: Place }).parse(await read(placeAt))
  expect(after.place).toMatchObject({ kind, name: `${place.name}（新）`, contact: '门卫室' })
})

it('cases of another platform come in by a source, and so do its organisations: each is told as what it is', async () => {
  const { page, go } = await openPerson(browser, server.url, { role: 'administrator', scope: inGrids(''), map: false }).then((person) => {
    opened.push(person)
    return person
  })
  await go('/sources')
  const detail = page.getByTestId('source-detail')
  const add = async (name: string, subject: string, columns: Record<string, string>) => {
    await page.getByTestId('add-source').click()
    const form = page.getByTestId('source-form')
    await form.locator('input[name=name]').fill(name)
    await form.getByTestId('kind').selectOption('table')
    await form.getByTestId('subject').selectOption(subject)
    for (const [field, column] of Object.entries(columns)) await form.locator(`[data-field=${field}]`).fill(column)
    if (subject === 'events') {
      expect(await form.getByTestId('effect').locator('option').allInnerTexts()).toEqual(['同步到本系统'])
      expect(await form.locator('[name=maxLeft], [name=areas]').count()).toBe(0)
      await form.locator('[name=types]').fill('噪音扰民=0101')
    }
    await form.getByTestId('save-source').click()
    await form.waitFor({ state: 'detached' })
    await detail.getByRole('heading', { name }).waitFor()
  }
  const run = async (button: string, number: number, rows: readonly string[] | null) => {
    if (rows) {
      await page.getByTestId('file').setInputFiles({ name: '导出.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) })
      await expect.poll(() => page.getByTestId('source-said').innerText()).toContain('导出.csv 已上传')
    }
    await page.getByTestId(button).click()
    await expect.poll(() => page.getByTestId('run').count()).toBe(number)
    await expect.poll(() => page.getByTestId('last-run').locator('[data-state=done]').count()).toBe(1)
    return detail
      .locator('[data-count]')
      .evaluateAll((all) => Object.fromEntries(all.map((one) => [one.getAttribute('data-count'), Number(one.getAttribute('data-value'))])))
  }

  // what stands above a source stays there while it is read anew: else its buttons would jump from under the pointer
  const reported = page.getByTestId('reported-row')
  await reported.first().waitFor()
  const shown = await reported.count()
  const anew = await hold(page, '**/api/reported')
  await add('城管案卷', 'events', { externalId: '案卷号', occurredAt: '上报时间', type: '小类', grid: '社区' })
  await expect.poll(anew.asked).toBe(1)
  expect(await reported.count()).toBe(shown)
  await anew.release()
  expect(await detail.innerText()).toContain('文件里没有了的事件保持不变')
  const cases = ['案卷号,上报时间,小类,社区', 'C1,2026-03-02 09:00:00,噪音扰民,幸福路社区', 'C2,2026-03-02 09:00:00,合唱,幸福路社区']
  expect(await run('run-dry', 1, cases)).toEqual({ read: 2, added: 1, changed: 0, same: 0, rejected: 1 })
  await expect.poll(() => page.getByTestId('reject').allInnerTexts()).toEqual([expect.stringMatching(/^3\s+小类\s+没有这个事件类型\s/)])
  expect(await run('run-real', 2, null)).toMatchObject({ added: 1, rejected: 1 })
  expect(await run('run-real', 3, cases.slice(0, 1))).toEqual({ read: 0, added: 0, changed: 0, same: 0, rejected: 0 })
  await detail.getByText('1 条', { exact: true }).waitFor()

  // its columns are those of the files that the page of organisations takes
  await add('组织台账', 'units', {})
  const units = ['编号,名称,类别,网格编码,上级编号', 'U1,城管志愿队,志愿队,幸福路社区,', 'U2,合唱队,乐队,幸福路社区,']
  expect(await run('run-real', 1, units)).toMatchObject({ added: 1, rejected: 1, left: 0, above: 0 })
  // an organisation is called by its name
  await page.locator('[data-community=all] [data-list=matched]').click()
  await expect.poll(() => page.getByTestId('source-row').allInnerTexts()).toEqual([expect.stringMatching(/^城管志愿队\s/)])
})

it('the organisation: each figure opens its list, a blank spot says who is near, and who is sent there is told at once', async () => {
  const { page, go } = await openPerson(browser, server.url, { role: 'dispatcher', scope: inGrids('411324002'), map: false }).then((person) => {
    opened.push(person)
    return person
  })
  await go('/organisation')
  await page.getByTestId('unit-card').waitFor()
  await page.getByTestId('unit-people').waitFor()
  for (const name of await page.getByTestId('unit-people').locator('li > span:first-child').allInnerTexts()) expect(name).toMatch(/^.\*$/)
  // by keys: to the next row, and to the lists
  const chosen = () => page.locator('[data-row][data-chosen=true]').getAttribute('data-row')
  const first = await chosen()
  await page.keyboard.press('ArrowDown')
  await expect.poll(chosen).not.toBe(first)
  await page.keyboard.press('v')
  await page.getByTestId('unit-list').waitFor()

  const figure = page.locator('[data-figure=blanks]')
  const blanks = Number(await figure.getAttribute('data-value'))
  await figure.click()
  await page.getByTestId('blank-rows').waitFor()
  expect(await page.getByTestId('blank-rows').locator('tbody tr').count()).toBe(blanks)
  await page
    .getByTestId('blank-rows')
    .locator('tr', { hasText: '小网格' })
    .filter({ hasText: '也没有派党建指导员' })
    .first()
    .getByRole('button')
    .click()
  const card = page.getByTestId('blank-card')
  await card.waitFor()
  expect(await card.innerText()).toMatch(/直线距离 [\d,]+ 米/)
  await page.keyboard.press('b')
  const dialog = page.getByTestId('action-dialog')
  await dialog.locator('[data-testid=party-picker][data-loaded=true]').waitFor()
  await dialog.locator('select[size] option:not([hidden])').first().click()
  await dialog.getByTestId('do').click()
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => card.getAttribute('data-lacks')).toBe('organisation')
  expect(Number(await figure.getAttribute('data-value'))).toBe(blanks) // somebody at work there is no organisation yet

  // a file: what would come of it first, with the rows that are not taken
  await page.getByTestId('import-units').click()
  const sent = page.getByTestId('import-dialog')
  const rows = ['编号,类别,名称,网格编码', '1,志愿队,玉都志愿队,411324002', '2,志愿队,别街志愿队,411324001', '3,乐队,合唱队,411324002']
  await sent.locator('input[type=file]').setInputFiles({ name: '组织.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) })
  await sent.getByTestId('preview-import').click()
  await sent.locator('[data-testid=import-outcome][data-dry=true]').waitFor()
  expect(await sent.getByTestId('refused-rows').locator('tbody tr').allInnerTexts()).toEqual(['3\t网格编码\t不在您的范围里', '4\t类别\t不认得这个词'])
  await sent.getByTestId('run-import').click()
  await sent.locator('[data-testid=import-outcome][data-dry=false]').waitFor()
  expect(await sent.locator('[data-count=added]').innerText()).toBe('1')
  await sent.getByRole('button', { name: '关闭' }).last().click()

  // totals of the whole county are not said to be missing to somebody of a street
  await go('/sources')
  await expect.poll(() => page.getByTestId('reported').innerText()).toContain('全县范围才显示')
  expect(await page.getByTestId('reported').innerText()).not.toMatch(/还没有/)
})
