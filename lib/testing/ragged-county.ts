import type { Role, Viewer } from '@/lib/domain/access'
import type { EventType } from '@/lib/domain/category'
import type { GridLevel, GridNode } from '@/lib/domain/grid'
import { latticeFor } from '@/lib/domain/lattice'

function node(id: number, code: string, level: GridLevel): GridNode {
  return { id, code, name: `网格${code}`, level, parentCode: code.slice(0, -3), households: 300, demo: true }
}

function type(id: number, classCode: string, sensitive: boolean): EventType {
  return {
    id,
    code: `${classCode}0${id}`,
    name: `类型${id}`,
    classCode,
    className: '类',
    urgency: 4,
    limit: 1,
    clock: 'working_day',
    lead: '',
    sensitive,
  }
}

/** A ragged tree: a street with communities and quarters, one with a single community, one that is a leaf. */
const grids = [
  node(7, '411324001', 1),
  node(3, '411324001001', 2),
  node(9, '411324001001001', 3),
  node(4, '411324001001002', 3),
  node(5, '411324001002', 2),
  node(1, '411324002', 1),
  node(6, '411324002001', 2),
  node(2, '411324003', 1),
]
const types = [type(1, '01', false), type(2, '01', true), type(3, '02', false)]

/** What a board stands on, small enough to count by hand; type 2 is sensitive. */
export const raggedCounty = {
  version: 1,
  grids,
  typeById: new Map(types.map((t) => [t.id, t])),
  lattice: latticeFor([112.2, 33.0, 112.21, 33.01]),
}

/** A viewer of a role within prefixes. */
export function viewerOf(role: Role, ...prefixes: string[]): Viewer {
  return { id: `${role}-${prefixes.join()}`, name: role, role, scope: { kind: 'grids', prefixes } }
}

/** Viewers of every class and of scopes above, at, below and across streets, and a department, also narrowed to a street. */
export const raggedViewers: Viewer[] = [
  ...(['screen', 'viewer', 'supervisor'] as const).flatMap((role) =>
    [[''], ['411324'], ['411324001'], ['411324001001'], ['411324001001002'], ['411324002', '411324001002'], ['4113240010010'], ['9']].map(
      (prefixes) => viewerOf(role, ...prefixes),
    ),
  ),
  { id: 'd', name: '城管', role: 'handler', scope: { kind: 'department', department: '城管' } },
  { id: 'd', name: '城管', role: 'handler', scope: { kind: 'department', department: '城管' }, within: '411324001' },
]
