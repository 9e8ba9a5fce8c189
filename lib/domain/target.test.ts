import { expect, it } from 'vitest'
import type { Viewer } from './access'
import type { Party } from './life'
import { isTarget, type Targets } from './target'

const of = (...prefixes: string[]): Viewer => ({ id: 'd', name: 'd', role: 'dispatcher', scope: { kind: 'grids', prefixes } })
const street = of('411324001')
const community = of('411324001101')
const known: Targets = {
  grids: new Set(['411324001', '411324001101', '411324002']),
  departments: new Set(['城管']),
  places: new Map([
    ['team:street', ['411324001']],
    ['team:foreign', ['411324002']],
    ['member:here', ['411324001101']],
    ['member:both', ['411324002101', '411324001102']],
    ['member:idle', []],
  ]),
}

const cases: [why: string, viewer: Viewer, kind: Party['kind'], id: string, may: boolean][] = [
  ['a department there is', community, 'department', '城管', true],
  ['one there is not', street, 'department', '城管局', false],
  ['a grid of the area', street, 'grid', '411324001101', true],
  ['the area itself', street, 'grid', '411324001', true],
  ['the grid above the area', community, 'grid', '411324001', false],
  ['a grid of another street', street, 'grid', '411324002', false],
  ['a grid there is not', street, 'grid', '411324001999', false],
  ['a team of the street, for its community', community, 'team', 'street', true],
  ['a team of another street', street, 'team', 'foreign', false],
  ['a team there is not', street, 'team', '一队', false],
  ['a member of the area', street, 'member', 'here', true],
  ['a member with one of two posts in the area', street, 'member', 'both', true],
  ['the same for the community beside', community, 'member', 'both', false],
  ['a member without a post', of(''), 'member', 'idle', false],
  ['everything for the county', of(''), 'team', 'foreign', true],
]
it.each(cases)('%s', (_, viewer, kind, id, may) => {
  expect(isTarget(viewer, { kind, id }, known)).toBe(may)
})
