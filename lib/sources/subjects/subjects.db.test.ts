import gcoord from 'gcoord'
import { describe, expect, test } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { readHead } from '@/lib/db/log/log'
import { countLists, listSourceRows } from '@/lib/db/sources/reconcile'
import { addSource, changeSource, listSources, readSource } from '@/lib/db/sources/sources'
import { type SourceIn, settingFault } from '@/lib/domain/source'
import { sumCounts } from '@/lib/domain/source-list'
import { describeEachEngine } from '@/lib/testing/database'
import { spot } from '@/lib/testing/small-county'
import { BY, COMMUNITY, GRID, openRuns, send, setUp } from '@/lib/testing/source-runs'
import { previewSource } from '../preview'

describeEachEngine('runs of a source of', () => {
  const { run } = openRuns(null)

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
    // a row with a fault is named, takes no post from whom it is of, and keeps nobody else away
    const faulty = file(['1', '2', '3', '4']).replace(`2,李2,${COMMUNITY}002,网格员`, `2,李2,${COMMUNITY}002,合唱队`)
    await send(id, `${faulty}5,李5,月亮社区,网格员\n`)
    const made = await run(id)
    expect(made).toMatchObject({ state: 'done', counts: { read: 6, added: 1, same: 2, changed: 1, left: 0, rejected: 2 } })
    expect(made.rejects.map(({ line, column, code, externalId }) => [line, column, code, externalId])).toEqual([
      [5, '岗位', 'invalid', '2'],
      [10, '网格', 'unknown_place', '5'],
    ])
    expect(await posts()).toBe(8)
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
})
