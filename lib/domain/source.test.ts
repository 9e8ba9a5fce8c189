import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from './clock'
import { decideRow, dueDay, guessSourceMapping, leavesTooMany, mappingFault, PRESETS, SourcePlace, SourceSubject, settingFault } from './source'
import { type Matchable, matchRows } from './source-match'
import { makePlaceFinder } from './source-place'
import { mergeUnit, standingAbove } from './source-units'
import type { UnitContent } from './unit'

const MIDNIGHT = Date.parse('2026-11-24T00:00:00+08:00')
const TODAY = dueDay({ hour: 0, enabled: true }, null, MIDNIGHT) ?? 0

describe('the schedule of a source', () => {
  const at3 = { hour: 3, enabled: true }

  test('is due from its hour on, once a day', () => {
    expect(dueDay(at3, null, MIDNIGHT + 3 * HOUR_MS - 1)).toBeNull()
    expect(dueDay(at3, null, MIDNIGHT + 3 * HOUR_MS)).toBe(TODAY)
    expect(dueDay(at3, TODAY, MIDNIGHT + 20 * HOUR_MS)).toBeNull()
    expect(dueDay(at3, TODAY, MIDNIGHT + DAY_MS + 3 * HOUR_MS)).toBe(TODAY + 1)
  })

  test('makes up a day that nobody was there for, and no more than one of many', () => {
    expect(dueDay(at3, TODAY - 9, MIDNIGHT + 23 * HOUR_MS)).toBe(TODAY)
  })

  test('brings nothing again when the clock is set back, nor where it is switched off', () => {
    expect(dueDay(at3, TODAY, MIDNIGHT - 5 * DAY_MS + 4 * HOUR_MS)).toBeNull()
    expect(dueDay({ hour: null, enabled: true }, null, MIDNIGHT + 9 * HOUR_MS)).toBeNull()
    expect(dueDay({ hour: 3, enabled: false }, null, MIDNIGHT + 9 * HOUR_MS)).toBeNull()
  })
})

test('a row is new, changed, back or the same by what was kept of it', () => {
  expect(decideRow('a', undefined)).toBe('added')
  expect(decideRow('a', { hash: 'a', left: false, stands: true })).toBe('same')
  expect(decideRow('b', { hash: 'a', left: false, stands: true })).toBe('changed')
  // what was made of it was changed or taken away since
  expect(decideRow('a', { hash: 'a', left: false, stands: false })).toBe('changed')
  expect(decideRow('a', { hash: 'a', left: true, stands: false })).toBe('back')
})

test('more than the share leave only when somebody has said so, and not more than they have', () => {
  expect(leavesTooMany(1_000, 100, 10, null)).toBe(false)
  expect(leavesTooMany(1_000, 101, 10, null)).toBe(true)
  expect(leavesTooMany(1_000, 400, 10, 400)).toBe(false)
  expect(leavesTooMany(1_000, 401, 10, 400)).toBe(true)
  expect(leavesTooMany(0, 0, 0, null)).toBe(false)
})

