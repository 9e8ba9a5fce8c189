import { describe, expect, it } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import { type Atlas, makeAtlas } from '@/lib/domain/atlas'
import type { EventType } from '@/lib/domain/category'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import type { Grid } from '@/lib/domain/grid'
import { sourceLife } from '@/lib/domain/life'
import { makeVisibility, projectChanges } from './visibility'

const square = (x: number): Grid['geometry'] => ({
  type: 'MultiPolygon',
  coordinates: [
    [
      [
        [x, 0],
        [x + 1, 0],
        [x + 1, 1],
        [x, 1],
        [x, 0],
      ],
    ],
  ],
})
const grid = (id: number, code: string): Grid => ({
  id,
  code,
  name: code,
  level: 1,
  parentCode: '1',
  households: 1,
  demo: true,
  geometry: square(id),
})
const type = (id: number, sensitive: boolean): EventType => ({
  id,
  code: `0${id}`,
  name: 'x',
  classCode: '01',
  className: 'x',
  urgency: 4,
  limit: 1,
  clock: 'working_day',
  lead: 'x',
  sensitive,
})
const atlas: Atlas = makeAtlas([grid(1, '11'), grid(2, '12')], [type(1, false), type(2, true)], 1)
const viewer = (role: Viewer['role'], prefix: string): Viewer => ({ id: 'x', name: 'x', role, scope: { kind: 'grids', prefixes: [prefix] } })
const facts = (gridId: number, typeId: number): EventFacts => ({
  revision: 1,
  grid: gridId,
  type: typeId,
  urgency: 4,
  occurredAt: 0,
  handledAt: null,
  cellX: 0,
  cellY: 0,
})
const change = (before: EventFacts | null, after: EventFacts | null): EventChange => ({ revision: 1, number: 1, receivedAt: 0, before, after })

describe('sight', () => {
  it('is the scope and, for sensitive types, the role', () => {
    const wall = makeVisibility(viewer('screen', ''), atlas)
    expect([wall(facts(1, 1)), wall(facts(2, 1)), wall(facts(1, 2))]).toEqual([true, true, false])
    const street = makeVisibility(viewer('supervisor', '11'), atlas)
    expect([street(facts(1, 1)), street(facts(1, 2)), street(facts(2, 1)), street(facts(2, 2))]).toEqual([true, true, false, false])
  })
  it('is blind to what the atlas does not know, and for a department', () => {
    const all = makeVisibility(viewer('supervisor', ''), atlas)
    expect([all(facts(99, 1)), all(facts(0, 1)), all(facts(1, 99))]).toEqual([false, false, false])
    const department: Viewer = { id: 'x', name: 'x', role: 'handler', scope: { kind: 'department', department: '城管' } }
    expect(makeVisibility(department, atlas)(facts(1, 1))).toBe(false)
  })
  it('goes by whom an event was given to: a department by that alone, others within their grids', () => {
    const given = (gridId: number, typeId: number, ...parties: string[]) => ({ ...facts(gridId, typeId), life: { ...sourceLife(null), parties } })
    const department: Viewer = { id: 'x', name: 'x', role: 'handler', scope: { kind: 'department', department: '城管' } }
    const sees = makeVisibility(department, atlas)
    expect([sees(given(1, 1, 'department:城管')), sees(given(2, 2, 'team:1', 'department:城管')), sees(given(1, 1, 'department:公安'))]).toEqual([
      true,
      true,
      false,
    ])
    expect(sees(given(99, 1, 'department:城管'))).toBe(false)
    const narrowed = makeVisibility({ ...department, within: '12' }, atlas)
    expect([narrowed(given(1, 1, 'department:城管')), narrowed(given(2, 2, 'department:城管')), narrowed(given(2, 1))]).toEqual([false, true, false])
    const member = makeVisibility({ ...viewer('operator', '11'), parties: ['member:1'] }, atlas)
    expect([member(given(1, 2, 'member:1')), member(given(2, 2, 'member:1')), member(given(1, 2, 'member:2')), member(facts(1, 2))]).toEqual([
      true,
      false,
      false,
      false,
    ])
    const screen = makeVisibility({ ...viewer('screen', '11'), parties: ['member:1'] }, atlas)
    expect(screen(given(1, 2, 'member:1'))).toBe(false)
  })
})

describe('projected changes', () => {
  const street = makeVisibility(viewer('viewer', '11'), atlas)
  it('keep both sides of what stays, one of what leaves or enters, nothing of the rest', () => {
    const here = facts(1, 1)
    const there = facts(2, 1)
    expect(projectChanges(street, [change(here, here)])).toEqual([change(here, here)])
    expect(projectChanges(street, [change(here, there)])).toEqual([change(here, null)])
    expect(projectChanges(street, [change(there, here)])).toEqual([change(null, here)])
    expect(projectChanges(street, [change(there, there), change(null, there)])).toEqual([])
  })
  it('lets an event that becomes sensitive leave', () => {
    expect(projectChanges(street, [change(facts(1, 1), facts(1, 2))])).toEqual([change(facts(1, 1), null)])
  })
})
