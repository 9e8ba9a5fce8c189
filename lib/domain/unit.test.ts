import { describe, expect, it } from 'vitest'
import type { Role, Viewer } from './access'
import { Day, faultsOfJoining, faultsOfUnit, maySeeUnitPeople, UnitContent, type UnitKind } from './unit'
import { mayKeepUnit, mayReadUnits, maySeeUnit } from './unit-access'

const A = '411324001101001'
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const unit = (fields: Partial<UnitContent> & { kind: UnitKind }) => UnitContent.parse({ name: '同心花园联合党支部', grids: [A], ...fields })
const others = new Map<string, { kind: UnitKind }>([
  [id(1), { kind: 'joint_committee' }],
  [id(2), { kind: 'stationed_unit' }],
  [id(3), { kind: 'property_firm' }],
])
const fields = (content: UnitContent) => faultsOfUnit(content, others).map(({ field }) => field)

describe('a unit', () => {
  it('stands below one of its own tree, or below nothing', () => {
    expect(fields(unit({ kind: 'joint_branch', parent: id(1) }))).toEqual([])
    expect(fields(unit({ kind: 'joint_branch' }))).toEqual(['parent'])
    expect(fields(unit({ kind: 'party_group', parent: id(1) }))).toEqual(['parent'])
    expect(fields(unit({ kind: 'joint_branch', parent: id(9) }))).toEqual(['parent'])
    expect(fields(unit({ kind: 'estate', parent: id(1) }))).toEqual(['parent'])
  })
  it('has links that begin and end at the kinds they are for', () => {
    expect(fields(unit({ kind: 'joint_branch', parent: id(1), links: [{ kind: 'co_building', to: id(2) }] }))).toEqual([])
    expect(fields(unit({ kind: 'estate', links: [{ kind: 'property', to: id(3) }] }))).toEqual([])
    expect(fields(unit({ kind: 'estate', links: [{ kind: 'property', to: id(2) }] }))).toEqual(['links'])
    expect(fields(unit({ kind: 'estate', links: [{ kind: 'co_building', to: id(2) }] }))).toEqual(['links'])
    expect(fields(unit({ kind: 'estate', links: [{ kind: 'owners', to: id(9) }] }))).toEqual(['links'])
  })
  it('of a street names it, and only a team is a party of events', () => {
    expect(fields(unit({ kind: 'road_branch' }))).toEqual(['road'])
    expect(fields(unit({ kind: 'road_branch', road: { name: '人民路', lines: [] } }))).toEqual([])
    expect(fields(unit({ kind: 'volunteer_team', team: 'patrol' }))).toEqual(['team'])
    expect(fields(unit({ kind: 'team', team: 'patrol' }))).toEqual([])
  })
})

it('a day is one that a calendar has', () => {
  const days = [
    '2026-11-20',
    '2024-02-29',
    '0001-01-01',
    '9999-12-31',
    '0000-01-01',
    '2026-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-1-1',
  ]
  expect(days.filter((day) => Day.safeParse(day).success)).toEqual(days.slice(0, 4))
})

describe('whoever joins a unit', () => {
  const join = { role: 'member', registered: null, grid: null, from: '2026-11-20', to: null } as const
  const faults = (more: Partial<Parameters<typeof faultsOfJoining>[0]>) =>
    faultsOfJoining({ ...join, ...more }, { grids: [A] }, '2026-11-24').map(({ field }) => field)
  it('reported as something where they reported, and only then', () => {
    expect(faults({})).toEqual([])
    expect(faults({ role: 'registered', registered: 'in_service' })).toEqual([])
    expect(faults({ role: 'registered' })).toEqual(['registered'])
    expect(faults({ registered: 'mobile' })).toEqual(['registered'])
  })
  it('is sent to a grid of it as an instructor, and comes no later than today', () => {
    expect(faults({ role: 'instructor' })).toEqual(['grid'])
    expect(faults({ role: 'instructor', grid: `${A}01` })).toEqual([])
    expect(faults({ role: 'instructor', grid: '411324002' })).toEqual(['grid'])
    expect(faults({ from: '2026-11-25' })).toEqual(['from'])
    expect([faults({ to: '2026-11-30' }), faults({ to: '2026-01-05' })]).toEqual([[], ['to']])
  })
})

describe('units', () => {
  const viewer = (role: Role, ...prefixes: string[]): Viewer => ({ id: 'v', name: 'v', role, scope: { kind: 'grids', prefixes } })
  const wide = { grids: [A, '411324002101'] }
  it('are seen by whoever reads one of their grids, and kept by whoever organises all of them', () => {
    expect(maySeeUnit(viewer('viewer', '411324001'), wide)).toBe(true)
    expect(maySeeUnit(viewer('viewer', '411324003'), wide)).toBe(false)
    expect(mayKeepUnit(viewer('dispatcher', '411324'), wide)).toBe(true)
    expect(mayKeepUnit(viewer('dispatcher', '411324001'), wide)).toBe(false)
    expect(mayKeepUnit(viewer('operator', '411324'), wide)).toBe(false)
  })
  it('show nothing to screens and departments, and their people to those who read about people', () => {
    expect(mayReadUnits(viewer('screen', ''))).toBe(false)
    expect(mayReadUnits({ ...viewer('handler'), scope: { kind: 'department', department: '城管' } })).toBe(false)
    expect(maySeeUnitPeople(viewer('operator', '411324001'), wide)).toBe(true)
    expect(maySeeUnitPeople(viewer('viewer', '411324001'), wide)).toBe(false)
    expect(maySeeUnitPeople(viewer('operator', '411324003'), wide)).toBe(false)
  })
})
