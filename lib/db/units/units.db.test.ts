import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { makePeople } from '@/lib/demo/seed-people'
import { makeUnits } from '@/lib/demo/seed-units'
import type { Viewer } from '@/lib/domain/access'
import { civilDate } from '@/lib/domain/clock'
import type { RefusedRow } from '@/lib/domain/import-outcome'
import type { OrderBy } from '@/lib/domain/list-order'
import type { MemberIn, RegisteredSort, UnitIn } from '@/lib/domain/unit'
import { openTable } from '@/lib/sources/tables/table'
import { columnsOf, type UnitFileKind } from '@/lib/sources/unit-file'
import { importUnits } from '@/lib/sources/units-import'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { listAudit } from '../audit/audit'
import { pool } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { findPerson } from '../people/people'
import { peopleId } from '../people/people-ids'
import { removeDemoPeople, savePeople, saveTeams } from '../people/people-write'
import { countPartyPeople } from './party-people'
import { loadUnits } from './unit-book'
import { changeMember, saveUnit } from './unit-change'
import { saveMembers, unitId } from './unit-write'
import { listRegistered, listUnitMembers, readUnitContact } from './units'

const STREET = '411324001'
const GRID = '411324001101001'
const by = { viewer: viewer('dispatcher', STREET), address: '127.0.0.1', now: Date.now() }
const person = peopleId('person', 'test', 'p1')
const today = civilDate(by.now)
const code = (doing: Promise<unknown>) =>
  doing.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )
const counted = async () =>
  (
    await pool().query(
      `SELECT (SELECT count(*)::int FROM units WHERE demo) AS units, (SELECT count(*)::int FROM unit_members) AS members,
         (SELECT count(*)::int FROM unit_members m WHERE NOT EXISTS (SELECT FROM people p WHERE p.id = m.person_id)) AS strangers,
         (SELECT count(*)::int FROM units u WHERE NOT EXISTS (SELECT FROM unit_grids g WHERE g.unit_id = u.id)) AS nowhere`,
    )
  ).rows[0]