describe('the mapping of a source', () => {
  test('that is shipped can be used', () => {
    for (const mappings of Object.values(PRESETS))
      for (const subject of SourceSubject.options) {
        const mapping = mappings[subject]
        if (mapping) expect([subject, mappingFault(subject, mapping)]).toEqual([subject, null])
      }
  })

  test('names an id, a name and a place, and no field that there is none of', () => {
    expect(mappingFault('households', { name: '户主', address: '住址', grid: '网格' })).toEqual({ field: 'externalId', fault: 'missing' })
    expect(mappingFault('people', { externalId: '编号', name: '姓名' })).toEqual({ field: 'community', fault: 'missing' })
    expect(mappingFault('people', { externalId: '编号', name: '姓名', grid: '网格', address: '住址' })).toEqual({
      field: 'address',
      fault: 'unknown',
    })
  })

  test('of events says where they lie by both halves of a position, or by a grid', () => {
    const event = { externalId: '编号', occurredAt: '时间', type: '类型' }
    expect(mappingFault('events', event)).toEqual({ field: 'grid', fault: 'missing' })
    expect(mappingFault('events', { ...event, lon: '经度' })).toEqual({ field: 'lat', fault: 'missing' })
    expect(mappingFault('events', { ...event, lon: '经度', lat: '纬度', acceptedAt: '立案时间' })).toBeNull()
    expect(mappingFault('events', { ...event, grid: '网格', community: '社区' })).toEqual({ field: 'community', fault: 'unknown' })
    expect(settingFault({ subject: 'events', effect: 'compare', mapping: { ...event, grid: '网格' } })).toEqual({ name: 'effect', fault: 'unfit' })
    expect(
      settingFault({ subject: 'units', effect: 'compare', mapping: { externalId: '编号', name: '名称', kind: '类别', grid: '网格' } }),
    ).toBeNull()
  })

  test('is guessed by the usual names, and a position says better than a name where something lies', () => {
    expect(guessSourceMapping('events', ['案卷号', '上报时间', '小类', '经度', '纬度', '所属社区', '立案时间', '满意度'])).toEqual({
      ...{ externalId: '案卷号', occurredAt: '上报时间', type: '小类', lon: '经度', lat: '纬度', acceptedAt: '立案时间', satisfied: '满意度' },
    })
    expect(guessSourceMapping('units', ['编号', '类别', '名称', '网格编码', '上级编号', '联系人'])).toEqual({
      ...{ externalId: '编号', kind: '类别', name: '名称', grid: '网格编码', parent: '上级编号', contactName: '联系人' },
    })
    expect(guessSourceMapping('households', ['户编号', '户主姓名', '行政村', '家庭住址', '备注'])).toEqual({
      ...{ externalId: '户编号', name: '户主姓名', community: '行政村', address: '家庭住址' },
    })
  })
})

test('a folder stays below that of the setting, and an address has no password', () => {
  for (const folder of ['/etc', '../x', 'a/../../b', 'a\\..\\b']) expect(SourcePlace.safeParse({ kind: 'folder', folder }).success).toBe(false)
  expect(SourcePlace.safeParse({ kind: 'folder', folder: '村振/导出' }).success).toBe(true)
  for (const url of ['ftp://a/b.csv', 'https://me:secret@a/b.csv', 'file:///etc/passwd'])
    expect(SourcePlace.safeParse({ kind: 'http', url }).success).toBe(false)
})

test('a place is found by code or name, else by its community', () => {
  const find = makePlaceFinder([
    { code: '411324001', name: '涅阳街道', level: 1, parentCode: '411324' },
    { code: '411324001001', name: '幸福路社区居民委员会', level: 2, parentCode: '411324001' },
    { code: '411324001001001', name: '1号院', level: 3, parentCode: '411324001001' },
    { code: '411324001002', name: '东关村民委员会', level: 2, parentCode: '411324001' },
    { code: '411324001002001', name: '1号院', level: 3, parentCode: '411324001002' },
  ])
  const inside = { grid: '411324001001001', community: '411324001001' }
  expect(find('411324001001001', null)).toEqual(inside)
  expect(find('411324001001001', '东关村')).toEqual(inside)
  // two grids are called so
  expect(find('1号院', '东关村')).toEqual({ grid: '411324001002', community: '411324001002' })
  expect(find(null, '幸福路社区')).toEqual({ grid: '411324001001', community: '411324001001' })
  expect(find(null, '411324001002')).toEqual({ grid: '411324001002', community: '411324001002' })
  expect(find(null, '西关村')).toBeNull()
  // a street is no place of a household
  expect(find('411324001', null)).toBeNull()
})

