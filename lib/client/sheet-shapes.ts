/** A place on a sheet, pixels from its top left. */
export type Spot = readonly [x: number, y: number]
export type Size = { readonly width: number; readonly height: number }
export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

export const boxAt = ([x, y]: Spot, width: number, height: number): Box => ({
  left: x - width / 2,
  top: y - height / 2,
  right: x + width / 2,
  bottom: y + height / 2,
})
export const touch = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
export const isWithinBox = (inner: Box, outer: Box): boolean =>
  inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom

/** The part of a ring within a box (Sutherland and Hodgman 1974); where the ring leaves it and comes back, its edge runs along the box. */
export function clipRing(ring: readonly Spot[], { left, top, right, bottom }: Box): Spot[] {
  const sides: readonly ((p: Spot) => number)[] = [([x]) => x - left, ([x]) => right - x, ([, y]) => y - top, ([, y]) => bottom - y]
  let kept: readonly Spot[] = ring
  for (const side of sides) {
    const next: Spot[] = []
    for (const [i, to] of kept.entries()) {
      const from = kept[(i + kept.length - 1) % kept.length] ?? to
      const [a, b] = [side(from), side(to)]
      const crossing = (): Spot => [from[0] + ((to[0] - from[0]) * a) / (a - b), from[1] + ((to[1] - from[1]) * a) / (a - b)]
      if (a >= 0 !== b >= 0) next.push(crossing())
      if (b >= 0) next.push(to)
    }
    kept = next
  }
  return [...kept]
}

/** The runs of a line within a box, cut where they leave it. */
export function clipLine(line: readonly Spot[], box: Box): Spot[][] {
  const runs: Spot[][] = []
  let run: Spot[] = []
  for (const [i, to] of line.entries()) {
    const from = line[i - 1]
    if (!from) continue
    const part = clipSegment(from, to, box)
    if (!part) {
      if (run.length > 1) runs.push(run)
      run = []
      continue
    }
    const [a, b, left] = part
    if (run.length === 0) run.push(a)
    run.push(b)
    if (left) {
      runs.push(run)
      run = []
    }
  }
  if (run.length > 1) runs.push(run)
  return runs
}

/** The part of a segment within a box, and whether it leaves the box at its end (Liang and Barsky 1984); null where it misses it. */
function clipSegment([x0, y0]: Spot, [x1, y1]: Spot, { left, top, right, bottom }: Box): [Spot, Spot, boolean] | null {
  const [dx, dy] = [x1 - x0, y1 - y0]
  let [from, to] = [0, 1]
  for (const [by, room] of [
    [-dx, x0 - left],
    [dx, right - x0],
    [-dy, y0 - top],
    [dy, bottom - y0],
  ] as const) {
    if (by === 0 && room < 0) return null
    if (by < 0) from = Math.max(from, room / by)
    if (by > 0) to = Math.min(to, room / by)
  }
  if (from > to) return null
  return [[x0 + dx * from, y0 + dy * from], [x0 + dx * to, y0 + dy * to], to < 1]
}

export function ringArea(ring: readonly Spot[]): number {
  let sum = 0
  let [px, py] = ring.at(-1) ?? [0, 0]
  for (const [x, y] of ring) {
    sum += px * y - x * py
    px = x
    py = y
  }
  return Math.abs(sum) / 2
}

export function isInRing(ring: readonly Spot[], [x, y]: Spot): boolean {
  let inside = false
  let [px, py] = ring.at(-1) ?? [0, 0]
  for (const [cx, cy] of ring) {
    if (cy > y !== py > y && x < ((px - cx) * (y - cy)) / (py - cy) + cx) inside = !inside
    px = cx
    py = cy
  }
  return inside
}
