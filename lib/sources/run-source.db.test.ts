import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import gcoord from 'gcoord'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sourcesCommand } from '@/lib/cli/sources'
import { pool } from '@/lib/db/engine/pool'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { readHead } from '@/lib/db/log/log'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { peopleId } from '@/lib/db/people/people-ids'
import { removeDemoPeople, saveHouseholds, savePeople } from '@/lib/db/people/people-write'
import { keepPart } from '@/lib/db/sources/files'
import { countLists, countSourceRows, listSourceRows } from '@/lib/db/sources/reconcile'
import { askDueRuns, askRun, listRuns, readRun, takeRun } from '@/lib/db/sources/runs'
import { addSource, changeSource, listSources, readSource } from '@/lib/db/sources/sources'
import { HOUR_MS } from '@/lib/domain/clock'
import { type SourceIn, type SourceRunDetail, settingFault } from '@/lib/domain/source'
import { sumCounts } from '@/lib/domain/source-list'
import { runCommand } from '@/lib/testing/command'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty, smallCounty, spot } from '@/lib/testing/small-county'
import { previewSource } from './preview'
import { makeRuns } from './run-source'

const COMMUNITY = '411324001101'
const GRID = `${COMMUNITY}001`
const BY = { actor: { id: 'cli', name: 'tester', role: null }, address: null }
const MAPPING = { externalId: '户编号', name: '户主姓名', community: '行政村', address: '家庭住址', phone: '联系电话', memberPhone: '网格员电话' }
const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-sources-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const setUp = (name: string, fields: Partial<SourceIn> = {}): SourceIn => ({
  name,
  kind: 'cunzhen',
  subject: 'households',
  effect: 'keep',
  mapping: MAPPING,
  place: { kind: 'upload' },
  hour: null,
  maxLeft: 10,
  enabled: true,
  areas: [],
  reading: {},
  ...fields,
})

type Row = { id: string; name?: string; community?: string; phone?: string; member?: string }
const row = ({ id, name = `户主${id}`, community = `${COMMUNITY}社区`, phone = '', member = '' }: Row): string =>
  `${id},${name},${community},${id}号楼1单元101室,${phone},${member}`
const csv = (rows: readonly Row[]): string => `户编号,户主姓名,行政村,家庭住址,联系电话,网格员电话\n${rows.map(row).join('\n')}\n`
const many = (n: number, fields: Partial<Row> = {}): Row[] =>
  Array.from({ length: n }, (_, i) => ({ id: `H${String(i).padStart(4, '0')}`, ...fields }))

async function send(source: string, text: string, pieces = 2): Promise<void> {
  const bytes = Buffer.from(text)
  const file = randomUUID()
  const size = Math.ceil(bytes.length / pieces)
  for (let part = 0; part < pieces; part++)
    await keepPart({ source, file, part, last: part === pieces - 1, name: '村振.csv', bytes: bytes.subarray(part * size, (part + 1) * size) }, BY)
}

