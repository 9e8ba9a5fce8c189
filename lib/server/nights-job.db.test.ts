import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { getAlert } from '@/lib/db/alerts/alert-list'
import { readAlertBook } from '@/lib/db/alerts/alert-rows'
import { askBacktest, nextBacktest, noteBacktest, readBacktest, readBacktestState, writeBacktest } from '@/lib/db/alerts/backtests'
import { changeRules } from '@/lib/db/alerts/change-rules'
import { makeRule, removeRule } from '@/lib/db/alerts/make-rule'
import { readNights } from '@/lib/db/alerts/nights'
import { readRules } from '@/lib/db/alerts/rules'
import { setSilence } from '@/lib/db/alerts/silences'
import { changeSettings } from '@/lib/db/county-settings'
import { pool } from '@/lib/db/engine/pool'
import { saveEpisodes } from '@/lib/db/events/episodes'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { readHead } from '@/lib/db/log/log'
import { alertFor } from '@/lib/domain/alert-told'
import type { Backtest } from '@/lib/domain/backtest'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { makeRandom } from '@/lib/domain/random'
import { RECORD_GATES, type RuleRecord } from '@/lib/domain/rule-gates'
import { verifyBooks } from '@/lib/live/verify'
import { describeEachEngine } from '@/lib/testing/database'
import { NOW, newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { CLUSTER_SETTINGS, CLUSTER_VERSION } from '@/lib/warning/cluster-settings'
import { HOT_SPOT_SETTINGS } from '@/lib/warning/hot-spot-settings'
import { SILENCE_SETTINGS } from '@/lib/warning/silence-settings'
import { SURGE_SETTINGS } from '@/lib/warning/surge-settings'
import { makeBacktest } from './backtests-job'
import { evaluateNight } from './nights-job'

const DAYS = 40
const RECORD: RuleRecord = {
  ...{ kind: 'statistical', basis: ['labels'], precision: 0.9, detection: 0.8, medianDelayDays: 2, falsePer100Days: 0.9 },
  ...{ alertsPerDay: 0.1, episodes: 40, days: 366 },
}
const BACKTEST: Backtest = {
  ...{ madeAt: '2026-11-24T00:00:00.000Z', source: 'a test', seed: null, from: '2025-11-24', to: '2026-11-24', record: RECORD },
  ...{ curve: [], episodes: [], alarms: [] },
}

describeEachEngine('the rule of clusters', () => {
  const admin = viewer('administrator')
  let fence: Fence
  const save = async (events: EventIn[], now = NOW + 2 * DAY_MS) => {
    const receivedAt = events.map(({ occurredAt }) => Date.parse(occurredAt) + HOUR_MS)
    const { rejected } = await saveEvents(events, { viewer: admin, now, receivedAt, trusted: true })
    expect(rejected).toEqual([])
  }
  const at = (daysAgo: number, hour: number) => new Date(NOW - daysAgo * DAY_MS - 8 * HOUR_MS + hour * HOUR_MS).toISOString()
  const nights = async () => (await readNights('cluster', { limit: 10 })).map(({ night, version, body }) => ({ night, version, ...body }))
  const alerts = async (rule = 'cluster') => (await readAlertBook(100)).alerts.filter((alert) => alert.rule.id === rule)
  const publish = () => changeRules(admin, { rules: [{ id: 'cluster', published: true }] }, { now: NOW, address: null })

  beforeAll(async () => {
    await saveSmallCounty()
    const taken = await takeLease('clusters', randomUUID(), 600_000)
    if (!taken) throw new Error('somebody has the lease')
    fence = taken
    expect((await readRules()).find(({ id }) => id === 'cluster')).toMatchObject({
      version: CLUSTER_VERSION,
      settings: CLUSTER_SETTINGS,
      published: false,
    })
    const settings = { ...CLUSTER_SETTINGS, leastStudyDays: 30, dailyAtLeast: 5 }
    await changeRules(admin, { rules: [{ id: 'cluster', settings }] }, { now: NOW, address: null })
    const random = makeRandom('clusters')
    const usual: EventIn[] = []
    for (let day = 1; day <= DAYS; day++)
      for (let i = 0; i < 12; i++) {
        const position = spot(Math.floor(random.next() * 8), Math.floor(random.next() * 4))
        usual.push(newEvent({ type: i % 3 === 0 ? '0102' : '0501', occurredAt: at(day, 8 + i), position }))
      }
    // two neighbouring courts on the last two days
    const burst = [1, 2].flatMap((day) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((i) => newEvent({ type: '0501', occurredAt: at(day, 9 + i), position: spot(i % 2, 0) })),
    )
    // and what measures the load, which no rule hears of
    const load = [0, 1, 2].map((i) => newEvent({ type: '0501', occurredAt: at(3, 20), position: spot(i, 0), source: 'load' }))
    await save([...usual, ...burst, ...load])
  })

  it('stays in the shadow until it has a record, and keeps what it found', async () => {
    await expect(publish()).rejects.toMatchObject({ code: 'no_record' })
    await evaluateNight(fence, NOW)
    const [night] = await nights()
    expect(night).toMatchObject({ night: '2026-11-24', days: DAYS - 1, unplaced: 0 })
    expect(night?.findings.some(({ types, told }) => types.includes('0501') && !told)).toBe(true)
    expect(await alerts()).toEqual([])
  })

  it('tells it by an alert when it is published, once a night and version', async () => {
    await writeBacktest({ id: 'cluster', version: CLUSTER_VERSION + 1 }, BACKTEST)
    await publish()
    expect(await readBacktest({ id: 'cluster', version: CLUSTER_VERSION + 2 })).toEqual(BACKTEST)
    const { revision } = await readHead()
    await evaluateNight(fence, NOW)
    const [alert, ...others] = await alerts()
    expect(others).toEqual([])
    expect(alert).toMatchObject({ stream: '0501', types: ['0501'], state: 'firing', sensitive: false, revision: revision + 1, record: RECORD })
    expect(alert?.rule).toMatchObject({ kind: 'cluster', version: CLUSTER_VERSION + 2 })
    expect(alert?.evidence?.leaves.map(({ grid }) => grid)).toEqual(expect.arrayContaining(['411324001101001', '411324001101002']))
    expect(alert?.evidence).toMatchObject({ night: '2026-11-24', to: '2026-11-23', quietNights: 0 })
    const told = alert && alertFor(alert, viewer('viewer', ''), await loadAtlas())
    expect(told?.observed).toBe(alert?.members.length)
    expect(told?.observed).toBeGreaterThanOrEqual(16)
    expect(told?.headline).toMatch(/^暴露垃圾：\d+ 天 \d+ 个网格 \d+ 件，常态 \d\.\d 件；纯属偶然的话.* 天.*一次，/)

    // of a part of it somebody is told how rare the whole is, and no count of the whole
    const atlas = await loadAtlas()
    const [whole, part] = [
      await getAlert(viewer('viewer', ''), alert?.id ?? '', NOW, atlas),
      await getAlert(viewer('viewer', '411324001101001'), alert?.id ?? '', NOW, atlas),
    ]
    const rarity = { recurrenceInterval: alert?.evidence?.recurrenceInterval }
    expect(whole?.timeline[0]).toMatchObject({ step: 'raised', detail: { observed: told?.observed, expected: expect.any(Number), ...rarity } })
    expect(part).toMatchObject({ partial: true, grids: ['411324001101001'], ...rarity })
    expect(part?.timeline[0]?.detail).toEqual(rarity)

    await evaluateNight(fence, NOW + HOUR_MS)
    expect((await readHead()).revision).toBe(revision + 1)
    // before half past midnight the night is that of the day before, which was not evaluated and is no more
    expect((await nights()).map(({ night, version }) => [night, version])).toEqual([
      ['2026-11-24', CLUSTER_VERSION + 2],
      ['2026-11-24', CLUSTER_VERSION + 1],
    ])
  })

  it('looks for surges in the same days, by a rule of its own that has no record', async () => {
    const settings = { ...SURGE_SETTINGS, leastStudyDays: 30, guardDays: 2 }
    await changeRules(admin, { rules: [{ id: 'surge', settings }] }, { now: NOW, address: null })
    await expect(changeRules(admin, { rules: [{ id: 'surge', settings: CLUSTER_SETTINGS }] }, { now: NOW, address: null })).rejects.toMatchObject({
      code: 'invalid',
    })
    const { revision } = await readHead()
    await evaluateNight(fence, NOW)
    const [night, ...others] = await readNights('surge', { limit: 10 })
    expect(others).toEqual([])
    expect(night).toMatchObject({ night: '2026-11-24', version: 2, body: { days: DAYS - 1, unplaced: 0 } })
    const finding = night?.body.findings.find(({ stream }) => stream === '0501')
    expect(finding).toMatchObject({ types: ['0501'], to: '2026-11-23', told: false, extrapolated: false })
    expect(finding?.observed).toBeGreaterThanOrEqual(8)
    expect(finding?.expectedByGrid.reduce((sum, e) => sum + e, 0)).toBeCloseTo(finding?.expected ?? 0, 6)
    expect((await readHead()).revision).toBe(revision)
    await expect(askBacktest(admin, 'surge', {}, { now: NOW, address: null })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('scans only what the scope of a rule that somebody made holds, in the shadow until that was tried', async () => {
    const context = { now: NOW, address: null }
    const settings = { ...CLUSTER_SETTINGS, leastStudyDays: 30, dailyAtLeast: 1 }
    const make = (scope: { types?: string[]; grids?: string[] }) =>
      makeRule(admin, { kind: 'cluster', name: '垃圾聚集', enabled: true, hours: null, settings: { ...settings, ...scope } }, context)
    await expect(make({ grids: ['9'] })).rejects.toMatchObject({ code: 'invalid' })
    const [west, east] = [await make({ types: ['0501'], grids: ['411324001'] }), await make({ grids: ['411324002'] })]
    const rule = async (id: string) => (await readRules()).find((one) => one.id === id)
    expect(await rule(west)).toMatchObject({ version: 1, published: false, record: null })
    await expect(changeRules(admin, { rules: [{ id: west, published: true }] }, context)).rejects.toMatchObject({ code: 'no_record' })
    const night = async (id: string) => (await readNights(id, { limit: 1 }))[0]
    // one that cannot be evaluated keeps back no other
    await pool().query(`ALTER TABLE alert_nights ADD CONSTRAINT broken CHECK (rule_id <> '${west}') NOT VALID`)
    await expect(evaluateNight(fence, NOW)).rejects.toThrow('broken')
    expect([await night(west), (await night(east))?.night]).toEqual([undefined, '2026-11-24'])
    await pool().query('ALTER TABLE alert_nights DROP CONSTRAINT broken')
    await evaluateNight(fence, NOW)
    const counted = async (where: string) =>
      (
        await pool().query<{ n: number }>(
          `SELECT count(*)::int4 AS n FROM events e JOIN grids g ON g.id = e.grid_id JOIN event_types t ON t.id = e.type_id
            WHERE e.occurred_at < to_timestamp($1::float8 / 1000) AND e.occurred_at >= to_timestamp($2::float8 / 1000)
              AND e.source IS DISTINCT FROM 'load' AND ${where}`,
          [NOW - 8 * HOUR_MS, NOW - 8 * HOUR_MS - (DAYS - 1) * DAY_MS],
        )
      ).rows[0]?.n
    expect((await night(west))?.body).toMatchObject({ streams: 1, events: await counted("g.code LIKE '411324001%' AND t.code = '0501'") })
    expect((await night(east))?.body).toMatchObject({ events: await counted("g.code LIKE '411324002%'") })
    // the two courts lie in the west
    const found = async (id: string) => (await night(id))?.body.findings ?? []
    const burst = (await found(west)).find(({ types }) => types.includes('0501'))
    expect(burst).toMatchObject({ told: false, to: '2026-11-23' })
    expect(burst?.grids).toEqual(expect.arrayContaining(['411324001101001', '411324001101002']))
    expect((await found(west)).concat(await found(east)).flatMap(({ grids }) => grids)).not.toContain(undefined)
    expect((await found(east)).every(({ grids }) => grids.every((code) => code.startsWith('411324002')))).toBe(true)

    // it is tried within its scope
    await askBacktest(admin, west, { from: '2026-10-01' }, context)
    const request = await nextBacktest(fence, 3)
    if (!request) throw new Error('none waits')
    await makeBacktest(fence, request)
    const { backtest } = (await readBacktestState(west)) ?? {}
    expect(backtest?.record).toMatchObject({ kind: 'statistical', basis: ['injected', 'permuted'] })

    // a record is of one scope
    await writeBacktest({ id: west, version: 1 }, BACKTEST)
    await changeRules(admin, { rules: [{ id: west, published: true }] }, context)
    expect(await rule(west)).toMatchObject({ version: 2, published: true, record: RECORD })
    // what the county asks of records is its own: of more, who does not reach it is back in the shadow at once
    const detection = 0.65
    await writeBacktest({ id: west, version: 2 }, { ...BACKTEST, record: { ...RECORD, detection } })
    const gate = (least: number) => changeSettings(admin, { gates: { ...RECORD_GATES, detection: least } }, context)
    await gate(detection)
    expect(await rule(west)).toMatchObject({ published: true })
    await gate(detection + 0.01)
    expect([await rule(west), await rule('cluster')]).toMatchObject([{ version: 2, published: false }, { published: true }])
    await expect(changeRules(admin, { rules: [{ id: west, published: true }] }, context)).rejects.toMatchObject({ code: 'no_record' })
    await gate(RECORD_GATES.detection)
    await pool().query('UPDATE alert_rules SET published = true WHERE id = $1 AND version = 2', [west])
    await changeRules(admin, { rules: [{ id: west, settings: { ...settings, grids: ['411324001'] } }] }, context)
    expect(await rule(west)).toMatchObject({ version: 3, published: false, record: null })
    expect(await readBacktest({ id: west, version: 3 })).toBeNull()
    await expect(changeRules(admin, { rules: [{ id: west, published: true }] }, context)).rejects.toMatchObject({ code: 'no_record' })
    await Promise.all([west, east].map((id) => removeRule(admin, id, context)))
  })

  it('goes on with the alert on the next night, with the events that are left', async () => {
    const [before] = await alerts()
    const [first] = before?.members ?? []
    await save([0, 1, 2, 3].map((i) => newEvent({ type: '0501', occurredAt: at(0, 9 + i), position: spot(i % 2, 0) })))
    await evaluateNight(fence, NOW + DAY_MS)
    const [after, ...others] = await alerts()
    expect(others).toEqual([])
    expect(after?.id).toBe(before?.id)
    expect(after?.evidence).toMatchObject({ night: '2026-11-25', to: '2026-11-24' })
    expect(after?.members.length).toBeGreaterThanOrEqual((before?.members.length ?? 0) + 4)
    expect(after?.members.find(({ number }) => number === first?.number)?.status).toBe('holds')
    const { rows } = await pool().query<{ step: string }>('SELECT step FROM alert_steps WHERE alert_id = $1 ORDER BY revision, position', [after?.id])
    // whom its ladder calls stands between
    expect(rows.flatMap(({ step }) => (step === 'called' ? [] : [step]))).toEqual(['raised', 'found'])
    expect(await verifyBooks(() => {})).toMatchObject([{ kind: 'alerts', differences: [] }])
  })

  it('is tried on what happened here, as it was known on each night', async () => {
    const ask = (who = admin, id = 'cluster') => askBacktest(who, id, { from: '2026-10-01' }, { now: NOW, address: null })
    const version = { id: 'cluster', version: CLUSTER_VERSION + 2 }
    await expect(ask(viewer('supervisor'))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(ask(admin, 'urgency')).rejects.toMatchObject({ code: 'invalid' })
    const make = async () => {
      const request = await nextBacktest(fence, 3)
      if (!request) throw new Error('none waits')
      await makeBacktest(fence, request)
    }
    await ask()
    await make()
    // where nobody knows what happened, its own days are permuted, and rises are added to copies of them
    const own = await readBacktestState('cluster')
    expect(own).toMatchObject({ running: null, backtest: { source: null, seed: '1', to: '2026-11-24', episodes: [] } })
    expect(own?.backtest?.record).toMatchObject({ kind: 'statistical', basis: ['injected', 'permuted'], days: 9 })
    expect(own?.backtest?.record).not.toHaveProperty('precision')
    expect(own?.backtest?.record.episodes).toBeGreaterThan(0)
    expect(own?.backtest?.record.falsePer100Days).toBeTypeOf('number')
    // the burst of the last days is told, but nobody knows whether rightly
    expect(new Set(own?.backtest?.alarms.map(({ hit }) => hit))).toEqual(new Set([null]))
    await expect(publish()).rejects.toMatchObject({ code: 'no_record' })
    await saveEpisodes([
      {
        typeCode: '0501',
        gridCodes: ['411324001101001'],
        factor: 5,
        startsAt: NOW - 2 * DAY_MS - 8 * HOUR_MS,
        endsAt: NOW - 8 * HOUR_MS,
        live: false,
      },
    ])
    await ask()
    await make()
    const { backtest, running } = (await readBacktestState('cluster')) ?? {}
    expect(running).toBeNull()
    expect(backtest?.record).toMatchObject({ kind: 'statistical', basis: ['labels'], episodes: 1, detection: 1 })
    expect(backtest?.episodes).toMatchObject([{ found: true }])
    expect(backtest?.alarms.filter(({ hit }) => hit).length).toBeGreaterThan(0)
    expect(backtest?.curve.map(({ interval }) => interval)).toEqual([20, 50, 100, 200, 365, 1000])
    // a few days are no record: the rule goes back into the shadow
    const [rule] = (await readRules()).filter(({ id }) => id === version.id)
    expect(rule).toMatchObject({ published: false, record: backtest?.record })
    expect(await nextBacktest(fence, 3)).toBeNull()
  })

  it('that is asked for anew while it is made is made once more', async () => {
    const ask = (from: string, now: number) => askBacktest(admin, 'cluster', { from }, { now, address: null })
    await ask('2026-10-01', NOW)
    const first = await nextBacktest(fence, 3)
    if (!first) throw new Error('none waits')
    await ask('2026-10-08', NOW + 1)
    for (const fault of [null, 'it could not be made']) await noteBacktest(first, { done: 3, total: 9, fault })
    const version = { id: first.id, version: first.version }
    const { backtest: before } = (await readBacktestState('cluster')) ?? {}
    if (!before) throw new Error('there is none yet')
    await writeBacktest(first, before, { fence })
    expect((await readBacktestState('cluster'))?.running).toEqual({ done: 0, total: 0, fault: null })
    const second = await nextBacktest(fence, 3)
    expect(second).toMatchObject({ ...version, from: '2026-10-08' })
    if (second) await noteBacktest(second, { done: 3, total: 9 })
    expect((await readBacktestState('cluster'))?.running).toEqual({ done: 3, total: 9, fault: null })
    if (second) await writeBacktest(second, before, { fence })
    expect((await readBacktestState('cluster'))?.running).toBeNull()
  })

  it('that is asked for and never comes to its end is given up, and says so', async () => {
    await askBacktest(admin, 'cluster', {}, { now: NOW, address: null })
    // its process is killed each time
    expect([await nextBacktest(fence, 2), await nextBacktest(fence, 2)]).toMatchObject([{ id: 'cluster' }, { id: 'cluster' }])
    expect(await nextBacktest(fence, 2)).toBeNull()
    expect(await readBacktestState('cluster')).toMatchObject({ running: { fault: expect.stringContaining('begun 2 times') } })
  })

  it('looks for silences beside them, and keeps the last event that was heard of', async () => {
    const settings = { ...SILENCE_SETTINGS, leastStudyDays: 30, leastActiveDays: 5 }
    await changeRules(admin, { rules: [{ id: 'silence', settings }] }, { now: NOW, address: null })
    // one court goes on being busy elsewhere, all others have been silent since
    const later = Array.from({ length: 5 }, (_, day) =>
      Array.from({ length: 40 }, (_, i) => newEvent({ type: '0101', occurredAt: at(-1 - day, 8 + (i % 15)), position: spot(0, 0) })),
    )
    await save(later.flat(), NOW + 6 * DAY_MS)
    await changeRules(admin, { rules: [{ id: 'hotspot', settings: { ...HOT_SPOT_SETTINGS, leastStudyDays: 30 } }] }, { now: NOW, address: null })
    await evaluateNight(fence, NOW + 5 * DAY_MS)
    expect(await readNights('hotspot', { limit: 1 })).toEqual([])
    await evaluateNight(fence, NOW + 6 * DAY_MS)
    const [night] = await readNights('silence', { limit: 1 })
    expect(night).toMatchObject({ night: '2026-11-30', body: { streams: 1 } })
    expect(night?.body.findings.length).toBeGreaterThan(0)
    for (const finding of night?.body.findings ?? []) {
      expect(finding).toMatchObject({ stream: 'silence', types: [], observed: 0, to: '2026-11-29', told: false })
      expect(finding.grids).not.toContain('411324001101001')
      expect(finding.recurrenceInterval).toBeGreaterThanOrEqual(settings.quietBelow)
    }
    // it was a Monday, but there are no twelve weeks yet
    expect(await readNights('hotspot', { limit: 1 })).toMatchObject([{ night: '2026-11-30', body: { streams: 0, findings: [] } }])
  })

  it('tells a silence by the last event before it, until there is another', async () => {
    await writeBacktest({ id: 'silence', version: 2 }, BACKTEST, { publish: true })
    await changeRules(admin, { rules: [{ id: 'silence', name: '静默' }] }, { now: NOW, address: null })
    await evaluateNight(fence, NOW + 6 * DAY_MS)
    const [night] = await readNights('silence', { limit: 1 })
    const raised = await alerts('silence')
    expect(raised.length).toBeGreaterThan(0)
    expect(raised.length).toBe(night?.body.findings.filter(({ told }) => told).length)
    for (const alert of raised) {
      expect(alert).toMatchObject({ state: 'firing', stream: 'silence', types: [], sensitive: false })
      expect(alert.members.length).toBeGreaterThan(0)
      expect(new Set(alert.members.map(({ status }) => status))).toEqual(new Set(['over']))
      const told = alertFor(alert, viewer('viewer', ''), await loadAtlas())
      expect(told).toMatchObject({ observed: 0, holding: 0, types: [] })
      expect(told?.headline).toMatch(/^静默：\d+ 天没有事件，常态 \d+\.\d 件；纯属偶然的话/)
    }
    // something in every court
    const places = Array.from({ length: 32 }, (_, i) => spot(i % 8, Math.floor(i / 8)))
    await save(
      places.map((position) => newEvent({ type: '0101', occurredAt: at(-6, 20), position })),
      NOW + 7 * DAY_MS,
    )
    // while a source is in maintenance nothing is concluded from what is not heard, nor from what is
    const window = { id: randomUUID(), kind: 'maintenance', source: '12345', reason: '升级', red: false, until: NOW + 6 * DAY_MS + HOUR_MS } as const
    await setSilence(admin, window, { now: NOW + 6 * DAY_MS, address: null })
    await evaluateNight(fence, NOW + 7 * DAY_MS)
    const [off, judged] = await readNights('silence', { limit: 2 })
    expect([off, judged]).toMatchObject([{ night: '2026-12-01', body: { streams: 0, findings: [], incomplete: true } }, { night: '2026-11-30' }])
    expect(judged?.body.incomplete).toBeUndefined()
    expect(await alerts('silence')).toEqual(raised)
    // of the rules that count what there is, none is off
    expect((await readNights('surge', { limit: 1 }))[0]?.body.incomplete).toBeUndefined()
    await save(
      places.map((position) => newEvent({ type: '0101', occurredAt: at(-7, 20), position })),
      NOW + 8 * DAY_MS,
    )
    await evaluateNight(fence, NOW + 8 * DAY_MS)
    for (const alert of await alerts('silence')) expect(alert).toMatchObject({ state: 'resolved', endedBy: 'condition' })
    expect(await verifyBooks(() => {})).toMatchObject([{ kind: 'alerts', differences: [] }])
  })

  it('back in the shadow ends the alerts that live, and raises none', async () => {
    const [before] = await alerts()
    expect(before?.state).toBe('firing')
    // windows of two weeks hold the rise no more
    const quiet = [20, 21, 22].map((days) => NOW + days * DAY_MS)
    for (const now of quiet) await evaluateNight(fence, now)
    const [after, ...others] = await alerts()
    expect(others).toEqual([])
    expect(after).toMatchObject({ id: before?.id, state: 'resolved', endedBy: 'condition' })
    // the only source has been silent for weeks: of surges nothing is said
    const [surges] = await readNights('surge', { limit: 1 })
    expect(surges?.body).toMatchObject({ streams: 0, findings: [], incomplete: true })
  })
})
