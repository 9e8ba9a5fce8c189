import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { actOnAlert } from '@/lib/db/alerts/act-on-alert'
import { makeDueCalls } from '@/lib/db/alerts/alert-calls'
import { getAlert } from '@/lib/db/alerts/alert-list'
import { readAlertBook, readAlerts } from '@/lib/db/alerts/alert-rows'
import { endSilence, giveSilences, passSilenceEnds, setSilence } from '@/lib/db/alerts/silences'
import { writeAlerts } from '@/lib/db/alerts/write-alerts'
import { changeRoster } from '@/lib/db/duty/roster'
import { pool, transaction } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { lockHead } from '@/lib/db/log/log'
import { makeWebhook } from '@/lib/db/webhooks/webhooks'
import { MINUTE_MS } from '@/lib/domain/clock'
import { NO_LADDER } from '@/lib/domain/ladder'
import type { SilenceIn } from '@/lib/domain/silence'
import { describeEachEngine } from '@/lib/testing/database'
import { newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { ALERTS_READER, evaluateNext } from './alerts-job'

describeEachEngine('silences', () => {
  const supervisor = viewer('supervisor')
  const dispatcher = viewer('dispatcher')
  let fence: Fence
  const context = () => ({ now: Date.now(), address: null })
  const wanted = (of: Partial<SilenceIn> = {}): SilenceIn => ({
    ...{ id: randomUUID(), kind: 'silence', type: '0402', red: true, reason: '消防演练 13812345678', until: Date.now() + 20 * MINUTE_MS },
    ...of,
  })
  const set = async (of: Partial<SilenceIn> = {}, by = supervisor) => {
    const silence = wanted(of)
    await setSilence(by, silence, context())
    return silence
  }
  const post = async (column: number, row: number) => {
    const made = newEvent({ type: '0402', position: spot(column, row) })
    await saveEvents([made], { viewer: dispatcher, now: Date.now() })
    while (await evaluateNext(fence));
    const { rows } = await pool().query<{ number: number }>('SELECT number FROM events WHERE id = $1', [made.id])
    const found = (await readAlertBook(1_000)).alerts.find(({ members }) => members.some(({ number }) => number === rows[0]?.number))
    return found?.id ?? ''
  }
  const told = async (id: string, by = dispatcher) => {
    const alert = await getAlert(by, id, Date.now(), await loadAtlas())
    if (!alert) throw new Error('no alert')
    return alert
  }
  const steps = async (id: string) => (await told(id)).timeline.map(({ step }) => step)
  const posted = async (id: string) =>
    (await pool().query<{ steps: string[] }>('SELECT steps FROM webhook_deliveries WHERE alert_id = $1 ORDER BY revision', [id])).rows.flatMap(
      (row) => row.steps,
    )
  const audited = async () =>
    (await pool().query<{ action: string; result: string }>(`SELECT action, result FROM audit WHERE action LIKE 'silence.%' ORDER BY id`)).rows.map(
      ({ action, result }) => `${action} ${result}`,
    )

  beforeAll(async () => {
    await saveSmallCounty()
    const taken = await takeLease(ALERTS_READER.name, randomUUID(), 600_000)
    if (!taken) throw new Error('somebody has the lease')
    fence = taken
    while (await evaluateNext(fence));
    const [begins, ends] = [Date.now() - 3_600_000, Date.now() + 40 * 3_600_000]
    const shift = { id: randomUUID(), begins, ends, officer: { name: '周明', account: null }, leader: null }
    await changeRoster(supervisor, { shifts: [shift] }, context())
    await makeWebhook(
      viewer('administrator'),
      { name: 'w', url: 'https://example.org/', colours: ['red', 'orange'], within: '', allowPrivate: false },
      context(),
    )
  })
  beforeEach(async () => {
    await pool().query('DELETE FROM silences')
  })

  it('hold what lives and what comes: in the list as ever, no call, nothing posted; all of it goes on when they end', async () => {
    const before = await post(0, 0)
    expect(await steps(before)).toEqual(['raised', 'called'])
    const { id, until } = await set()
    const during = await post(4, 0)
    const alert = await told(during)
    expect([alert.state, alert.silence, alert.silencedUntil, alert.escalation]).toEqual(['firing', id, new Date(until).toISOString(), undefined])
    expect([await steps(before), await steps(during)]).toEqual([
      ['raised', 'called', 'muted'],
      ['raised', 'muted'],
    ])
    expect(alert.timeline[1]?.detail).toMatchObject({ silence: id, setBy: 'supervisor', reason: '消防演练 138****5678' })
    await makeDueCalls(fence, until + 24 * 60 * MINUTE_MS)
    await passSilenceEnds(fence, until - 1)
    expect([(await steps(before)).length, await posted(during)]).toEqual([3, []])

    await passSilenceEnds(fence, until)
    expect([await steps(before), await steps(during)]).toEqual([
      ['raised', 'called', 'muted', 'unmuted'],
      ['raised', 'muted', 'unmuted', 'called'],
    ])
    expect([await posted(before), await posted(during)]).toEqual([['raised', 'unmuted'], ['unmuted']])
    const [record] = await readAlerts([before])
    // of five minutes to the next rung less than all was left
    expect(record?.ladder.dueAt).toBeLessThanOrEqual(until + 5 * MINUTE_MS)
    expect(record?.ladder.dueAt).toBeGreaterThan(until + 4 * MINUTE_MS)
    await passSilenceEnds(fence, until + MINUTE_MS)
    expect((await steps(before)).length).toBe(4)
  })

  it('are told with their reason to those who read notes, without it to others, and end before their time', async () => {
    const { id } = await set({ grid: '411324001' })
    const alert = await post(1, 2)
    const operator = viewer('operator', '411324001101')
    expect(await giveSilences(operator, Date.now())).toMatchObject({
      silences: [{ id, state: 'holds', setBy: 'supervisor', reason: '消防演练 138****5678', mayEnd: false }],
      ...{ sets: false, red: false, maintains: false },
    })
    expect(await giveSilences(viewer('dispatcher', '411324002'), Date.now())).toMatchObject({
      silences: [],
      sets: true,
      red: false,
      maintains: false,
    })
    expect(await giveSilences(supervisor, Date.now())).toMatchObject({ silences: [{ mayEnd: true }], red: true, maintains: true })
    await expect(giveSilences(viewer('viewer'), Date.now())).rejects.toMatchObject({ code: 'forbidden' })
    expect((await told(alert, viewer('viewer'))).timeline[1]?.detail).toEqual({ silence: id, until: expect.any(String), setBy: 'supervisor' })
    expect((await told(alert, viewer('screen'))).timeline[1]?.detail).toEqual({ silence: id, until: expect.any(String) })

    await expect(endSilence(viewer('dispatcher', '411324001101'), id, context())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(endSilence(viewer('dispatcher', '411324002'), id, context())).rejects.toMatchObject({ code: 'not_found' })
    await endSilence(dispatcher, id, context())
    expect(await steps(alert)).toEqual(['raised', 'muted', 'unmuted', 'called'])
    await expect(endSilence(dispatcher, id, context())).rejects.toMatchObject({ code: 'conflict' })
    expect((await giveSilences(supervisor, Date.now())).silences).toEqual([])
  })

  it('are set once however often they are sent, and not for what there is not; each act is audited', async () => {
    const before = (await audited()).length
    const silence = await set({ red: false, grid: '411324002' }, dispatcher)
    await setSilence(dispatcher, silence, context())
    await expect(setSilence(supervisor, silence, context())).rejects.toMatchObject({ code: 'conflict' })
    expect((await giveSilences(dispatcher, Date.now())).silences).toHaveLength(1)
    for (const of of [{ grid: '999' }, { type: '9999' }, { rule: 'none' }])
      await expect(set({ red: false, ...of })).rejects.toMatchObject({ code: 'not_found' })
    await expect(set({ until: Date.now() + 60 * MINUTE_MS })).rejects.toMatchObject({ code: 'invalid' })
    await expect(set({}, dispatcher)).rejects.toMatchObject({ code: 'forbidden' })
    await endSilence(dispatcher, silence.id, context())
    expect((await audited()).slice(before)).toEqual(['silence.set done', 'silence.set refused', 'silence.ended done'])
  })

  it('are not said to be set where something else was set under their id', async () => {
    const again = (silence: SilenceIn, other: Partial<SilenceIn> = {}) => setSilence(supervisor, { ...silence, ...other }, context())
    const silence = await set({ grid: '411324002' })
    for (const other of [{ until: silence.until - MINUTE_MS }, { grid: '411324002101' }, { rule: 'urgency' }, { red: false }, { reason: '检修' }])
      await expect(again(silence, other)).rejects.toMatchObject({ code: 'conflict' })
    const from = Date.now() + 60 * MINUTE_MS
    const works = { kind: 'maintenance', type: undefined, red: false, source: '12345', until: from + 60 * MINUTE_MS } as const
    const [begun, coming] = [await set(works), await set({ ...works, from })]
    for (const other of [undefined, from + MINUTE_MS]) await expect(again(coming, { from: other })).rejects.toMatchObject({ code: 'conflict' })
    await endSilence(supervisor, silence.id, context())
    for (const same of [silence, begun, coming]) await again(same)
    expect((await giveSilences(supervisor, Date.now())).silences.map(({ id }) => id)).toEqual(expect.arrayContaining([begun.id, coming.id]))
  })

  it('let a red alert through unless they say otherwise, and let go one that rises to red', async () => {
    await set({ red: false })
    const red = await post(6, 0)
    expect(await steps(red)).toEqual(['raised', 'called'])
    const [record] = await readAlerts([red])
    if (!record) throw new Error('no alert')
    const write = (alert: typeof record, step: 'raised' | 'risen') =>
      transaction(async (tx) =>
        writeAlerts(tx, await lockHead(tx), [{ alert, steps: [{ step, at: Date.now(), detail: {}, state: alert.state, colour: alert.colour }] }], {
          now: Date.now(),
        }),
      )
    const orange = { ...record, id: randomUUID(), rule: { ...record.rule, id: 'overdue', kind: 'overdue' as const }, colour: 'orange' as const }
    await actOnAlert(supervisor, red, { requestId: randomUUID(), action: 'resolve' }, { now: Date.now() })
    await write({ ...orange, ladder: NO_LADDER }, 'raised')
    expect(await steps(orange.id)).toEqual(['raised', 'muted'])
    const [held] = await readAlerts([orange.id])
    if (held) await write({ ...held, colour: 'red' }, 'risen')
    expect(await steps(orange.id)).toEqual(['raised', 'muted', 'risen', 'unmuted', 'called'])
  })

  it('are apart from maintenance, which marks what counts and never 特急', async () => {
    await set({ kind: 'maintenance', type: undefined, red: false, source: '12345', until: Date.now() + 60 * MINUTE_MS })
    const urgent = await post(2, 2)
    const [record] = await readAlerts([urgent])
    if (!record) throw new Error('no alert')
    const counting = { ...record, id: randomUUID(), rule: { ...record.rule, id: 'overdue', kind: 'overdue' as const }, ladder: NO_LADDER }
    await transaction(async (tx) => writeAlerts(tx, await lockHead(tx), [{ alert: counting, steps: [] }], { now: Date.now() }))
    expect([(await told(urgent)).incomplete, (await told(counting.id)).incomplete]).toEqual([undefined, ['12345']])
    expect((await steps(urgent)).includes('muted')).toBe(false)
  })
})
