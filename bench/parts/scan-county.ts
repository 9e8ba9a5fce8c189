import { countyGrids } from '@/lib/demo/county'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import { drawDay } from '@/lib/demo/history-events'
import { makeModel } from '@/lib/demo/history-model'
import { DAY_MS, startOfDay } from '@/lib/domain/clock'
import { makeGridIndex } from '@/lib/domain/grid-index'
import { labelPoint } from '@/lib/domain/label-point'
import { makeRandom } from '@/lib/domain/random'
import type { ScanCases } from '@/lib/warning/scan-prepare'
import type { Places } from '@/lib/warning/scan-zones'

export const DAYS = 90

/** One stream of a county's night: its cases by leaf and day, by type too where it is a class. */
export type Stream = { name: string; cases: ScanCases }

/** The demonstration county by its own model: the centres of its leaves, and 90 days of events as streams of 34 types and 6 classes. */
export function countyStreams(daily: number): { places: Places; streams: Stream[]; events: number } {
  const grids = countyGrids()
  const leaves = grids.filter(({ code }) => !grids.some(({ parentCode }) => parentCode === code)).sort((a, b) => (a.code < b.code ? -1 : 1))
  const points = leaves.map(({ geometry }) => labelPoint(geometry).position)
  const index = makeGridIndex(leaves.map(({ code, geometry }, id) => ({ id, code, geometry })))
  const byCode = new Map(leaves.map(({ code }, i) => [code, i]))
  const model = makeModel(leaves, EVENT_TYPES)
  const types = model.types.map(() => new Int32Array(leaves.length * DAYS))
  const [random, ids] = [makeRandom('bench', 'county'), makeRandom('bench', 'ids')]
  const start = startOfDay(Date.UTC(2026, 7, 1))
  let events = 0
  for (let day = 0; day < DAYS; day++) {
    const from = start + day * DAY_MS
    for (const { type, position, grid } of drawDay(model, { from, to: from + DAY_MS, usual: daily, extra: [], recurring: [] }, random, ids)) {
      const leaf = position ? index.locate(position) : byCode.get(grid ?? '')
      const counts = types[type]
      if (leaf === null || leaf === undefined || !counts) continue // known to a parent grid only
      const at = leaf * DAYS + day
      counts[at] = (counts[at] ?? 0) + 1
      events++
    }
  }
  return {
    places: { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) },
    streams: streamsOf(types, model.types),
    events,
  }
}

function streamsOf(types: readonly Int32Array[], of: readonly { code: string; classCode: string }[]): Stream[] {
  const classes = [...new Set(of.map(({ classCode }) => classCode))].map((code) => {
    const strata = types.filter((_, i) => of[i]?.classCode === code)
    const counts = new Int32Array(strata[0]?.length ?? 0).map((_, at) => strata.reduce((sum, layer) => sum + (layer[at] ?? 0), 0))
    return { name: `class ${code}`, cases: { units: DAYS, counts, strata } }
  })
  return [...classes, ...types.map((counts, i) => ({ name: `type ${of[i]?.code}`, cases: { units: DAYS, counts } }))]
}

/** Cases a place, by which a zone is limited. */
export function weightsOf({ counts, units }: ScanCases): Int32Array {
  const weights = new Int32Array(counts.length / units)
  for (let i = 0; i < counts.length; i++) weights[Math.floor(i / units)] = (weights[Math.floor(i / units)] ?? 0) + (counts[i] ?? 0)
  return weights
}
