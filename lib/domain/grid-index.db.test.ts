import { beforeAll, expect, it } from 'vitest'
import { float8s } from '@/lib/db/engine/arrays'
import { pool, transaction } from '@/lib/db/engine/pool'
import { insertPendingRows, switchGridRows } from '@/lib/db/ground/grid-rows'
import { countyGrids } from '@/lib/demo/county'
import { makeRandom } from '@/lib/domain/random'
import { describeEachEngine } from '@/lib/testing/database'
import { rounds } from '@/lib/testing/engines'
import { leavesOf, type NewGrid } from './grid'
import { type GridIndex, makeGridIndex } from './grid-index'
import type { Position, Ring } from './position'

/** The embedded engine takes three times as long for each. */
const POINTS = { postgresql: rounds(200_000, 1_000_000), embedded: rounds(50_000, 1_000_000) }
const BATCH = 20_000

/** Besides the county's leaves: one in the hole of another, one of two parts, and two that overlap. */
function oddGrids(): NewGrid[] {
  const box = (x: number, y: number, w: number, h: number): Ring => [
    [x, y],
    [x + w, y + 0.0007],
    [x + w * 1.03, y + h],
    [x - 0.0003, y + h * 0.98],
    [x, y],
  ]
  const hole = box(112.345, 33.025, 0.01, 0.01)
  const odd = (code: string, coordinates: Ring[][]): NewGrid => ({
    code,
    name: code,
    level: 1,
    parentCode: '9',
    households: 0,
    geometry: { type: 'MultiPolygon', coordinates },
  })
  return [
    odd('901', [[box(112.34, 33.02, 0.02, 0.02), [...hole].reverse()]]),
    odd('902', [[hole]]),
    odd('903', [[box(112.34, 33.05, 0.01, 0.01)], [box(112.355, 33.05, 0.01, 0.01), box(112.358, 33.053, 0.002, 0.002)]]),
    odd('904', [[box(112.338, 33.048, 0.008, 0.02)]]),
  ]
}

/** Random points, and above all those where rounding decides: vertices, points on and next to edges, points level with vertices. */
function hardPoints(grids: readonly NewGrid[], count: number): Float64Array {
  const random = makeRandom('grid-index')
  const edges = grids.flatMap((g) => g.geometry.coordinates.flat().flatMap((ring) => ring.slice(1).map((b, i) => [ring[i] ?? b, b] as const)))
  const near = [0, 1e-9, -1e-9, 1e-12, 3e-14, -3e-14, 1.5e-14]
  const bump = () => near[Math.floor(random.next() * near.length)] ?? 0
  const points = new Float64Array(2 * count)
  for (let i = 0; i < count; i++) {
    const [a, b] = edges[i % edges.length] ?? [
      [0, 0],
      [0, 0],
    ]
    const kind = i % 8
    const t = kind === 2 ? 0.5 : random.next()
    const on: Position = [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
    let point: Position = [112.15 + 0.23 * random.next(), 32.98 + 0.11 * random.next()]
    if (kind === 1) point = [a[0], a[1]]
    if (kind === 2 || kind === 3) point = on
    if (kind === 4) point = [on[0] + bump(), on[1] + bump()]
    if (kind === 5) point = [a[0] + bump(), a[1] + bump()]
    if (kind === 6) point = [a[0] + (random.next() - 0.5) * 0.01, a[1]]
    if (kind === 7) point = [a[0], a[1] + (random.next() - 0.5) * 0.01]
    points.set(point, 2 * i)
  }
  return points
}

describeEachEngine('the grid index', ({ engine }) => {
  const count = POINTS[engine]
  const grids = [...leavesOf(countyGrids()), ...oddGrids()]
  let index: GridIndex
  let codes: Map<number, string>

  beforeAll(async () => {
    const ids = await transaction(async (tx) => {
      const ids = await insertPendingRows(tx, grids, { demo: true, sourceCrs: 'EPSG:4326', now: 0 })
      await switchGridRows(tx, { replaced: [], pending: ids, renamed: [], now: 0 })
      return ids
    })
    await pool().query('ANALYZE grids')
    codes = new Map(ids.map((id, i) => [id, grids[i]?.code ?? '']))
    index = makeGridIndex(grids.map((g, i) => ({ ...g, id: ids[i] ?? 0 })))
  })

  it(`answers as PostGIS does for ${count.toLocaleString('en')} random and edge points`, { timeout: 300_000 }, async () => {
    const points = hardPoints(grids, count)
    const different: string[] = []
    let [inside, shared] = [0, 0]
    for (let from = 0; from < count; from += BATCH) {
      const batch = points.subarray(2 * from, 2 * (from + BATCH))
      const { rows } = await pool().query<{ codes: (string | null)[]; shared: number }>({
        name: 'covering',
        text: `SELECT array_agg(code ORDER BY i) AS codes, count(*) FILTER (WHERE n > 1)::int AS shared FROM (
            SELECT i, min(g.code) AS code, count(g.code) AS n
            FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS p (x, y, i)
            LEFT JOIN grids g ON ST_Covers(g.geom, ST_SetSRID(ST_MakePoint(x, y), 4326)) GROUP BY i) AS found`,
        values: [
          float8s(Array.from(batch.filter((_, i) => i % 2 === 0)), (v) => v),
          float8s(Array.from(batch.filter((_, i) => i % 2 === 1)), (v) => v),
        ],
      })
      shared += rows[0]?.shared ?? 0
      for (const [i, code] of (rows[0]?.codes ?? []).entries()) {
        const point: Position = [batch[2 * i] ?? 0, batch[2 * i + 1] ?? 0]
        const found = index.locate(point)
        if (code !== null) inside++
        if ((found === null ? null : codes.get(found)) !== code) different.push(`[${point}]: ${code}, not ${found && codes.get(found)}`)
      }
    }
    expect(different.slice(0, 20)).toEqual([])
    // the points were hard: most lie inside, and many on borders that two or more grids cover
    expect(inside).toBeGreaterThan(count * 0.7)
    expect(shared).toBeGreaterThan(count * 0.1)
  })
})
