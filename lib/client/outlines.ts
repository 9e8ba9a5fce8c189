type Shape = { readonly coordinates: readonly (readonly (readonly (readonly [number, number])[])[])[] }

/** Points of an outline nearer to the last one than this are left out, in units of the sheet. */
const MIN_PIXELS = 0.4

/**
 * A sheet of this size (units of its view box) that these shapes, in degrees, fill with a margin around them; degrees of longitude are shorter than those
 * of latitude. `box`: the part of the sheet that is drawn on, as a view box; `at`: where a point lies; `from`: the degrees of a point of the sheet; `line`: the path of an outline. Null of no shapes.
 */
export function drawOutlines(shapes: readonly Shape[], { width, height, margin }: { width: number; height: number; margin: number }) {
  const ends: [number, number, number, number] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const { coordinates } of shapes)
    for (const rings of coordinates)
      for (const [x, y] of rings[0] ?? []) {
        ends[0] = Math.min(ends[0], x)
        ends[1] = Math.max(ends[1], x)
        ends[2] = Math.min(ends[2], y)
        ends[3] = Math.max(ends[3], y)
      }
  const [west, east, south, north] = ends
  if (!(west <= east)) return null
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = Math.min((width - 2 * margin) / Math.max(1e-9, (east - west) * narrow), (height - 2 * margin) / Math.max(1e-9, north - south))
  const at = ([x, y]: readonly [number, number]): [number, number] => [
    width / 2 + (x - (west + east) / 2) * narrow * scale,
    height / 2 - (y - (south + north) / 2) * scale,
  ]
  const from = ([x, y]: readonly [number, number]): [number, number] => [
    (west + east) / 2 + (x - width / 2) / (narrow * scale),
    (south + north) / 2 - (y - height / 2) / scale,
  ]
  const ringLine = (ring: readonly (readonly [number, number])[]) => {
    const kept: string[] = []
    let last: [number, number] = [Infinity, Infinity]
    for (const point of ring) {
      const [x, y] = at(point)
      if (Math.hypot(x - last[0], y - last[1]) < MIN_PIXELS) continue
      last = [x, y]
      kept.push(`${x.toFixed(1)} ${y.toFixed(1)}`)
    }
    return kept.length < 3 ? '' : `M${kept.join('L')}Z`
  }
  const [wide, high] = [(east - west) * narrow * scale + 2 * margin, (north - south) * scale + 2 * margin]
  const box = [(width - wide) / 2, (height - high) / 2, wide, high].map((n) => n.toFixed(1)).join(' ')
  return { at, from, box, line: ({ coordinates }: Shape) => coordinates.flatMap((rings) => rings.map(ringLine)).join('') }
}
