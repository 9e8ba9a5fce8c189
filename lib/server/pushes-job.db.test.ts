import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { changeAccount, createAccount } from '@/lib/db/accounts/accounts'
import { revokeSessions } from '@/lib/db/accounts/sessions'
import { actOnAlert } from '@/lib/db/alerts/act-on-alert'
import { getAlert } from '@/lib/db/alerts/alert-list'
import { readAlertBook, readAlerts } from '@/lib/db/alerts/alert-rows'
import { writeAlerts } from '@/lib/db/alerts/write-alerts'
import { changeSettings } from '@/lib/db/county-settings'
import { changeRoster } from '@/lib/db/duty/roster'
import { pool, transaction } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { lockHead } from '@/lib/db/log/log'
import { readPreferences, writePreferences } from '@/lib/db/reach/preferences'
import { readBrowsers, removeBrowser, saveBrowser, testBrowser } from '@/lib/db/reach/push-browsers'
import { readPushKeys } from '@/lib/db/reach/push-keys'
import { forgetPushes, queuePushes } from '@/lib/db/reach/push-outbox'
import type { Viewer } from '@/lib/domain/access'
import type { AccountRole } from '@/lib/domain/account'
import { nextDigestAt } from '@/lib/domain/alert-budget'
import type { AlertRecord } from '@/lib/domain/alert-record'
import { ALERT_BUDGET } from '@/lib/domain/budget-limits'
import { HOUR_MS } from '@/lib/domain/clock'
import { NO_LADDER } from '@/lib/domain/ladder'
import { NO_PREFERENCES, type Preferences } from '@/lib/domain/preferences'
import { describeEachEngine } from '@/lib/testing/database'
import { startPushService } from '@/lib/testing/push-service'
import { newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { ALERTS_READER, evaluateNext } from './alerts-job'
import { deliverPushes } from './pushes-job'

describeEachEngine('pushes', () => {
  const actor = { actor: { id: 'test', name: 'test', role: null } }
  const way = { subject: 'https://gridsight.example', allowPrivate: true }
  let service: Awaited<ReturnType<typeof startPushService>>
  let alerts: Fence
  let pushes: Fence
  let publicKey = ''
  let people: Record<'officer' | 'other' | 'reader', Viewer>
  const lease = async (name: string) => {
    const taken = await takeLease(name, randomUUID(), 600_000)
    if (!taken) throw new Error('somebody has the lease')
    return taken
  }
  const context = () => ({ now: Date.now(), address: null })
  const person = async (username: string, role: AccountRole): Promise<Viewer> => {
    const scope = { kind: 'grids' as const, prefixes: [''] }
    const { account } = await createAccount({ username, name: username, role, scope, password: 'Aa1-aaaaaaaa' }, actor)
    return { id: account.id, name: username, role, scope, userId: account.id, sessionId: randomUUID() }
  }
  /** Opens a session of a person that runs out at a time, as a sign-in does. */
  const signIn = async (who: Viewer, expires = Date.now() + HOUR_MS) => {
    await pool().query(
      `INSERT INTO sessions (id, token, user_id, expires_at, created_at, updated_at) VALUES ($1, $1, $2, to_timestamp($3::float8 / 1000), now(), now())
       ON CONFLICT (id) DO NOTHING`,
      [who.sessionId, who.id, expires],
    )
  }
  const subscribe = async (who: Viewer, name: string, language: 'zh-CN' | 'en' = 'zh-CN') => {
    const browser = service.browser(name)
    return saveBrowser(who, { ...browser.subscription, language }, { ...context(), browser: 'Chromium' })
  }
  const post = async (column: number, row: number, type = '0402') => {
    const made = newEvent({ type, position: spot(column, row) })
    expect((await saveEvents([made], { viewer: viewer('dispatcher'), now: Date.now() })).rejected).toEqual([])
    while (await evaluateNext(alerts));
    const { rows } = await pool().query<{ number: number }>('SELECT number FROM events WHERE id = $1', [made.id])
    const found = (await readAlertBook(100)).alerts.find(({ members }) => members.some(({ number }) => number === rows[0]?.number))
    if (!found) throw new Error('no alert')
    return found
  }
  /** Sends what is due; `later`: so many milliseconds from now. */
  const deliver = async (later = 0) => {
    service.got.length = 0
    while ((await deliverPushes(pushes, Date.now() + later, way)) > 0);
    expect(service.faults).toEqual([])
    return service.got.map(({ path, body }) => `${path} ${body}`).sort()
  }
  const prefer = (who: Viewer, of: Partial<Preferences>) => writePreferences(who, { ...NO_PREFERENCES, ...of }, context())
  const rise = (alert: AlertRecord, now = Date.now()) =>
    transaction((tx) => queuePushes(tx, [{ alert, steps: [{ step: 'risen', detail: {} }] }], now))

  beforeAll(async () => {
    await saveSmallCounty()
    ;[alerts, pushes] = [await lease(ALERTS_READER.name), await lease('pushes')]
    while (await evaluateNext(alerts));
    publicKey = (await readPushKeys()).publicKey
    service = await startPushService(() => publicKey)
    people = { officer: await person('officer', 'dispatcher'), other: await person('other', 'supervisor'), reader: await person('reader', 'viewer') }
    const [begins, ends] = [Date.now() - HOUR_MS, Date.now() + 40 * HOUR_MS]
    const officer = { name: '周明', account: people.officer.id }
    await changeRoster(viewer('supervisor'), { shifts: [{ id: randomUUID(), begins, ends, officer, leader: null }] }, context())
  })
  afterAll(() => service.stop())
  beforeEach(async () => {
    service.answers(201)
    await pool().query('DELETE FROM push_subscriptions')
    await pool().query('DELETE FROM alert_preferences')
  })

  it('tell those on duty of what is new, encrypted for their browser and signed, in its language, once a change', async () => {
    await subscribe(people.officer, 'officer')
    await subscribe(people.other, 'other', 'en')
    await subscribe(people.reader, 'reader')
    const alert = await post(0, 0)
    const [record] = await readAlerts([alert.id])
    if (!record) throw new Error('no alert')
    expect(await deliver()).toEqual(['/officer 燃气泄漏：特急事件 1 件，411324001101社区1号院', '/other 燃气泄漏: 1 event, Yard 1'])
    expect(service.got.find(({ path }) => path === '/officer')).toMatchObject({
      ...{ title: '红色预警 I', tag: `${alert.id} red`, url: `/alerts?alert=${alert.id}`, ttl: 1_800, topic: alert.id.replaceAll('-', '') },
      ...{ subject: way.subject, audience: service.origin },
    })
    // the same change again is the same row
    await rise({ ...record })
    expect(await deliver()).toEqual([])
    expect((await readPushKeys()).publicKey).toBe(publicKey)
    expect(await readBrowsers(people.officer.id)).toMatchObject([{ browser: 'Chromium', last: { state: 'delivered', status: 201, fault: null } }])

    await actOnAlert(people.officer, alert.id, { requestId: randomUUID(), action: 'acknowledge' }, { now: Date.now() })
    expect(await deliver()).toEqual([])
  })

  it('say no more of sensitive types than a number of a street, and to nobody who does not see them', async () => {
    await subscribe(people.officer, 'officer')
    await subscribe(people.reader, 'reader')
    const alert = await post(2, 0)
    await pool().query(`DELETE FROM push_deliveries`)
    await rise({ ...alert, revision: alert.revision + 1, sensitive: true })
    await pool().query(`UPDATE alerts SET sensitive = true, body = jsonb_set(body, '{sensitive}', 'true') WHERE id = $1`, [alert.id])
    expect(await deliver()).toEqual(['/officer 1街道：敏感类预警 1'])
  })

  it('go by preferences but for whom the ladder calls by name', async () => {
    await subscribe(people.officer, 'officer')
    await subscribe(people.other, 'other')
    for (const who of [people.officer, people.other]) await prefer(who, { colours: ['blue'] })
    const alert = await post(5, 0)
    expect((await deliver()).map((line) => line.split(' ')[0])).toEqual(['/officer'])
    const told = async (who: Viewer) => (await getAlert(who, alert.id, Date.now(), await loadAtlas()))?.callsYou
    expect([await told(people.officer), await told(people.other), await told(viewer('dispatcher'))]).toEqual([true, false, false])
    await prefer(people.other, { types: ['0101'] })
    await rise({ ...alert, revision: alert.revision + 1 })
    expect(await deliver()).toEqual([])
    await prefer(people.other, { types: ['0402', '0101'] })
    await rise({ ...alert, revision: alert.revision + 2 })
    expect((await deliver()).map((line) => line.split(' ')[0])).toEqual(['/other'])
    await expect(prefer(people.other, { types: ['9999'] })).rejects.toMatchObject({ code: 'not_found' })
    expect([(await readPreferences(people.other.id)).types, await readPreferences(people.reader.id)]).toEqual([['0402', '0101'], NO_PREFERENCES])
  })

  it('hold what quiet hours hold, and tell it after them as one, without what was acknowledged meanwhile', async () => {
    await subscribe(people.other, 'other')
    const clock = (ms: number) => new Date(Date.now() + 8 * HOUR_MS + ms).toISOString().slice(11, 16)
    const quiet = { from: clock(-HOUR_MS), to: clock(2 * HOUR_MS), red: false }
    await prefer(people.other, { quiet })
    const [one, two, three] = [await post(6, 0), await post(4, 2), await post(1, 2)]
    expect(await deliver()).toEqual([])
    if (three) await actOnAlert(people.officer, three.id, { requestId: randomUUID(), action: 'acknowledge' }, { now: Date.now() })
    await rise({ ...one, revision: one.revision + 1 })
    expect(await deliver(2 * HOUR_MS)).toEqual(['/other 2 条待签收：红色 2'])
    expect(await deliver(3 * HOUR_MS)).toEqual([])
    // red ones call all the same where that is wanted
    await prefer(people.other, { quiet: { ...quiet, red: true } })
    await rise({ ...two, revision: two.revision + 1 })
    expect(await deliver()).toHaveLength(1)
    await forgetPushes(pushes, Date.now() + 9 * 24 * HOUR_MS, 7)
    expect((await pool().query('SELECT 1 FROM push_deliveries')).rows).toEqual([])
  })

  it('tell what goes beyond the budget of alerts as one, when its digest is due', async () => {
    await subscribe(people.officer, 'officer')
    await subscribe(people.other, 'other', 'en')
    const red = await post(0, 3)
    expect(await deliver()).toHaveLength(2)
    // the red one is told today, so none that may wait is
    await changeSettings(viewer('administrator'), { budget: { ...ALERT_BUDGET, daily: 1, nightly: 0 } }, context())
    const now = Date.now()
    const lesser = ['411324002101001', '411324002102001', '411324002103001'].map((grid) => ({
      ...{ ...red, id: randomUUID(), rule: { ...red.rule, id: 'overdue', kind: 'overdue' as const }, stream: '0501', types: ['0501'] },
      ...{ colour: 'yellow' as const, members: red.members.map((member) => ({ ...member, grid })), ladder: NO_LADDER },
    }))
    const raised = lesser.map((alert) => ({
      alert,
      steps: [{ step: 'raised' as const, at: now, detail: {}, state: alert.state, colour: alert.colour }],
    }))
    await transaction(async (tx) => writeAlerts(tx, await lockHead(tx), raised, { now }))
    const due = nextDigestAt(now) - now
    expect(await deliver(due - 60_000)).toEqual([])
    const [first] = lesser
    if (first) await actOnAlert(people.officer, first.id, { requestId: randomUUID(), action: 'acknowledge' }, { now: Date.now() })
    expect(await deliver(due)).toEqual(['/officer 2 条待签收：黄色 2', '/other 2 waiting: 2 yellow'])
    expect(service.got.map(({ title }) => title).sort()).toEqual(['Digest of alerts', '预警汇总'])
    expect(await deliver(due + HOUR_MS)).toEqual([])
    await changeSettings(viewer('administrator'), { budget: ALERT_BUDGET }, context())
  })

  it('are tried again for half an hour with the same key, and forget a browser that is no more', async () => {
    const id = await subscribe(people.other, 'other')
    const gone = await subscribe(people.officer, 'officer')
    await testBrowser(people.other, id, context())
    service.answers(503)
    await deliver()
    const [first] = service.got
    await deliver(11_000)
    expect([service.got[0]?.key, service.got[0]?.body]).toEqual([first?.key, '测试：这个浏览器收得到预警推送。'])
    expect(await readBrowsers(people.other.id)).toMatchObject([{ last: { state: 'waiting', status: 503, fault: 'answered 503' } }])
    await deliver(29 * 60_000)
    expect(await readBrowsers(people.other.id)).toMatchObject([{ last: { state: 'failed' } }])
    service.answers(410)
    await testBrowser(people.officer, gone, context())
    await deliver()
    expect(await readBrowsers(people.officer.id)).toEqual([])
  })

  it('are refused to private addresses', async () => {
    const id = await subscribe(people.other, 'other')
    await testBrowser(people.other, id, context())
    service.got.length = 0
    await deliverPushes(pushes, Date.now(), { ...way, allowPrivate: false })
    expect([service.got, await readBrowsers(people.other.id)]).toMatchObject([[], [{ last: { state: 'waiting', fault: 'private address' } }]])
  })

  it('end with the sign-out and with the account, not with a session that ran out', async () => {
    const browsers = async () => (await readBrowsers(people.other.id)).length
    await signIn(people.other)
    const id = await subscribe(people.other, 'other')
    await expect(removeBrowser(people.officer, id, context())).rejects.toMatchObject({ code: 'not_found' })
    await revokeSessions(people.other.id, { id: people.other.sessionId ?? '' }, { actor: actor.actor, action: 'session.closed' })
    expect(await browsers()).toBe(0)

    await signIn(people.other, Date.now() - HOUR_MS)
    await subscribe(people.other, 'other')
    await pool().query('DELETE FROM sessions WHERE id = $1', [people.other.sessionId])
    expect(await browsers()).toBe(1)
    await changeAccount(people.other.id, { disabled: true }, actor)
    expect(await browsers()).toBe(0)
    await changeAccount(people.other.id, { disabled: false }, actor)

    // a browser is of whoever signed in there last; of a person ten at most
    await subscribe(people.other, 'shared')
    await subscribe(people.officer, 'shared')
    expect([await browsers(), (await readBrowsers(people.officer.id)).length]).toEqual([0, 1])
    for (let n = 0; n < 11; n++) await subscribe(people.other, `b${n}`)
    expect(await browsers()).toBe(10)
    await expect(
      saveBrowser(viewer('dispatcher'), { ...service.browser('x').subscription, language: 'en' }, { ...context(), browser: null }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})