describeEachEngine('units', () => {
  const make = async (fields: Partial<UnitIn> = {}) =>
    saveUnit({ requestId: randomUUID(), kind: 'stationed_unit', name: '县医院', grids: [GRID], ...fields }, by, await loadAtlas())
  const join = (unit: string, expectedRevision: number, fields: Partial<Extract<MemberIn, { action: 'join' }>> = {}) =>
    changeMember(
      unit,
      {
        action: 'join',
        requestId: randomUUID(),
        expectedRevision,
        person,
        role: 'member',
        registered: null,
        grid: null,
        skills: [],
        from: today,
        to: null,
        ...fields,
      },
      by,
    )

  /** Imports lines as a file of source `f`; answers what became of them, and which columns of which lines were wrong. */
  const take = async (kind: UnitFileKind, lines: readonly string[], { dryRun = false, as = null }: { dryRun?: boolean; as?: Viewer | null } = {}) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-units-'))
    const file = path.join(folder, `${kind}.csv`)
    writeFileSync(file, lines.join('\n'))
    const refused: [number, string][] = []
    const { columns, missing } = columnsOf(kind, (lines[0] ?? '').split(','))
    expect(missing).toEqual([])
    const table = await openTable(file, [...columns.values()])
    const said = new Set<string>()
    const onRefused = ({ line, column, message, code: as }: RefusedRow) => {
      refused.push([line, column])
      said.add(`${column} ${as} ${message}`)
    }
    const { read, taken, rejected, ...saved } = await importUnits({
      ...{ kind, file, table, columns, source: 'f', dryRun, now: by.now, batch: 2, viewer: as, onRefused },
      by: { actor: { id: 'test', name: 'test', role: null } },
    })
    rmSync(folder, { recursive: true })
    expect(read).toBe(taken + rejected)
    return { refused, said: [...said], ...saved }
  }

  beforeAll(async () => {
    await saveSmallCounty()
    const one = { externalId: 'p1', name: '张三', phone: '13812345678', idNumber: null, employer: null }
    await savePeople([{ ...one, posts: [{ grid: GRID, kind: 'member' }] }], { source: 'test' })
  })

  test('are made once by a request however often it comes, and changed by whoever saw them as they are', async () => {
    const request: UnitIn = { requestId: randomUUID(), kind: 'joint_committee', name: '幸福路社区联合党委', grids: [GRID], parent: randomUUID() }
    const atlas = await loadAtlas()
    expect(await code(saveUnit(request, by, atlas))).toBe('invalid') // nothing is above it
    const above = await make({ kind: 'work_committee', name: '涅阳街道党工委', grids: [STREET] })
    const [id, again] = [await saveUnit({ ...request, parent: above }, by, atlas), await saveUnit({ ...request, parent: above }, by, atlas)]
    expect(again).toBe(id)
    expect(await code(saveUnit({ ...request, parent: above }, { ...by, viewer: { ...by.viewer, id: 'other' } }, atlas))).toBe('conflict')
    // another thing under the same id is not taken as done
    for (const other of [{ name: '别的' }, { id: above, expectedRevision: 1 }])
      expect(await code(saveUnit({ ...request, parent: above, ...other }, by, atlas))).toBe('conflict')

    const change = (more: Partial<UnitIn>) => saveUnit({ ...request, parent: above, requestId: randomUUID(), id, ...more }, by, atlas)
    expect(await code(change({ expectedRevision: 9, name: '改名' }))).toBe('conflict')
    expect(await change({ expectedRevision: 1, name: '改名', place: [112.2, 33.01] })).toBe(id)
    expect((await readUnitContact(id))?.revision).toBe(2)
    expect((await loadUnits(by.now)).find((unit) => unit.id === id)).toMatchObject({
      name: '改名',
      place: [112.2, 33.01],
      parent: above,
      grids: [GRID],
    })
    expect(await code(change({ expectedRevision: 2, kind: 'joint_branch' }))).toBe('invalid')
    expect(
      await code(
        saveUnit(
          { ...request, requestId: randomUUID(), id: above, kind: 'work_committee', parent: null, grids: [STREET], expectedRevision: 1, ended: true },
          by,
          atlas,
        ),
      ),
    ).toBe('conflict') // one stands below it
    expect(await change({ expectedRevision: 2, ended: true })).toBe(id)
    expect((await loadUnits(by.now)).some((unit) => unit.id === id)).toBe(false)
    const rows = await listAudit({ object: { kind: 'unit', id }, limit: 10 })
    expect(rows.map(({ action }) => action)).toEqual(['unit.ended', 'unit.changed', 'unit.made'])
  })

  test('belong to an area: who has another sees none, and who has a part changes none', async () => {
    const atlas = await loadAtlas()
    const wide = await saveUnit(
      { requestId: randomUUID(), kind: 'stationed_unit', name: '供电公司', grids: [GRID, '411324002'] },
      { ...by, viewer: viewer('dispatcher', '411324') },
      atlas,
    )
    const asked: UnitIn = { requestId: randomUUID(), id: wide, expectedRevision: 1, kind: 'stationed_unit', name: 'x', grids: [GRID] }
    expect(await code(saveUnit(asked, by, atlas))).toBe('forbidden')
    const other = '411324001102'
    expect(await code(saveUnit({ ...asked, grids: [other] }, { ...by, viewer: viewer('dispatcher', other) }, atlas))).toBe('not_found')
    expect(await code(saveUnit({ ...asked, id: undefined, grids: ['411324002'] }, by, atlas))).toBe('invalid')
    expect(await code(saveUnit({ ...asked, id: undefined }, { ...by, viewer: viewer('operator', STREET) }, atlas))).toBe('forbidden')
  })

  test('keep what is left out of a change, and what whoever changes them does not see', async () => {
    const atlas = await loadAtlas()
    const wide = { ...by, viewer: viewer('dispatcher', '411324') }
    const ask = (fields: Partial<UnitIn>, of: typeof by) =>
      saveUnit({ requestId: randomUUID(), kind: 'joint_committee', name: '党委', grids: [GRID], ...fields }, of, atlas)
    const above = await ask({ kind: 'work_committee', grids: ['411324002'] }, wide)
    const partner = await ask({ kind: 'stationed_unit', grids: ['411324002'] }, wide)
    const links = [{ kind: 'co_building' as const, to: partner }]
    const id = await ask({ parent: above, contactName: '李四', contactPhone: '13900001111', links }, wide)
    const kept = async () =>
      (
        await pool().query(
          `SELECT parent_id::text AS parent, contact_name AS name, contact_phone AS phone, (SELECT count(*)::int FROM unit_links WHERE from_id = u.id) AS links
           FROM units u WHERE id = $1::uuid`,
          [id],
        )
      ).rows[0]
    await ask({ id, expectedRevision: 1, name: '新名' }, by)
    expect(await kept()).toEqual({ parent: above, name: '李四', phone: '13900001111', links: 1 })
    // whoever sees them takes them away
    expect(await code(ask({ id, expectedRevision: 2, parent: null }, wide))).toBe('invalid')
    await ask({ id, expectedRevision: 2, contactName: null, contactPhone: null }, wide)
    expect(await kept()).toEqual({ parent: above, name: null, phone: null, links: 0 })
  })

  test('have people who come, report and leave by days, and what was recorded stays', async () => {
    const unit = await make({ name: '税务局' })
    const requestId = randomUUID()
    await join(unit, 1, { requestId })
    expect([await code(join(unit, 1, { requestId })), await code(join(unit, 1, { requestId, role: 'head' }))]).toEqual(['done', 'conflict'])
    expect(await code(join(unit, 2))).toBe('conflict') // in it as this already
    await join(unit, 2, { role: 'registered', registered: 'in_service', from: '2026-01-05' })
    expect((await listUnitMembers(unit, by.now)).map(({ name, role, registered, from }) => [name, role, registered, from])).toEqual([
      ['张三', 'member', null, today],
      ['张三', 'registered', 'in_service', '2026-01-05'],
    ])
    expect((await loadUnits(by.now)).find(({ id }) => id === unit)).toMatchObject({ members: 1, registered: { in_service: 1 } })
    expect((await listRegistered([unit], { as: 'in_service', now: by.now, limit: 10 })).rows.map((row) => row.person)).toEqual([person])
    expect((await listRegistered([unit], { as: 'mobile', now: by.now, limit: 10 })).rows).toEqual([])

    const [, reported] = await listUnitMembers(unit, by.now)
    const leave = (to: string) =>
      changeMember(unit, { action: 'leave', requestId: randomUUID(), expectedRevision: 3, member: reported?.id ?? '', to }, by)
    expect(await code(leave('2026-01-04'))).toBe('invalid')
    await leave('2026-06-01')
    expect((await listUnitMembers(unit, by.now)).map(({ role }) => role)).toEqual(['member'])
    expect((await listUnitMembers(unit, Date.UTC(2026, 4, 31))).map(({ role }) => role)).toEqual(['registered'])
    expect(await code(join(unit, 4, { person: randomUUID() }))).toBe('invalid')
    // until a day that is known: no second time within it, another time after it, and an earlier end is still an end
    await join(unit, 4, { role: 'head', from: '2026-01-05', to: '2999-01-01' })
    expect([await code(join(unit, 5, { role: 'head', from: '2026-02-01' })), await code(join(unit, 5, { role: 'head', to: today }))]).toEqual([
      'conflict',
      'invalid',
    ])
    const head = (await listUnitMembers(unit, by.now)).find(({ role }) => role === 'head')
    expect(head?.to).toBe('2999-01-01')
    await changeMember(unit, { action: 'leave', requestId: randomUUID(), expectedRevision: 5, member: head?.id ?? '', to: today }, by)
    expect((await listUnitMembers(unit, by.now)).map(({ role }) => role)).toEqual(['member'])
    await join(unit, 6, { role: 'head' })
    expect(await code(join(unit, 7, { role: 'instructor' }))).toBe('invalid')
  })

  test('tell how many members of the Party they know, each once, and who leads its organisations', async () => {
    const before = await countPartyPeople(by.now)
    const [a, b, c] = [0, 1, 2].map((n) => ({ externalId: `party${n}`, name: '王五', phone: null, idNumber: null, employer: null, posts: [] }))
    await savePeople(
      [a, b, c].flatMap((one) => one ?? []),
      { source: 'party' },
    )
    const [secretary = '', reported = '', officer = ''] = [0, 1, 2].map((n) => peopleId('person', 'party', `party${n}`))
    const group = await make({ kind: 'road_branch', name: '新华路支部', road: { name: '新华路' } })
    const estate = await make({ kind: 'estate', name: '新苑' })
    const member = { role: 'member', grid: null, registered: null, skills: [], from: '2026-01-05', to: null }
    await saveMembers([
      { ...member, unit: group, person: secretary, role: 'secretary' },
      // reported elsewhere too: still one
      { ...member, unit: estate, person: secretary, role: 'registered', registered: 'in_service' },
      { ...member, unit: estate, person: reported, role: 'registered', registered: 'no_post' },
      // neither of an organisation of the Party nor a member by what they reported as, and one who has left
      { ...member, unit: estate, person: officer, role: 'head' },
      { ...member, unit: group, person: officer, role: 'registered', registered: 'enforcement' },
      { ...member, unit: group, person: officer, to: '2026-02-01' },
    ])
    const seen = async (order: OrderBy<RegisteredSort>) => {
      const one = await listRegistered([group, estate], { now: by.now, order, limit: 1 })
      const others = await listRegistered([group, estate], { now: by.now, order, after: one.next ?? '', limit: 9 })
      return [...one.rows, ...others.rows].map(({ unit, registered }) => `${unit === group ? 'group' : 'estate'} ${registered}`)
    }
    expect(await seen('as')).toEqual(['group enforcement', 'estate in_service', 'estate no_post'])
    expect((await seen('-unit'))[2]).toBe('group enforcement')
    expect((await listRegistered([group, estate], { as: 'no_post', now: by.now, limit: 9 })).rows).toMatchObject([{ person: reported }])
    const { members, organised, leaders } = await countPartyPeople(by.now)
    expect([members - before.members, organised - before.organised, leaders - before.leaders]).toEqual([2, 1, 1])
  })

  test('open who is in them today to whoever reads about the people of their grids', async () => {
    const stranger = { externalId: 'p2', name: '李四', phone: null, idNumber: null, employer: null, posts: [] }
    await savePeople([stranger], { source: 'test' })
    const two = peopleId('person', 'test', 'p2')
    expect(await findPerson(two, [GRID], by.now)).toBeNull()
    const unit = await make({ name: '学校' })
    await pool().query(
      `INSERT INTO unit_members (id, unit_id, person_id, role, from_day) VALUES (gen_random_uuid(), $1::uuid, $2::uuid, 'member', '2026-01-01')`,
      [unit, two],
    )
    expect((await findPerson(two, [GRID], by.now))?.name).toBe('李四')
    expect(await findPerson(two, ['411324002'], by.now)).toBeNull()
    const set = (what: string) => pool().query(`UPDATE ${what} WHERE id = $1::uuid`, [unit])
    await set('units SET ended_at = clock_timestamp()')
    expect(await findPerson(two, [GRID], by.now)).toBeNull()
    await set('units SET ended_at = NULL')
    await pool().query('UPDATE unit_members SET to_day = $2::date WHERE unit_id = $1::uuid', [unit, today])
    expect(await findPerson(two, [GRID], by.now)).toBeNull()
    // who is nowhere may come back, and who has gone elsewhere may not be fetched from there
    const elsewhere = await saveUnit(
      { requestId: randomUUID(), kind: 'stationed_unit', name: '外校', grids: ['411324002'] },
      { ...by, viewer: viewer('dispatcher', '411324002') },
      await loadAtlas(),
    )
    const there = { person: two, role: 'member', grid: null, registered: null, skills: [], from: today, to: null }
    await saveMembers([{ ...there, unit: elsewhere }])
    expect(await code(join(unit, 1, { person: two, role: 'head' }))).toBe('invalid')
    await pool().query('DELETE FROM unit_members WHERE unit_id = $1::uuid', [elsewhere])
    expect(await code(join(unit, 1, { person: two, role: 'head' }))).toBe('done')
    expect((await findPerson(two, [GRID], by.now))?.name).toBe('李四')
  })

  test('are imported with who is in them: bad rows are named by line and column, and the same file again changes nothing', async () => {
    const units = [
      '编号,类别,名称,上级编号,网格编码,经度,纬度,路段,特长,共建单位编号',
      `z1,联合党支部,一支部,w1,${GRID},112.2,33.01,,,d1`,
      `w1,联合党委,党委,g1,${GRID},,,,,`,
      `g1,党工委,工委,,${STREET},,,,,`,
      `d1,驻区单位,医院,,${GRID};411324001101002,,,,,`,
      `x1,没有这种,名称,,${GRID},,,,,`,
      'x2,驻区单位,名称,,999,,,,,',
      `x3,联合党支部,名称,x1,${GRID},,,,,`,
      `x4,党小组,名称,x3,${GRID},,,,,`,
      `x5,驻区单位,名称,,${GRID},112.2,,,,`,
      `x6,志愿队,名称,,${GRID},,,,唱歌,`,
      `x7,片区马路联合党支部,名称,,${GRID},,,,,`,
      `d1,驻区单位,又一次,,${GRID},,,,,`,
    ]
    const refused = [
      [6, '类别'],
      [7, '网格编码'],
      [10, '纬度'],
      [11, '特长'],
      [13, '编号'],
      [8, '上级编号'],
      [12, '路段'],
      [9, '上级编号'],
    ]
    expect(await take('units', units, { dryRun: true })).toMatchObject({ refused, added: 4 })
    expect((await loadUnits(by.now)).some(({ name }) => name === '一支部')).toBe(false)
    // whoever has another street
    const foreign = await take('units', units, { dryRun: true, as: viewer('dispatcher', '411324002') })
    expect([foreign.added, foreign.refused.filter(([, column]) => column === '网格编码').length]).toEqual([0, 9])
    expect(await take('units', units)).toMatchObject({ refused, added: 4, updated: 0, unchanged: 0 })
    expect(await take('units', units)).toMatchObject({ refused, added: 0, updated: 0, unchanged: 4 })
    const branch = (await loadUnits(by.now)).find(({ name }) => name === '一支部')
    expect(branch).toMatchObject({ parent: unitId('f', 'w1'), links: [{ kind: 'co_building', to: unitId('f', 'd1') }], place: [112.2, 33.01] })

    const members = [
      '组织编号,姓名,电话,身份,报到身份,起始日期,截止日期,特长',
      'z1,张三,13812345678,报到,在职党员,2026/1/5,,法律',
      'z1,赵六,13700001111,成员,,2025-01-01,2026-06-01,',
      'nix,赵六,13700001111,成员,,2025-01-01,,',
      'z1,赵六,13700001111,报到,,2025-01-01,,',
      'z1,赵六,电话,成员,,2025-01-01,,',
      'z1,赵六,,成员,,昨天,,',
      'z1,赵六,,成员,,2999-01-01,,',
      'z1,赵六,,成员,,0000-01-01,,',
      'z1,赵六,,成员,,2026/2/30,,',
    ]
    const bad = [
      [4, '组织编号'],
      [5, '报到身份'],
      [6, '电话'],
      [7, '起始日期'],
      [8, '起始日期'],
      [9, '起始日期'],
      [10, '起始日期'],
    ]
    expect(await take('members', members, { dryRun: true })).toMatchObject({ refused: bad, added: 2, updated: 0, unchanged: 0 })
    expect(await take('members', members)).toMatchObject({ refused: bad, added: 2, updated: 0, unchanged: 0 })
    expect(await take('members', members)).toMatchObject({ refused: bad, added: 0, updated: 0, unchanged: 2 })
    // who has this telephone is known; whoever is not is made
    expect((await listUnitMembers(branch?.id ?? '', by.now)).map((row) => [row.person, row.registered, row.skills])).toEqual([
      [person, 'in_service', ['law']],
    ])
    expect((await listUnitMembers(branch?.id ?? '', Date.UTC(2026, 4, 1))).map(({ name }) => name).sort()).toEqual(['张三', '赵六'])
  })

  test('that are imported name nothing out of reach, and what is out of reach is answered as what is not there', async () => {
    const [other, near, far] = ['411324002', viewer('dispatcher', STREET), viewer('dispatcher', '411324002')]
    const stranger = { name: '钱某', phone: '19900001111', idNumber: null, employer: null }
    await savePeople([{ ...stranger, externalId: 'far', posts: [{ grid: other, kind: 'member' }] }], { source: 'f' })
    await saveTeams([{ id: 'far-team', name: '救援队', department: '应急局', grid: other }])
    const head = '编号,类别,名称,上级编号,网格编码,队伍编号,共建单位编号'
    await take('units', [
      head,
      `above,党工委,外街,,${other},,`,
      `partner,驻区单位,外医院,,${other},,`,
      `over,驻区单位,外单位,,${other},,`,
      `mine,志愿队,本街,,${GRID},,`,
    ])
    const [unit, over] = [unitId('f', 'mine'), unitId('f', 'over')]
    const [stranded, joined] = [peopleId('person', 'f', 'far'), async () => (await listUnitMembers(unit, by.now)).map((row) => row.person)]
    await saveMembers([{ unit: over, person: stranded, role: 'member', grid: null, registered: null, skills: [], from: today, to: null }])
    const end = { requestId: randomUUID(), id: over, expectedRevision: 1, kind: 'stationed_unit' as const, name: '外单位', grids: [other] }
    await saveUnit({ ...end, ended: true }, { ...by, viewer: far }, await loadAtlas())

    const units = [
      head,
      `n1,专业队伍,队,,${GRID},far-team,`,
      `n2,专业队伍,队,,${GRID},no-team,`,
      `n3,联合党委,党委,above,${GRID},,`,
      `n4,联合党委,党委,nothing,${GRID},,`,
      `n5,党工委,工委,,${GRID},,partner`,
      `n6,党工委,工委,,${GRID},,nothing`,
      `over,驻区单位,夺来,,${GRID},,`,
    ]
    expect(await take('units', units, { as: near })).toMatchObject({
      added: 0,
      refused: [
        ...[2, 3].map((line) => [line, '队伍编号']),
        [8, '编号'],
        ...[4, 5].map((line) => [line, '上级编号']),
        ...[6, 7].map((line) => [line, '共建单位编号']),
      ],
      said: [
        '队伍编号 unfit there is no such team',
        '编号 forbidden is a unit outside of your area',
        '上级编号 unfit there is no such unit',
        '共建单位编号 unfit there is no such unit',
      ],
    })
    const numbered = [
      '组织编号,人员编号,姓名,身份,起始日期',
      `mine,far,某人,成员,${today}`,
      `mine,nobody,某人,成员,${today}`,
      `above,far,某人,成员,${today}`,
    ]
    expect(await take('members', numbered, { as: near })).toMatchObject({
      added: 0,
      refused: [
        [2, '人员编号'],
        [3, '人员编号'],
        [4, '组织编号'],
      ],
      said: ['人员编号 unfit there is no such person here', '组织编号 unfit there is no such unit of this source'],
    })
    // who has the telephone of somebody elsewhere is somebody of their own, once, also when they have left
    const phones = [
      '组织编号,姓名,电话,身份,起始日期,截止日期',
      `mine,钱某,19900001111,成员,${today},`,
      'mine,孙某,19900001112,成员,2026-01-05,2026-02-05',
    ]
    expect(await take('members', phones, { as: near })).toMatchObject({ refused: [], added: 2 })
    expect(await take('members', phones, { as: near })).toMatchObject({ refused: [], added: 0, unchanged: 2 })
    const [own] = await joined()
    expect([await joined(), own === stranded]).toEqual([[own], false])
    expect(await findPerson(stranded, [GRID], by.now)).toBeNull()
    // whoever reaches all of it names all of it
    expect(await take('units', units.slice(0, 6), { as: viewer('dispatcher', '411324') })).toMatchObject({ added: 3 })
    expect(await take('members', numbered.slice(0, 2))).toMatchObject({ refused: [], added: 1 })
    expect(await joined()).toContain(stranded)
  })

  test('of the demonstration are cut off, go on, are made once and go with its people', async () => {
    await makePeople()
    const stop = new AbortController()
    const cut = makeUnits({ signal: stop.signal })
    stop.abort()
    await expect(cut).rejects.toThrow(/abort/i)
    await makeUnits()
    const all = await counted()
    expect(all).toMatchObject({ strangers: 0, nowhere: 0 })
    expect(all.units).toBeGreaterThan(50)
    const team = (await loadUnits(by.now)).find(({ kind }) => kind === 'team')
    expect(team?.members).toBeGreaterThan(1) // those in the team that events are given to
    expect((await listUnitMembers(team?.id ?? '', by.now)).length).toBe(team?.members)
    await pool().query(`DELETE FROM units WHERE kind = 'centre_household' AND demo`)
    await makeUnits()
    expect((await counted()).units).toBeLessThan(all.units)
    await removeDemoPeople()
    expect((await counted()).units).toBe(0)
  })
})
