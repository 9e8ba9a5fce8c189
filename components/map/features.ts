import type { GridShape } from '@/lib/client/grids'
import type { Bounds } from '@/lib/domain/position'
import { bordersOf } from './borders'
import type { Data, MapData } from './style'

type Feature = { type: 'Feature'; properties: Record<string, string | number>; geometry: GeometryOf }
type GeometryOf =
  | { type: 'Point'; coordinates: [number, number] }
  | { type: 'LineString'; coordinates: [number, number][] }
  | { type: 'MultiPolygon'; coordinates: [number, number][][][] }

const collect = (features: Feature[]): Data => ({ type: 'FeatureCollection', features })

/** Degrees around grids. */
export function boundsOf(grids: readonly GridShape[]): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { coordinates } of grids) {
    for (const polygon of coordinates) {
      for (const [x, y] of polygon[0] ?? [])
        [west, south, east, north] = [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)]
    }
  }
  return [west, south, east, north]
}

/** Lines of longitude and latitude, every 0.02 degrees, far beyond the area. */
function graticule([west, south, east, north]: Bounds): Data {
  const step = 0.02
  const [reachX, reachY] = [east - west, (north - south) * 1.6]
  const lines: Feature[] = []
  const line = (coordinates: [number, number][]) => lines.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } })
  for (let x = Math.floor((west - reachX) / step) * step; x < east + reachX; x += step)
    line([
      [x, south - reachY],
      [x, north + reachY],
    ])
  for (let y = Math.floor((south - reachY) / step) * step; y < north + reachY; y += step)
    line([
      [west - reachX, y],
      [east + reachX, y],
    ])
  return collect(lines)
}

/** Names of grids below the streets, with their places. Communities are placed first: a number alone says nothing. */
export function namesOf(grids: readonly GridShape[]): Data {
  const named = grids.filter((g) => g.level > 1)
  return collect(
    named.map(({ code, sign, level, until, place }) => ({
      type: 'Feature',
      properties: { code, text: sign, level, until, rank: level },
      geometry: { type: 'Point', coordinates: place },
    })),
  )
}

/** Names of streets, with what stands under them. */
export function streetsOf(grids: readonly GridShape[], notes: ReadonlyMap<string, string>): Data {
  const streets = grids.filter((g) => g.level === 1)
  return collect(
    streets.map(({ code, sign, place }) => ({
      type: 'Feature',
      properties: { code, text: sign, note: notes.get(code) ?? '', level: 1 },
      geometry: { type: 'Point', coordinates: place },
    })),
  )
}

export type MapFeatures = { data: MapData; bounds: Bounds; rings: [number, number][][] }

/** Everything the map draws of the grids themselves; about 100 ms for 345 grids, once. */
export function featuresOf(grids: readonly GridShape[]): MapFeatures {
  const bounds = boundsOf(grids)
  const borders = bordersOf(grids)
  const rings = borders.filter((b) => b.level === 0).map((b) => b.line)
  const lines = (list: { level: number; line: [number, number][] }[]): Data =>
    collect(list.map(({ level, line }) => ({ type: 'Feature', properties: { level }, geometry: { type: 'LineString', coordinates: line } })))
  return {
    bounds,
    rings,
    data: {
      grids: collect(
        grids.map((g) => ({
          type: 'Feature',
          properties: { code: g.code, name: g.name, level: g.level, until: g.until },
          geometry: { type: 'MultiPolygon', coordinates: g.coordinates },
        })),
      ),
      borders: lines(borders.filter((b) => b.level > 0)),
      outline: lines(borders.filter((b) => b.level === 0)),
      graticule: graticule(bounds),
    },
  }
}
