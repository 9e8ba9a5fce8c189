/** CSS pixels. */
export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
type Asked = {
  /** where it may lie */
  room: Box
  width: number
  height: number
  /** what it tells of, and a point of that */
  grids: Box
  at: { readonly x: number; readonly y: number }
  /** how far it keeps from what it tells of */
  kept: number
}

/** The upper left corner of a call-out. */
type Spot = { left: number; top: number }

/** How much two stretches of a line have in common. */
const shared = (from: number, to: number, start: number, end: number) => Math.max(0, Math.min(to, end) - Math.max(from, start))

/**
 * Where a call-out stands: at the top of its room, above what it tells of. Where it would hide that, it stands beside it, on the side nearer to
 * the point, or below it; and where there is room for none of these, wherever it hides the least.
 */
export function placeCallout({ room, width, height, grids, at, kept }: Asked): Spot {
  const [first, last] = [room.left, Math.max(room.left, room.right - width)]
  const over = Math.max(first, Math.min(last, at.x))
  const { top } = room
  const sides = [grids.right + kept, grids.left - kept - width].sort((a, b) => Math.abs(a - at.x) - Math.abs(b - at.x))
  const fits = ({ left, top: from }: Spot) => left >= first && left <= last && from + height <= room.bottom
  const spots = [{ left: over, top }, ...[...sides.map((left) => ({ left, top })), { left: over, top: grids.bottom + kept }].filter(fits)]
  const corners = [first, last].map((left) => ({ left, top }))
  const hidden = ({ left, top: from }: Spot) =>
    shared(left, left + width, grids.left, grids.right) * shared(from, from + height, grids.top, grids.bottom)
  return [...spots, ...corners].reduce((best, spot) => (hidden(spot) < hidden(best) ? spot : best))
}
