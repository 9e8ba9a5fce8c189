import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { previewRule } from '@/lib/api/rule-past'
import { getAlert } from '@/lib/db/alerts/alert-list'
import { readAlertBook } from '@/lib/db/alerts/alert-rows'
import { changeRules } from '@/lib/db/alerts/change-rules'
import { makeRule, removeRule } from '@/lib/db/alerts/make-rule'
import { readRules } from '@/lib/db/alerts/rules'
import { listAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import { saveTypes } from '@/lib/db/ground/types'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { isLive } from '@/lib/domain/alert-record'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { RulePreviewIn } from '@/lib/domain/rule-preview'
import type { ThresholdSettings } from '@/lib/domain/rule-settings'
import { describeEachEngine } from '@/lib/testing/database'
import { newEvent, saveSmallCounty, smallTypes, spot, viewer } from '@/lib/testing/small-county'
import { ALERTS_READER, alertsJob, evaluateNext } from './alerts-job'

const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

describeEachEngine('rules of several events', () => {
  const dispatcher = viewer('dispatcher')
  let fence: Fence
  const evaluate = async () => {
    while (await evaluateNext(fence));
  }
  const save = async (events: readonly EventIn[], receivedAt?: number) => {
    const context = receivedAt === undefined ? {} : { receivedAt }
    expect((await saveEvents(events, { viewer: dispatcher, now: Date.now(), ...context })).rejected).toEqual([])
  }
  const numberOf = async ({ id }: EventIn) =>
    (await pool().query<{ number: number }>('SELECT number FROM events WHERE id = $1', [id])).rows[0]?.number ?? 0
  const alerts = async (kind: string) => (await readAlertBook(1_000)).alerts.filter(({ rule }) => rule.kind === kind)

  beforeAll(async () => {
    await saveSmallCounty()
    const taken = await takeLease(ALERTS_READER.name, randomUUID(), 60_000)
    if (!taken) throw new Error('somebody has the lease')
    fence = taken
    // a year of one event a day, of which the rules tell nothing
    const past = Array.from({ length: 365 }, (_, i) => newEvent({ type: '0501', position: spot(7, 3), occurredAt: ago((365 - i) * DAY_MS) }))
    await save(past, Date.now())
    await evaluate()
  })

  it('tell of what happens to a household again, with its events and without its name', async () => {
    const household = { type: '0101', householdId: 'household-17' }
    const at = (days: number, closedDays?: number) =>
      newEvent({
        ...{ ...household, position: spot(1, 1), occurredAt: ago(days * DAY_MS) },
        ...(closedDays !== undefined && { handledAt: ago(closedDays * DAY_MS) }),
      })
    const [first, second] = [at(20, 18), at(10, 9)]
    await save([first, second], Date.now())
    await save([newEvent({ ...household, householdId: 'household-18', position: spot(1, 1) }), newEvent({ type: '0101', position: spot(1, 1) })])
    await evaluate()
    expect(await alerts('recurrence')).toEqual([])
    const third = newEvent({ ...household, position: spot(1, 1), updatedAt: ago(HOUR_MS) })
    await save([third])
    await evaluate()
    const numbers = await Promise.all([first, second, third].map(numberOf))
    const [alert] = await alerts('recurrence')
    expect(alert).toMatchObject({
      colour: 'yellow',
      state: 'firing',
      types: ['0101'],
      members: numbers.map((number) => ({ number, status: 'holds' })),
    })
    const told = await getAlert(dispatcher, alert?.id ?? '', Date.now(), await loadAtlas())
    expect(told).toMatchObject({ observed: 3, events: numbers, headline: '邻里纠纷：同一住户重复发生 3 件，411324001101社区4号院' })
    expect(JSON.stringify(told)).not.toContain('household-17')
    // it was another household's
    await save([{ ...third, householdId: 'household-18', updatedAt: ago(0) }])
    await evaluate()
    expect(await alerts('recurrence')).toMatchObject([{ id: alert?.id, state: 'resolved', endedBy: 'withdrawn' }])
  })

  it('tell of rare grave events near each other, where it is known that they are rare', async () => {
    const near = (column: number, dx = 0, fields: Partial<EventIn> = {}) => newEvent({ type: '0402', position: spot(column, 0, dx), ...fields })
    // of 560 m to the next leaf
    const pair = [near(4, 0), near(4, 0.5)]
    await save([...pair, near(6, 0), near(2, 0, { type: '0501' }), near(2, 0, { type: '0501' })])
    await evaluate()
    const numbers = await Promise.all(pair.map(numberOf))
    expect(await alerts('near_repeat')).toMatchObject([{ colour: 'orange', types: ['0402'], members: numbers.map((number) => ({ number })) }])
    const third = near(4, -0.3)
    await save([third])
    await evaluate()
    const [alert] = (await alerts('near_repeat')).filter(isLive)
    expect(alert?.members.map(({ number }) => number).sort()).toEqual([...numbers, await numberOf(third)].sort())
    expect(alert?.members.every(({ status }) => status === 'holds')).toBe(true)
  })

  it('tell of so many in one grid within days, where that is more than its usual, once somebody switches it on', async () => {
    const settings: ThresholdSettings = {
      ...{ colour: 'blue', times: 4, days: 7, level: 2, ownBelow: 0.001, interval: 100, clearMinutes: 60, lateHours: 72 },
      ...{ types: ['0501'], grids: ['411324001'] },
    }
    expect((await readRules()).find(({ id }) => id === 'threshold')).toMatchObject({ enabled: false, settings: { ownBelow: 0.001, interval: 100 } })
    const given = { rules: [{ id: 'threshold', enabled: true, settings }] }
    await changeRules(viewer('administrator'), given, { now: Date.now(), address: null })
    // three in one community, one in another, and many where it does not look
    const at = (column: number, row: number) => newEvent({ type: '0501', position: spot(column, row) })
    const three = [at(0, 2), at(0, 3), at(1, 3)]
    await save([...three, at(2, 0), ...Array.from({ length: 6 }, () => at(6, 1))])
    await evaluate()
    expect(await alerts('threshold')).toEqual([])
    const fourth = at(1, 2)
    await save([fourth])
    await evaluate()
    const numbers = await Promise.all([...three, fourth].map(numberOf))
    const [alert, ...others] = await alerts('threshold')
    expect(alert).toMatchObject({ colour: 'blue', types: ['0501'], rule: { version: 2 } })
    expect([alert?.members.map(({ number }) => number).sort(), others]).toEqual([numbers.sort(), []])
    await save([{ ...fourth, position: spot(5, 3), updatedAt: ago(0) }])
    await evaluate()
    expect(await alerts('threshold')).toMatchObject([{ state: 'resolved', endedBy: 'withdrawn' }])
  })

  it('count a class together in one grid, without its sensitive types', async () => {
    const [garbage] = smallTypes().filter(({ code }) => code === '0501')
    if (!garbage) throw new Error('no such type')
    await saveTypes([...smallTypes(), { ...garbage, code: '0502', name: '积存垃圾' }], { now: Date.now() })
    await loadAtlas()
    const settings: ThresholdSettings = {
      ...{ colour: 'blue', times: 3, days: 1, level: 2, by: 'class', ownBelow: null, clearMinutes: 60, lateHours: 72 },
      ...{ types: [], grids: ['411324002'] },
    }
    const context = { now: Date.now(), address: null }
    const id = await makeRule(viewer('administrator'), { kind: 'threshold', name: '一类三起', enabled: true, hours: null, settings }, context)
    const own = async () => (await alerts('threshold')).filter(({ rule }) => rule.id === id)
    const at = (type: string, column = 4, row = 1) => newEvent({ type, position: spot(column, row) })
    // of one class two types, of another one that everybody may know of and sensitive ones, and a third elsewhere
    const two = [at('0501'), at('0502')]
    await save([...two, at('0101'), at('0102'), at('0102'), at('0502', 7, 2)])
    await evaluate()
    expect(await own()).toEqual([])
    const third = at('0502', 5)
    await save([third])
    await evaluate()
    const numbers = await Promise.all([...two, third].map(numberOf))
    const [alert, ...others] = await own()
    expect(others).toEqual([])
    expect(alert).toMatchObject({ stream: '05', types: ['0501', '0502'], sensitive: false })
    expect(alert?.members.map(({ number }) => number).sort()).toEqual(numbers.sort())
    const told = await getAlert(dispatcher, alert?.id ?? '', Date.now(), await loadAtlas())
    expect(told?.headline).toBe('大类：短期内发生 3 件，411324002101社区等 2 个网格')
    // it was of another class
    await save([{ ...third, type: '0101', updatedAt: ago(0) }])
    await evaluate()
    expect(await own()).toMatchObject([{ state: 'resolved', endedBy: 'withdrawn' }])
    await alertsJob(() => () => {}).work(fence, new AbortController().signal)
    await removeRule(viewer('administrator'), id, context)
    // one of its types becomes sensitive, and that was a mistake
    const seen = async () => (await getAlert(viewer('viewer'), alert?.id ?? '', Date.now(), await loadAtlas())) !== null
    for (const sensitive of [true, false]) {
      expect(await seen()).toBe(sensitive)
      await saveTypes([...smallTypes(), { ...garbage, code: '0502', name: '积存垃圾', sensitive }], { now: Date.now() })
      await loadAtlas()
      await alertsJob(() => () => {}).work(fence, new AbortController().signal)
      expect(await seen()).toBe(!sensitive)
    }
  })

  it('ask by an index, not by all events', async () => {
    await pool().query('ANALYZE events')
    const { rows } = await pool().query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT count(*) FROM events q WHERE q.household_id = 'household-17' AND q.type_id = 1 AND q.occurred_at > now() - interval '1 year'`,
    )
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('events_household_idx')
  })

  it('know at once how many alerts a day the past would have brought', async () => {
    await save([newEvent({ type: '0101', householdId: 'household-17', position: spot(1, 1) })])
    await pool().query('UPDATE alert_rules SET record = NULL')
    const job = alertsJob(() => () => {})
    await job.work(fence, new AbortController().signal)
    const records = new Map((await readRules()).map(({ id, record }) => [id, record]))
    // one household and one spot in the year; of what is overdue nothing is known before the rule has been a day old
    expect(records.get('recurrence')).toMatchObject({ kind: 'volume', days: 365, alertsPerDay: 0.003 })
    expect(records.get('near_repeat')).toMatchObject({ kind: 'volume', days: 365, alertsPerDay: 0.003 })
    expect(records.get('urgency')).toMatchObject({ kind: 'volume', days: 365 })
    expect(records.get('urgency')?.alertsPerDay).toBeGreaterThan(0)
    expect(records.get('overdue')).toBeNull()
  })

  it('say before they are changed what they would have raised, as their records do, and keep nothing of it', async () => {
    const atlas = await loadAtlas()
    const before = await readRules()
    const [now, administrator] = [Date.now(), viewer('administrator')]
    const settingsOf = (id: string) => RulePreviewIn.parse({ settings: before.find((rule) => rule.id === id)?.settings })
    for (const id of ['recurrence', 'near_repeat', 'urgency']) {
      const { past } = await previewRule(administrator, id, settingsOf(id), atlas, now)
      expect(past, id).toMatchObject({ days: 365, alertsPerDay: before.find((rule) => rule.id === id)?.record?.alertsPerDay })
      expect(past?.byDay.reduce((sum, { alerts }) => sum + alerts, 0)).toBe(past?.alerts)
    }
    // as many in a week as there were, of one type in one place: the year of one event a day
    const { settings } = settingsOf('threshold')
    const often = { ...settings, times: 2, days: 7, ownBelow: null, types: ['0501'], level: 1 }
    const { past } = await previewRule(administrator, 'threshold', RulePreviewIn.parse({ settings: often }), atlas, now)
    expect(past).toMatchObject({ alerts: 1, mostOnADay: 1 })
    // when clocks ran out is known by the store of the replay, which nobody has written here
    expect(await previewRule(administrator, 'overdue', settingsOf('overdue'), atlas, now)).toEqual({ past: null, unfinished: true })
    await expect(previewRule(administrator, 'recurrence', settingsOf('urgency'), atlas, now)).rejects.toMatchObject({ code: 'invalid' })
    const nowhere = RulePreviewIn.parse({ settings: { ...often, grids: ['999'] } })
    await expect(previewRule(administrator, 'threshold', nowhere, atlas, now)).rejects.toMatchObject({ code: 'invalid' })
    await expect(previewRule(dispatcher, 'urgency', settingsOf('urgency'), atlas, now)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await readRules()).toEqual(before)
  })

  it('are made and removed by whoever administers the county, and watch what they are told to', async () => {
    const settings: ThresholdSettings = {
      ...{ colour: 'blue', times: 2, days: 1, level: 3, ownBelow: null, clearMinutes: 60, lateHours: 72 },
      ...{ types: ['0102'], grids: [] },
    }
    const context = { now: Date.now(), address: null }
    const make = (role: 'administrator' | 'supervisor', changed: Partial<ThresholdSettings> = {}) =>
      makeRule(viewer(role), { kind: 'threshold', name: '同院两起', enabled: true, hours: null, settings: { ...settings, ...changed } }, context)
    await expect(make('supervisor')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(make('administrator', { grids: ['9'] })).rejects.toMatchObject({ code: 'invalid' })
    await expect(make('administrator', { types: ['9'] })).rejects.toMatchObject({ code: 'invalid' })
    const id = await make('administrator')
    const pair = [newEvent({ type: '0102', position: spot(3, 1) }), newEvent({ type: '0102', position: spot(3, 1) })]
    await save([...pair, newEvent({ type: '0101', position: spot(3, 1) }), newEvent({ type: '0101', position: spot(3, 1) })])
    await evaluate()
    const own = async () => (await alerts('threshold')).filter(({ rule }) => rule.id === id)
    expect(await own()).toMatchObject([{ types: ['0102'], sensitive: true, rule: { version: 1, name: '同院两起' }, members: [{}, {}] }])

    await expect(removeRule(viewer('supervisor'), id, context)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(removeRule(viewer('administrator'), 'recurrence', context)).rejects.toMatchObject({ code: 'invalid' })
    await removeRule(viewer('administrator'), id, context)
    await expect(removeRule(viewer('administrator'), id, context)).rejects.toMatchObject({ code: 'not_found' })
    expect((await readRules()).map((rule) => rule.id)).not.toContain(id)
    await save([newEvent({ type: '0102', position: spot(3, 1) })])
    await evaluate()
    expect(await own()).toMatchObject([{ state: 'firing', members: [{}, {}] }])
    expect((await listAudit({ object: { kind: 'rule', id }, limit: 10 })).map(({ action }) => action).sort()).toEqual(['rule.made', 'rule.removed'])
  })

  it('take settings of their own kind only', async () => {
    const rule = (await readRules()).find(({ id }) => id === 'recurrence')
    const change = (id: string, settings: object) =>
      changeRules(
        viewer('administrator'),
        { rules: [{ id, settings } as Parameters<typeof changeRules>[1]['rules'][number]] },
        { now: Date.now(), address: null },
      )
    await change('recurrence', { ...rule?.settings, times: 4 })
    expect((await readRules()).find(({ id }) => id === 'recurrence')).toMatchObject({ version: 2, settings: { times: 4, days: 30 } })
    await expect(change('near_repeat', { ...rule?.settings })).rejects.toMatchObject({ code: 'invalid' })
  })
})
