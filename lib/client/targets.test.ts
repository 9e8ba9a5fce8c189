import { expect, it } from 'vitest'
import { matching, targetLine, targetsOf } from './targets'

const answer = {
  teams: [
    { id: 'xf', name: '雪枫街道巡查队', department: null, grid: '411324002', place: '雪枫街道', placeEn: 'Xuefeng Subdistrict', open: 1 },
    { id: 'ny', name: '涅阳街道巡查队', department: '城管', grid: '411324001', place: '涅阳街道', placeEn: 'Nieyang Subdistrict', open: 4 },
  ],
  members: [
    {
      grid: '411324001001001',
      place: '幸福路社区01网格',
      placeEn: 'Xingfulu Community, Grid 01',
      members: [
        { id: 'a', name: '张*', phone: '138****5678', kind: 'member' as const, open: 2 },
        { id: 'b', name: '李*', phone: null, kind: 'chief' as const, open: 0 },
      ],
    },
    {
      grid: '411324001001002',
      place: '幸福路社区02网格',
      placeEn: 'Xingfulu Community, Grid 02',
      members: [{ id: 'a', name: '张*', phone: '138****5678', kind: 'member' as const, open: 2 }],
    },
    {
      grid: '411324001002001',
      place: '工业路社区01网格',
      placeEn: 'Gongyelu Community, Grid 01',
      members: [{ id: 'c', name: '王*', phone: null, kind: 'member' as const, open: 0 }],
    },
  ],
}

it('lists the event’s own community first, and everybody once', () => {
  const members = targetsOf('member', answer, '411324001001002')
  expect(members.map(({ party, near }) => [party.id, near])).toEqual([
    ['a', true],
    ['b', true],
    ['c', false],
  ])
  expect(members.map(targetLine)).toEqual([
    '张* 网格员 138****5678 · 幸福路社区02网格 · 在办 2 件',
    '李* 网格长 · 幸福路社区01网格 · 在办 0 件',
    '王* 网格员 · 工业路社区01网格 · 在办 0 件',
  ])
})
it('holds a team of the whole street for near, and one of another street not', () => {
  expect(targetsOf('team', answer, '411324001001002').map(({ party, near }) => [party.id, near])).toEqual([
    ['ny', true],
    ['xf', false],
  ])
  expect(targetsOf('team', answer, '').some(({ near }) => near)).toBe(false)
})
it('finds by name and place, every word of what was typed', () => {
  const members = targetsOf('member', answer, '411324001001001')
  const found = (typed: string) => matching(members, typed).map(({ party }) => party.id)
  expect(found('幸福 网格员')).toEqual(['a'])
  expect(found('王')).toEqual(['c'])
  expect(found('gongyelu')).toEqual(['c'])
  expect(found('')).toEqual(['b', 'a', 'c'])
  expect(found('赵')).toEqual([])
})
