import type { DemoLeaf } from '@/lib/demo/history-model'
import type { DemoType } from '@/lib/demo/rhythm'
import { PROFILES } from '@/lib/demo/rhythm-profiles'
import type { ClockKind } from '@/lib/domain/category'

/** Leaves of a county of squares, `side` × `side`, each about 600 m wide, in three columns of streets: for tests that need any tiling. */
export function squareLeaves(side = 16): DemoLeaf[] {
  const step = 0.006
  const corner = (i: number, j: number): [number, number] => [Number((112.2 + i * step).toFixed(6)), Number((33 + j * step).toFixed(6))]
  return Array.from({ length: side * side }, (_, n) => {
    const i = n % side
    const j = Math.floor(n / side)
    const parentCode = `41132400${1 + Math.floor((3 * i) / side)}${String(100 + j)}`
    const ring = [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1), corner(i, j)]
    return {
      code: `${parentCode}${String(i).padStart(3, '0')}`,
      parentCode,
      households: 300 + ((n * 37) % 200),
      geometry: { type: 'MultiPolygon', coordinates: [[ring]] },
    }
  })
}

/** The codes of the demonstration's types with limits of every clock. */
export function plainTypes(): DemoType[] {
  const clocks: ClockKind[] = ['urgent_hour', 'working_hour', 'working_day']
  return Object.keys(PROFILES).map((code, i) => ({
    code,
    classCode: code.slice(0, 2),
    urgency: code === '0402' ? 1 : i % 7 === 0 ? 2 : i % 2 ? 3 : 4,
    limit: 1 + (i % 5),
    clock: clocks[i % 3] ?? 'working_day',
    lead: ['社区', '城管', '市政/住建'][i % 3] ?? '社区',
    sensitive: false,
  }))
}
