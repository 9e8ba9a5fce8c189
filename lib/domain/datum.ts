import { toWgs84 } from './coordinates'
import type { Crs } from './event'
import { labelPoint } from './label-point'
import type { MultiPolygon, Position } from './position'

/** What positions of unsaid datum fit: `fits` counts those that the known area covers when they are read in each system. */
export type DatumGuess = { fits: Record<Crs, number>; total: number; suspected: 'GCJ02' | 'BD09' | null }

const shifted = ['GCJ02', 'BD09'] as const

/** Fewer than this share of all positions that only a shift brings in are strays, not a datum. */
const FEWEST_GAINED = 0.01
/** Of the positions that do not fit as they are, a shift must explain at least this share. */
const MIN_EXPLAINED = 0.5
/** A shift may throw out at most this share of what it brings in: positions that are right lose as many at one edge as strays gain at the other. */
const MAX_LOST = 0.25

/**
 * The datum guard (坐标系检查): do positions given as WGS84 fit the known area only after GCJ-02 or BD-09 is undone? Near 镇平 these
 * move a point by 590 m and 1,250 m, so in an area of a few kilometres most points fit either way; what tells is the rim, where a
 * shift brings points in and throws none out. Positions far from the rim, or strays on all sides of it, suspect nothing. Where both shifts
 * explain them, the one that brings more in is named, and of two that bring in as many GCJ-02, the commoner. About 4 µs a position.
 */
export function guessDatum(positions: readonly Position[], covers: (p: Position) => boolean): DatumGuess {
  const given = positions.map((p) => covers(p))
  const fit = given.filter(Boolean).length
  const read = shifted.map((crs) => {
    let [fits, gained] = [0, 0]
    positions.forEach((p, i) => {
      if (!covers(toWgs84(p, crs))) return
      fits++
      if (!given[i]) gained++
    })
    return { crs, fits, gained, lost: fit - (fits - gained) }
  })
  const [gcj, bd] = [read[0]?.fits ?? 0, read[1]?.fits ?? 0]
  const missing = positions.length - fit
  const better = read
    .filter(
      ({ gained, lost }) =>
        gained > 0 && gained >= positions.length * FEWEST_GAINED && gained >= missing * MIN_EXPLAINED && lost <= gained * MAX_LOST,
    )
    .sort((a, b) => b.fits - a.fits)
  return { fits: { WGS84: fit, CGCS2000: fit, GCJ02: gcj, BD09: bd }, total: positions.length, suspected: better[0]?.crs ?? null }
}

/** How far corners are drawn towards the middle of their area, so that rounding does not put a corner of the rim outside. */
const DRAWN_IN = 0.02

/** The positions by which an area (a polygon to be imported) is judged: its middle, and its outer corners drawn in a little. */
export function positionsOf(area: MultiPolygon): Position[] {
  const [x, y] = labelPoint(area).position
  return [
    [x, y],
    ...area.coordinates.flatMap((rings) =>
      (rings[0] ?? []).slice(1).map(([px, py]): Position => [px + (x - px) * DRAWN_IN, py + (y - py) * DRAWN_IN]),
    ),
  ]
}
