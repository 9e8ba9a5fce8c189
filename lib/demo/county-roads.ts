import type { NewGrid } from '@/lib/domain/grid'
import type { Road } from '@/lib/domain/road'
import { nameRoads } from './road-names'
import { gradeOf, roadStrokes } from './road-strokes'

/**
 * The streets (道路) of a demonstration: borders between streets, communities and blocks (小网格) are streets in town and ways along streams
 * outside, so the shared ones are taken as lines of streets (road-strokes.ts). Names are invented, as the borders are. The same grids give the
 * same streets; about 50 ms for 345.
 */
export function countyRoads(grids: readonly NewGrid[]): Road[] {
  const strokes = roadStrokes(grids)
  const names = nameRoads(strokes, grids)
  const roads = new Map<string, Road>()
  for (const [i, stroke] of strokes.entries()) {
    const name = names[i]
    if (name === undefined) continue
    const known = roads.get(name)
    if (known) known.lines.push(stroke.line)
    else roads.set(name, { name, grade: gradeOf(stroke), lines: [stroke.line] })
  }
  return [...roads.values()]
}
