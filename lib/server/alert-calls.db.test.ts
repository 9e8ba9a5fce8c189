import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { createAccount } from '@/lib/db/accounts/accounts'
import { actOnAlert } from '@/lib/db/alerts/act-on-alert'
import { makeDueCalls } from '@/lib/db/alerts/alert-calls'
import { getAlert } from '@/lib/db/alerts/alert-list'
import { readAlertBook, readAlerts } from '@/lib/db/alerts/alert-rows'
import { readTold } from '@/lib/db/alerts/budget'
import { changeRules } from '@/lib/db/alerts/change-rules'
import { writeAlerts } from '@/lib/db/alerts/write-alerts'
import { changeSettings, readSettings } from '@/lib/db/county-settings'
import { changeRoster } from '@/lib/db/duty/roster'
import { pool, transaction } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { passDeadlines } from '@/lib/db/events/lights'
import { transitionEvent } from '@/lib/db/events/transitions'
import { loadAtlas } from '@/lib/db/ground/grids'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { lockHead, readHead, readLogOf } from '@/lib/db/log/log'
import { peopleId } from '@/lib/db/people/people-ids'
import { savePeople } from '@/lib/db/people/people-write'
import { makeWebhook } from '@/lib/db/webhooks/webhooks'
import type { AlertAction } from '@/lib/domain/alert-actions'
import { nextDigestAt } from '@/lib/domain/alert-budget'
import { ALERTS } from '@/lib/domain/alert-record'
import { HOUR_MS, MINUTE_MS, startOfDay } from '@/lib/domain/clock'
import type { Colour } from '@/lib/domain/colour'
import { LADDER_MINUTES, NO_LADDER } from '@/lib/domain/ladder'
import { verifyBooks } from '@/lib/live/verify'
import { describeEachEngine } from '@/lib/testing/database'
import { rounds } from '@/lib/testing/engines'
import { newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { workerFile } from '@/lib/testing/worker'
import { evaluateNext } from './alerts-job'

const worker = workerFile('alerts')
const LEAF = '411324001101001'
const ACROSS = '411324001101002'

describeEachEngine('the ladder of an alert', (db) => {
  const dispatcher = viewer('dispatcher')
  let fence: Fence
  const takeOver = async (): Promise<Fence> => {
    await pool().query(`UPDATE leases SET expires_at = now() - interval '1 ms' WHERE name = 'alerts'`)
    const taken = await takeLease('alerts', randomUUID(), 60_000)
    if (!taken) throw new Error('somebody has the lease')
    return taken
  }
  const post = async (...places: ([number, number] | string)[]) => {
    const made = places.map((place) =>
      newEvent({ type: '0402', ...(typeof place === 'string' ? { position: undefined, grid: place } : { position: spot(...place) }) }),
    )
    await saveEvents(made, { viewer: dispatcher, now: Date.now() })
    while (await evaluateNext(fence));
    const { rows } = await pool().query<{ number: number }>('SELECT number FROM events WHERE id = $1', [made[0]?.id])
    const found = (await readAlertBook(1_000)).alerts.find(({ members }) => members.some(({ number }) => number === rows[0]?.number))
    return found?.id ?? ''
  }
  const alertOf = async (id: string, by = dispatcher) => {
    const alert = await getAlert(by, id, Date.now(), await loadAtlas())
    if (!alert) throw new Error('no alert')
    return alert
  }
  /** Whom each step called, by name, with what it passed. */
  const calls = async (id: string, by = dispatcher) =>
    (await alertOf(id, by)).timeline
      .filter(({ step }) => step === 'called')
      .map(({ detail: { rung, people, passed = [] } }) => {
        const told = [...(people as { name: string }[]).map(({ name }) => name), ...(passed as { rung: string }[]).map((one) => `-${one.rung}`)]
        return `${rung}: ${told.join(' ')}`
      })
  const timers = async () => (await pool().query<{ rung: string; due: Date }>('SELECT rung, due_at AS due FROM alert_timers ORDER BY due_at')).rows
  const dueAt = async (id: string) => Date.parse((await alertOf(id)).escalation?.nextAt ?? '')
  const perform = (id: string, action: AlertAction, more: object = {}, by = dispatcher) =>
    actOnAlert(by, id, { requestId: randomUUID(), action, ...more }, { now: Date.now() })

  beforeAll(async () => {
    await saveSmallCounty()
    fence = await takeOver()
    while (await evaluateNext(fence));
    const chief = (externalId: string, name: string, ...grids: string[]) => ({
      ...{ externalId, name, phone: null, idNumber: null, employer: null },
      posts: grids.map((grid) => ({ grid, kind: 'chief' as const })),
    })
    const people = [chief('a', '张大山', LEAF, '411324001101'), chief('b', '李小河', ACROSS), chief('c', '赵街道', '411324001')]
    await savePeople(people, { source: 'test' })
    // the duty officer is the chief of the street too
    const { account } = await createAccount(
      {
        ...{ username: 'zhou', name: '周明', role: 'dispatcher', scope: { kind: 'grids', prefixes: [''] }, password: 'Aa1-aaaaaaaa' },
        memberId: peopleId('person', 'test', 'c'),
      },
      { actor: { id: 'test', name: 'test', role: null } },
    )
    const [begins, ends] = [Date.now() - 3_600_000, Date.now() + 40 * 3_600_000]
    const shift = { id: randomUUID(), begins, ends, officer: { name: '周明', account: account.id }, leader: { name: '王建', account: null } }
    await changeRoster(viewer('supervisor'), { shifts: [shift] }, { now: Date.now(), address: null })
  })

  it('calls the duty officer as it is raised, and the chiefs by the clock, each once; names are for whoever may read them', async () => {
    // what only the community knows brings its leaves together
    const id = await post([0, 0], [1, 0], '411324001101')
    expect(await calls(id)).toEqual(['officer: 周明'])
    const first = await dueAt(id)
    expect(Math.abs(first - Date.now() - 5 * MINUTE_MS)).toBeLessThan(60_000)
    expect((await timers()).map(({ rung, due }) => [rung, due.getTime()])).toEqual([['level4', first]])
    await makeDueCalls(fence, first - 1)
    expect(await calls(id)).toHaveLength(1)
    const before = await readHead()
    await makeDueCalls(fence, first)
    expect((await readHead()).revision).toBe(before.revision + 1)
    await makeDueCalls(fence, await dueAt(id))
    // the tree is ragged, the chief of the community was called for his leaf, and that of the street is on duty
    expect(await calls(id)).toEqual(['officer: 周明', 'level3: 张* 李* -level4', 'leader: 王建 -level2 -level1'])
    expect(await calls(id, viewer('screen'))).toEqual(['officer: ', 'level3: -level4', 'leader: -level2 -level1'])
    expect((await alertOf(id)).ladder.rungs.map(({ rung, result }) => [rung, result])).toEqual([
      ...[['officer', 'called'] as const, ['level4', 'vacant'] as const, ['level3', 'called'] as const],
      ...[['level2', 'same'] as const, ['level1', 'same'] as const, ['leader', 'called'] as const],
    ])
    expect((await timers()).map(({ rung }) => rung)).toEqual(['repeat'])
    await perform(id, 'acknowledge')
    expect((await timers()).map(({ rung }) => rung)).toEqual(['resume'])
    await perform(id, 'comment', { note: '已到场' })
    expect([await timers(), (await alertOf(id)).escalation?.nextAt]).toEqual([[], null])
    await perform(id, 'resolve', { verdict: 'true' })
  })

  it('is climbed by hand with what was asked, and what follows comes by itself', async () => {
    const id = await post([2, 2])
    const { alert } = await perform(id, 'escalate', { note: '请支援' })
    const last = alert.timeline.slice(-2).map(({ step, actor, note }) => [step, actor, note])
    expect(last).toEqual([
      ['escalate', 'dispatcher', '请支援'],
      ['called', null, null],
    ])
    expect(alert.escalation).toMatchObject({ step: 5, rung: 'leader', next: null })
    await perform(id, 'resolve', { verdict: 'true' })
    expect(await timers()).toEqual([])
  })

  it('goes by the minutes that the county has set', async () => {
    const administrator = viewer()
    const ladder = { ...LADDER_MINUTES, red: 2 }
    await changeSettings(administrator, { ladder }, { now: Date.now(), address: null })
    expect((await readSettings(Date.now())).ladder).toEqual(ladder)
    const id = await post([4, 0])
    expect(Math.abs((await dueAt(id)) - Date.now() - 2 * MINUTE_MS)).toBeLessThan(30_000)
    await perform(id, 'resolve', { verdict: 'true' })
    await changeSettings(administrator, { ladder: LADDER_MINUTES }, { now: Date.now(), address: null })
  })

  it.each(['before the commit', 'after the commit'])('misses and repeats no call though its process is killed %s', async (step) => {
    for (let round = 0; round < rounds(1, 5); round++) {
      const id = await post([6, 0])
      const due = await dueAt(id)
      fence = await takeOver()
      const args = [worker, db.url, String(fence.token), step, String(due)]
      const child = spawn(process.execPath, args, { stdio: 'inherit' })
      expect(await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))).toBe('SIGKILL')
      const old = fence
      fence = await takeOver()
      if (step === 'before the commit') await expect(makeDueCalls(old, due)).rejects.toMatchObject({ code: 'conflict' })
      await makeDueCalls(fence, due)
      expect(await calls(id)).toEqual(['officer: 周明', 'leader: 王建 -level4 -level3 -level2 -level1'])
      await perform(id, 'resolve', { verdict: 'true' })
    }
  })

  /** A lesser alert of the same events as another, or of one in their place, by another rule. */
  const writeLesser = async (id: string, number?: number): Promise<string> => {
    const [red] = await readAlerts([id])
    if (!red) throw new Error('no alert')
    const lesser = { ...red, id: randomUUID(), rule: { ...red.rule, id: 'overdue', kind: 'overdue' as const }, colour: 'orange' as const }
    const raised = { step: 'raised' as const, at: Date.now(), detail: {}, state: lesser.state, colour: lesser.colour }
    const members = number === undefined ? lesser.members : lesser.members.slice(0, 1).map((member) => ({ ...member, number }))
    const outcome = { alert: { ...lesser, members, ladder: NO_LADDER }, steps: [raised] }
    await transaction(async (tx) => writeAlerts(tx, await lockHead(tx), [outcome], { now: Date.now() }))
    return lesser.id
  }
  const eventOf = async (key: string) => {
    const { rows } = await pool().query<{ id: string; number: number; revision: number }>(
      'SELECT id::text AS id, number, revision::float8 AS revision FROM events WHERE id::text = $1 OR number::text = $1',
      [key],
    )
    if (!rows[0]) throw new Error('no event')
    return rows[0]
  }
  const steps = async (id: string) => (await alertOf(id)).timeline.map(({ step }) => step)

  it('stands still while a graver alert holds all of it, and calls at once when that ends', async () => {
    const hook = { name: '市级平台', url: 'https://example.org/', colours: ['orange' as const], within: '', allowPrivate: false }
    await makeWebhook(viewer('administrator'), hook, { now: Date.now(), address: null })
    const graver = await post([0, 0])
    const lesser = await writeLesser(graver)
    const posted = async () => (await pool().query('SELECT steps FROM webhook_deliveries WHERE alert_id = $1', [lesser])).rows
    const alert = await alertOf(lesser)
    expect([alert.inhibited, alert.escalation, await steps(lesser), await posted()]).toEqual([true, undefined, ['raised', 'inhibited'], []])
    expect(alert.timeline[1]?.detail).toMatchObject({ by: { id: graver, colour: 'red', headline: expect.stringContaining('特急事件 1 件') } })
    await perform(graver, 'acknowledge')
    await makeDueCalls(fence, Date.now() + 24 * 60 * MINUTE_MS)
    expect(await steps(lesser)).toEqual(['raised', 'inhibited'])

    const before = await readHead()
    await perform(graver, 'resolve', { verdict: 'true' })
    expect([await steps(lesser), await calls(lesser)]).toEqual([['raised', 'inhibited', 'released', 'called'], ['officer: 周明']])
    // by one entry of the log, so there is no moment between the two
    const entries = (await readLogOf(ALERTS, before.revision, before.revision + 2, 10)).map(({ body }) => ALERTS.decode(body))
    expect(entries.map((changes) => changes.map((change) => change.alert.id))).toEqual([[graver, lesser]])
    expect(await posted()).toEqual([{ steps: ['released'] }])
    expect([(await alertOf(lesser)).inhibited, (await timers()).map(({ rung }) => rung)]).toEqual([undefined, ['level4']])
    await perform(lesser, 'resolve', { verdict: 'true' })
  })

  it('names the graver alert to whoever sees it, and tells others that it is inhibited only', async () => {
    const graver = await post([0, 0])
    const [red] = await readAlerts([graver])
    if (!red) throw new Error('no alert')
    const secret = { alert: { ...red, sensitive: true }, steps: [] }
    await transaction(async (tx) => writeAlerts(tx, await lockHead(tx), [secret], { now: Date.now() }))
    const lesser = await writeLesser(graver)
    await transaction(async (tx) => {
      const [kept] = await readAlerts([lesser], tx)
      if (kept) await writeAlerts(tx, await lockHead(tx), [{ alert: { ...kept, sensitive: false }, steps: [] }], { now: Date.now() })
    })
    const told = await alertOf(lesser, viewer('viewer'))
    expect([told.inhibited, told.timeline.map(({ step, detail }) => [step, detail])]).toEqual([
      true,
      [
        ['raised', {}],
        ['inhibited', {}],
      ],
    ])
    expect(JSON.stringify(told)).not.toContain(graver)
    expect(JSON.stringify((await alertOf(lesser)).timeline)).toContain(graver)
    for (const id of [lesser, graver]) await perform(id, 'resolve', { verdict: 'true' })
  })

  it.each(['before the commit', 'after the commit'])('calls once for what is inhibited no more, though its process is killed %s', async (step) => {
    const graver = await post([2, 2])
    // of an event that no rule asks for, so that only the graver one ends
    const other = newEvent({ type: '0101', position: spot(2, 2) })
    await saveEvents([other], { viewer: dispatcher, now: Date.now() })
    while (await evaluateNext(fence));
    const lesser = await writeLesser(graver, (await eventOf(other.id)).number)
    const { id, revision } = await eventOf(String((await readAlerts([graver]))[0]?.members.at(-1)?.number))
    await transitionEvent(
      dispatcher,
      id,
      { requestId: randomUUID(), action: 'void', expectedRevision: revision, reason: '误报' },
      { now: Date.now() },
    )
    fence = await takeOver()
    const child = spawn(process.execPath, [worker, db.url, String(fence.token), step], { stdio: 'inherit' })
    expect(await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))).toBe('SIGKILL')
    fence = await takeOver()
    while (await evaluateNext(fence));
    expect([(await alertOf(graver)).endedBy, (await steps(lesser)).filter((one) => one === 'released' || one === 'called')]).toEqual([
      'withdrawn',
      ['released', 'called'],
    ])
    await perform(lesser, 'resolve', { verdict: 'true' })
  })

  it('tells of no more than the budget, and leaves blue and yellow beyond it to a digest, also where another process goes on', async () => {
    const administrator = viewer('administrator')
    const context = { now: Date.now(), address: null }
    const lights = await takeLease('deadlines', randomUUID(), 60_000)
    if (!lights) throw new Error('somebody has the lease')
    const colour = (of: Colour) =>
      changeRules(
        administrator,
        { rules: [{ id: 'overdue', settings: { clearMinutes: 60, lateHours: 72, colours: [{ urgency: 2, colour: of }] } }] },
        context,
      )
    /** Events whose first clock runs out, each in a leaf of its own. */
    const expire = async (...places: [number, number][]) => {
      const made = places.map((place) => newEvent({ type: '0501', urgency: 2, position: spot(...place) }))
      await saveEvents(made, { viewer: dispatcher, now: Date.now() })
      await passDeadlines(lights, Date.now() + HOUR_MS)
      return made
    }
    const alertsOf = async (made: readonly { id: string }[]) => {
      while (await evaluateNext(fence));
      const { alerts } = await readAlertBook(1_000)
      const numbers = await Promise.all(made.map(async ({ id }) => (await eventOf(id)).number))
      return numbers.map(
        (number) => alerts.find(({ rule, members }) => rule.id === 'overdue' && members.some((one) => one.number === number))?.id ?? '',
      )
    }
    const posted = async (id: string) => {
      const { rows } = await pool().query<{ steps: string[]; due: Date }>(
        'SELECT steps, next_at AS due FROM webhook_deliveries WHERE alert_id = $1 ORDER BY revision',
        [id],
      )
      return rows.map(({ steps, due }) => `${steps} ${due.getTime() > Date.now() ? due.getTime() : 'now'}`)
    }
    const hook = { name: '大屏', url: 'https://example.org/', colours: ['red' as const, 'orange' as const, 'yellow' as const, 'blue' as const] }
    await makeWebhook(administrator, { ...hook, within: '', allowPrivate: false }, context)
    const used = (await readTold(Date.now())).told.filter(({ at, colour }) => at >= startOfDay(Date.now()) && colour !== 'blue').length
    // whatever the hour: of the day alone
    await changeSettings(administrator, { budget: { daily: used + 2, nightly: null, chiefWeekly: null } }, context)

    await colour('yellow')
    const four = await alertsOf(await expire([0, 2], [1, 2], [4, 2], [5, 2]))
    const kept = await Promise.all(four.map(async (id) => [await steps(id), (await alertOf(id)).digest !== undefined]))
    const [isTold, isHeld] = [
      [['raised', 'called'], false],
      [['raised', 'digested'], true],
    ]
    expect(kept).toEqual([isTold, isTold, isHeld, isHeld])
    const [told = '', , held = '', other = ''] = four
    const at = nextDigestAt(Date.now())
    expect([await posted(told), await posted(held)]).toEqual([['raised now'], [`digested ${at}`]])
    expect((await alertOf(held)).timeline[1]?.detail).toEqual({ limit: 'daily', of: used + 2, told: used + 2, until: new Date(at).toISOString() })

    // whoever takes over counts what was told before, and a second time nothing
    const fifth = await expire([4, 3])
    fence = await takeOver()
    const child = spawn(process.execPath, [worker, db.url, String(fence.token), 'after the commit'], { stdio: 'inherit' })
    expect(await new Promise((resolve) => child.on('close', (_, signal) => resolve(signal)))).toBe('SIGKILL')
    fence = await takeOver()
    const [next = ''] = await alertsOf(fifth)
    expect(await steps(next)).toEqual(['raised', 'digested'])

    await colour('orange')
    const [orange = ''] = await alertsOf(await expire([5, 3]))
    const red = await post([7, 3])
    await colour('blue')
    const [blue = ''] = await alertsOf(await expire([0, 3]))
    expect([await steps(orange), await steps(red), await steps(blue)]).toEqual([['raised', 'called'], ['raised', 'called'], isHeld[0]])

    // the clock calls for what was told alone; a person calls for the others too, by 升级
    await makeDueCalls(fence, Date.now() + HOUR_MS + MINUTE_MS)
    expect([(await calls(told)).length, (await calls(held)).length, (await calls(blue)).length]).toEqual([2, 0, 0])
    await perform(held, 'escalate', { note: '请看' })
    expect([await calls(held), (await alertOf(held)).digest, (await posted(held)).at(-1)]).toEqual([['officer: 周明'], undefined, 'escalate now'])
    await perform(other, 'acknowledge')
    await perform(other, 'resolve', { verdict: 'true' })
    for (const id of [told, four[1] ?? '', held, next, orange, red, blue]) await perform(id, 'resolve', { verdict: 'true' })
  })

  it('leaves a log whose fold is the tables', async () => {
    expect(await verifyBooks(() => {})).toMatchObject([{ kind: 'alerts', differences: [] }])
  })
})
