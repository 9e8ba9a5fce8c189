/** Does a point lie inside a ring of corners, its first one repeated at the end or not? On the border it may be either. */
export function isInside(ring: readonly (readonly [x: number, y: number])[], x: number, y: number): boolean {
  let inside = false
  let [px, py] = ring.at(-1) ?? [0, 0]
  for (const [cx, cy] of ring) {
    if (cy > y !== py > y && x < ((px - cx) * (y - cy)) / (py - cy) + cx) inside = !inside
    px = cx
    py = cy
  }
  return inside
}
