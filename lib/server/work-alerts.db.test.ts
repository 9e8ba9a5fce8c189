import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { previewRule } from '@/lib/api/rule-past'
import { writeDueEnds } from '@/lib/db/alerts/alert-ends'
import { alertId } from '@/lib/db/alerts/alert-id'
import { getAlert, listAlerts } from '@/lib/db/alerts/alert-list'
import { readAlertBook } from '@/lib/db/alerts/alert-rows'
import { changeRules } from '@/lib/db/alerts/change-rules'
import { makeRule } from '@/lib/db/alerts/make-rule'
import { readRules } from '@/lib/db/alerts/rules'
import { setSilence } from '@/lib/db/alerts/silences'
import { actOnItem } from '@/lib/db/duties/duty-acts'
import { shippedDutyId } from '@/lib/db/duties/duty-ids'
import { listItems } from '@/lib/db/duties/duty-items'
import { ensureShipped, saveTemplate } from '@/lib/db/duties/duty-templates'
import { makeDueItems } from '@/lib/db/duties/make-items'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { actOnOrder } from '@/lib/db/orders/act-on-order'
import { makeOrder } from '@/lib/db/orders/make-order'
import { isLive } from '@/lib/domain/alert-record'
import { civilDate, DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { DutyIn } from '@/lib/domain/duty'
import { SHIPPED_DUTIES } from '@/lib/domain/duty-templates'
import { describeEachEngine } from '@/lib/testing/database'
import { event, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { passAlertEnds } from '@/lib/warning/rule-facts'
import { unvisitedFrom } from '@/lib/warning/work-rules'
import { alertsJob } from './alerts-job'
import { evaluateSilent } from './quiet-alerts'
import { evaluateWaiting } from './work-alerts'

const COMMUNITY = '411324001101'
const COMMUNITIES = 8
const now = Date.now()
const dispatcher = viewer('dispatcher', '411324001')
const by = { viewer: dispatcher, address: null }
const takeOver = async (name = 'alerts'): Promise<Fence> => {
  await pool().query(`UPDATE leases SET expires_at = now() - interval '1 ms' WHERE name = $1`, [name])
  const taken = await takeLease(name, randomUUID(), 600_000)
  if (!taken) throw new Error('somebody has the lease')
  return taken
}
const alerts = async (rule: string) => (await readAlertBook(1_000)).alerts.filter((alert) => alert.rule.id === rule)
const steps = async (id: string) =>
  (await pool().query<{ step: string }>('SELECT step FROM alert_steps WHERE alert_id = $1::uuid ORDER BY revision, position', [id])).rows.map(
    ({ step }) => step,
  )

describeEachEngine('alerts of work that waits', () => {
  const duty = shippedDutyId('micro_visit')
  const visits = () => ({ colour: 'blue' as const, duty, days: 3, dayKind: 'working' as const, level: 2 as const, grids: [], clearMinutes: 60 })
  const period = civilDate(now).slice(0, 7)
  const items = () => listItems({ prefixes: [COMMUNITY], template: duty, period, hidden: [], limit: 100 }, now)
  const job = alertsJob(() => () => {})
  const recordOf = async (id: string) => (await readRules()).find((rule) => rule.id === id)?.record
  let fence: Fence
  let late = 0

  beforeAll(async () => {
    await saveSmallCounty()
    fence = await takeOver()
    await job.work(fence, new AbortController().signal)
    expect(await recordOf('unvisited')).toBeNull()
    const duties = await takeOver('duties')
    await ensureShipped(duties)
    const begins = civilDate(now - 40 * DAY_MS)
    const given = { ...SHIPPED_DUTIES.micro_visit, begins, requestId: randomUUID(), expectedRevision: 1 }
    await saveTemplate({ viewer: viewer(), address: null }, duty, DutyIn.parse(given))
    await makeDueItems(duties, now)
    expect((await readRules()).find(({ id }) => id === 'unvisited')?.settings).toEqual({ ...visits(), level: 1 })
    await changeRules(viewer(), { rules: [{ id: 'unvisited', settings: visits() }] }, { now, address: null })
    const [first] = await items()
    const { calendar } = await loadAtlas()
    late = unvisitedFrom({ days: 3, dayKind: 'working' }, first?.dueAt ?? 0, calendar)
  })

  it('are raised once a community and period, by two at once and after a restart, and not by whoever has lost the lease', async () => {
    await evaluateWaiting(fence, late - 1)
    expect((await readRules()).filter(({ beginsAt }) => beginsAt === null)).toEqual([])
    const begin = (at: number) => pool().query(`UPDATE alert_rules SET begins_at = to_timestamp($1::float8 / 1000) WHERE id = 'unvisited'`, [at])
    // what was so before the rule began is the past
    await begin(late + 1)
    await evaluateWaiting(fence, late + 1)
    expect(await alerts('unvisited')).toEqual([])
    await begin(late)
    expect(await alerts('unvisited')).toEqual([])
    await Promise.all([evaluateWaiting(fence, late), evaluateWaiting(fence, late)])
    const before = fence
    fence = await takeOver()
    await evaluateWaiting(fence, late + 60_000)
    const raised = await alerts('unvisited')
    expect(raised).toHaveLength(COMMUNITIES)
    const own = raised.find(({ work }) => work?.place === COMMUNITY)
    expect(own).toMatchObject({ id: alertId('unvisited', COMMUNITY, `${duty} ${period}`), colour: 'blue', members: [], startedAt: late })
    expect(own?.work?.parts.map(({ grid, status }) => [grid, status])).toEqual([1, 2, 3, 4].map((leaf) => [`${COMMUNITY}00${leaf}`, 'holds']))
    expect((await steps(own?.id ?? '')).filter((step) => step === 'raised')).toEqual(['raised'])
    const [one] = await items()
    if (one) await actOnItem(by, one.id, { requestId: randomUUID(), action: 'excuse', expectedRevision: one.revision, reason: '整治' }, now)
    await expect(evaluateWaiting(before, late + 120_000)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('follow what is done, end an hour after nothing waits, and are not raised again', async () => {
    const id = alertId('unvisited', COMMUNITY, `${duty} ${period}`)
    await evaluateWaiting(fence, late + 180_000)
    const atlas = await loadAtlas()
    const seen = await getAlert(dispatcher, id, now, atlas)
    expect(seen).toMatchObject({ observed: 4, holding: 3, events: [], work: { place: COMMUNITY, duty: { id: duty, name: '微走访', period } } })
    expect(seen?.headline).toBe(`走访逾期：微走访 ${period} 逾期 4 项，仍未完成 3 项，${COMMUNITY}社区等 4 个网格`)
    expect(await getAlert(viewer('dispatcher', '411324002'), id, now, atlas)).toBeNull()
    const inOne = await getAlert(viewer('operator', `${COMMUNITY}002`), id, now, atlas)
    expect(inOne).toMatchObject({ observed: 1, grids: [`${COMMUNITY}002`], partial: true })
    expect((await listAlerts(viewer('screen', '411324002'), { limit: 100 }, atlas)).alerts).toHaveLength(COMMUNITIES / 2)
    for (const item of await items())
      if (item.state !== 'excused')
        await actOnItem(
          by,
          item.id,
          { requestId: randomUUID(), action: 'do', expectedRevision: item.revision, at: new Date(item.startsAt).toISOString() },
          now,
        )
    const cleared = late + 240_000
    await evaluateWaiting(fence, cleared)
    await evaluateWaiting(fence, cleared + 60_000)
    const end = (at: number) => writeDueEnds(fence, at, (living) => passAlertEnds({ alerts: living, idOf: alertId, now: at }))
    await end(cleared + HOUR_MS - 1)
    expect((await alerts('unvisited')).every(isLive)).toBe(true)
    fence = await takeOver()
    await end(cleared + HOUR_MS)
    await evaluateWaiting(fence, cleared + HOUR_MS)
    const own = (await alerts('unvisited')).find((alert) => alert.id === id)
    expect(own).toMatchObject({ state: 'resolved', endedBy: 'condition', endedAt: cleared + HOUR_MS })
    expect((await steps(id)).filter((step) => ['raised', 'cleared', 'held', 'ended'].includes(step))).toEqual(['raised', 'cleared', 'ended'])
    expect(await alerts('unvisited')).toHaveLength(COMMUNITIES)
  })

  it('of orders that nobody took come with the third, and end when all are withdrawn', async () => {
    const place = { grid: `${COMMUNITY}001`, position: spot(0, 0), household: null, resident: null, link: null }
    const asWork = { actor: { ...dispatcher, resident: null, person: null, skills: [], follows: null }, viewer: dispatcher, address: null }
    const lapse = async () => {
      const given = { ...place, id: randomUUID(), service: 'hospital', name: '吴桂兰', phone: null, address: null, words: '陪诊', wantedAt: null }
      const order = await makeOrder(asWork, given, Date.now())
      await pool().query(`UPDATE orders SET state = 'lapsed' WHERE id = $1::uuid`, [order.id])
      await pool().query(`INSERT INTO order_steps (order_id, action, at) VALUES ($1::uuid, 'lapse', clock_timestamp())`, [order.id])
      return order
    }
    const orders = [await lapse(), await lapse()]
    const asked = Date.now()
    await evaluateWaiting(fence, asked)
    expect(await alerts('lapsed_orders')).toEqual([])
    orders.push(await lapse())
    for (let i = 0; i < 2; i++) await evaluateWaiting(fence, Date.now())
    const [alert, ...others] = await alerts('lapsed_orders')
    expect([others, alert?.colour, alert?.work?.parts.length]).toEqual([[], 'yellow', 3])
    expect((await getAlert(dispatcher, alert?.id ?? '', now, await loadAtlas()))?.headline).toBe(`无人接单：没人接 3 单，${COMMUNITY}社区1号院`)
    for (const { id, revision } of orders)
      await actOnOrder(asWork, id, { requestId: randomUUID(), action: 'withdraw', expectedRevision: revision, reason: '不用了' }, Date.now())
    await evaluateWaiting(fence, Date.now())
    expect((await alerts('lapsed_orders')).map(({ clearedAt, work }) => [clearedAt !== null, work?.parts.map(({ status }) => status)])).toEqual([
      [true, ['over', 'over', 'over']],
    ])
  })

  it('are made, changed and tried as other rules are; a duty or a service that is not there is refused', async () => {
    const admin = viewer()
    const context = { now, address: null }
    const like = { name: '月例会逾期', enabled: true, hours: null }
    const meeting = shippedDutyId('monthly_meeting')
    const id = await makeRule(admin, { ...like, kind: 'unvisited', settings: { ...visits(), duty: meeting, days: 1 } }, context)
    expect((await readRules()).find((rule) => rule.id === id)).toMatchObject({
      kind: 'unvisited',
      published: true,
      settings: { duty: meeting, days: 1 },
    })
    const refused = { code: 'invalid' }
    await expect(makeRule(admin, { ...like, kind: 'unvisited', settings: { ...visits(), duty: randomUUID() } }, context)).rejects.toMatchObject(
      refused,
    )
    const lapsed = { colour: 'blue' as const, times: 2, days: 3, grids: [], services: ['nothing'], clearMinutes: 60 }
    await expect(changeRules(admin, { rules: [{ id: 'lapsed_orders', settings: lapsed }] }, context)).rejects.toMatchObject(refused)
    await changeRules(admin, { rules: [{ id: 'lapsed_orders', settings: { ...lapsed, services: ['hospital'] } }] }, context)
    // of the period that is over nobody did anything
    const { past } = await previewRule(admin, 'unvisited', { settings: { ...visits(), days: 0 } }, await loadAtlas(), now)
    expect(past?.alerts).toBeGreaterThanOrEqual(COMMUNITIES)
    // the three orders that nobody took, when the third of them lay there
    const ofThree = async (times: number) => {
      const settings = { ...lapsed, times, services: [] }
      return (await previewRule(admin, 'lapsed_orders', { settings }, await loadAtlas(), Date.now() + DAY_MS)).past?.alerts
    }
    expect([await ofThree(3), await ofThree(4)]).toEqual([1, 0])
  })

  it('of silences are raised once a silence, not during maintenance and not for what was before, and end with the next event', async () => {
    const began = now - 50 * HOUR_MS
    const over = began + 48 * HOUR_MS
    const [admin, minute] = [viewer(), 60_000]
    const settings = { colour: 'blue' as const, hours: 48, level: 3 as const, types: [], grids: [] }
    const receive = (at: number, ...leaves: [number, number, string?][]) =>
      saveEvents(
        leaves.map(([column, row, type = '0101']) => event({ position: spot(column, row), type, occurredAt: new Date(at - minute).toISOString() })),
        { viewer: admin, now: at, receivedAt: at },
      )
    expect((await readRules()).find(({ id }) => id === 'quiet')).toMatchObject({ enabled: false, settings: { ...settings, level: 4 } })
    // 001 and 002 are heard at once, 003 half an hour later; 004 was silent for long before, and so was another community
    await receive(began - 48 * HOUR_MS, [1, 1], [4, 0])
    await receive(began, [0, 0], [1, 0])
    await receive(began + 30 * minute, [0, 1])
    await changeRules(admin, { rules: [{ id: 'quiet', enabled: true, settings }] }, { now: began + HOUR_MS, address: null })
    // nobody learns of a sensitive type by what it ends
    await receive(over - 10 * minute, [0, 0, '0102'])
    const told = async () => (await alerts('quiet')).map(({ state, silent }) => `${silent?.grid.slice(-3)} ${state}`).sort()
    await evaluateSilent(fence, over - 1)
    expect(await told()).toEqual([])
    await Promise.all([evaluateSilent(fence, over), evaluateSilent(fence, over)])
    const before = fence
    fence = await takeOver()
    await evaluateSilent(fence, over + minute)
    await expect(evaluateSilent(before, over + minute)).rejects.toMatchObject({ code: 'conflict' })
    expect(await told()).toEqual(['001 firing', '002 firing'])
    const [first] = (await alerts('quiet')).filter(({ silent }) => silent?.grid === `${COMMUNITY}001`)
    const id = alertId('quiet', `${COMMUNITY}001`, new Date(began).toISOString())
    expect(first).toMatchObject({ id, startedAt: over, colour: 'blue', stream: `${COMMUNITY}001`, silent: { since: began, hours: 48 } })
    const atlas = await loadAtlas()
    const seen = await getAlert(viewer('operator', `${COMMUNITY}001`), id, now, atlas)
    expect(seen).toMatchObject({ observed: 0, events: [], grids: [`${COMMUNITY}001`], headline: '静默超时：超过 48 小时没有收到事件，1号院' })
    expect(await getAlert(viewer('operator', `${COMMUNITY}002`), id, now, atlas)).toBeNull()

    const window = { kind: 'maintenance' as const, source: 'szcg', from: over + 20 * minute, until: over + 40 * minute }
    await setSilence(admin, { id: randomUUID(), ...window, red: false, reason: '升级' }, { now: over + 10 * minute, address: null })
    await receive(over + 25 * minute, [0, 0])
    // an import that tells of something in between
    await receive(over - HOUR_MS, [1, 0])
    await evaluateSilent(fence, over + 30 * minute)
    await evaluateSilent(fence, over + 45 * minute)
    expect(await told()).toEqual(['001 resolved', '002 resolved'])
    // at night it is beyond the budget, after those of the tests before
    expect((await steps(id)).filter((step) => step !== 'muted')).toEqual(['raised', 'ended'])
    // after 30 minutes without anybody who listens the hours begin anew
    await evaluateSilent(fence, over + 50 * HOUR_MS)
    expect(await told()).toEqual(['001 resolved', '002 resolved'])
    const context = { now, address: null }
    const hidden = changeRules(admin, { rules: [{ id: 'quiet', settings: { ...settings, types: ['0102'] } }] }, context)
    await expect(hidden).rejects.toMatchObject({ code: 'invalid' })
    // by receipts: 001 until it was heard again, 003 half an hour later, and the two that were silent before
    const past = (hours: number) => previewRule(admin, 'quiet', { settings: { ...settings, hours } }, atlas, now)
    expect([(await past(48)).past?.alerts, (await past(46)).past?.alerts]).toEqual([4, 5])
  })

  it('of silences are not raised while a source is missing, and the hours begin anew after', async () => {
    const last = now + 10 * DAY_MS
    const over = last + 48 * HOUR_MS
    const send = (at: number, events: number) =>
      saveEvents(
        Array.from({ length: events }, () => event({ position: spot(2, 0), occurredAt: new Date(at).toISOString() })),
        { viewer: viewer(), now: at, receivedAt: at },
      )
    // of 160 in four weeks a dozen would have come in two days
    await send(last, 160)
    const listened = `UPDATE quiet_watch SET since = to_timestamp(0), seen_at = to_timestamp($1::float8 / 1000)`
    await pool().query(listened, [over - 60_000])
    const before = (await alerts('quiet')).length
    await evaluateSilent(fence, over)
    const { rows } = await pool().query('SELECT extract(epoch FROM since)::float8 * 1000 AS since FROM quiet_watch')
    expect(rows).toEqual([{ since: over }])
    await saveEvents([event({ position: spot(3, 0), occurredAt: new Date(over).toISOString() })], { viewer: viewer(), now: over, receivedAt: over })
    await evaluateSilent(fence, over + 60_000)
    expect(await alerts('quiet')).toHaveLength(before)
    await pool().query(listened, [over])
    await evaluateSilent(fence, over + 120_000)
    expect(await alerts('quiet')).toHaveLength(before + 1)
  })

  it('have a volume within a minute of the first past there is', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    onTestFinished(() => void vi.useRealTimers())
    await job.work(fence, new AbortController().signal)
    expect(await recordOf('unvisited')).toMatchObject({ kind: 'volume', basis: [] })
  })
})
