import { describe, expect, it } from 'vitest'
import { allSteps } from '@/lib/testing/all-steps'
import { bindingByGrid, bindingByService, type PeopleBook, type ServiceBinding, vacanciesIn } from './binding'
import type { GridNode } from './grid'
import { nodesBelow } from './service-tree'

const grid = (id: number, code: string, level: 1 | 2 | 3, parentCode: string, households = 0): GridNode => ({
  id,
  code,
  level,
  parentCode,
  households,
  name: code,
  demo: false,
})
// 1 ─ 11 (111, 112), 12; 2
const grids = [
  grid(1, '1', 1, '0', 9),
  grid(2, '11', 2, '1'),
  grid(3, '111', 3, '11'),
  grid(4, '112', 3, '11'),
  grid(5, '12', 2, '1'),
  grid(6, '2', 1, '0', 5),
]
const node = (code: string, parentCode: string | null, level: number, ...linked: string[]) => ({ code, parentCode, level, name: code, grids: linked })
const book: PeopleBook = {
  counts: [
    { grid: '111', service: 'a1', households: 10, bound: 8 },
    { grid: '111', service: null, households: 4, bound: 4 },
    { grid: '112', service: 'a2', households: 2, bound: 1 },
    { grid: '12', service: 'a2', households: 6, bound: 0 },
    { grid: '2', service: 'b', households: 5, bound: 5 },
    { grid: 'ended', service: 'b', households: 50, bound: 5 },
  ],
  holders: [
    { person: 'p', grid: '111', kind: 'member' },
    { person: 'p', grid: '112', kind: 'member' },
    { person: 'q', grid: '112', kind: 'member' },
    { person: 'c', grid: '1', kind: 'chief' },
    { person: 'c', grid: '11', kind: 'chief' },
    { person: 'c', grid: '111', kind: 'member' },
  ],
  nodes: [
    node('A', null, 1),
    node('a1', 'A', 2, '111'),
    node('a2', 'A', 2, '112', '12'),
    node('a2x', 'a2', 3),
    node('B', null, 1),
    node('b', 'B', 2, '2'),
  ],
  teams: [],
}
const events = new Map([
  ['1', { reported: 20, open: 5 }],
  ['11', { reported: 12, open: 4 }],
  ['111', { reported: 7, open: 3 }],
  ['112', { reported: 5, open: 1 }],
  ['12', { reported: 8, open: 1 }],
  ['2', { reported: 2, open: 0 }],
])
const of = <T extends { code: string }>(rows: readonly T[], code: string) => rows.find((r) => r.code === code)

const byService = (...of: Parameters<typeof bindingByService>): ServiceBinding => allSteps(bindingByService(...of))

describe('binding along the grids', () => {
  const { total, rows } = bindingByGrid(book, { grids, visible: grids, events })
  it('rolls up households, members and posts', () => {
    expect(of(rows, '11')).toMatchObject({
      households: 16,
      bound: { numerator: 13, denominator: 16 },
      members: 3,
      perMember: 16 / 3,
      children: 2,
      events: { reported: 12, open: 4 },
    })
    expect(of(rows, '1')).toMatchObject({
      households: 22,
      members: 3,
      declared: 9,
      posts: { chief: { held: 2, needed: 5 }, member: { held: 2, needed: 3 } },
    })
    expect(total).toMatchObject({ households: 27, declared: 14, children: 2, bound: { numerator: 18 }, events: { reported: 22, open: 5 } })
  })
  it('shows no figure of fewer than three households', () => {
    expect(of(rows, '112')).toMatchObject({ households: null, bound: null, perMember: null, members: 2 })
    // 16 less 14 would tell it
    expect(of(rows, '111')).toMatchObject({ households: null, bound: null, perMember: null, members: 2 })
    // and whoever asks for less sees no more
    const part = bindingByGrid(book, { grids, visible: grids.filter((g) => g.code === '111'), events })
    expect([part.rows[0]?.households, part.total.households]).toEqual([null, null])
  })
  it('counts only what is visible', () => {
    const visible = grids.filter((g) => g.code.startsWith('11'))
    const seen = bindingByGrid(book, { grids, visible, events })
    expect(seen.rows.map((r) => r.code)).toEqual(['11', '111', '112'])
    expect(seen.total).toMatchObject({ households: 16, children: 1, events: { reported: 12, open: 4 } })
  })
  it('names the posts that nobody holds', () => {
    expect(vacanciesIn(book, grids, grids).map((v) => `${v.kind} ${v.grid}`)).toEqual([
      'chief 111',
      'chief 112',
      'chief 12',
      'member 12',
      'chief 2',
      'member 2',
    ])
  })
})

describe('binding along the service tree', () => {
  it('rolls up what lies in a node, through links that are n:m', () => {
    const { total, rows, unplaced } = byService(book, { visible: grids, events })
    expect(rows.map((r) => r.code)).toEqual(['A', 'a1', 'a2', 'a2x', 'B', 'b'])
    expect(of(rows, 'a2')).toMatchObject({ households: 8, bound: { numerator: 1 }, members: 2, posts: null, events: { reported: 13, open: 2 } })
    expect(of(rows, 'A')).toMatchObject({ households: 18, members: 3, children: 2, events: { reported: 20, open: 5 } })
    expect(of(rows, 'a2x')).toMatchObject({ households: null, bound: null, events: { reported: 13 } })
    expect(total).toMatchObject({ households: 23, children: 2, events: { reported: 22 } })
    expect(unplaced).toBe(4)
  })
  it('counts a grid below another once', () => {
    const nodes = [node('A', null, 1, '11', '111')]
    expect(byService({ ...book, nodes }, { visible: grids, events }).rows[0]?.events).toEqual({ reported: 12, open: 4 })
  })
  it('shows nothing of other streets', () => {
    const { total, rows } = byService(book, { visible: grids.filter((g) => g.code.startsWith('12')), events })
    expect(rows.map((r) => r.code)).toEqual(['A', 'a2', 'a2x'])
    expect(total).toMatchObject({ households: 6, members: 0, events: { reported: 8 } })
  })
  it('knows what lies below a node', () => {
    expect(nodesBelow(book.nodes, 'a2')).toEqual(['a2', 'a2x'])
    expect(nodesBelow(book.nodes, 'nowhere')).toEqual([])
  })
  it('ends on a tree that bites its tail', () => {
    const nodes = [node('x', 'y', 1, '2'), node('y', 'x', 2)]
    expect(byService({ ...book, nodes }, { visible: grids, events }).rows).toHaveLength(2)
  })
})
