import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { DAY_MS } from '@/lib/domain/clock'
import { DutyIn } from '@/lib/domain/duty'
import { DUTY_SORTS, type DutyActIn } from '@/lib/domain/duty-item'
import { SHIPPED_DUTIES } from '@/lib/domain/duty-templates'
import { UnitContent } from '@/lib/domain/unit'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { listAudit } from '../audit/audit'
import { pool, transaction } from '../engine/pool'
import { getEvent } from '../events/event-list'
import { type Fence, releaseLease, takeLease } from '../log/leases'
import { peopleId } from '../people/people-ids'
import { savePeople } from '../people/people-write'
import { dutiesRule } from '../retention/retention-duties'
import { saveMembers, saveUnits, unitId } from '../units/unit-write'
import { readDutyThen } from './duties-then'
import { actOnItem } from './duty-acts'
import { readCandidates, readCrewLoads, readVisits } from './duty-crews'
import { countFindings, readDutyCounts } from './duty-figures'
import { shippedDutyId } from './duty-ids'
import { itemCursor, listItems, readFindings, readItem, readSteps } from './duty-items'
import { type By, ensureShipped, listTemplates, readTemplate, saveTemplate } from './duty-templates'
import { makeDueItems } from './make-items'

const STREET = '411324001'
const GRID = '411324001101001'
const LEAVES = 26
const now = Date.now()
const dispatcher = viewer('dispatcher', STREET)
const by: By = { viewer: dispatcher, address: '127.0.0.1' }
const county: By = { viewer: viewer(), address: null }
const elsewhere: By = { viewer: viewer('dispatcher', '411324002'), address: null }
const person = peopleId('person', 'test', 'p1')
const code = (doing: Promise<unknown>) =>
  doing.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )
const count = async (what: string, values: unknown[] = []) =>
  (await pool().query<{ n: number }>(`SELECT count(*)::int4 AS n FROM ${what}`, values)).rows[0]?.n
const day = (at: number) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)
const months = (from: string, to: string) =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7)) + 1

