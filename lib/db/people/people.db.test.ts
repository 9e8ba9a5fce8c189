import { beforeAll, expect, test } from 'vitest'
import type { NewHousehold, NewPerson } from '@/lib/domain/people'
import { HOUSEHOLD_SORTS } from '@/lib/domain/people-queries'
import { describeEachEngine } from '@/lib/testing/database'
import { pool } from '../engine/pool'
import { findOpenFields, openFields } from '../events/reveals'
import { findHousehold, findPerson, listHouseholds, listMembers, listPeople } from './people'
import { loadPeopleBook } from './people-book'
import { peopleId } from './people-ids'
import { readPeopleVersion } from './people-version'
import { removeDemoPeople, saveHouseholds, savePeople, saveServiceNodes, saveTeams } from './people-write'

const A = '411324001101001'
const B = '411324001101002'
const SOURCE = { source: 'street' }

const person = (externalId: string, fields: Partial<NewPerson> = {}): NewPerson => ({
  externalId,
  name: '张三',
  phone: '13812345678',
  idNumber: null,
  employer: null,
  posts: [{ grid: A, kind: 'member' }],
  ...fields,
})
const household = (externalId: string, fields: Partial<NewHousehold> = {}): NewHousehold => ({
  externalId,
  grid: A,
  service: null,
  name: '李四',
  phone: null,
  idNumber: null,
  address: '阳光小区3号楼501室',
  persons: 3,
  member: null,
  ...fields,
})
const id = (externalId: string) => peopleId('person', 'street', externalId)

