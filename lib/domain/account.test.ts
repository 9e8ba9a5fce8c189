import { describe, expect, it } from 'vitest'
import type { Role, Scope } from './access'
import { mayAudit, mayManage, ownPath, scopeWithin, startPage, Username } from './account'

const grids = (...prefixes: string[]): Scope => ({ kind: 'grids', prefixes })
const department = (name: string): Scope => ({ kind: 'department', department: name })
const viewer = (role: Role, scope: Scope) => ({ id: 'u', name: 'u', role, scope })

describe('ownPath', () => {
  it.each(['/', '/desk', '/desk/', '/wall?within=411324001#x', '/desk?next=//evil.example', '/events?q=%2F%2F', '/a%20b'])('takes %s', (path) =>
    expect(ownPath(path)).toBe(path),
  )
  it.each([
    ['/desk/./x', '/desk/x'],
    ['/a/../desk', '/desk'],
    ['/%2e%2e/desk', '/desk'],
    ['/../../desk', '/desk'],
  ])('takes %s as %s', (path, as) => expect(ownPath(path)).toBe(as))
  it.each([
    null,
    undefined,
    '',
    'desk',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil',
    'https://evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/a\\b',
    '/.//evil.example/login',
    '/././/evil.example',
    '/./\\evil.example',
    '/.\t//evil.example',
    '/\n/evil.example',
    '/./%2Fevil.example',
    '/%2f%2fevil.example',
    '/%5C%5Cevil.example',
    '/./%5cevil.example',
    '/a/..//evil.example',
    '/a/..///evil.example',
    '/%2e//evil.example',
    '/%2e%2e//evil.example',
    '/%2E%2E//evil.example',
    '/.%2e//evil.example',
    '/a/%2e%2e//evil.example',
    '/a//b',
    '/a//../..//evil.example',
    '///evil.example',
    '//[',
    ' //evil.example',
  ])('refuses %s', (path) => expect(ownPath(path)).toBeNull())
})

describe('scopeWithin', () => {
  it.each([
    [grids('411324001'), grids(''), true],
    [grids('411324001101'), grids('411324001'), true],
    [grids('411324001', '411324002'), grids('411324001'), false],
    [grids('411324'), grids('411324001'), false],
    [grids(''), grids('411324'), false],
    [department('城管'), grids(''), true],
    [department('城管'), grids('411324'), false],
    [department('城管'), department('城管'), true],
    [department('城管'), department('市政'), false],
    [grids('411324001'), department('城管'), false],
  ])('%j in %j: %s', (inner, outer, is) => expect(scopeWithin(inner, outer)).toBe(is))
})

it('lets only administrators manage, within what they administer', () => {
  expect(mayManage(viewer('administrator', grids('411324001')), grids('411324001101'))).toBe(true)
  expect(mayManage(viewer('administrator', grids('411324001')), grids('411324002'))).toBe(false)
  expect(mayManage(viewer('supervisor', grids('')), grids('411324001'))).toBe(false)
})

it('shows the audit to auditors and administrators of everything', () => {
  const may = (role: Role, scope: Scope) => mayAudit(viewer(role, scope))
  expect([may('auditor', grids('')), may('administrator', grids('')), may('supervisor', grids('')), may('auditor', grids('411324001'))]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

it('sends each role to where it works', () => {
  expect([startPage('viewer'), startPage('screen'), startPage('dispatcher')]).toEqual(['/wall', '/wall', '/desk'])
  expect([startPage('reporter'), startPage('auditor'), startPage('administrator')]).toEqual(['/report', '/audit', '/settings'])
})

it.each([
  ['zhang.san', true],
  ['a1', true],
  ['a', false],
  ['Zhang', false],
  ['张三', false],
  ['-a', false],
  ['a'.repeat(33), false],
])('the name %s: %s', (name, is) => expect(Username.safeParse(name).success).toBe(is))
