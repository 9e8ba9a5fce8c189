import { randomUUID } from 'node:crypto'
import { DOMParser } from '@xmldom/xmldom'
import { strFromU8, unzipSync } from 'fflate'
import pino from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createToken } from '@/lib/db/accounts/tokens'
import { listAlerts } from '@/lib/db/alerts/alert-list'
import { listAudit } from '@/lib/db/audit/audit'
import { changeSettings, readSettings } from '@/lib/db/county-settings'
import { pool } from '@/lib/db/engine/pool'
import { writeSetting } from '@/lib/db/engine/settings'
import { saveEvents } from '@/lib/db/events/events'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { runRetention } from '@/lib/db/retention/retention'
import type { Role } from '@/lib/domain/access'
import { civilDate, DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { Judgement, JudgementPage, JudgementRow, lastPeriod } from '@/lib/domain/judgement'
import { JUDGEMENT_SETTING } from '@/lib/domain/judgement-setting'
import { live, setLive, startLive } from '@/lib/live/live'
import { setRuntime } from '@/lib/live/runtime'
import { evaluateNext } from '@/lib/server/alerts-job'
import { makeDueReports } from '@/lib/server/reports-job'
import { expectProblem, read } from '@/lib/testing/answers'
import { describeEachEngine } from '@/lib/testing/database'
import { testRuntime } from '@/lib/testing/runtime'
import { event, newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { readKpis } from './kpis'
import { answer } from './routes'

const log = pino({ level: 'silent' })
const WORDS = { title: '王小明家门口', description: '电话 13812345678', reporter: '王小明' }
const SURGE = 30
const serial = ({ number }: JudgementRow) => Number(/第 (\d+) 号/.exec(number)?.[1])

describeEachEngine('judgement reports over HTTP', () => {
  const tokens = new Map<string, string>()
  const day = lastPeriod('daily', Date.now())
  const events: EventIn[] = []

  beforeAll(async () => {
    setRuntime(testRuntime())
    await saveSmallCounty()
    // thirteen weeks of three events a day, one of them sensitive; on the last day there is a heap of rubbish
    for (let back = 0; back < 13 * 7; back++)
      for (const [i, type] of ['0101', '0501', '0102'].entries())
        events.push(
          event({
            ...WORDS,
            type,
            position: spot((back + i) % 8, back % 4),
            occurredAt: new Date(day.from - back * DAY_MS + i * HOUR_MS).toISOString(),
          }),
        )
    for (let i = 0; i < SURGE; i++)
      events.push(
        event({
          ...WORDS,
          type: '0501',
          position: spot(0, 0, i / 100 - 0.2),
          occurredAt: new Date(day.from + 9 * HOUR_MS + i * 60_000).toISOString(),
        }),
      )
    await saveEvents(events, { viewer: viewer('dispatcher'), now: Date.now() })
    const job = await takeLease('alerts', randomUUID(), 60_000)
    if (!job) throw new Error('somebody has the lease')
    while (await evaluateNext(job));
    await saveEvents([newEvent({ ...WORDS, type: '0402' })], { viewer: viewer('dispatcher'), now: Date.now() })
    while (await evaluateNext(job));
    await startLive()
    for (const [name, role, ...prefixes] of [
      ['supervisor', 'supervisor'],
      ['viewer', 'viewer'],
      ['street', 'supervisor', '411324001'],
      ['community', 'viewer', '411324001101'],
      ['screen', 'screen'],
    ] satisfies [string, Role, ...string[]][])
      tokens.set(
        name,
        (await createToken({ name, role, scope: { kind: 'grids', prefixes: prefixes.length ? prefixes : [''] }, expiresAt: null })).token,
      )
  })
  afterAll(() => setLive(null))

  const call = (who: string, path: string, body?: unknown) =>
    answer(
      new Request(`http://127.0.0.1${path}`, {
        headers: { authorization: `Bearer ${tokens.get(who)}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      }),
    )
  const make = async (who: string, body: object) => read(await call(who, '/api/reports', body), JudgementRow, 201)
  const open = async (who: string, id: string) => read(await call(who, `/api/reports/${id}`), Judgement)

  it('tells the figures of GET /api/kpis, and what the data support of what rose', async () => {
    const row = await make('supervisor', { kind: 'daily', within: '411324001' })
    expect(row).toMatchObject({ kind: 'daily', scope: '411324001', scopeName: '1街道', sees: 'full', scheduled: false, madeBy: 'supervisor' })
    expect([row.from, row.to]).toEqual([new Date(day.from).toISOString(), new Date(day.to).toISOString()])
    const { facts, document } = await open('supervisor', row.id)
    const period = (at: typeof day) => ({ within: '411324001', from: new Date(at.from).toISOString(), to: new Date(at.to).toISOString() })
    const kpis = await readKpis(viewer('supervisor'), period(day))
    const before = await readKpis(viewer('supervisor'), period({ from: day.from - DAY_MS, to: day.from }))
    expect(kpis.total.reported).toBeGreaterThan(SURGE)
    for (const { name, now, before: then } of facts.period?.figures ?? []) {
      for (const [value, { total }] of [
        [now, kpis],
        [then, before],
      ] as const) {
        const figure = name.startsWith('handlingTime.')
          ? name.endsWith('median')
            ? total.handlingTime.median
            : total.handlingTime.p90
          : Object.entries(total).find(([key]) => key === name)?.[1]
        expect([name, value]).toEqual([
          name,
          typeof figure === 'number' || figure === null
            ? { value: figure, numerator: null, denominator: null }
            : expect.objectContaining({ value: value.value }),
        ])
        if (typeof figure === 'object' && figure !== null && 'numerator' in figure) expect([name, value]).toEqual([name, figure])
      }
    }
    const { total, types, places, days } = facts.period ?? {}
    expect(total).toMatchObject({ count: kpis.total.reported, claim: 'above', weeks: 12 })
    expect(types?.[0]).toMatchObject({ code: '0501', claim: 'above', weeks: 12 })
    // the parts add up to the whole, and so do their differences
    expect(types?.reduce((sum, { count }) => sum + count, 0)).toBe(total?.count)
    expect(types?.reduce((sum, { usual }) => sum + (usual ?? 0), 0)).toBeCloseTo(total?.usual ?? -1, 6)
    expect(places?.filter(({ claim }) => claim === 'above').map(({ code }) => code)).toEqual(['411324001101001'])
    expect(days?.at(-1)?.count).toBe(kpis.total.reported)
    // what came late is counted over the whole county, and told of no part of it
    expect(facts.period?.alerts.late).toBeNull()
    await pool().query(
      `INSERT INTO alert_late_days (day, events, alerts) VALUES ($1, 3, 1), ($2, 7, 2) ON CONFLICT (day) DO UPDATE SET events = excluded.events, alerts = excluded.alerts`,
      [civilDate(day.from), civilDate(day.to)],
    )
    const county = await make('supervisor', { kind: 'daily' })
    const standing = live().board.figures(viewer('supervisor'), Date.now()).total
    expect((await open('supervisor', county.id)).facts.period).toMatchObject({
      overdue: { near: standing.near },
      alerts: { late: { events: 3, alerts: 1 } },
    })
    expect(JSON.stringify(document)).toContain(`网格事件 ${kpis.total.reported} 件`)
    for (const words of ['演示数据，非真实事件', '未经地图审核', '内部研判']) expect(JSON.stringify(document)).toContain(words)
  })

  it('holds no personal data and no free text, and sensitive types one by one only for whoever sees them so', async () => {
    const full = await open('supervisor', (await make('supervisor', { kind: 'weekly' })).id)
    const plain = await open('viewer', (await make('viewer', { kind: 'weekly' })).id)
    for (const report of [full, plain]) expect(JSON.stringify(report)).not.toMatch(/王小明|(?<![\w.-])138(\d{8}(?!\w)|\*)|家门口/)
    expect(full.facts.period?.types?.map(({ code }) => code).sort()).toEqual(['0101', '0102', '0501'])
    expect(full.facts.period?.sensitive).toEqual([])
    expect(plain.facts.period?.types?.map(({ code }) => code).sort()).toEqual(['0101', '0501'])
    const street = plain.facts.period?.sensitive ?? []
    expect(street.map(({ code }) => code).sort()).toEqual(['411324001', '411324002'])
    expect(street.reduce((sum, { count }) => sum + count, 0)).toBe(full.facts.period?.types?.find(({ code }) => code === '0102')?.count)
    expect(plain.facts.period?.total.count).toBe(full.facts.period?.total.count)
    // a community is no street
    const community = await open('community', (await make('community', { kind: 'weekly' })).id)
    expect(community.facts.period?.sensitive).toEqual([])
    const kpis = await readKpis(viewer('viewer', '411324001101'), { from: community.from ?? '', to: community.to ?? '' })
    expect(community.facts.period?.total.count).toBe(kpis.total.reported)
  })

  it('is read by whoever would have seen the same, and by nobody else', async () => {
    const full = await make('supervisor', { kind: 'daily' })
    const plain = await make('viewer', { kind: 'daily', within: '411324001101' })
    expect((await call('viewer', `/api/reports/${full.id}`)).status).toBe(404)
    expect((await call('street', `/api/reports/${full.id}`)).status).toBe(404)
    for (const who of ['viewer', 'supervisor', 'street', 'community']) expect((await call(who, `/api/reports/${plain.id}`)).status).toBe(200)
    const ids = async (who: string, query = '') => (await read(await call(who, `/api/reports${query}`), JudgementPage)).reports.map(({ id }) => id)
    expect(await ids('community')).toContain(plain.id)
    expect(await ids('community')).not.toContain(full.id)
    expect(await ids('supervisor', '?within=411324002')).toEqual([])
    const all = await ids('supervisor')
    const { reports, nextCursor } = await read(await call('supervisor', '/api/reports?limit=2'), JudgementPage)
    expect(reports.map(({ id }) => id)).toEqual(all.slice(0, 2))
    expect(await ids('supervisor', `?limit=2&cursor=${nextCursor}`)).toEqual(all.slice(2, 4))
    const titles = async (query: string) => (await read(await call('supervisor', `/api/reports?${query}`), JudgementPage)).reports
    const byPlace = await titles('order=-scope')
    expect(byPlace.map(({ id }) => id)).not.toEqual(all)
    expect(byPlace.map(({ scope }) => scope)).toEqual(
      byPlace
        .map(({ scope }) => scope)
        .toSorted()
        .reverse(),
    )
    const half = await read(await call('supervisor', '/api/reports?order=-scope&limit=1'), JudgementPage)
    expect([...half.reports, ...(await titles(`order=-scope&cursor=${half.nextCursor}`))]).toEqual(byPlace)
    await expectProblem(await call('supervisor', `/api/reports?order=scope&cursor=${half.nextCursor}`), 400, 'invalid')
    for (const path of ['/api/reports', `/api/reports/${plain.id}`]) await expectProblem(await call('screen', path), 403, 'forbidden')
    await expectProblem(await call('street', '/api/reports', { kind: 'daily', within: '411324002' }), 404, 'not_found')
    for (const day of ['2999-01-01', '2199-01-01', '1999-12-30', '0000-01-01', '2026-02-30'])
      await expectProblem(await call('street', '/api/reports', { kind: 'daily', day }), 400, 'invalid')
  })

  it('makes one report of a request that comes twice, numbers them without a gap, and cannot be changed', async () => {
    const requestId = randomUUID()
    const [first, again] = [await make('viewer', { kind: 'daily', requestId }), await make('viewer', { kind: 'daily', requestId })]
    expect(again).toEqual(first)
    await expectProblem(await call('supervisor', '/api/reports', { kind: 'daily', requestId }), 409, 'conflict')
    // the same id for something else is no report that was asked for, whether kind, place or day
    for (const other of [{ kind: 'weekly' }, { kind: 'daily', within: '411324001' }, { kind: 'daily', day: '2026-01-05' }])
      await expectProblem(await call('viewer', '/api/reports', { ...other, requestId }), 409, 'conflict')
    expect(serial(await make('viewer', { kind: 'daily' }))).toBe(serial(first) + 1)
    await expect(pool().query('UPDATE reports SET title = $1', ['x'])).rejects.toThrow(/written once/)
    await expect(pool().query('DELETE FROM reports')).rejects.toThrow(/written once/)
    expect((await listAudit({ action: 'report.made', object: { kind: 'report', id: first.id }, limit: 10 })).length).toBe(1)
  })

  it('tells of one alert with its events and steps, for whoever sees it', async () => {
    const [alert] = (await listAlerts(viewer('supervisor'), { limit: 1 }, live().atlas)).alerts
    const row = await make('community', { kind: 'special', alert: alert?.id })
    expect(row).toMatchObject({ kind: 'special', scope: '411324001101', alert: alert?.id, from: null })
    const { facts } = await open('street', row.id)
    expect(facts.special).toMatchObject({ observed: 1, holding: 1, more: 0, alert: { colour: 'red', state: 'firing' } })
    expect(facts.special?.events[0]).toMatchObject({ type: '燃气泄漏', state: 'awaiting_acceptance' })
    expect(facts.special?.steps.map(({ step }) => step)).toEqual(['raised', 'called'])
    tokens.set(
      'other',
      (await createToken({ name: 'other', role: 'supervisor', scope: { kind: 'grids', prefixes: ['411324002'] }, expiresAt: null })).token,
    )
    await expectProblem(await call('other', '/api/reports', { kind: 'special', alert: alert?.id }), 404, 'not_found')
    expect((await call('other', `/api/reports/${row.id}`)).status).toBe(404)
  })

  it('is a file of Word with well-formed parts and the figures in it, the same each time, and audited', async () => {
    const row = await make('supervisor', { kind: 'daily', within: '411324001' })
    const named = (await call('supervisor', `/api/reports/${row.id}/docx`)).headers.get('content-disposition') ?? ''
    expect(decodeURIComponent(named)).toBe(`attachment; filename="report.docx"; filename*=UTF-8''1街道网格事件研判日报 ${row.number}.docx`)
    const file = async () => new Uint8Array(await (await call('supervisor', `/api/reports/${row.id}/docx`)).arrayBuffer())
    const bytes = await file()
    expect(Buffer.compare(bytes, await file())).toBe(0)
    const parts = unzipSync(bytes)
    const faults: string[] = []
    for (const [name, part] of Object.entries(parts))
      if (/\.(xml|rels)$/.test(name))
        new DOMParser({ onError: (level, what) => void faults.push(`${name} ${level} ${what}`) }).parseFromString(strFromU8(part), 'text/xml')
    expect(faults).toEqual([])
    const text = [...strFromU8(parts['word/document.xml'] ?? new Uint8Array()).matchAll(/<w:t[^>]*>([^<]*)/g)].map(([, words]) => words).join('\n')
    const { facts } = await open('supervisor', row.id)
    expect(text).toContain(row.number)
    expect(text).toContain(`网格事件 ${facts.period?.total.count} 件`)
    expect(text).toContain('暴露垃圾')
    expect(Object.keys(parts).filter((name) => name.endsWith('.png'))).toHaveLength(2)
    expect(strFromU8(parts['word/fontTable.xml'] ?? new Uint8Array())).toContain('方正小标宋简体')
    expect(await listAudit({ action: 'export.made', object: { kind: 'report', id: row.id }, limit: 10 })).toHaveLength(3)
  })

  it('is made by the schedule once a period, without sensitive events one by one, and goes when its time of keeping is over', async () => {
    const fence = async (name: string): Promise<Fence> => {
      const taken = await takeLease(name, randomUUID(), 60_000)
      if (!taken) throw new Error('somebody has the lease')
      return taken
    }
    const own = await fence('reports')
    const daily = { on: true, at: '00:00', scopes: ['411324001', '99', ''] }
    await changeSettings(viewer('administrator'), { reports: { daily } }, { now: Date.now(), address: null })
    expect((await readSettings(Date.now())).reports).toEqual({ ...JUDGEMENT_SETTING, daily })
    const made = async () =>
      (await read(await call('viewer', '/api/reports?kind=daily&limit=200'), JudgementPage)).reports.filter((row) => row.scheduled)
    await makeDueReports(own, Date.now(), log)
    await Promise.all([makeDueReports(own, Date.now(), log), makeDueReports(own, Date.now(), log)])
    expect((await made()).map(({ scope, sees, madeBy }) => [scope, sees, madeBy]).sort()).toEqual([
      ['', 'plain', '定时制作'],
      ['411324001', 'plain', '定时制作'],
    ])
    await makeDueReports(own, Date.now() + DAY_MS, log)
    expect(await made()).toHaveLength(4)
    await expect(makeDueReports({ ...own, token: own.token + 1 }, Date.now() + 2 * DAY_MS, log)).rejects.toMatchObject({ code: 'conflict' })

    const retention = await fence('retention')
    await writeSetting('retention', { reportsDays: 1, active: true })
    const last = await make('viewer', { kind: 'daily' })
    const { taken } = await runRetention(retention, { now: Date.now() + 3 * DAY_MS })
    expect(taken.reports).toBeGreaterThan(8)
    expect((await pool().query('SELECT 1 FROM reports')).rows).toEqual([])
    // a number is never given twice
    expect(serial(await make('viewer', { kind: 'daily' }))).toBe(serial(last) + 1)
  })
})
