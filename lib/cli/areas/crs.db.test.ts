import { expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { describeEachEngine } from '@/lib/testing/database'
import { crsOf } from './crs'

const codes = [...Array.from({ length: 64 }, (_, i) => 4491 + i), 3857, ...Array.from({ length: 11 }, (_, i) => 32643 + i)]

describeEachEngine('every projection that is offered', () => {
  it('agrees with PROJ to a tenth of a millimetre, over its own zone', async () => {
    let worst = 0
    for (const code of codes) {
      const crs = crsOf(`EPSG:${code}`)
      if (!crs) throw new Error(`EPSG:${code} is not offered`)
      const degrees = code < 4513 || code > 32000 ? 3 : 1.5
      // 3857 has no zone of its own
      const middle =
        code === 3857
          ? 112
          : crs.toWgs84(code < 4502 ? (code - 4491 + 13) * 1e6 + 5e5 : code >= 4513 && code < 4534 ? (code - 4513 + 25) * 1e6 + 5e5 : 5e5, 3e6)[0]
      const points = [-0.9, -0.3, 0.5, 0.95].flatMap((dx) => [18, 33.034, 53].map((lat) => [middle + dx * degrees, lat] as const))
      const { rows } = await pool().query<{ x: number; y: number }>(
        `SELECT ST_X(g) AS x, ST_Y(g) AS y FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS p (lon, lat, i),
           LATERAL (SELECT ST_Transform(ST_SetSRID(ST_MakePoint(lon, lat), $3::int), $4::int) AS g) AS t ORDER BY i`,
        [points.map((p) => p[0]), points.map((p) => p[1]), code > 32000 || code === 3857 ? 4326 : 4490, code],
      )
      for (const [i, { x, y }] of rows.entries()) {
        const [lon, lat] = crs.toWgs84(x, y)
        const [wantedLon, wantedLat] = points[i] ?? [0, 0]
        worst = Math.max(worst, Math.abs(lon - wantedLon), Math.abs(lat - wantedLat))
      }
    }
    expect(worst).toBeLessThan(1e-9)
  })
})
