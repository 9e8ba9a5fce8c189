import { randomUUID } from 'node:crypto'
import { saveGrids } from '@/lib/db/ground/grids'
import { type NewEventType, saveTypes } from '@/lib/db/ground/types'
import type { Role, Viewer } from '@/lib/domain/access'
import type { EventIn } from '@/lib/domain/event'
import type { NewGrid } from '@/lib/domain/grid'
import type { MultiPolygon, Position } from '@/lib/domain/position'

/** The moment at which tests save, epoch milliseconds: 2026-11-24T08:00+08:00. */
export const NOW = Date.UTC(2026, 10, 24)

const WEST = 112.2
const SOUTH = 33
/** Side of a leaf in degrees, about 560 m × 670 m. */
const SIDE = 0.006

function square(column: number, row: number, columns: number, rows: number): MultiPolygon {
  const x = (i: number) => Number((WEST + (column + i) * SIDE).toFixed(6))
  const y = (j: number) => Number((SOUTH + (row + j) * SIDE).toFixed(6))
  return {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [x(0), y(0)],
          [x(columns), y(0)],
          [x(columns), y(rows)],
          [x(0), y(rows)],
          [x(0), y(0)],
        ],
      ],
    ],
  }
}

/**
 * Two streets side by side, 411324001 and 411324002, 4 × 4 leaves each: a community a quarter (…101 to …104) with four leaves of level 3
 * (001 to 004), but …104 has none, so the tree is ragged. 2 + 8 + 24 grids, 26 leaves.
 */
export function smallCounty(): NewGrid[] {
  const grids: NewGrid[] = []
  for (const street of [0, 1]) {
    const code = `41132400${street + 1}`
    grids.push({ code, name: `${street + 1}街道`, level: 1, parentCode: '411324', households: 4_000, geometry: square(street * 4, 0, 4, 4) })
    for (const quarter of [0, 1, 2, 3]) {
      const [left, low] = [street * 4 + (quarter % 2) * 2, Math.floor(quarter / 2) * 2]
      const community = `${code}10${quarter + 1}`
      grids.push({ code: community, name: `${community}社区`, level: 2, parentCode: code, households: 1_000, geometry: square(left, low, 2, 2) })
      if (quarter === 3) continue
      for (const leaf of [0, 1, 2, 3]) {
        const geometry = square(left + (leaf % 2), low + Math.floor(leaf / 2), 1, 1)
        grids.push({ code: `${community}00${leaf + 1}`, name: `${leaf + 1}号院`, level: 3, parentCode: community, households: 250, geometry })
      }
    }
  }
  return grids
}

/** Four types: 0101 (urgency 4), 0402 (1), 0501 (4), and 0102, which is sensitive (3). */
export function smallTypes(): NewEventType[] {
  const type = (code: string, name: string, urgency: 1 | 3 | 4, sensitive = false): NewEventType => ({
    code,
    name,
    classCode: code.slice(0, 2),
    className: '大类',
    urgency,
    limit: 1,
    clock: 'working_day',
    lead: '社区',
    sensitive,
  })
  return [type('0101', '邻里纠纷', 4), type('0102', '婚姻家庭纠纷', 3, true), type('0402', '燃气泄漏', 1), type('0501', '暴露垃圾', 4)]
}

/** Saves the small county and its types in the shared pool's database. */
export async function saveSmallCounty(): Promise<void> {
  await saveTypes(smallTypes(), { now: NOW })
  await saveGrids(smallCounty(), { demo: true, now: NOW })
}

/** The middle of leaf (column 0…7, row 0…3), moved by fractions of its side. */
export function spot(column: number, row: number, dx = 0, dy = 0): Position {
  return [Number((WEST + (column + 0.5 + dx) * SIDE).toFixed(7)), Number((SOUTH + (row + 0.5 + dy) * SIDE).toFixed(7))]
}

/** A viewer of the whole county, or of the prefixes given, who may send as any source. */
export function viewer(role: Role = 'administrator', ...prefixes: string[]): Viewer {
  return { id: randomUUID(), name: role, role, scope: { kind: 'grids', prefixes: prefixes.length ? prefixes : [''] }, sources: ['*'] }
}

/** An event that is accepted: an hour before NOW, in leaf 411324001101001. */
export function event(fields: Partial<EventIn> = {}): EventIn {
  return { id: randomUUID(), occurredAt: new Date(NOW - 3_600_000).toISOString(), type: '0101', position: spot(0, 0), ...fields }
}

/**
 * An event that has just occurred, for servers that go by the clock: the light of an older one would change while a test runs, and that
 * is a revision too.
 */
export const newEvent = (fields: Partial<EventIn> = {}): EventIn => event({ occurredAt: new Date().toISOString(), ...fields })
