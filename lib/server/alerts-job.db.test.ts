import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { readGap, writeChanges } from '@/lib/api/changes'
import { actOnAlert } from '@/lib/db/alerts/act-on-alert'
import { getAlert } from '@/lib/db/alerts/alert-list'
import { readAlertBook, readAlertsSince } from '@/lib/db/alerts/alert-rows'
import { changeRules } from '@/lib/db/alerts/change-rules'
import { countVerdicts, readLate, readRules } from '@/lib/db/alerts/rules'
import { listAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { passDeadlines } from '@/lib/db/events/lights'
import { transitionEvent } from '@/lib/db/events/transitions'
import { loadAtlas, saveGrids } from '@/lib/db/ground/grids'
import { readTypes, saveTypes } from '@/lib/db/ground/types'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { readHead, readLogOf, renewLog } from '@/lib/db/log/log'
import { alertsAt } from '@/lib/db/replay/then'
import type { Viewer } from '@/lib/domain/access'
import type { AlertAction } from '@/lib/domain/alert-actions'
import { ALERTS, type AlertRecord, isLive } from '@/lib/domain/alert-record'
import { civilDate, DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import type { RulesIn } from '@/lib/domain/rule'
import type { FactSettings } from '@/lib/domain/rule-settings'
import { Changes } from '@/lib/domain/wire'
import { setLive, startLive } from '@/lib/live/live'
import { Slices } from '@/lib/live/slices'
import { verifyBooks } from '@/lib/live/verify'
import { describeEachEngine } from '@/lib/testing/database'
import { rounds } from '@/lib/testing/engines'
import { newEvent, saveSmallCounty, smallCounty, smallTypes, spot, viewer } from '@/lib/testing/small-county'
import { workerFile } from '@/lib/testing/worker'
import { ALERTS_READER, alertsJob, evaluateNext } from './alerts-job'

const worker = workerFile('alerts')
const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

describeEachEngine('the rules of fact', (db) => {
  const dispatcher = viewer('dispatcher')
  let fence: Fence
  /** The lease of the evaluation for a new holder, whoever has it. */
  const takeOver = async (name = ALERTS_READER.name): Promise<Fence> => {
    await pool().query(`UPDATE leases SET expires_at = now() - interval '1 ms' WHERE name = $1`, [name])
    const taken = await takeLease(name, randomUUID(), 60_000)
    if (!taken) throw new Error('somebody has the lease')
    return taken
  }
  const evaluate = async () => {
    while (await evaluateNext(fence));
  }
  const post = async (fields: Partial<EventIn> = {}, context: { receivedAt?: number } = {}) => {
    const made = newEvent({ type: '0402', ...fields })
    const { rejected } = await saveEvents([made], { viewer: dispatcher, now: Date.now(), ...context })
    expect(rejected).toEqual([])
    const { rows } = await pool().query<{ number: number; revision: number }>(
      'SELECT number, revision::float8 AS revision FROM events WHERE id = $1',
      [made.id],
    )
    return { id: made.id, number: rows[0]?.number ?? 0, revision: rows[0]?.revision ?? 0 }
  }
  const act = async (id: string, action: string, more: object = {}, by = dispatcher) => {
    const { rows } = await pool().query<{ revision: number }>('SELECT revision::float8 AS revision FROM events WHERE id = $1', [id])
    const body = { requestId: randomUUID(), action, expectedRevision: rows[0]?.revision ?? 0, ...more }
    return transitionEvent(by, id, body as Parameters<typeof transitionEvent>[2], { now: Date.now() })
  }
  const all = async (): Promise<AlertRecord[]> => (await readAlertBook(10_000)).alerts
  const alertOf = async (number: number, rule = 'urgency') =>
    (await all()).find((alert) => alert.rule.id === rule && alert.members.some((member) => member.number === number && member.status !== 'withdrawn'))
  const steps = async (id: string | undefined) =>
    (await pool().query<{ step: string }>('SELECT step FROM alert_steps WHERE alert_id = $1 ORDER BY revision, position', [id])).rows.map(
      ({ step }) => step,
    )
  const lateToday = async () => (await readLate(civilDate(Date.now() - DAY_MS))).map(({ events, alerts }) => [events, alerts])

  beforeAll(async () => {
    await saveSmallCounty()
    fence = await takeOver()
    // of before the rules began
    await post()
    await evaluate()
  })
  beforeEach(async () => {
    fence = await takeOver()
  })

  it('begin where they are new, and tell nothing of what was before', async () => {
    expect(await all()).toEqual([])
    await post({ urgency: 4 })
    await evaluate()
    expect((await readRules()).map(({ id, beginsAt }) => [id, beginsAt !== null && Date.now() - beginsAt < 60_000])).toEqual([
      ['cluster', true],
      ['hotspot', true],
      ['lapsed_orders', true],
      ['near_repeat', true],
      ['overdue', true],
      ['quiet', true],
      ['recurrence', true],
      ['silence', true],
      ['surge', true],
      ['threshold', true],
      ['unvisited', true],
      ['urgency', true],
    ])
    expect(await all()).toEqual([])
  })

  it('raise an alert with its step and its change in the log, and end it an hour after its events', async () => {
    const { id, number, revision } = await post()
    const before = await readHead()
    await evaluate()
    const alert = await alertOf(number)
    expect(alert).toMatchObject({ colour: 'red', state: 'firing', types: ['0402'], revision: before.revision + 1, sensitive: false })
    expect(alert?.members).toEqual([{ number, grid: '411324001101001', status: 'holds' }])
    const rows = await readLogOf(ALERTS, before.revision, before.revision + 1, 10)
    expect(rows.flatMap(({ body }) => ALERTS.decode(body)).map((change) => change.alert)).toEqual([alert])
    expect(revision).toBe(before.revision)

    await act(id, 'void', { reason: '重复' })
    await evaluate()
    expect((await all()).find((one) => one.id === alert?.id)).toMatchObject({ state: 'resolved', endedBy: 'withdrawn' })

    const other = await post({ position: spot(1, 1) })
    await evaluate()
    await act(other.id, 'reject', { answer: '不属实' })
    await evaluate()
    const cleared = await alertOf(other.number)
    expect(cleared).toMatchObject({ state: 'firing', endsAt: (cleared?.clearedAt ?? 0) + HOUR_MS })
    await pool().query(`UPDATE alerts SET body = jsonb_set(body, '{endsAt}', to_jsonb($2::float8)) WHERE id = $1`, [cleared?.id, Date.now() - 1])
    // though what comes in cannot be evaluated
    await post({ type: '0501', urgency: 4, position: spot(1, 1) })
    await pool().query(`ALTER TABLE log_readers ADD CONSTRAINT broken CHECK (name <> '${ALERTS_READER.name}') NOT VALID`)
    await expect(alertsJob(() => () => {}).work(fence, new AbortController().signal)).rejects.toThrow('broken')
    await pool().query('ALTER TABLE log_readers DROP CONSTRAINT broken')
    expect(await alertOf(other.number)).toMatchObject({ state: 'resolved', endedBy: 'condition' })
    expect(await steps(cleared?.id)).toEqual(['raised', 'called', 'cleared', 'ended'])
  })

  it('raise what a deadline that passes makes overdue, in the colour of its urgency', async () => {
    const lights = await takeOver('deadlines')
    const { id, number } = await post({ urgency: 2, type: '0501', position: spot(4, 0) })
    // the clock of acceptance runs half an hour by night and day
    await passDeadlines(lights, Date.now() + HOUR_MS)
    await evaluate()
    expect(await alertOf(number, 'overdue')).toMatchObject({ colour: 'orange', types: ['0501'], state: 'firing' })
    await act(id, 'reject', { answer: '已答复' })
    await evaluate()
    expect(await alertOf(number, 'overdue')).toMatchObject({ state: 'firing', members: [{ status: 'over' }] })
  })

  it('count what comes late or by an import, and ignore a load', async () => {
    const [before = [0, 0]] = await lateToday()
    const place = (column: number) => ({ position: spot(column, 3) })
    await post({ ...place(0), source: 'load' })
    await post({ ...place(1), occurredAt: ago(8 * DAY_MS) })
    const told = await post({ ...place(5), occurredAt: ago(5 * DAY_MS) })
    await post({ ...place(3), occurredAt: ago(5 * DAY_MS), urgency: 4 })
    const begins = (await readRules())[0]?.beginsAt ?? 0
    await post({ ...place(3), occurredAt: ago(DAY_MS) }, { receivedAt: begins - 1 })
    await post({ ...place(3), occurredAt: ago(9 * DAY_MS) }, { receivedAt: Date.now() })
    const count = (await all()).length
    await evaluate()
    expect((await all()).slice(count).length + count).toBe(count + 1)
    expect(await alertOf(told.number)).toMatchObject({ state: 'firing' })
    const [after = [0, 0]] = await lateToday()
    // three live ones of more than 72 hours, and what the import brought: of these two would have been told of
    expect([(after[0] ?? 0) - (before[0] ?? 0), (after[1] ?? 0) - (before[1] ?? 0)]).toEqual([4, 2])
  })

  it.each(['before the transaction', 'before the commit', 'while the commit is on its way', 'after the commit'])(
    'neither miss nor repeat an alert though their process is killed %s',
    async (step) => {
      for (let round = 0; round < rounds(1, 5); round++) {
        const posted = [await post({ position: spot(6, 2) }), await post({ position: spot(7, 0) })]
        const child = spawn(process.execPath, [worker, db.url, String((await takeOver()).token), step], { stdio: 'inherit' })
        const by = await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))
        expect(by).toBe('SIGKILL')
        fence = await takeOver()
        await evaluate()
        for (const { number } of posted) {
          const found = (await all()).filter((alert) => alert.members.some((member) => member.number === number))
          expect(found).toHaveLength(1)
          expect((await steps(found[0]?.id)).filter((one) => one === 'raised')).toHaveLength(1)
        }
        const twice = await pool().query(
          `SELECT detail ->> 'event' AS event FROM alert_steps WHERE detail ? 'event' AND step IN ('raised', 'joined') GROUP BY 1 HAVING count(*) > 1`,
        )
        expect(twice.rows).toEqual([])
      }
    },
  )

  it('are refused to whoever lost the lease', async () => {
    await post({ position: spot(6, 3) })
    const old = fence
    fence = await takeOver()
    await expect(evaluateNext(old)).rejects.toMatchObject({ code: 'conflict' })
    await evaluate()
  })

  it('go on in a log that is another one: on other grids, and with what nobody had evaluated', async () => {
    const kept = await post({ position: spot(2, 0) })
    await evaluate()
    const raised = await alertOf(kept.number)
    const fresh = await post({ position: spot(3, 1) })
    const [closed] = [await post({ position: spot(2, 1) })]
    const brief = await post({ position: spot(2, 0), type: '0501', urgency: 1 })
    await act(brief.id, 'reject', { answer: '已答复' })
    await renewLog('a test')
    const grids = smallCounty().filter(({ code }) => !code.startsWith('4113240011020'))
    await saveGrids(grids, { demo: true, now: Date.now() })
    const briefer = await post({ position: spot(7, 2), type: '0501', urgency: 1 })
    await act(briefer.id, 'reject', { answer: '已答复' })
    await evaluate()
    // nobody had evaluated them while they were open
    expect((await alertOf(brief.number))?.members).toEqual([{ number: brief.number, grid: '411324001102', status: 'over' }])
    expect((await alertOf(briefer.number))?.members).toContainEqual(expect.objectContaining({ number: briefer.number, status: 'over' }))
    // its leaf is gone: the event counts in the community now
    expect(await alertOf(kept.number)).toMatchObject({ id: raised?.id, state: 'firing' })
    expect((await alertOf(kept.number))?.members).toContainEqual({ number: kept.number, grid: '411324001102', status: 'holds' })
    expect((await alertOf(fresh.number))?.id).toBe(raised?.id)
    await act(closed.id, 'void', { reason: '误报' })
    await evaluate()
    expect((await alertOf(kept.number))?.members).toContainEqual({ number: closed.number, grid: '411324001102', status: 'withdrawn' })
  })

  const perform = (of: typeof dispatcher, id: string, action: AlertAction, more: object = {}, requestId = randomUUID()) =>
    actOnAlert(of, id, { requestId, action, ...more }, { now: Date.now() })

  it('leave it to people to acknowledge and to end an alert, once a request, and in the audit', async () => {
    const { number } = await post({ position: spot(4, 2) })
    await evaluate()
    const id = (await alertOf(number))?.id ?? ''
    const requestId = randomUUID()
    const [first, again] = [await perform(dispatcher, id, 'acknowledge', {}, requestId), await perform(dispatcher, id, 'acknowledge', {}, requestId)]
    expect([first.alert.acknowledgedBy?.name, again.alert]).toEqual(['dispatcher', first.alert])
    await expect(perform(dispatcher, id, 'acknowledge')).rejects.toMatchObject({ code: 'conflict', extra: { alert: { state: 'acknowledged' } } })
    await expect(perform(viewer('viewer'), id, 'acknowledge')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(perform(viewer('dispatcher', '411324001'), id, 'comment', { note: 'x' })).rejects.toMatchObject({ code: 'not_found' })
    await perform(dispatcher, id, 'unacknowledge')
    await perform(dispatcher, id, 'escalate', { note: '请支援，联系 13812345678', to: { kind: 'grid', id: '411324002' } })
    await expect(perform(dispatcher, id, 'assign', { to: { kind: 'team', id: 'none' } })).rejects.toMatchObject({ code: 'unknown_party' })
    const judged = async () => (await countVerdicts(Date.now() - DAY_MS)).get('urgency')?.true ?? 0
    const before = await judged()
    const { alert } = await perform(dispatcher, id, 'resolve', { verdict: 'true' })
    // one that is in no figure has no verdict that counts
    expect([await judged(), await countVerdicts(Date.now() + DAY_MS)]).toEqual([before + 1, new Map()])
    await pool().query(`UPDATE alerts SET body = body || '{"endedBy": "withdrawn"}' WHERE id = $1`, [id])
    expect(await judged()).toBe(before)
    await pool().query(`UPDATE alerts SET body = body || '{"endedBy": "person"}' WHERE id = $1`, [id])
    expect(alert).toMatchObject({ state: 'resolved', endedBy: 'person', verdict: 'true', escalation: { step: 5, nextAt: null } })
    expect(alert.timeline.map(({ step }) => step)).toEqual([...['raised', 'called', 'acknowledge', 'unacknowledge', 'escalate', 'called', 'resolve']])
    expect(alert.timeline[4]).toMatchObject({ actor: 'dispatcher', role: 'dispatcher', note: '请支援，联系 138****5678' })
    const atlas = await loadAtlas()
    const told = async (role: 'viewer' | 'screen') => (await getAlert(viewer(role), id, Date.now(), atlas))?.timeline[4]
    expect(await told('viewer')).toMatchObject({ actor: 'dispatcher', note: null, detail: { to: { id: '411324002' } } })
    expect(await told('screen')).toMatchObject({ actor: null, note: null, detail: {} })
    // another thing under an id that was used is not taken as done, and the same is
    const used = randomUUID()
    const said = { note: 'a', until: undefined }
    const commented = await perform(dispatcher, id, 'comment', said, used)
    await expect(perform(dispatcher, id, 'comment', { note: 'zz' }, used)).rejects.toMatchObject({ code: 'conflict' })
    expect((await perform(dispatcher, id, 'comment', said, used)).alert.timeline).toEqual(commented.alert.timeline)
    const audited = await listAudit({ object: { kind: 'alert', id }, limit: 10 })
    expect(audited.map(({ action, result }) => [action, result])).toEqual([
      ...Array.from({ length: 4 }, () => ['alert.acted', 'done']),
      ['alert.refused', 'refused'],
      ['alert.acted', 'done'],
    ])
    await expect(pool().query('UPDATE alert_steps SET note = NULL')).rejects.toThrow('written once')
    // its event is still open: that is no news, another one is a new alert that names the first
    const next = await post({ position: spot(4, 2) })
    await evaluate()
    expect(await alertOf(next.number)).toMatchObject({ state: 'firing', follows: id })
  })

  it('are evaluated by alerts as they are, of which only those that somebody touched are read twice', async () => {
    const [touched, ended] = [await post({ position: spot(1, 1) }), await post({ position: spot(2, 1) })]
    await evaluate()
    const before = await readAlertsSince(Date.now() - DAY_MS)
    const of = async ({ number }: typeof touched) => (await alertOf(number))?.id ?? ''
    await perform(dispatcher, await of(touched), 'acknowledge')
    await perform(dispatcher, await of(ended), 'resolve', { verdict: 'true' })
    const fresh = await post({ position: spot(4, 1) })
    await evaluate()
    for (const endedAfter of [Date.now() + DAY_MS, Date.now() - DAY_MS]) {
      const [now, again] = [await readAlertsSince(endedAfter), await readAlertsSince(endedAfter, pool(), { known: before })]
      expect(again).toEqual(now)
      expect(again.map(({ id }) => id)).toContain(await of(fresh))
      const revisions = new Map(now.map(({ id, revision }) => [id, revision]))
      const unchanged = before.filter(({ id, revision }) => revisions.get(id) === revision)
      expect(again.filter((alert) => before.includes(alert)).map(({ id }) => id)).toEqual(unchanged.map(({ id }) => id))
      expect(unchanged.length).toBeGreaterThan(0)
      expect(unchanged.length).toBeLessThan(before.length)
    }
  })

  it('find an alert that is reopened with its events as they are', async () => {
    const { id: event, number } = await post({ position: spot(6, 1) })
    await evaluate()
    const id = (await alertOf(number))?.id ?? ''
    await perform(dispatcher, id, 'resolve')
    await act(event, 'reject', { answer: '不属实' })
    await evaluate()
    expect(await perform(dispatcher, id, 'reopen', { note: '再看' })).toMatchObject({ alert: { state: 'firing', holding: 0, observed: 1 } })
  })

  it('are seen by fewer once their type has become sensitive', async () => {
    const { number } = await post({ type: '0501', urgency: 1, position: spot(7, 3) })
    await evaluate()
    const id = (await alertOf(number))?.id ?? ''
    const shown = async () => (await getAlert(viewer('viewer'), id, Date.now(), await loadAtlas())) !== null
    const then = Date.now()
    const replayed = async () => (await alertsAt(then)).find((alert) => alert.id === id)
    expect([await shown(), (await replayed())?.sensitive]).toEqual([true, false])
    await saveTypes(
      smallTypes().map((type) => (type.code === '0501' ? { ...type, sensitive: true } : type)),
      { now: Date.now() },
    )
    await loadAtlas()
    await alertsJob(() => () => {}).work(fence, new AbortController().signal)
    // in what is told of the past too
    expect([await shown(), (await alertOf(number))?.sensitive, (await replayed())?.sensitive]).toEqual([false, true, true])
  })

  it('are told by the cursor as sensitive as they are now, also what they were before', async () => {
    const { number } = await post({ type: '0101', urgency: 1, position: spot(6, 3) })
    await evaluate()
    const id = (await alertOf(number))?.id ?? ''
    // a cursor of before is of another log
    await saveTypes(
      (await readTypes()).map((type) => (type.code === '0101' ? { ...type, sensitive: true } : type)),
      { now: Date.now() },
    )
    const live = await startLive()
    try {
      const { revision: since } = await readHead()
      const told = async (who: Viewer) => {
        await live.catchUp()
        const body = await writeChanges({ viewer: who, address: null }, await readGap(who, { since }), new Slices('test'))
        const answer = Changes.parse(JSON.parse(String(body)))
        if ('reset' in answer) throw new Error('the log is another one')
        return answer.changes.flatMap((change) => (change.kind === 'alert' && change.alert.id === id ? [change.alert.state] : []))
      }
      // somebody acts on it before it is made as sensitive as its type
      await perform(dispatcher, id, 'acknowledge')
      await alertsJob(() => () => {}).work(fence, new AbortController().signal)
      expect([await told(viewer('viewer')), await told(viewer('supervisor'))]).toEqual([[], ['acknowledged', 'acknowledged']])
    } finally {
      setLive(null)
    }
  })

  it('are changed by whoever administers the county, a version each time', async () => {
    const [was] = (await readRules()).filter(({ id }) => id === 'urgency')
    const change = (role: 'administrator' | 'supervisor', rule: RulesIn['rules'][number], ...prefixes: string[]) =>
      changeRules(viewer(role, ...prefixes), { rules: [rule] }, { now: Date.now(), address: null })
    await expect(change('supervisor', { id: 'urgency', enabled: false })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(change('administrator', { id: 'urgency', enabled: false }, '411324001')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(change('administrator', { id: 'none' })).rejects.toMatchObject({ code: 'not_found' })
    await change('administrator', { id: 'urgency', enabled: true })
    expect((await readRules()).find(({ id }) => id === 'urgency')).toEqual(was)
    await change('administrator', { id: 'urgency', enabled: false })
    const silent = await post({ position: spot(5, 2) })
    await evaluate()
    expect(await alertOf(silent.number)).toBeUndefined()
    const settings = { clearMinutes: 30, lateHours: 24, colours: [{ urgency: 1, colour: 'orange' } as const] }
    await change('administrator', { id: 'urgency', enabled: true, settings })
    const loud = await post({ position: spot(5, 2) })
    await evaluate()
    expect(await alertOf(loud.number)).toMatchObject({ colour: 'orange', rule: { version: (was?.version ?? 0) + 2 } })
    const now = (await readRules()).find(({ id }) => id === 'urgency')
    expect(now).toMatchObject({ settings, record: null })
    const late = { id: 'urgency', settings: { ...settings, lateHours: 48 } }
    await expect(change('administrator', { ...late, expectedVersion: was?.version })).rejects.toMatchObject({ code: 'conflict' })
    // what is so already is done, whoever did it
    await change('administrator', { id: 'urgency', settings, expectedVersion: was?.version })
    expect((await readRules()).find(({ id }) => id === 'urgency')).toEqual(now)
    expect((await listAudit({ object: { kind: 'rule', id: 'urgency' }, limit: 10 })).map(({ action }) => action)).toEqual([
      'rule.changed',
      'rule.changed',
    ])
  })

  it('raise nothing of what their scope does not hold, in whichever version', async () => {
    const change = (settings: FactSettings) =>
      changeRules(viewer('administrator'), { rules: [{ id: 'urgency', settings }] }, { now: Date.now(), address: null })
    const settings: FactSettings = { clearMinutes: 30, lateHours: 24, colours: [{ urgency: 1, colour: 'orange' }] }
    await expect(change({ ...settings, grids: ['9'] })).rejects.toMatchObject({ code: 'invalid' })
    await expect(change({ ...settings, types: ['9'] })).rejects.toMatchObject({ code: 'invalid' })
    const version = async () => (await readRules()).find(({ id }) => id === 'urgency')?.version ?? 0
    const before = await version()
    // a scope of everything is what it was without one
    await change({ ...settings, types: [], grids: [] })
    expect(await version()).toBe(before)
    const told = async () => {
      const [west, east] = [await post({ position: spot(0, 3) }), await post({ position: spot(7, 0) })]
      const other = await post({ position: spot(7, 0), type: '0101', urgency: 1 })
      await evaluate()
      return Promise.all([west, east, other].map(async ({ number }) => (await alertOf(number))?.rule.version ?? null))
    }
    await change({ ...settings, grids: ['411324002'], types: ['0402'] })
    const [outside, inside, otherType] = await told()
    expect([outside, otherType]).toEqual([null, null])
    expect(inside).not.toBeNull()
    // the other street, and the other type too: what the rule told before lives on
    await change({ ...settings, grids: ['411324001'] })
    const [now, then, also] = await told()
    expect(now).toBe(before + 2)
    expect([then, also]).toEqual([null, null])
    await change({ ...settings, grids: ['411324002', '411324001102'] })
    expect((await told()).map((of) => of !== null)).toEqual([false, true, true])
    // how many it would have told a day of what has been is of the scope, and there at once
    const volume = async (scope: Pick<FactSettings, 'types' | 'grids'>) => {
      await change({ ...settings, ...scope })
      await alertsJob(() => () => {}).work(fence, new AbortController().signal)
      const record = (await readRules()).find(({ id }) => id === 'urgency')?.record
      expect(record).toMatchObject({ kind: 'volume', basis: [] })
      return (record?.alertsPerDay ?? 0) * (record?.days ?? 0)
    }
    const [west, whole, typed] = [await volume({ grids: ['411324001'] }), await volume({}), await volume({ types: ['0101'] })]
    expect([west > 0, west < whole, typed > 0, typed < whole]).toEqual([true, true, true, true])
  })

  it('leave a log whose fold is the tables', async () => {
    expect((await all()).filter(isLive).length).toBeGreaterThan(2)
    expect(await verifyBooks(() => {})).toMatchObject([{ kind: 'alerts', differences: [] }])
  })
})
