import { describe, expect, it } from 'vitest'
import { blankSpots, gridsToCover, suggestCover } from './blank-spots'
import type { Position } from './position'
import type { UnitKind, UnitNode } from './unit'

const grid = (code: string, level: 1 | 2 | 3 | 4, parentCode: string) => ({ code, name: `网格${code}`, level, parentCode })
const STREET = '411324001'
const TOWN = `${STREET}101`
const VILLAGE = `${STREET}201`
const [A, B, C] = [`${TOWN}001`, `${TOWN}002`, `${TOWN}003`]
const GRIDS = [
  grid(STREET, 1, '411324'),
  grid(TOWN, 2, STREET),
  grid(VILLAGE, 2, STREET),
  grid(A, 3, TOWN),
  grid(B, 3, TOWN),
  grid(C, 3, TOWN),
  grid(`${C}001`, 4, C),
]
const unit = (id: string, kind: UnitKind, grids: string[], fields: Partial<UnitNode> = {}): UnitNode => ({
  ...{ id, kind, name: id, parent: null, grids, place: null, road: null, team: null, links: [], skills: [], instructs: [], demo: false },
  ...{ members: 0, registered: { in_service: 0, mobile: 0, no_post: 0, enforcement: 0 } },
  ...fields,
})
const nowhere = () => null
const told = (units: UnitNode[]) => blankSpots(GRIDS, units, nowhere).map(({ subject, id, lacks }) => [subject, id, lacks])

describe('blank spots', () => {
  it('are asked of small grids, and of communities that have none', () => {
    expect(gridsToCover(GRIDS).map(({ code }) => code)).toEqual([VILLAGE, A, B, C])
  })
  it('are grids that no branch or group is linked with; a committee of the community covers none', () => {
    expect(told([unit('委', 'joint_committee', [TOWN, VILLAGE])]).map(([, id]) => id)).toEqual([A, B, C, VILLAGE].sort())
    const branches = [unit('支', 'joint_branch', [A, VILLAGE]), unit('组', 'party_group', [`${C}001`])]
    expect(told(branches)).toEqual([['grid', B, 'both']])
    expect(told([...branches, unit('路', 'road_branch', [B])])).toEqual([['grid', B, 'both']])
  })
  it('lack the organisation alone once somebody has been sent there', () => {
    const branches = [unit('支', 'joint_branch', [A, C, VILLAGE]), unit('委', 'joint_committee', [TOWN], { instructs: [B] })]
    expect(told(branches)).toEqual([['grid', B, 'organisation']])
  })
  it('are estates and shopping streets whose link with a branch is missing, or leads nowhere', () => {
    const branch = unit('支', 'joint_branch', [A, B, C, VILLAGE])
    const estate = (links: UnitNode['links']) => unit('小区', 'estate', [A], { links })
    expect(told([branch, estate([{ kind: 'branch', to: '支' }])])).toEqual([])
    expect(told([branch, estate([{ kind: 'property', to: '支' }])])).toEqual([['estate', '小区', 'both']])
    expect(told([branch, estate([{ kind: 'branch', to: '撤销了' }])])).toEqual([['estate', '小区', 'both']])
    expect(told([branch, unit('街', 'commercial_street', [A])])).toEqual([['street', '街', 'both']])
  })
})

describe('who could take a blank spot on', () => {
  const at = (lon: number): Position => [lon, 33]
  const spot = { subject: 'grid', id: B, name: B, grids: [B], lacks: 'both', at: at(112) } as const
  const near = unit('近', 'joint_branch', [C], { place: at(112.001) })
  const far = unit('远', 'joint_branch', [A], { place: at(112.01) })
  it('is the nearest branch of the community, with the metres and what it has already', () => {
    const elsewhere = unit('别村', 'joint_branch', [VILLAGE], { place: at(112) })
    expect(suggestCover(spot, [far, elsewhere, near])).toEqual([
      { unit: '近', reasons: [{ kind: 'community' }, { kind: 'distance', metres: 93 }, { kind: 'grids', count: 1 }] },
      { unit: '远', reasons: [{ kind: 'community' }, { kind: 'distance', metres: 933 }, { kind: 'grids', count: 1 }] },
    ])
  })
  it('says no metres where a place is unknown, and puts that last', () => {
    const placeless = unit('无', 'joint_branch', [A])
    expect(suggestCover(spot, [placeless, far]).map(({ unit: id, reasons }) => [id, reasons.some(({ kind }) => kind === 'distance')])).toEqual([
      ['远', true],
      ['无', false],
    ])
  })
  it('of a street may be what looks after streets', () => {
    const road = unit('路', 'road_branch', [A], { place: at(112) })
    expect(suggestCover({ ...spot, subject: 'street' }, [near, road]).map(({ unit: id }) => id)).toEqual(['路', '近'])
    expect(suggestCover(spot, [road])).toEqual([])
  })
})