describeEachEngine('people and households', () => {
  beforeAll(async () => {
    await savePeople(
      [
        person('p1'),
        person('p2', {
          name: '王五',
          phone: null,
          posts: [
            { grid: A, kind: 'chief' },
            { grid: B, kind: 'member' },
          ],
        }),
      ],
      SOURCE,
    )
  })

  test('an import that is repeated changes nothing, and tells so', async () => {
    const rows = [household('h1', { member: id('p1') }), household('h2'), household('h3', { grid: B, member: id('p1'), phone: '0377-1234567' })]
    expect(await saveHouseholds(rows, SOURCE)).toEqual({ added: 3, updated: 0, unchanged: 0 })
    const version = await readPeopleVersion()
    expect(await saveHouseholds(rows, SOURCE)).toEqual({ added: 0, updated: 0, unchanged: 3 })
    expect(await readPeopleVersion()).toBe(version)
    expect(await saveHouseholds([household('h2', { member: id('p2') }), household('h4')], SOURCE)).toEqual({ added: 1, updated: 1, unchanged: 0 })
    expect(await readPeopleVersion()).toBeGreaterThan(version)
  })

  test('a row that comes twice in one call is taken once, the first', async () => {
    expect(await saveHouseholds([household('twice', { name: '甲' }), household('twice', { name: '乙' })], SOURCE)).toMatchObject({ added: 1 })
    expect((await findHousehold(peopleId('household', 'street', 'twice'), [A]))?.name).toBe('甲')
    await pool().query(`DELETE FROM households WHERE external_id = 'twice'`)
  })

  test('a dry run counts, and leaves all as it was', async () => {
    const before = await readPeopleVersion()
    expect(await saveHouseholds([household('h1', { name: '改名' }), household('h9')], { ...SOURCE, dryRun: true })).toEqual({
      added: 1,
      updated: 1,
      unchanged: 0,
    })
    expect(await savePeople([person('p9')], { ...SOURCE, dryRun: true })).toMatchObject({ added: 1 })
    expect(await readPeopleVersion()).toBe(before)
    expect(await findPerson(id('p9'), [A], Date.now())).toBeNull()
    expect((await findHousehold(peopleId('household', 'street', 'h1'), [A]))?.name).toBe('李四')
  })

  test('posts follow what was given last', async () => {
    expect(await savePeople([person('p3')], SOURCE)).toMatchObject({ added: 1 })
    expect(await savePeople([person('p3', { posts: [{ grid: B, kind: 'chief' }] })], SOURCE)).toEqual({ added: 0, updated: 1, unchanged: 0 })
    expect((await findPerson(id('p3'), [A, B], Date.now()))?.posts).toEqual([{ grid: B, kind: 'chief' }])
    expect(await savePeople([person('p3', { posts: [{ grid: B, kind: 'chief' }] })], SOURCE)).toMatchObject({ unchanged: 1 })
  })

  test('lists page in any order, and only through the grids that are asked for', async () => {
    const { rows: all } = await listPeople({ grids: [A, B], limit: 10 })
    expect(all).toHaveLength(3)
    expect(all.find((p) => p.id === id('p1'))).toMatchObject({ name: '张三', phone: '13812345678', households: 2 })
    const first = await listPeople({ grids: [A, B], limit: 2 })
    const rest = await listPeople({ grids: [A, B], after: first.next ?? '', limit: 2 })
    expect([...first.rows, ...rest.rows].map((p) => p.id)).toEqual(all.map((p) => p.id))
    const by = async (order: Parameters<typeof listPeople>[0]['order']) => (await listPeople({ grids: [A, B], order, limit: 10 })).rows
    expect((await by('-households')).map(({ households }) => households)).toEqual(all.map(({ households }) => households).sort((a, b) => b - a))
    expect((await by('name')).map(({ name }) => name[0])).toEqual(all.map(({ name }) => name[0]).sort())
    const called = await listPeople({ grids: [A, B], surname: '王', limit: 10 })
    expect(called.rows).toEqual(all.filter(({ name }) => name.startsWith('王')))
    expect((await listPeople({ grids: [A], limit: 10 })).rows.map((p) => p.id).sort()).toEqual([id('p1'), id('p2')].sort())
    expect((await listPeople({ grids: [B], kind: 'chief', limit: 10 })).rows.map((p) => p.id)).toEqual([id('p3')])
    // of somebody who works in both, only what is in the grids asked for
    expect(await findPerson(id('p1'), [B], Date.now())).toBeNull()
    expect(await findPerson(id('p2'), [B], Date.now())).toMatchObject({ posts: [{ grid: B, kind: 'member' }] })
    const posts = await listMembers([A, B])
    expect(posts.map((m) => `${m.grid} ${m.kind} ${m.name}`)).toEqual([`${A} member 张三`, `${A} chief 王五`, `${B} member 王五`, `${B} chief 张三`])
  })

  test('households are found by grid, binding, member and node', async () => {
    const found = async (filter: Partial<Parameters<typeof listHouseholds>[0]>) =>
      (await listHouseholds({ grids: [A, B], limit: 10, ...filter })).rows.length
    await saveHouseholds([household('h5', { service: 'F1-1' })], SOURCE)
    expect(await found({})).toBe(5)
    expect(await found({ grids: [B] })).toBe(1)
    expect(await found({ bound: false })).toBe(2)
    expect(await found({ bound: true })).toBe(3)
    expect(await found({ member: id('p1') })).toBe(2)
    expect(await found({ services: ['F1', 'F1-1'] })).toBe(1)
    const {
      rows: [first],
      next,
    } = await listHouseholds({ grids: [A, B], limit: 1 })
    expect(await found({ after: next ?? '' })).toBe(4)
    for (const by of HOUSEHOLD_SORTS)
      for (const order of [by, `-${by}`] as const) {
        const ids: string[] = []
        for (let after: string | undefined; ; ) {
          const page = await listHouseholds({ grids: [A, B], order, after, limit: 2 })
          ids.push(...page.rows.map((row) => row.id))
          if (page.next === null) break
          after = page.next
        }
        expect([order, new Set(ids).size, ids.length]).toEqual([order, 5, 5])
      }
    expect(await findHousehold(first?.id ?? '', [B])).toBeNull()
  })

  test('the book holds counts, posts, the service tree and teams, and is read again when they move', async () => {
    const before = await loadPeopleBook()
    expect(await loadPeopleBook()).toBe(before)
    const nodes = [
      { code: 'F1', parentCode: null, name: '街道', level: 1, grids: [] },
      { code: 'F1-1', parentCode: 'F1', name: '社区', level: 2, grids: [A, B] },
    ]
    await saveServiceNodes(nodes)
    await saveServiceNodes(nodes)
    await saveTeams([{ id: 't1', name: '巡查队', department: '城管', grid: '411324001' }])
    const book = await loadPeopleBook()
    expect(book).not.toBe(before)
    expect(book.nodes).toEqual(nodes)
    expect(book.teams).toEqual([{ id: 't1', name: '巡查队', department: '城管', grid: '411324001' }])
    expect(book.counts.filter((c) => c.service === null)).toEqual(
      expect.arrayContaining([
        { grid: A, service: null, households: 3, bound: 2 },
        { grid: B, service: null, households: 1, bound: 1 },
      ]),
    )
    expect(book.holders).toHaveLength(4)
  })

  test('what is opened ends after five minutes, is the viewer’s own, and is audited', async () => {
    const object = { kind: 'person' as const, id: id('p1') }
    const entry = { actor: { id: 'u', name: 'u', role: 'supervisor' as const }, address: '10.0.0.1', reason: '回访核实' }
    await openFields('session-1', object, ['phone'], entry)
    await openFields('session-1', object, ['name'], entry)
    expect((await findOpenFields('session-1', object))?.fields.sort()).toEqual(['name', 'phone'])
    expect(await findOpenFields('session-2', object)).toBeNull()
    expect(await findOpenFields('session-1', { kind: 'household', id: object.id })).toBeNull()
    const { rows } = await pool().query(`SELECT action, object_id, reason, detail FROM audit WHERE action = 'person.revealed' ORDER BY id`)
    expect(rows).toHaveLength(2)
    expect(rows[0]).toMatchObject({ object_id: id('p1'), reason: '回访核实', detail: { fields: ['phone'] } })
    expect(JSON.stringify(rows)).not.toContain('13812345678')
    await pool().query(`UPDATE reveals SET until = until - interval '5 minutes'`)
    expect(await findOpenFields('session-1', object)).toBeNull()
  })

  test('the demonstration’s people go, and real ones stay', async () => {
    const demo = { source: 'demo', demo: true }
    const demoId = peopleId('person', 'demo', 'd1')
    await savePeople([person('d1')], demo)
    await saveHouseholds([household('d1', { member: demoId }), household('d2')], demo)
    await saveHouseholds([household('h6', { member: demoId })], SOURCE)
    await saveServiceNodes([{ code: 'D', parentCode: null, name: '街道', level: 1, grids: [A] }], { demo: true })
    expect(await removeDemoPeople()).toBe(2)
    const { rows } = await pool().query(
      `SELECT (SELECT count(*)::int FROM people) AS people, (SELECT count(*)::int FROM households) AS households,
         (SELECT count(*)::int FROM posts) AS posts, (SELECT count(*)::int FROM service_nodes) AS nodes`,
    )
    expect(rows[0]).toEqual({ people: 3, households: 6, posts: 4, nodes: 2 })
    expect((await findHousehold(peopleId('household', 'street', 'h6'), [A]))?.member).toBeNull()
  })
})