describe('units of a source', () => {
  const unit = (fields: Partial<UnitContent>): UnitContent => ({
    ...{ kind: 'joint_branch', name: '一支部', parent: 'p', grids: ['4'], place: null, road: null, contactName: null, contactPhone: null },
    ...{ team: null, skills: [], links: [] },
    ...fields,
  })

  test('keep what no column is mapped to, and the lines of a street that is called the same', () => {
    const lines: [number, number][][] = [
      [
        [1, 1],
        [2, 2],
      ],
    ]
    const partner = { kind: 'co_building' as const, to: 'u' }
    const here = unit({ parent: 'p', place: [1, 2], road: { name: '玉都路', lines }, contactPhone: '0377', skills: ['law'], links: [partner] })
    const said = unit({ name: '新支部', grids: ['5'], parent: null, road: { name: '玉都路', lines: [] }, contactPhone: null })
    expect(mergeUnit(said, here, {})).toEqual({ ...here, name: '新支部', grids: ['5'] })
    const all = { parent: '上级', lon: '经度', road: '路段', contactPhone: '电话', skills: '特长', co_building: '共建' }
    expect(mergeUnit(said, here, all)).toEqual({ ...said, road: { name: '玉都路', lines } })
    expect(mergeUnit(unit({ road: { name: '别的路', lines: [] } }), here, all).road).toEqual({ name: '别的路', lines: [] })
  })

  test.each([
    ['nothing stands below it', { a: null, b: 'a' }, ['b'], []],
    ['both go', { a: null, b: 'a' }, ['a', 'b'], []],
    ['one stays below it', { a: null, b: 'a' }, ['a'], ['a']],
    ['one stays two steps below', { a: null, b: 'a', c: 'b' }, ['a', 'b'], ['a', 'b']],
    ['one of two branches stays', { a: null, b: 'a', c: 'a', d: 'b' }, ['a', 'b', 'c'], ['a', 'b']],
    ['something unknown stands above', { b: 'x' }, ['x'], ['x']],
  ] as const)('end unless others stand below them: %s', (_, parents, gone, above) => {
    expect([...standingAbove(new Map(Object.entries(parents)), new Set(gone))].sort()).toEqual(above)
  })
})

describe('rows and those who are here', () => {
  const one = (id: string, fields: Partial<Matchable> = {}): Matchable => ({
    id,
    name: '张三',
    phone: null,
    idNumber: null,
    address: null,
    ...fields,
  })

  test('are known by number, then by telephone and name, then by address and name', () => {
    const found = matchRows(
      [
        one('a', { idNumber: '1', phone: '9' }),
        one('b', { phone: '138', name: '李四' }),
        one('c', { address: '1号楼 2室', name: '王五' }),
        one('d', { phone: '138', name: '赵六' }),
      ],
      [one('H1', { phone: '138', name: '李四' }), one('H2', { idNumber: '1', name: '改名' }), one('H3', { address: '1号楼2室', name: '王五' })],
    )
    expect(Object.fromEntries(found)).toEqual({
      a: { id: 'H2', match: 'idNumber' },
      b: { id: 'H1', match: 'phone' },
      c: { id: 'H3', match: 'address' },
      d: { id: null, match: 'none' },
    })
  })

  test('are not guessed where several may be meant, unless something surer tells', () => {
    const twins = [one('H1', { phone: '138' }), one('H2', { phone: '138', address: '2号楼' })]
    expect(matchRows([one('a', { phone: '138' })], twins).get('a')).toEqual({ id: null, match: 'several' })
    expect(matchRows([one('a', { phone: '138', address: '2号楼' })], twins).get('a')).toEqual({ id: 'H2', match: 'address' })
    // two rows say that they are the same one: neither is taken
    const both = matchRows([one('a', { idNumber: '1' }), one('b', { idNumber: '1' })], [one('H1', { idNumber: '1' })])
    expect([...both.values()].map(({ match }) => match)).toEqual(['several', 'several'])
  })
})
