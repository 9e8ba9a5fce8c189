import { expect, it } from 'vitest'
import type { Blank, Pictured, UnitKind } from '@/lib/domain/unit'
import type { GridShape } from './grids'
import { focusOf, homesBelow, openFor, treeRows } from './units'

const S = '411324001'
const C = `${S}001`
const [A, B, D] = [`${C}001`, `${C}002`, `${C}003`]
const grid = (code: string, level: 1 | 2 | 3 | 4, parentCode: string): GridShape => ({
  ...{ code, level, parentCode, name: code, label: code, sign: code, households: 0, demo: true, until: 4, place: [0, 0], coordinates: [] },
})
const list = [grid(S, 1, '411324'), grid(C, 2, S), grid(A, 3, C), grid(B, 3, C), grid(D, 3, C), grid(`${B}001`, 4, B), grid(`${B}002`, 4, B)]
const unit = (id: string, kind: UnitKind, grids: string[], parent: string | null, centres = 0): Pictured => ({
  ...{ id, kind, grids, parent, centres, name: id, nameEn: id, place: null, lines: [], road: null },
  counts: { members: 0, registered: { in_service: 0, mobile: 0, no_post: 0, enforcement: 0 } },
})
const units = [
  unit('工', 'work_committee', [S], null),
  unit('委', 'joint_committee', [C], '工'),
  unit('支', 'joint_branch', [A, B], '委'),
  unit('组一', 'party_group', [`${B}001`, `${B}002`], '支', 2),
  unit('组二', 'party_group', [A], '支', 3),
]
const blank: Blank = { subject: 'grid', id: D, name: D, nameEn: D, grids: [D], lacks: 'both', at: null, near: [] }
const told = (open: string | null) =>
  treeRows({ list }, { units, blanks: [blank] }, open).map((row) => [
    row.grid?.code ?? null,
    row.blank ? '空' : row.homes ? row.homes.count : (row.unit?.id ?? null),
    row.drawn,
  ])

it('opens one way down, grids beside what stands for them, a unit that several share drawn once', () => {
  expect(told(null)).toEqual([[S, '工', true]])
  expect(told(S)).toEqual([
    [S, '工', true],
    [C, '委', true],
  ])
  expect(told(C)).toEqual([
    [S, '工', true],
    [C, '委', true],
    [A, '支', true],
    [B, '支', false],
    [D, '空', false],
  ])
})

it('puts the groups of an open small grid beside its parts, or below it where it has none', () => {
  expect(told(B).slice(3)).toEqual([
    [B, '支', false],
    [`${B}001`, '组一', true],
    [`${B}002`, '组一', false],
    [null, 2, false],
    [D, '空', false],
  ])
  expect(told(A).slice(2, 5)).toEqual([
    [A, '支', true],
    [null, '组二', true],
    [null, 3, false],
  ])
})

it('counts the households below a unit, and looks at the community of what is open', () => {
  expect([homesBelow('支', units), homesBelow('工', units), homesBelow('组二', units)]).toEqual([5, 5, 3])
  expect(openFor({ grids: [B, A] })).toBe(A)
  expect([focusOf(A, null), focusOf(S, null), focusOf(null, S), focusOf(null, null)]).toEqual([C, S, S, ''])
})