describeEachEngine('runs of a source', () => {
  let fence: Fence
  const options = () => ({ fence, places: { folder }, batch: 50, now: () => Date.now() })
  beforeAll(async () => {
    await saveSmallCounty()
    const won = await takeLease('sources', randomUUID(), 3_600_000)
    if (!won) throw new Error('the lease is free in a database of its own')
    fence = won
    await savePeople(
      [{ externalId: 'm1', name: '网格员', phone: '13900000001', idNumber: null, employer: null, posts: [{ grid: GRID, kind: 'member' }] }],
      {
        source: 'street',
      },
    )
  })

  async function run(source: string, wanted: { dry?: boolean; confirms?: string } = {}): Promise<SourceRunDetail> {
    const { id } = await askRun(await readSource(source), { id: randomUUID(), dry: false, ...wanted }, BY)
    await makeRuns(options())
    return readRun(source, id)
  }
  const households = async (name: string) =>
    (
      await pool().query<{ here: number; left: number; written: string }>(
        `SELECT count(*) FILTER (WHERE left_at IS NULL)::int4 AS here, count(*) FILTER (WHERE left_at IS NOT NULL)::int4 AS left,
           max(updated_at)::text AS written FROM households WHERE source = $1`,
        [name],
      )
    ).rows[0]

  test('a dry run tells rows by line and column and changes nothing; a real one keeps the good ones', async () => {
    const id = await addSource(setUp('bad rows'), BY)
    const rows = [
      { id: 'H1', phone: '13812345678', member: '13900000001' },
      { id: 'H2', community: '不在这里的村' },
      { id: 'H3', phone: 'call me' },
      { id: 'H1' },
      { id: 'H4', member: '13999999999' },
      { id: '' },
    ]
    await send(id, csv(rows))
    const dry = await run(id, { dry: true })
    expect(dry).toMatchObject({ state: 'done', dry: true, file: '村振.csv', counts: { read: 6, added: 2, rejected: 4, unbound: 1, left: 0 } })
    expect(dry.rejects.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, '行政村', 'unknown_place'],
      [4, '联系电话', 'invalid'],
      [5, '户编号', 'twice'],
      [7, '户编号', 'invalid'],
    ])
    expect(dry.rejects[0]).toMatchObject({ community: null, told: '不在这里的村' })
    expect(dry.examples.added).toEqual([
      { line: 2, externalId: 'H1', name: '户*' },
      { line: 6, externalId: 'H4', name: '户*' },
    ])
    // what a row says is in no message
    expect(JSON.stringify(dry.rejects)).not.toContain('call me')
    expect(await households('bad rows')).toMatchObject({ here: 0, left: 0 })
    expect(await run(id)).toMatchObject({ counts: { added: 2, rejected: 4, unbound: 1 } })
    expect(await households('bad rows')).toMatchObject({ here: 2 })
    const [bound] = (await pool().query(`SELECT member_id::text AS member FROM households WHERE source = 'bad rows' AND external_id = 'H1'`)).rows
    expect(bound?.member).toBe(peopleId('person', 'street', 'm1'))
  })

  test('the same again writes nothing, a change writes what changed, and what was changed here is put right', async () => {
    const id = await addSource(setUp('again'), BY)
    const rows = many(400)
    await send(id, csv(rows), 3)
    expect(await run(id)).toMatchObject({ counts: { read: 400, added: 400, same: 0 } })
    const before = await households('again')
    expect(await run(id)).toMatchObject({ state: 'done', counts: { read: 400, added: 0, changed: 0, same: 400, left: 0 } })
    expect(await households('again')).toEqual(before)
    await send(id, csv(rows.map((one, i) => (i === 77 || i === 333 ? { ...one, name: '改名' } : one))))
    expect(await run(id)).toMatchObject({ counts: { changed: 2, same: 398 }, examples: { changed: [{ line: 79 }, { line: 335 }] } })
    const written = await pool().query(`SELECT external_id FROM households WHERE source = 'again' AND updated_at > $1::timestamptz ORDER BY 1`, [
      before?.written,
    ])
    expect(written.rows.map((one) => one.external_id)).toEqual(['H0077', 'H0333'])
    // somebody imports the same household with other words, or takes one away
    await pool().query(`DELETE FROM households WHERE source = 'again' AND external_id = 'H0001'`)
    await saveHouseholds([{ ...(await stored('again', 'H0002')), name: '另一个' }], { source: 'again' })
    expect(await run(id)).toMatchObject({ counts: { changed: 2, same: 398 } })
    expect((await stored('again', 'H0002')).name).toBe('户主H0002')
  })

  const stored = async (source: string, externalId: string) => {
    const { rows } = await pool().query(
      `SELECT external_id AS "externalId", grid_code AS grid, service_code AS service, name, phone, id_number AS "idNumber", address, persons::int4 AS persons,
         member_id::text AS member FROM households WHERE source = $1 AND external_id = $2`,
      [source, externalId],
    )
    return rows[0]
  }

  test('what is gone leaves and comes back; a row with a fault has not left', async () => {
    const id = await addSource(setUp('leaves', { maxLeft: 50 }), BY)
    const rows = many(100)
    const inBook = async () => (await loadPeopleBook()).counts.reduce((sum, { households: n }) => sum + n, 0)
    await send(id, csv(rows))
    await run(id)
    const all = await inBook()
    await send(id, csv(rows.slice(10).map((one, i) => (i === 0 ? { ...one, phone: 'x' } : one))))
    expect(await run(id)).toMatchObject({ state: 'done', counts: { left: 10, same: 89, rejected: 1 } })
    expect(await households('leaves')).toMatchObject({ here: 90, left: 10 })
    expect(await inBook()).toBe(all - 10)
    await send(id, csv(rows))
    expect(await run(id)).toMatchObject({ counts: { back: 10, same: 90, left: 0, added: 0 } })
    expect(await households('leaves')).toMatchObject({ here: 100, left: 0 })
    expect(await inBook()).toBe(all)
  })

  test('a truncated file is held before anything is written, and goes on when somebody says so', async () => {
    const id = await addSource(setUp('held'), BY)
    await send(id, csv(many(100)))
    await run(id)
    await send(id, csv([...many(80), { id: 'NEW' }]))
    const held = await run(id)
    expect(held).toMatchObject({ state: 'held', counts: { added: 1, left: 20 } })
    expect(await households('held')).toMatchObject({ here: 100, left: 0 })
    expect((await listSources(id))[0]).toMatchObject({ records: 100 })
    // meanwhile it has lost even more: what was confirmed were 20
    await send(id, csv(many(60)))
    const more = await run(id, { confirms: held.id })
    expect(more).toMatchObject({ state: 'held', counts: { left: 40 } })
    expect(await run(id, { confirms: more.id })).toMatchObject({ state: 'done', counts: { left: 40 } })
    expect(await households('held')).toMatchObject({ here: 60, left: 40 })
    expect((await listRuns(id)).map(({ state }) => state)).toEqual(['done', 'confirmed', 'confirmed', 'done'])
    await expect(run(id, { confirms: more.id })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a run that was killed midway begins anew under another holder, and nothing is doubled or left behind', async () => {
    const id = await addSource(setUp('killed'), BY)
    await send(id, csv(many(300)))
    const source = await readSource(id)
    const { id: first } = await askRun(source, { id: randomUUID(), dry: false }, BY)
    const dying = new AbortController()
    let batches = 0
    await makeRuns({
      ...options(),
      signal: dying.signal,
      onProgress() {
        batches++
        if (batches === 2) dying.abort()
      },
    })
    const midway = await households('killed')
    expect(midway?.here).toBe(100)
    expect(await readRun(id, first)).toMatchObject({ state: 'running' })
    // whoever hung past the lease writes nothing under the old fence
    const old = fence
    await pool().query(`UPDATE leases SET expires_at = clock_timestamp() - interval '1 second' WHERE name = 'sources'`)
    const won = await takeLease('sources', randomUUID(), 3_600_000)
    if (!won) throw new Error('the lease has run out')
    fence = won
    await expect(takeRun(old)).rejects.toMatchObject({ code: 'conflict' })
    await makeRuns(options())
    expect(await readRun(id, first)).toMatchObject({ state: 'done', counts: { read: 300, added: 200, same: 100, left: 0 } })
    expect(await households('killed')).toMatchObject({ here: 300, left: 0 })
    expect((await listSources(id))[0]).toMatchObject({ records: 300, left: 0 })
  })

  test('a source that only compares keeps nothing here, and says who is who', async () => {
    const here = many(6).map(({ id: externalId }, i) => ({
      ...{ externalId, grid: GRID, service: null, name: `平台${externalId}`, phone: `1380000000${i}`, idNumber: null, persons: null, member: null },
      address: `${externalId}号楼1单元101室`,
    }))
    const before = await countHere()
    await saveHouseholds(here, { source: 'platform' })
    const id = await addSource(setUp('compares', { effect: 'compare', maxLeft: 100 }), BY)
    await send(
      id,
      csv([
        { id: 'a', name: '平台H0000', phone: '13800000000' },
        { id: 'H0001', name: '平台H0001' },
        { id: 'strange' },
        { id: 'x', community: '哪里' },
      ]),
    )
    expect(await run(id)).toMatchObject({ state: 'done', counts: { added: 3, rejected: 1 } })
    expect(await countHere()).toBe(before + 6)
    const counts = await countLists({ id, subject: 'households', effect: 'compare', areas: [] })
    expect(counts.get(COMMUNITY)).toMatchObject({ matched: 2, onlySource: 1, several: 0, left: 0 })
    expect(counts.get(null)).toMatchObject({ rejected: 1 })
    const listed = async (list: Parameters<typeof listSourceRows>[1]['list'], limit = 50) =>
      listSourceRows(
        { id, subject: 'households', effect: 'compare', areas: [] },
        { list, grids: smallCounty().map(({ code }) => code), unplaced: true, after: null, limit },
      )
    expect((await listed('matched')).map(({ externalId, match }) => [externalId, match])).toEqual([
      ['H0001', 'address'],
      ['a', 'phone'],
    ])
    expect(await listed('rejected')).toMatchObject([{ line: 5, column: '行政村', code: 'unknown_place', told: '哪里' }])
    // every count is as long as its list
    const all = sumCounts(counts.values())
    for (const list of ['matched', 'onlySource', 'several', 'unbound', 'left', 'onlyHere', 'rejected'] as const)
      expect([
        list,
        (await listed(list, 100_000)).length,
        await countSourceRows(
          { id, subject: 'households', effect: 'compare', areas: [] },
          { list, grids: smallCounty().map(({ code }) => code), unplaced: true },
        ),
      ]).toEqual([list, all[list], all[list]])
    // those of another place are not missed in a source of one community
    expect((await countLists({ id, subject: 'households', effect: 'compare', areas: ['411324002'] })).get(GRID)?.onlyHere ?? 0).toBe(0)
    // a household that is gone here is nobody's any more, though its row has not changed
    await pool().query(`DELETE FROM households WHERE source = 'platform' AND external_id = 'H0001'`)
    expect(await run(id)).toMatchObject({ counts: { same: 3 } })
    expect((await countLists({ id, subject: 'households', effect: 'compare', areas: [] })).get(COMMUNITY)).toMatchObject({
      matched: 1,
      onlySource: 2,
    })
  })
  const countHere = async () => (await pool().query<{ n: number }>('SELECT count(*)::int4 AS n FROM households')).rows[0]?.n ?? 0

  test('people of several rows are one, give up their posts when they leave, and have them again', async () => {
    const mapping = { externalId: '编号', name: '姓名', grid: '网格', post: '岗位' }
    const id = await addSource(setUp('members', { kind: 'gridPlatform', subject: 'people', mapping, maxLeft: 100 }), BY)
    const file = (ids: readonly string[]) =>
      `编号,姓名,网格,岗位\n${ids.flatMap((one) => [1, 2].map((n) => `${one},李${one},${COMMUNITY}00${n},网格员`)).join('\n')}\n`
    await send(id, file(['1', '2', '3']))
    expect(await run(id)).toMatchObject({ counts: { read: 3, added: 3 } })
    const posts = async () =>
      (await pool().query<{ n: number }>(`SELECT count(*)::int4 AS n FROM posts o JOIN people p ON p.id = o.person_id WHERE p.source = 'members'`))
        .rows[0]?.n
    expect(await posts()).toBe(6)
    await send(id, file(['1', '3']))
    expect(await run(id)).toMatchObject({ counts: { same: 2, left: 1 } })
    expect(await posts()).toBe(4)
    await send(id, file(['1', '2', '3']))
    expect(await run(id)).toMatchObject({ counts: { same: 2, back: 1 } })
    expect(await posts()).toBe(6)
  })

  describe('units', () => {
    const mapping = { externalId: '编号', name: '名称', kind: '类别', grid: '网格', parent: '上级', road: '路段' }
    const unitSource = (name: string, fields: Partial<SourceIn> = {}) => setUp(name, { kind: 'table', subject: 'units', mapping, ...fields })
    type UnitRow = [id: string, kind: string, name: string, grid: string, parent?: string, road?: string]
    const file = (rows: readonly UnitRow[]) =>
      `编号,类别,名称,网格,上级,路段\n${rows.map((cells) => [...cells, '', ''].slice(0, 6).join()).join('\n')}\n`
    const TREE: UnitRow[] = [
      // a row may stand before the one above it
      ['b1', '联合党支部', '一支部', `${COMMUNITY}社区`, 'c'],
      ['c', '联合党委', '涅阳联合党委', '411324001', 'w'],
      ['w', '党工委', '涅阳党工委', '411324001'],
      ['g1', '党小组', '一小组', GRID, 'b1'],
      ['r1', '片区马路联合党支部', '玉都路支部', `${GRID}；${COMMUNITY}002`, '', '玉都路'],
    ]
    const standing = async (source: string) =>
      (
        await pool().query<{ id: string; name: string; grids: string; phone: string | null; revision: number }>(
          `SELECT external_id AS id, name, (SELECT string_agg(grid_code, ' ' ORDER BY grid_code) FROM unit_grids g WHERE g.unit_id = u.id) AS grids,
             contact_phone AS phone, revision::int4 AS revision FROM units u WHERE source = $1 AND ended_at IS NULL ORDER BY external_id`,
          [source],
        )
      ).rows

    test('are kept with what stands above them, each bad row is named, and the same again writes nothing', async () => {
      const id = await addSource(unitSource('组织'), BY)
      const bad: UnitRow[] = [
        ['x1', '合唱团', '不认得', GRID],
        ['x2', '党小组', '没有上级', GRID, 'nobody'],
        ['x3', '志愿队', '不在这里', '月亮社区'],
        ['x4', '党小组', '随上级退回', GRID, 'x5'],
        ['x5', '联合党支部', '上级不对', GRID, 'w'],
        ['w', '党工委', '又来一次', '411324001'],
      ]
      await send(id, file([...TREE, ...bad]))
      const dry = await run(id, { dry: true })
      expect(dry).toMatchObject({ state: 'done', counts: { read: 11, added: 5, rejected: 6, left: 0 } })
      expect(dry.rejects.map(({ line, column, code, externalId }) => [line, column, code, externalId])).toEqual([
        [7, '类别', 'unknown_word', 'x1'],
        [8, '上级', 'unfit', 'x2'],
        [9, '网格', 'unknown_place', 'x3'],
        [10, '上级', 'unfit', 'x4'],
        [11, '上级', 'unfit', 'x5'],
        [12, '编号', 'twice', 'w'],
      ])
      // organisations are told by their names
      expect(dry.examples.added[0]).toEqual({ line: 2, externalId: 'b1', name: '一支部' })
      expect(await standing('组织')).toEqual([])
      expect(await run(id)).toMatchObject({ counts: { added: 5, rejected: 6 } })
      const kept = await standing('组织')
      expect(kept.map(({ id: one, grids }) => [one, grids])).toEqual([
        ['b1', COMMUNITY],
        ['c', '411324001'],
        ['g1', GRID],
        ['r1', `${GRID} ${COMMUNITY}002`],
        ['w', '411324001'],
      ])
      expect(await run(id)).toMatchObject({ counts: { added: 0, changed: 0, same: 5, rejected: 6 } })
      expect(await standing('组织')).toEqual(kept)
      const counts = await countLists(await readSource(id))
      expect(counts.get(COMMUNITY)).toMatchObject({ matched: 3, rejected: 4 })
      expect(counts.get('411324001')).toMatchObject({ matched: 2 })
      expect(counts.get(null)).toMatchObject({ rejected: 2 })
    })

    test('keep what no column holds, end when they are gone, but not while others stand below them, and come back', async () => {
      const id = await addSource(unitSource('撤销', { maxLeft: 50 }), BY)
      await send(id, file(TREE))
      await run(id)
      // somebody writes down here whom to call, and draws the street
      await pool().query(
        `UPDATE units SET contact_phone = '0377-1234567', road = ST_GeomFromText('MULTILINESTRING((112.2 33.0, 112.21 33.0))', 4326), updated_at = clock_timestamp()
         WHERE source = '撤销' AND external_id = 'r1'`,
      )
      const renamed = TREE.map((cells): UnitRow => (cells[0] === 'r1' ? ['r1', cells[1], '玉都路新支部', GRID, '', '玉都路'] : cells))
      await send(id, file(renamed.filter(([one]) => one !== 'b1')))
      // the group stands below the branch that is gone
      expect(await run(id)).toMatchObject({
        state: 'done',
        counts: { changed: 1, same: 3, left: 0, above: 1 },
        examples: { above: [{ externalId: 'b1' }] },
      })
      const road = (await standing('撤销')).find(({ id: one }) => one === 'r1')
      expect(road).toMatchObject({ name: '玉都路新支部', phone: '0377-1234567', grids: GRID })
      const { rows } = await pool().query(`SELECT ST_NumGeometries(road)::int4 AS lines FROM units WHERE source = '撤销' AND external_id = 'r1'`)
      expect(rows).toEqual([{ lines: 1 }])
      await send(id, file(renamed.filter(([one]) => one !== 'b1' && one !== 'g1')))
      expect(await run(id)).toMatchObject({ counts: { same: 3, left: 2, above: 0 } })
      expect((await standing('撤销')).map(({ id: one }) => one)).toEqual(['c', 'r1', 'w'])
      await send(id, file(TREE))
      expect(await run(id)).toMatchObject({ counts: { back: 2, changed: 1, same: 2 } })
      expect(await standing('撤销')).toHaveLength(5)
      // a file that was cut off
      await changeSource(id, unitSource('撤销'), (await readSource(id)).revision, BY)
      await send(id, file(TREE.slice(1, 3)))
      expect(await run(id)).toMatchObject({ state: 'held', counts: { left: 3 } })
      expect(await standing('撤销')).toHaveLength(5)
    })

    test('of a source that only compares are found by their names, and none is written', async () => {
      const id = await addSource(unitSource('对照', { effect: 'compare' }), BY)
      const before = (await pool().query<{ n: number }>('SELECT count(*)::int4 AS n FROM units')).rows[0]?.n
      await send(id, file([...TREE.slice(0, 3), ['n', '志愿队', '只在这里', GRID]]))
      expect(await run(id)).toMatchObject({ state: 'done', counts: { added: 4 } })
      expect((await pool().query<{ n: number }>('SELECT count(*)::int4 AS n FROM units')).rows[0]?.n).toBe(before)
      // both sources above keep a branch of this name: none is guessed
      expect((await countLists(await readSource(id))).get(COMMUNITY)).toMatchObject({ onlySource: 1, several: 1 })
      await pool().query(`UPDATE units SET ended_at = clock_timestamp() WHERE source = '撤销'`)
      await run(id)
      expect((await countLists(await readSource(id))).get(COMMUNITY)).toMatchObject({ matched: 1, onlySource: 1, several: 0 })
    })
  })

  describe('events', () => {
    const mapping = {
      ...{ externalId: '案卷号', occurredAt: '上报时间', handledAt: '结案时间', type: '小类', grid: '网格', title: '标题' },
      ...{ acceptedAt: '立案时间', dispatchedAt: '派遣时间', lead: '部门', handedInAt: '处置时间' },
    }
    const eventSource = (name: string, fields: Partial<SourceIn> = {}) =>
      setUp(name, { kind: 'table', subject: 'events', mapping, reading: { types: { 纠纷: '0101' } }, ...fields })
    const HEADER = '案卷号,上报时间,立案时间,派遣时间,部门,处置时间,结案时间,小类,网格,标题\n'
    const open = (id: string, type = '纠纷', title = '楼上漏水') => `${id},2026-03-02 09:00:00,,,,,,${type},${COMMUNITY}社区,${title}\n`
    const closed = (id: string) =>
      `${id},2026-03-02 09:00:00,2026-03-02 09:30:00,2026-03-02 10:00:00,社区,2026-03-03 15:00:00,2026-03-04 09:00:00,暴露垃圾,${COMMUNITY}社区,垃圾\n`
    const stored = async (source: string) =>
      (
        await pool().query<{ id: string; title: string; state: number; late: boolean; revision: number }>(
          `SELECT external_id AS id, title, state::int4 AS state, deadline IS NOT NULL AS deadline, handled_at IS NOT NULL AS handled, revision::int4 AS revision,
             stages IS NOT NULL AS stages FROM events WHERE source = $1 ORDER BY external_id`,
          [source],
        )
      ).rows

    test('go the way of an import: the log, stages and deadlines; the same again sends nothing, and nothing leaves', async () => {
      const id = await addSource(eventSource('szcg'), BY)
      const bad = [
        `b1,昨天,,,,,,纠纷,${COMMUNITY}社区,王小明的事\n`,
        open('b2', '不认得的类型', '李四家'),
        `b3,2026-03-02 09:00:00,,,,,,纠纷,月亮社区,x\n`,
        `b4,2026-03-02 09:00:00,2026-03-02 12:00:00,2026-03-02 10:00:00,,,,纠纷,${COMMUNITY}社区,x\n`,
        open('a1'),
        `,2026-03-02 09:00:00,,,,,,纠纷,${COMMUNITY}社区,x\n`,
        `b5,2099-03-02 09:00:00,,,,,,纠纷,${COMMUNITY}社区,x\n`,
      ]
      const rows = [open('a1'), closed('a2'), open('a3', '婚姻家庭纠纷')]
      await send(id, HEADER + [...rows, ...bad].join(''))
      const head = await readHead()
      // events of sensitive types are not among the first rows, and of free text there is hardly anything
      const { rows: shown, header } = await previewSource(await readSource(id))
      expect(shown.map(({ cells }) => [cells[0], cells[header.indexOf('标题')]]).slice(0, 3)).toEqual([
        ['a1', '楼*'],
        ['a2', '垃*'],
        ['b1', '王*'],
      ])
      const dry = await run(id, { dry: true })
      expect(dry).toMatchObject({ state: 'done', counts: { read: 10, added: 3, rejected: 7, left: 0 } })
      expect(dry.rejects.map(({ line, column, code }) => [line, column, code])).toEqual([
        [5, '上报时间', 'invalid'],
        [6, '小类', 'unknown_type'],
        [7, '网格', 'unknown_place'],
        [8, '派遣时间', 'invalid'],
        [9, '案卷号', 'twice'],
        [10, '案卷号', 'invalid'],
        [11, '上报时间', 'in_future'],
      ])
      // what a row says is in no message, and no example tells more than a number
      expect(JSON.stringify([dry.rejects.map(({ message }) => message), dry.examples])).not.toMatch(/王小明|昨天|李四|不认得|漏水|纠纷/)
      expect((await readHead()).revision).toBe(head.revision)
      expect(await stored('szcg')).toEqual([])
      expect(await run(id)).toMatchObject({ counts: { added: 3, rejected: 7 } })
      const kept = await stored('szcg')
      expect(kept).toMatchObject([
        { id: 'a1', handled: false, deadline: true, stages: false },
        { id: 'a2', handled: true, stages: true },
        { id: 'a3', handled: false },
      ])
      expect(await run(id)).toMatchObject({ counts: { added: 0, changed: 0, same: 3, rejected: 7, left: 0 } })
      expect((await readHead()).revision).toBe(head.revision + 3)
      // a row that says something else, one that is new, and two that are not there any more
      await send(id, HEADER + open('a1', '纠纷', '楼上又漏水') + open('a4'))
      expect(await run(id)).toMatchObject({ state: 'done', counts: { read: 2, added: 1, changed: 1, left: 0 } })
      expect((await stored('szcg')).map((one) => [one.id, one.title])).toEqual([
        ['a1', '楼上又漏水'],
        ['a2', '垃圾'],
        ['a3', '楼上漏水'],
        ['a4', '楼上漏水'],
      ])
      expect((await listSources(id))[0]).toMatchObject({ records: 4, left: 0 })
      // which events those are, sensitive ones among them, is in no list
      const counts = await countLists(await readSource(id))
      expect(sumCounts(counts.values())).toMatchObject({ matched: 0, onlyHere: 0 })
      expect(await listSourceRows(await readSource(id), { list: 'matched', grids: [COMMUNITY], unplaced: true, after: null, limit: 9 })).toEqual([])
      const { rows: records } = await pool().query('SELECT DISTINCT name, phone, address FROM source_records WHERE source_id = $1::uuid', [id])
      expect(records).toEqual([{ name: '', phone: null, address: null }])
    })

    test('that came before their records were written are known again, and go on where an import left off', async () => {
      const id = await addSource(eventSource('12345'), BY)
      await send(id, HEADER + open('c1') + closed('c2'))
      await run(id)
      const before = await stored('12345')
      // cut off between the two
      await pool().query('DELETE FROM source_records WHERE source_id = $1::uuid', [id])
      expect(await run(id)).toMatchObject({ counts: { added: 0, same: 2 } })
      expect(await stored('12345')).toEqual(before)
    })

    test('whose positions are of another datum are not written, until the source says so', async () => {
      const positioned = { externalId: '案卷号', occurredAt: '上报时间', type: '小类', lon: '经度', lat: '纬度' }
      const source = (fields: Partial<SourceIn> = {}) => eventSource('gcj', { mapping: positioned, reading: {}, ...fields })
      const id = await addSource(source(), BY)
      const shifted = Array.from({ length: 40 }, (_, i) => {
        const [lon, lat] = gcoord.transform(spot(i % 8, i % 2 ? 0 : 3, (i % 5) * 0.1 - 0.4, i % 2 ? -0.45 : 0.45), gcoord.WGS84, gcoord.GCJ02)
        return `d${i},2026-03-02 09:00:00,0101,${lon},${lat}\n`
      })
      await send(id, `案卷号,上报时间,小类,经度,纬度\n${shifted.join('')}`)
      expect(await run(id)).toMatchObject({ state: 'failed', fault: expect.stringMatching(/read as GCJ02.*set GCJ02/) })
      await changeSource(id, source({ reading: { crs: 'GCJ02' } }), 1, BY)
      expect(await run(id)).toMatchObject({ state: 'done', counts: { added: 40, rejected: 0 } })
      // a source of events has no other effect
      expect(settingFault(source({ effect: 'compare' }))).toEqual({ name: 'effect', fault: 'unfit' })
    })
  })

  describe('the schedule', () => {
    const DAY = Date.parse('2026-11-24T00:00:00+08:00')

    test('owes one run a day, whoever asks how often, and whatever the clock does', async () => {
      const id = await addSource(setUp('daily', { hour: 3 }), BY)
      await send(id, csv(many(3)))
      const ask = async (now: number) => askDueRuns(fence, [await readSource(id)], now)
      expect(await ask(DAY + 2 * HOUR_MS)).toBe(0)
      const asked = await Promise.all([1, 2, 3].map(() => ask(DAY + 3 * HOUR_MS)))
      expect(asked.reduce((sum, n) => sum + n, 0)).toBe(1)
      await makeRuns(options())
      expect(await ask(DAY + 23 * HOUR_MS)).toBe(0)
      // set back by a week, then ahead by ten days
      expect(await ask(DAY - 7 * 24 * HOUR_MS + 4 * HOUR_MS)).toBe(0)
      expect(await ask(DAY + 240 * HOUR_MS + 4 * HOUR_MS)).toBe(1)
      await makeRuns(options())
      expect((await listRuns(id)).map(({ state, by }) => [state, by])).toEqual([
        ['done', '定时同步'],
        ['done', '定时同步'],
      ])
    })

    test('waits for a run that is at work', async () => {
      const id = await addSource(setUp('busy', { hour: 0 }), BY)
      await send(id, csv(many(3)))
      await askRun(await readSource(id), { id: randomUUID(), dry: true }, BY)
      expect(await askDueRuns(fence, [await readSource(id)], DAY)).toBe(0)
      await makeRuns(options())
      expect(await askDueRuns(fence, [await readSource(id)], DAY)).toBe(1)
      await makeRuns(options())
    })
  })

  test('two runs of a source never stand beside each other, and an id asks once', async () => {
    const id = await addSource(setUp('once'), BY)
    await send(id, csv(many(3)))
    const source = await readSource(id)
    const wanted = { id: randomUUID(), dry: false }
    const asked = await Promise.allSettled([askRun(source, wanted, BY), askRun(source, { id: randomUUID(), dry: false }, BY)])
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await makeRuns(options())
    expect(await listRuns(id)).toHaveLength(1)
  })

  test('a file that cannot be read fails the run with what to do', async () => {
    const id = await addSource(setUp('faults'), BY)
    expect(await run(id)).toMatchObject({ state: 'failed', fault: expect.stringContaining('No file was sent') })
    await send(id, '名称,数量\n甲,1\n')
    expect(await run(id)).toMatchObject({ state: 'failed', fault: expect.stringMatching(/^村振\.csv has no column .*"户编号"/) })
  })

  test('a folder gives its newest table, and leads nowhere else', async () => {
    const inside = path.join(folder, 'in')
    mkdirSync(inside, { recursive: true })
    writeFileSync(path.join(inside, 'notes.md'), 'x')
    writeFileSync(path.join(inside, 'a.csv'), csv(many(2)))
    const id = await addSource(setUp('folder', { place: { kind: 'folder', folder: 'in' } }), BY)
    expect(await run(id)).toMatchObject({ state: 'done', file: 'a.csv', counts: { added: 2 } })
    rmSync(path.join(folder, 'out'), { force: true })
    symlinkSync(tmpdir(), path.join(folder, 'out'))
    const { revision } = await readSource(id)
    await changeSource(id, setUp('folder', { place: { kind: 'folder', folder: 'out' } }), revision, BY)
    expect(await run(id)).toMatchObject({ state: 'failed', fault: expect.stringContaining('leads out of SOURCES_FOLDER') })
    await expect(changeSource(id, setUp('folder'), revision, BY)).rejects.toMatchObject({ code: 'conflict' })
    await expect(changeSource(id, setUp('folder', { effect: 'compare' }), revision + 1, BY)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('an address is read where it may be, and a private one only when that is allowed', async () => {
    let body = csv(many(4))
    let status = 200
    const server = createServer((_, answer) => answer.writeHead(status, { 'content-type': 'text/csv' }).end(body))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/export/今日.csv`
    try {
      const id = await addSource(setUp('address', { place: { kind: 'http', url, allowPrivate: false } }), BY)
      expect(await run(id)).toMatchObject({ state: 'failed', fault: 'The address could not be read: a private address.' })
      await changeSource(id, setUp('address', { place: { kind: 'http', url, allowPrivate: true } }), 1, BY)
      expect(await run(id)).toMatchObject({ state: 'done', counts: { added: 4 } })
      body = csv(many(5))
      expect(await run(id)).toMatchObject({ counts: { added: 1, same: 4 } })
      status = 302
      expect(await run(id)).toMatchObject({ state: 'failed', fault: 'The address could not be read: it answered 302.' })
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })

  test('the command line adds, lists and runs, and says what was not taken', async () => {
    const file = path.join(folder, 'cli.csv')
    writeFileSync(file, csv([...many(30), { id: 'bad', community: '哪里' }]))
    // the server that had this work has gone
    await pool().query(`UPDATE leases SET expires_at = clock_timestamp() - interval '1 second' WHERE name = 'sources'`)
    const gridsight = (...args: string[]) => runCommand(sourcesCommand, args)
    const added = await gridsight(
      'add',
      'by hand',
      '--kind',
      'cunzhen',
      '--effect',
      'keep',
      '--hour',
      '3',
      '--map',
      Object.entries(MAPPING)
        .map((one) => one.join('='))
        .join(),
    )
    expect(added.error).toBeUndefined()
    const { text: tried } = await gridsight('run', 'by hand', '--dry-run', '--file', file)
    expect(tried).toContain('cli.csv: 31 rows read: 30 new, 0 changed')
    expect(tried).toMatch(/line 32, 行政村: unknown_place.*\nNothing was changed\.$/)
    expect((await gridsight('run', 'by hand')).text).toContain('30 new')
    expect((await gridsight('run', 'by hand')).text).toContain('0 new, 0 changed, 0 back, 30 as before, 1 rejected')
    expect((await gridsight('list')).text).toMatch(/by hand: households, keep, 30 records, 0 left, last run .* done, synced/)
    expect(await gridsight('add', 'x', '--map', 'name=户主')).toMatchObject({ exitCode: 2 })
    expect(await gridsight('add', 'x', '--of', 'events', '--kind', 'gridPlatform', '--effect', 'compare')).toMatchObject({ exitCode: 2 })
    await gridsight('add', 'cases', '--of', 'events', '--kind', 'gridPlatform', '--types', '纠纷=0101', '--crs', 'GCJ02')
    expect((await gridsight('list')).text).toContain('cases: events, keep, 0 records')
    expect((await gridsight('run', 'nobody')).error).toContain('There is no source nobody')
    const won = await takeLease('sources', randomUUID(), 3_600_000)
    if (won) fence = won
  })

  test('what is taken away with the demonstration is new again', async () => {
    const id = await addSource(setUp('demo'), BY, { demo: true })
    await send(id, csv(many(5)))
    await run(id)
    await removeDemoPeople()
    expect(await households('demo')).toMatchObject({ here: 0 })
    expect(await run(id)).toMatchObject({ counts: { changed: 5 } })
    expect(await households('demo')).toMatchObject({ here: 5 })
  })
})
