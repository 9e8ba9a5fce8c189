import { expect, it } from 'vitest'
import type { DutyField } from './duty-item'
import { readDay, readVisitRow, type VisitField } from './visit-row'

const field = (of: Partial<DutyField>): DutyField => ({ key: 'at_home', label: '在家户数', kind: 'number', required: false, options: [], ...of })
const FIELDS = [
  field({}),
  field({ key: 'kind', label: '方式', kind: 'choice', options: ['入户', '电话'] }),
  field({ key: 'rented', label: '有出租房', kind: 'yes_no', required: true }),
]
const GOOD = { subject: '411324001101001', at: '2026/11/3 9:05', 有出租房: '是' }
const read = (row: Record<string, string>) =>
  readVisitRow(
    {
      cell: (of: VisitField) => row[of] || null,
      column: (of) => `列${of}`,
      answer: ({ label }) => (label in row ? { column: label, text: row[label] || null } : undefined),
    },
    { fields: FIELDS },
  )

it.each([
  ['2026-11-03', '2026-11-03T12:00:00+08:00'],
  ['2026/11/3', '2026-11-03T12:00:00+08:00'],
  ['2026年11月3日 8:30', '2026-11-03T08:30:00+08:00'],
  ['2026-11-03 23:59:30', '2026-11-03T23:59:00+08:00'],
  ['2026-11-03T01:00:00Z', '2026-11-03T09:00:00+08:00'],
  ['2026-02-30', null],
  ['2026-11-03 24:10', null],
  ['11-03', null],
  ['昨天', null],
])('reads the day %s as %s', (text, at) => expect(readDay(text)).toBe(at === null ? null : Date.parse(at)))

it('reads what went on: who as what, numbers, choices, findings apart', () => {
  const all = {
    ...GOOD,
    crew: '网格员：张三;社区民警:李四、王五',
    households: '38',
    words: '看了出租房',
    findings: '灯坏；井盖松动',
    在家户数: '12',
    方式: '入户',
  }
  expect(read(all)).toEqual({
    ...{
      subject: '411324001101001',
      at: Date.parse('2026-11-03T09:05:00+08:00'),
      households: 38,
      words: '看了出租房',
      findings: ['灯坏', '井盖松动'],
    },
    crew: [
      { role: 'grid_member', name: '张三' },
      { role: 'police', name: '李四' },
      { role: null, name: '王五' },
    ],
    values: [
      { key: 'at_home', label: '在家户数', value: 12 },
      { key: 'kind', label: '方式', value: '入户' },
      { key: 'rented', label: '有出租房', value: true },
    ],
  })
  // a column that the file has not is not asked for, one that it has and must be filled is
  expect(read({ subject: 'x', at: '2026-11-03' })).toMatchObject({ values: [] })
})

it.each([
  [{ subject: '' }, '列subject', 'empty'],
  [{ at: '2026-13-01' }, '列at', 'invalid'],
  [{ crew: '厨师：张三' }, '列crew', 'unknown'],
  [{ crew: Array.from({ length: 21 }, (_, i) => `人${i}`).join('、') }, '列crew', 'invalid'],
  [{ households: '-3' }, '列households', 'invalid'],
  [{ households: '10001' }, '列households', 'invalid'],
  [{ words: '走'.repeat(2_001) }, '列words', 'invalid'],
  [{ findings: Array.from({ length: 21 }, () => '灯坏').join(';') }, '列findings', 'invalid'],
  [{ 在家户数: '很多' }, '在家户数', 'invalid'],
  [{ 方式: '路过' }, '方式', 'invalid'],
  [{ 有出租房: '' }, '有出租房', 'empty'],
  [{ 有出租房: '也许' }, '有出租房', 'invalid'],
])('names the column of %j', (bad, column, code) => {
  const fault = read({ ...GOOD, ...bad })
  expect(fault).toMatchObject({ column, code })
  expect(JSON.stringify(fault)).not.toContain('张三')
})
