import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import gcoord from 'gcoord'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { saveGrids } from '@/lib/db/ground/grids'
import { saveTypes } from '@/lib/db/ground/types'
import { readHead } from '@/lib/db/log/log'
import { tessellate } from '@/lib/demo/tessellate'
import { placeAround } from '@/lib/demo/tessellate-place'
import { runCommand } from '@/lib/testing/command'
import { describeEachEngine } from '@/lib/testing/database'
import { encodeText } from '@/lib/testing/map-files'
import { NOW, saveSmallCounty, spot } from '@/lib/testing/small-county'
import { makeWorkbook } from '@/lib/testing/workbook'
import { eventsCommand } from './events'
import { readPoints } from './geo-files'
import { deriveTypes, readTypeFile } from './type-file'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(path.join(folder, name), content)
  return path.join(folder, name)
}

/** Runs `gridsight events …` in this process, on the shared database. */
const gridsight = (...args: string[]) => runCommand(eventsCommand, args)

const stored = async () =>
  (
    await pool().query(
      `SELECT e.external_id AS id, t.code AS type, g.code AS grid, e.title, e.urgency::int, e.source, to_char(e.occurred_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') AS at,
         to_char(e.handled_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS') AS handled
       FROM events e JOIN event_types t ON t.id = e.type_id JOIN grids g ON g.id = e.grid_id ORDER BY e.external_id`,
    )
  ).rows

const [lon, lat] = spot(0, 0)
const MAP = 'id=工单编号,occurredAt=来电时间,handledAt=办结时间,type=问题分类,grid=所属社区,title=标题,urgency=紧急程度'

const HOUSTON = path.resolve(import.meta.dirname, '../../../shared/data/events/houston_crime_2010.csv.gz')

let known: ReturnType<typeof readHouston> | undefined
/** Types and grids of the worked example, by the commands that its page names; made once for both engines. */
function houston() {
  known ??= readHouston()
  return known
}

async function readHouston() {
  const { csv, codes } = await deriveTypes(HOUSTON, 'offense')
  expect(codes.length).toBe(7)
  const { points } = await readPoints(HOUSTON, { lon: 'lon', lat: 'lat' })
  const grids = tessellate({ place: placeAround(points, 1), count: 345, seed: 1, codePrefix: '990000' })
  return { types: await readTypeFile(file('types.csv', csv)), grids }
}

