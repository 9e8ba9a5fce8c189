import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { makePeople } from '@/lib/demo/seed-people'
import { makeUnits } from '@/lib/demo/seed-units'
import { civilDate } from '@/lib/domain/clock'
import type { MemberIn, UnitIn } from '@/lib/domain/unit'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { listAudit } from '../audit/audit'
import { pool } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { findPerson } from '../people/people'
import { peopleId } from '../people/people-ids'
import { removeDemoPeople, savePeople } from '../people/people-write'
import { loadUnits } from './unit-book'
import { changeMember, saveUnit } from './unit-change'
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
        ...fields,
      },
      by,
    )

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

  test('have people who come, report and leave by days, and what was recorded stays', async () => {
    const unit = await make({ name: '税务局' })
    await join(unit, 1)
    expect(await code(join(unit, 2))).toBe('conflict') // in it as this already
    await join(unit, 2, { role: 'registered', registered: 'in_service', from: '2026-01-05' })
    expect((await listUnitMembers(unit, by.now)).map(({ name, role, registered, from }) => [name, role, registered, from])).toEqual([
      ['张三', 'member', null, today],
      ['张三', 'registered', 'in_service', '2026-01-05'],
    ])
    expect((await loadUnits(by.now)).find(({ id }) => id === unit)).toMatchObject({ members: 1, registered: { in_service: 1 } })
    expect((await listRegistered([unit], { as: 'in_service', now: by.now, limit: 10 })).map((row) => row.person)).toEqual([person])
    expect(await listRegistered([unit], { as: 'mobile', now: by.now, limit: 10 })).toEqual([])

    const [, reported] = await listUnitMembers(unit, by.now)
    const leave = (to: string) =>
      changeMember(unit, { action: 'leave', requestId: randomUUID(), expectedRevision: 3, member: reported?.id ?? '', to }, by)
    expect(await code(leave('2026-01-04'))).toBe('invalid')
    await leave('2026-06-01')
    expect((await listUnitMembers(unit, by.now)).map(({ role }) => role)).toEqual(['member'])
    expect((await listUnitMembers(unit, Date.UTC(2026, 4, 31))).map(({ role }) => role)).toEqual(['registered'])
    expect(await code(join(unit, 4, { person: randomUUID() }))).toBe('invalid')
    expect(await code(join(unit, 4, { role: 'instructor' }))).toBe('invalid')
  })

  test('open who is in them to whoever reads about the people of their grids', async () => {
    const stranger = { externalId: 'p2', name: '李四', phone: null, idNumber: null, employer: null, posts: [] }
    await savePeople([stranger], { source: 'test' })
    const two = peopleId('person', 'test', 'p2')
    expect(await findPerson(two, [GRID])).toBeNull()
    const unit = await make({ name: '学校' })
    await pool().query(
      `INSERT INTO unit_members (id, unit_id, person_id, role, from_day) VALUES (gen_random_uuid(), $1::uuid, $2::uuid, 'member', '2026-01-01')`,
      [unit, two],
    )
    expect((await findPerson(two, [GRID]))?.name).toBe('李四')
    expect(await findPerson(two, ['411324002'])).toBeNull()
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
