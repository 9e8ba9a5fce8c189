import { expect, it } from 'vitest'
import { smallCounty, spot } from '../small-county'
import { leafAt } from './writers'

it('knows the leaves of the small county as its boundaries say', () => {
  const grids = smallCounty()
  const inside = (column: number, row: number) => {
    const [lon, lat] = spot(column, row)
    const holding = grids.filter(({ geometry }) => {
      const ring = geometry.coordinates[0]?.[0] ?? []
      const lons = ring.map((p) => p[0])
      const lats = ring.map((p) => p[1])
      return lon > Math.min(...lons) && lon < Math.max(...lons) && lat > Math.min(...lats) && lat < Math.max(...lats)
    })
    return holding.map(({ code }) => code).sort((a, b) => b.length - a.length)[0]
  }
  for (let column = 0; column < 8; column++)
    for (let row = 0; row < 4; row++) expect(leafAt(column, row), `${column}, ${row}`).toBe(inside(column, row))
})
