import { describe, expect, it } from 'vitest'
import { audienceKey, mayAdminister, mayKnowGrid, maySee, narrow, type Role, type Scope, type Viewer } from './access'

const viewer = (role: Role, ...prefixes: string[]): Viewer => ({ id: 'x', name: 'x', role, scope: { kind: 'grids', prefixes } })
const department: Viewer = { id: 'd', name: 'd', role: 'handler', scope: { kind: 'department', department: '城管' } }
const within = (scope: Scope, code: string) => scope.kind === 'grids' && scope.prefixes.includes(code)

describe('a viewer narrowed to a grid', () => {
  it('keeps what of the scope lies in it', () => {
    const street = viewer('viewer', '411324001', '411324003001')
    expect(narrow(street, '411324001002')?.scope).toEqual({ kind: 'grids', prefixes: ['411324001002'] })
    expect(narrow(street, '411324')?.scope).toEqual(street.scope)
    expect(narrow(street, '411324003')?.scope).toEqual({ kind: 'grids', prefixes: ['411324003001'] })
    expect(narrow(street, '411324002')).toBeNull()
    expect(narrow(street, undefined)).toBe(street)
    expect(within(narrow(viewer('viewer', ''), '411324002')?.scope ?? street.scope, '411324002')).toBe(true)
  })

  it('is for a department what it was given in that grid, and for nobody else', () => {
    const given = { grid: '411324001001', sensitive: true, parties: ['department:城管'] }
    const [here, there] = [narrow(department, '411324001'), narrow(department, '411324002')]
    expect([department, here, there].map((who) => who && maySee(who, given))).toEqual([true, true, false])
    expect(here && maySee(here, { ...given, parties: ['department:公安'] })).toBe(false)
    expect(here && mayKnowGrid(here, '411324001001')).toBe(true)
    expect(here && mayKnowGrid(here, '411324002')).toBe(false)
    expect(mayKnowGrid(department, '411324002')).toBe(true)
    // and narrowed again: the narrower of both
    expect(here && narrow(here, '411324001002')?.within).toBe('411324001002')
    expect(here && narrow(here, '411324')?.within).toBe('411324001')
    expect(here && narrow(here, '411324002')).toBeNull()
  })

  it('is an audience of its own', () => {
    const keys = [department, narrow(department, '411324001'), narrow(department, '411324002')].map((who) => who && audienceKey(who))
    expect(new Set(keys).size).toBe(3)
    // a name cannot be taken for a grid
    expect(audienceKey({ ...department, scope: { kind: 'department', department: '@411324001:城管' } })).not.toBe(keys[1])
  })
})

describe('settings of the county', () => {
  const grids = ['411324001', '411324001001', '411324002', '411324002001'].map((code) => ({ code }))
  it.each<[string, Viewer, boolean]>([
    ['of everything', viewer('administrator', ''), true],
    ['of the county', viewer('administrator', '411324'), true],
    ['of all its streets', viewer('administrator', '411324001', '411324002'), true],
    ['of one street', viewer('administrator', '411324001'), false],
    ['of everything but a street’s own grid', viewer('administrator', '411324001', '411324002001'), false],
    ['of a department', { ...department, role: 'administrator' }, false],
    ['who is a supervisor of everything', viewer('supervisor', ''), false],
  ])('are changed by an administrator %s: %s', (_, who, may) => {
    expect(mayAdminister(who, grids)).toBe(may)
  })
  it('are changed of an empty county by an administrator of everything alone', () => {
    expect([mayAdminister(viewer('administrator', ''), []), mayAdminister(viewer('administrator', '411324'), [])]).toEqual([true, false])
  })
})