describeEachEngine('gridsight events import', (db) => {
  beforeEach(async () => {
    if ((await readHead()).gridVersion === 0) await saveSmallCounty()
    await pool().query("TRUNCATE events, event_versions; DELETE FROM settings WHERE key LIKE 'import-map:%'")
  })

  const export1 = [
    ['镇平县12345工单明细'],
    ['工单编号', '来电时间', '办结时间', '问题分类', '所属社区', '标题', '紧急程度'],
    ['0012', { days: 46082.354166666664 }, null, '邻里纠纷', '411324001101社区', '楼上漏水', '一般'],
    ['0013', '2026年3月1日 9时5分', { days: 46083.5 }, '噪音扰民', '411324001101', '夜间施工', 2],
    ['0014', '2026/3/1 10:00', null, '噪声', '411324001101', '未知类型', null],
    ['0015', '2026/3/1 10:00', null, '邻里纠纷', '1号院', '哪个一号院', null],
    [null, '2026/3/1 10:00', null, '邻里纠纷', '411324001101', '没有编号', null],
    [411324001101001000, '2026/3/1 10:00', null, '邻里纠纷', '411324001101', '编号是数字', null],
  ]
  const xlsx = (rows: typeof export1) => makeWorkbook({ 明细: rows as never })

  it('takes a workbook with a title above its header, Chinese dates, names of types and communities, and names every rejected row', async () => {
    const name = file('12345.xlsx', xlsx(export1))
    const rejects = path.join(folder, 'rejects.csv')
    const { text, data } = await gridsight('import', name, '--map', MAP, '--types', '噪音扰民=0501', '--source', '12345', '--rejects', rejects)
    expect(text.split('\n').slice(0, 5)).toEqual([
      '6 messages = 2 accepted + 0 updated + 0 duplicates + 4 rejected (invalid 2, unknown_grid 1, unknown_type 1)',
      expect.stringMatching(/line 5 \(0014\): unknown_type, There is no event type "噪声"/),
      expect.stringMatching(/line 6: unknown_grid, There is no grid called "1号院", or more than one: give its code/),
      expect.stringMatching(/line 7: invalid, it has no id/),
      expect.stringMatching(
        /line 8: invalid, id is a number of more than 15 digits, of which Excel has lost the last: make the column "工单编号" text/,
      ),
    ])
    expect(data).toMatchObject({ messages: 6, balanced: true, missing: { total: 0 }, dryRun: false })
    expect(await stored()).toEqual([
      { id: '0012', type: '0101', grid: '411324001101', title: '楼上漏水', urgency: 4, source: '12345', at: '2026-03-01 08:30:00', handled: null },
      {
        id: '0013',
        type: '0501',
        grid: '411324001101',
        title: '夜间施工',
        urgency: 2,
        source: '12345',
        at: '2026-03-01 09:05:00',
        handled: '2026-03-02 12:00:00',
      },
    ])

    // the file of rejected rows, mended, goes in by the same mapping
    const csv = readFileSync(rejects, 'utf8')
    expect(csv.split('\r\n')[0]).toBe('\uFEFFreject line,reject code,reject message,工单编号,来电时间,办结时间,问题分类,所属社区,标题,紧急程度')
    const mended = file('mended.csv', csv.replaceAll('噪声', '噪音扰民').replaceAll('1号院', '411324001101001'))
    expect((await gridsight('import', mended, '--map', MAP, '--types', '噪音扰民=0501', '--source', '12345')).text).toMatch(
      /^4 messages = 2 accepted/,
    )
  })

  it('is repeatable, takes what was handled since as an update, and reconciles with what is there', async () => {
    const args = ['--map', MAP, '--types', '噪音扰民=0501', '--source', '12345']
    await gridsight('import', file('one.xlsx', xlsx(export1.slice(0, 4))), ...args)
    const head = await readHead()
    expect((await gridsight('import', file('one.xlsx', xlsx(export1.slice(0, 4))), ...args)).text).toBe(
      '2 messages = 0 accepted + 0 updated + 2 duplicates + 0 rejected',
    )
    expect((await readHead()).revision).toBe(head.revision)

    const handled = export1.slice(0, 3).map((row) => (row[0] === '0012' ? row.map((cell, i) => (i === 2 ? { days: 46084 } : cell)) : row))
    const later = await gridsight('import', file('two.xlsx', xlsx(handled as typeof export1)), ...args)
    expect(later.text).toBe(
      '1 messages = 0 accepted + 1 updated + 0 duplicates + 0 rejected\n1 events of 12345 are in the system and not in this file, 0 of them not handled: 0013.',
    )
    expect((await stored())[0]).toMatchObject({ id: '0012', handled: '2026-03-03 00:00:00' })
    // the older export again takes nothing back
    await gridsight('import', file('one.xlsx', xlsx(export1.slice(0, 4))), ...args)
    expect((await stored())[0]).toMatchObject({ handled: '2026-03-03 00:00:00' })
  })

  it('takes other changes as updates of the time the export was made, once that is told', async () => {
    const csv = (title: string) =>
      file('c.csv', encodeText(`工单编号,来电时间,问题分类,所属社区,标题\n1,2026-03-01 08:00,0101,411324001101,${title}\n`, 'gbk'))
    const args = ['--map', 'id=工单编号,occurredAt=来电时间,type=问题分类,grid=所属社区,title=标题', '--source', 's']
    await gridsight('import', csv('施工'), ...args)
    const refused = await gridsight('import', csv('夜间施工'), ...args)
    expect(refused.text).toMatch(/1 rejected \(conflict 1\)[\s\S]*1 rows say something else than before and not when it changed: --as-of TIME/)
    const asOf = [...args, '--as-of', '2026-03-08 12:00']
    const expected = '1 messages = 0 accepted + 1 updated + 0 duplicates + 0 rejected'
    expect((await gridsight('import', csv('夜间施工'), ...asOf, '--dry-run')).text).toBe(`${expected}\nNothing was changed.`)
    expect((await gridsight('import', csv('夜间施工'), ...asOf)).text).toBe(expected)
    expect((await gridsight('import', csv('夜间施工'), ...asOf)).text).toBe('1 messages = 0 accepted + 0 updated + 1 duplicates + 0 rejected')
    expect(await stored()).toMatchObject([{ title: '夜间施工' }])
  })

  it('tells on a dry run what a run then does, with repeats in the file, and changes nothing', async () => {
    const rows = ['n,t,u,k,x,y,h']
    for (let i = 0; i < 2_500; i++)
      rows.push(`${i % 1_900},2026-03-01 08:00,2026-03-${1 + (i % 9)} 09:00,${i % 50 === 7 ? 'nothing' : '0101'},${i % 40 === 3 ? 9 : lon},${lat},`)
    const name = file('dry.csv', rows.join('\n'))
    const args = [name, '--map', 'id=n,occurredAt=t,updatedAt=u,type=k,lon=x,lat=y,handledAt=h', '--source', 'dry', '--save-map', 'dry']
    for (let round = 0; round < 2; round++) {
      const before = await readHead()
      const dry = await gridsight('import', ...args, '--dry-run')
      expect(await readHead()).toEqual(before)
      const run = await gridsight('import', ...args)
      const { missing: _dryMissing, dryRun: _dry, refused: dryRefused, ...told } = dry.data
      const { missing: _missing, dryRun: _run, refused, ...did } = run.data
      expect(told).toEqual(did)
      expect(new Set((dryRefused as { line: number }[]).map((r) => r.line))).toEqual(new Set((refused as { line: number }[]).map((r) => r.line)))
      expect(dry.text).toMatch(/The mapping was not saved\.\nNothing was changed\.$/)
      if (round === 0) expect(did).toMatchObject({ accepted: expect.any(Number), updated: expect.any(Number) })
      else expect(did).toMatchObject({ accepted: 0, updated: 0 })
    }
  })

  it('keeps a mapping under a name, shows it, takes it as a file, and forgets it', async () => {
    const name = file('m.csv', '编号,时间,类型,经度,纬度\n1,2026-03-01 08:00,邻里纠纷,112.203,33.003\n')
    expect(await gridsight('import', name)).toMatchObject({
      exitCode: 2,
      error: expect.stringMatching(
        /Which column holds what\? .*m\.csv has 编号, 时间, 类型, 经度, 纬度; perhaps it is --map "id=编号,occurredAt=时间,type=类型,lon=经度,lat=纬度"/,
      ),
    })
    const map = 'id=编号,occurredAt=时间,type=类型,lon=经度,lat=纬度'
    expect(await gridsight('import', name, '--map', map)).toMatchObject({ exitCode: 2, error: expect.stringMatching(/add --source NAME/) })
    const saved = await gridsight('import', name, '--map', map, '--source', 'cs', '--zone', 'UTC', '--save-map', '村振')
    expect(saved.text).toMatch(/^1 messages = 1 accepted.*\nThe mapping is saved: --map 村振\.$/)
    expect((await gridsight('maps')).text).toBe('村振')
    const shown = await gridsight('maps', '村振')
    expect(JSON.parse(shown.text)).toEqual({
      fields: { id: '编号', occurredAt: '时间', type: '类型', lon: '经度', lat: '纬度' },
      source: 'cs',
      zone: 'UTC',
    })
    for (const how of ['村振', file('map.json', shown.text)])
      expect((await gridsight('import', name, '--map', how)).data).toMatchObject({ duplicates: 1 })
    expect((await gridsight('maps', '村振', '--remove')).text).toBe('The mapping 村振 is forgotten.')
    expect(await gridsight('import', name, '--map', '村振')).toMatchObject({
      exitCode: 2,
      error: 'There is no saved mapping "村振"; none is saved yet (--save-map NAME).',
    })
    expect(await gridsight('import', name, '--map', file('bad.json', '{"columns":{}}'))).toMatchObject({
      exitCode: 2,
      error: expect.stringMatching(/bad\.json is no mapping/),
    })
  })

  it('suspects the datum of the positions, and converts them when asked', async () => {
    const rows = ['n,t,k,x,y']
    for (let i = 0; i < 400; i++) {
      const [x, y] = gcoord.transform(
        spot(i % 8, (i >> 3) % 4, ((i * 7) % 90) / 100 - 0.45, ((i * 13) % 90) / 100 - 0.45),
        gcoord.WGS84,
        gcoord.GCJ02,
      )
      rows.push(`${i},2026-03-01 08:00,0101,${x},${y}`)
    }
    const args = [file('gcj.csv', rows.join('\n')), '--map', 'id=n,occurredAt=t,type=k,lon=x,lat=y', '--source', 'gcj']
    const guarded = await gridsight('import', ...args)
    expect(guarded.error).toMatch(
      /400 of 400 positions lie in the grids when they are read as GCJ02, \d+ as they are: convert them by --crs GCJ02, .* Nothing was changed\./,
    )
    expect(await stored()).toEqual([])
    expect((await gridsight('import', ...args, '--crs', 'GCJ02')).data).toMatchObject({ accepted: 400 })
    await pool().query('TRUNCATE events, event_versions')
    const anyway = await gridsight('import', ...args, '--accept-warnings')
    expect(anyway.notes[0]).toMatch(/read as GCJ02/)
    expect(anyway.data).toMatchObject({ rejected: { outside_area: expect.any(Number) } })
  })

  it('makes ids of whole rows where a file has none: the same file again is all duplicates, equal rows are events of their own', async () => {
    const name = file('rows.csv', `t,k,x,y,n\n${`2026-03-01 08:00,0101,${lon},${lat},1\n`.repeat(3)}2026-03-01 08:00,0101,${lon},${lat},2\n`)
    const args = [name, '--map', 'occurredAt=t,type=k,lon=x,lat=y', '--source', 'rows']
    expect((await gridsight('import', ...args)).data).toMatchObject({ accepted: 4 })
    expect((await gridsight('import', ...args)).data).toMatchObject({ accepted: 0, duplicates: 4, missing: { total: 0 } })
  })

  it('takes a row without an id for the same when it comes back out of the file of rejected ones', async () => {
    const name = file('whole.csv', `t,k,x,y\n2026-03-01 08:00,0101,${lon},${lat}\n2026-03-01 09:00,噪声,${lon},${lat}\n`)
    const rejects = path.join(folder, 'whole-rejects.csv')
    const args = ['--map', 'occurredAt=t,type=k,lon=x,lat=y', '--source', 'whole']
    expect((await gridsight('import', name, ...args, '--rejects', rejects)).data).toMatchObject({ accepted: 1, rejected: { unknown_type: 1 } })
    expect((await gridsight('import', rejects, ...args, '--types', '噪声=0501')).data).toMatchObject({ messages: 1, accepted: 1 })
    expect((await gridsight('import', name, ...args, '--types', '噪声=0501')).data).toMatchObject({ accepted: 0, duplicates: 2 })
  })

  it('writes rejected rows over no file that it reads, and begins nothing where it cannot write them', async () => {
    const name = file('own.csv', `n,t,k,x,y\n1,2026-03-01 08:00,0101,${lon},${lat}\n2,no time,0101,${lon},${lat}\n`)
    const link = path.join(folder, 'link.csv')
    symlinkSync(name, link)
    const before = readFileSync(name)
    const args = ['import', name, '--map', 'id=n,occurredAt=t,type=k,lon=x,lat=y', '--source', 'own']
    for (const same of [name, link])
      expect(await gridsight(...args, '--rejects', same)).toMatchObject({ exitCode: 2, error: expect.stringMatching(/which they are read from/) })
    expect(readFileSync(name).equals(before)).toBe(true)
    const nowhere = await gridsight(...args, '--rejects', path.join(folder, 'no', 'such.csv'))
    expect(nowhere).toMatchObject({ exitCode: 1, error: expect.stringMatching(/cannot be written to .* \(ENOENT\).* Nothing was changed\./) })
    expect(await stored()).toEqual([])
  })

  it('counts an event whose row has a fault as one that is in the file, refuses shifted rows, and fails where nothing could be taken', async () => {
    const rows = (...all: string[]) => file('f.csv', ['n,t,k,x,y,title', ...all].join('\n'))
    const [good, odd] = [`1,2026-03-01 08:00,0101,${lon},${lat},漏水`, `1,no time,0101,${lon},${lat},漏水`]
    const args = ['--map', 'id=n,occurredAt=t,type=k,lon=x,lat=y,title=title', '--source', 'faulty']
    expect((await gridsight('import', rows(good, `2,2026-03-01 08:00,0101,${lon},${lat},垃圾,很多`), ...args)).data).toMatchObject({
      accepted: 1,
      rejected: { invalid: 1 },
    })
    const again = await gridsight('import', rows(odd), ...args)
    expect(again).toMatchObject({ exitCode: 1, error: 'The one row could not be taken.', data: { missing: { total: 0 } } })
  })

  // Comes last: of the grids of the others none is left then.
  it.skipIf(!existsSync(HOUSTON))(
    'imports the worked example of docs/importing.md as it says, where ../shared has it',
    { timeout: 240_000 },
    async () => {
      const { types, grids } = await houston()
      await saveTypes(types, { now: NOW })
      await saveGrids(grids, { demo: true, now: NOW })
      const args = ['import', HOUSTON, '--map', 'occurredAt=time_utc,type=offense,lon=lon,lat=lat,title=premise', '--source', 'houston']
      const first = await gridsight(...args, ...(db.engine === 'embedded' ? [] : ['--dry-run']))
      expect(first.data).toMatchObject({ messages: 86_309, balanced: true, updated: 0, duplicates: 0 })
      expect(first.text.split('\n')[0]).toMatchInlineSnapshot(
        `"86309 messages = 85592 accepted + 0 updated + 0 duplicates + 717 rejected (outside_area 717)"`,
      )
    },
  )
})