describeEachEngine('duties', () => {
  let fence: Fence
  const holder = randomUUID()
  const template = shippedDutyId('micro_visit')
  const begins = day(now - 70 * DAY_MS)
  const all = { prefixes: null, template, hidden: [], limit: 1_000 }
  const begin = async (more: Partial<DutyIn> = {}) => {
    const before = await readTemplate(template)
    const wanted = { ...SHIPPED_DUTIES.micro_visit, begins, requestId: randomUUID(), expectedRevision: before?.revision, ...more }
    return saveTemplate(county, template, DutyIn.parse(wanted))
  }
  const item = async (grid: string, period = day(now).slice(0, 7)) => {
    const found = (await listItems({ ...all, period }, now)).find(({ subject }) => subject === grid)
    if (!found) throw new Error(`${grid} has no item in ${period}`)
    return found
  }
  const act = async (grid: string, said: Omit<DutyActIn, 'requestId' | 'expectedRevision'>, as = by, requestId = randomUUID()) => {
    const { id, revision } = await item(grid)
    await actOnItem(as, id, { requestId, expectedRevision: revision, ...said }, now)
    return id
  }

  beforeAll(async () => {
    await saveSmallCounty()
    const one = { externalId: 'p1', name: '张三', phone: null, idNumber: null, employer: null }
    await savePeople([{ ...one, posts: [{ grid: GRID, kind: 'member' }] }], { source: 'test' })
    const held = await takeLease('duties', holder, 600_000)
    if (!held) throw new Error('somebody else has the lease')
    fence = held
    await ensureShipped(fence)
    await ensureShipped(fence)
  })

  test('ship, begin when somebody of all their area says so, and are changed as they were when they were read', async () => {
    expect((await listTemplates()).map(({ shipped }) => shipped)).toEqual(Object.keys(SHIPPED_DUTIES))
    expect(await makeDueItems(fence, now)).toBe(0)
    const wanted = DutyIn.parse({ ...SHIPPED_DUTIES.micro_visit, begins, requestId: randomUUID(), expectedRevision: 1 })
    expect(await code(saveTemplate(by, template, wanted))).toBe('forbidden') // the template is of the county, and they of a street
    expect(await code(saveTemplate(county, template, { ...wanted, expectedRevision: 7 }))).toBe('conflict')
    const saved = await saveTemplate(county, template, wanted)
    expect([saved.revision, (await saveTemplate(county, template, wanted)).revision]).toEqual([2, 2])
    expect(await code(saveTemplate(county, template, { ...wanted, name: '另一项' }))).toBe('conflict')
    expect(await listAudit({ action: 'duty.saved', limit: 50 })).toHaveLength(1)
  })

  test('have the items of each period since they began once, made by two at once, after a restart, and through clocks that jump', async () => {
    const until = day(now + 7 * DAY_MS)
    const periods = months(begins, until)
    const made = await Promise.all([makeDueItems(fence, now), makeDueItems(fence, now)])
    expect(made.reduce((sum, n) => sum + n, 0)).toBe(LEAVES * periods)
    // back, on again, and a month ahead: only what was not there is made
    expect([await makeDueItems(fence, now - 60 * DAY_MS), await makeDueItems(fence, now)]).toEqual([0, 0])
    const ahead = now + 31 * DAY_MS
    const more = months(begins, day(ahead + 7 * DAY_MS)) - periods
    expect([await makeDueItems(fence, ahead), await makeDueItems(fence, now)]).toEqual([LEAVES * more, 0])
    expect(await count('(SELECT DISTINCT template_id, subject, period FROM duty_items) AS x')).toBe(LEAVES * (periods + more))
    expect((await listItems({ ...all, period: begins.slice(0, 7) }, now)).every(({ state }) => state === 'planned')).toBe(true)
    // whoever has lost the lease makes nothing
    await releaseLease('duties', holder)
    await begin({ cadence: 'quarterly' })
    expect(await code(makeDueItems(fence, now))).toBe('conflict')
    const held = await takeLease('duties', holder, 600_000)
    if (held) fence = held
    await begin()
    expect(await makeDueItems(fence, now)).toBe(0)
  })

  test('are listed as they stand: what its period has passed by is missed, and nothing was written for that', async () => {
    const past = begins.slice(0, 7)
    const counts = async (at: number) => (await readDutyCounts(template, [past], { prefixes: null, now: at, passed: 0 })).get(past)
    expect(await counts(now)).toMatchObject({ of: LEAVES, missed: LEAVES, overdue: LEAVES, planned: 0 })
    expect(await counts(Date.parse(`${past}-01T00:00:00+08:00`))).toMatchObject({ missed: 0, planned: LEAVES, overdue: 0 })
    for (const states of [['missed'], ['planned']] as const)
      expect((await listItems({ ...all, period: past, states: [...states] }, now)).length).toBe(states[0] === 'missed' ? LEAVES : 0)
    const first = await listItems({ ...all, period: past, limit: 20 }, now)
    const last = first.at(-1)
    if (!last) throw new Error('there is no item')
    for (const by of DUTY_SORTS)
      for (const order of [by, `-${by}`] as const) {
        const half = await listItems({ ...all, period: past, order, limit: 20 }, now)
        const end = half.at(-1) ?? last
        const rest = await listItems({ ...all, period: past, order, after: itemCursor(end, order) }, now)
        expect([order, half.length, new Set([...half, ...rest].map(({ id }) => id)).size]).toEqual([order, 20, LEAVES])
      }
    const grids = (await listItems({ ...all, period: past, order: '-subject' }, now)).map(({ grids: [code] }) => code)
    expect(grids).toEqual(grids.toSorted().reverse())
    const named = (places: string[]) => listItems({ ...all, period: past, terms: [{ term: '社区', places }] }, now)
    expect([(await named(['411324002101'])).length, await named([])]).toEqual([4, []])
    expect(await listItems({ ...all, prefixes: ['411324002101'], period: past }, now)).toHaveLength(4)
  })

  test('are assigned, done and excused once by a request, as they were when they were looked at, within an area', async () => {
    const crew: DutyActIn['crew'] = [{ role: 'grid_member', person }]
    const request = randomUUID()
    const scheduledFor = new Date(now).toISOString()
    const id = await act(GRID, { action: 'assign', crew, scheduledFor }, by, request)
    const assigned = await readItem(id, [])
    expect(assigned).toMatchObject({ state: 'assigned', crew, revision: 2 })
    // the same again, whenever it comes; another with what was read before
    await actOnItem(by, id, { requestId: request, action: 'assign', expectedRevision: 1, crew, scheduledFor }, now)
    // under its id nothing else is done, nor said to be; what was done before hashes were kept is taken for the same
    const changed: DutyActIn = { requestId: request, action: 'assign', expectedRevision: 2, crew: [] }
    expect(await code(actOnItem(by, id, changed, now))).toBe('conflict')
    await pool().query('UPDATE duty_steps SET content_hash = NULL WHERE request_id = $1::uuid', [request])
    expect(await code(actOnItem(by, id, changed, now))).toBe('done')
    expect(await readItem(id, [])).toEqual(assigned)
    expect(await code(actOnItem(by, id, { requestId: randomUUID(), action: 'reassign', expectedRevision: 1, crew }, now))).toBe('conflict')
    const there = () => code(act('411324002101001', { action: 'assign', crew }, elsewhere))
    expect(await there()).toBe('invalid') // they work in another street
    const [unit, today] = [unitId('test', 'there'), day(now)]
    const said = { ...UnitContent.parse({ kind: 'stationed_unit', name: '医院', grids: ['411324002'] }), externalId: 'there', id: unit }
    await saveUnits([said], { source: 'test' })
    const member = { unit, person, role: 'member', grid: null, registered: null, skills: [] }
    await saveMembers([{ ...member, from: '2026-01-05', to: today }])
    expect(await there()).toBe('invalid') // and have left the unit there
    await saveMembers([{ ...member, from: today, to: null }])
    await pool().query('UPDATE units SET ended_at = clock_timestamp() WHERE id = $1::uuid', [unit])
    expect(await there()).toBe('invalid') // which is dissolved
    await pool().query('UPDATE units SET ended_at = NULL WHERE id = $1::uuid', [unit])
    expect(await there()).toBe('done')
    // for the tests below nobody was there
    const { id: other } = await item('411324002101001')
    for (const table of ['duty_steps', 'duty_crew']) await pool().query(`DELETE FROM ${table} WHERE item_id = $1::uuid`, [other])
    await pool().query('DELETE FROM unit_members WHERE unit_id = $1::uuid', [unit])
    expect(await code(act(GRID, { action: 'reassign', crew }, elsewhere))).toBe('not_found')
    expect(await code(act('411324001101002', { action: 'do' }, { ...by, viewer: viewer('viewer', STREET) }))).toBe('forbidden')
    await act(GRID, { action: 'do', at: new Date(now).toISOString(), values: { at_home: 23 }, households: 38, words: '看了 2 处出租房' })
    await actOnItem(by, id, { requestId: request, action: 'assign', expectedRevision: 1, crew, scheduledFor }, now)
    expect(await readItem(id, [])).toMatchObject({ state: 'done', households: 38, values: [{ key: 'at_home', label: '在家户数', value: 23 }], crew })
    expect((await readSteps(id)).map(({ action }) => action)).toEqual(['assign', 'do'])
    expect((await listItems({ ...all, states: ['done'], mine: { people: [person], prefixes: [] } }, now)).map(({ id: of }) => of)).toEqual([id])
    // it was done an hour before it was told, and nobody knew of it then
    const told = async (at: number) => (await readDutyThen(template, day(now).slice(0, 7), { prefixes: [STREET], at, hidden: [] })).done
    await pool().query(`UPDATE duty_items SET done_at = done_at - interval '1 hour' WHERE id = $1::uuid`, [id])
    expect([await told(now - 1), await told(Date.now() + DAY_MS)]).toEqual([0, 1])
    await act('411324001101003', { action: 'excuse', reason: '整体搬迁' })
    const counts = await readDutyCounts(template, [day(now).slice(0, 7)], { prefixes: [STREET], now, passed: now })
    expect(counts.get(day(now).slice(0, 7))).toMatchObject({ done: 1, excused: 1, of: 12, households: 38 })
  })

  test('make an event of what was found, once, in one transaction with the finding', async () => {
    const { id } = await item(GRID)
    const found = (requestId: string, finding: DutyActIn['finding']): DutyActIn => ({ requestId, action: 'find', expectedRevision: 0, finding })
    const request = randomUUID()
    const said = found(request, { words: '楼道飞线充电', solved: false, type: '0501', position: spot(0, 0) })
    await Promise.all([1, 2, 3].map(() => actOnItem(by, id, said, now)))
    await actOnItem(by, id, said, now + DAY_MS)
    for (const finding of [
      { words: '楼道飞线充电，两处', solved: false, type: '0501', position: spot(0, 0) },
      { words: '已拆', solved: true },
    ])
      expect(await code(actOnItem(by, id, found(request, finding), now))).toBe('conflict')
    expect(await getEvent(dispatcher, request)).toMatchObject({ id: request, type: '0501', grid: GRID })
    expect(await count('events WHERE id = $1::uuid', [request])).toBe(1)
    await actOnItem(by, id, found(randomUUID(), { words: '灭火器过期，当场更换', solved: true }), now)
    expect((await readFindings(id)).map(({ solved, event }) => [solved, event])).toEqual([
      [false, request],
      [true, null],
    ])
    // what is refused as an event is no finding either
    const outside = found(randomUUID(), { words: '在县外', solved: false, type: '0501', position: [100, 20] })
    expect(await code(actOnItem(by, id, outside, now))).toBe('invalid')
    expect(await code(actOnItem(by, id, found(randomUUID(), { words: 'x', solved: false, type: '9999' }), now))).toBe('invalid')
    expect(await readFindings(id)).toHaveLength(2)
    const hidden = await readItem(id, ['0501'])
    expect([hidden?.findings, hidden?.events]).toEqual([1, 0]) // a finding of a type that is not told
  })

  test('know who could go, how much each had to do, and where they have been', async () => {
    const candidates = await readCandidates(['grid_member'], [GRID], now)
    expect(candidates.map(({ person: id, posts }) => [id, posts])).toEqual([[person, [GRID]]])
    expect(await readCandidates(['grid_member'], ['411324002101001'], now)).toEqual([])
    expect((await readCrewLoads([person], now)).get(person)).toBe(1)
    const { visits, last } = await readVisits(template, [GRID], [person])
    expect([[...visits.values()], last.get(GRID)]).toEqual([[1], [person]])
  })

  test('forget what was written and who wrote it once they are long over, and are counted as before', async () => {
    const later = now + 40 * DAY_MS
    const period = day(now).slice(0, 7)
    const told = async () => ({
      counts: await readDutyCounts(template, [period, begins.slice(0, 7)], { prefixes: null, now: later, passed: later }),
      findings: await countFindings(template, period, { prefixes: null, hidden: [] }),
      crews: await count('duty_crew'),
      steps: await count(`duty_steps WHERE action IN ('do', 'excuse', 'find')`),
      past: await readDutyThen(template, period, { prefixes: null, at: later, hidden: [] }),
    })
    // an answer in somebody's own words, one that was chosen, and a number
    const { id } = await item(GRID)
    const values = [
      { key: 'at_home', label: '在家户数', value: 23 },
      { key: 'mood', label: '说了什么', value: '张大爷说腿疼' },
      { key: 'kind', label: '类型', value: '入户' },
    ]
    const field = { key: 'kind', label: '类型', kind: 'choice', required: false, options: ['入户', '电话'] }
    await pool().query('UPDATE duty_items SET answers = $2::jsonb WHERE id = $1::uuid', [id, JSON.stringify(values)])
    await pool().query(`UPDATE duty_templates SET content = jsonb_set(content, '{fields}', (content->'fields') || $2::jsonb) WHERE id = $1::uuid`, [
      template,
      JSON.stringify([field]),
    ])
    const before = await told()
    const old = await dutiesRule.count(later)
    // nothing is old before its period is over, also where it was done long before
    expect([old, await dutiesRule.count(now)]).toEqual([2, 0])
    const first = await transaction((tx) => dutiesRule.take(tx, later, 0, 1))
    const rest = await transaction((tx) => dutiesRule.take(tx, later, 0))
    expect([first.count, first.next, rest.count, rest.next, await dutiesRule.count(later)]).toEqual([1, 0, 1, null, 0])
    expect(await told()).toEqual(before)
    expect(await readItem(id, [])).toMatchObject({ state: 'done', households: 38, words: null, values: [values[0], values[2]] })
    expect((await readFindings(id)).map(({ words, solved }) => [words, solved])).toEqual([
      [null, false],
      [null, true],
    ])
    expect((await readSteps(id)).every((step) => step.by === '')).toBe(true)
    const kept = await pool().query(`SELECT string_agg(to_jsonb(x)::text, '') AS all FROM (SELECT * FROM duty_items) AS x`)
    expect(JSON.stringify(kept.rows)).not.toMatch(/出租房|腿疼|整体搬迁/)
    expect(await count(`duty_findings WHERE words IS NOT NULL OR created_by <> ''`)).toBe(0)
    expect(await count(`duty_steps WHERE detail::text LIKE '%搬迁%' OR content_hash IS NOT NULL`)).toBe(0)
  })
})
