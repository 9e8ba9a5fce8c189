/** Which part of a wall this browser shows, counted from the left, from 1; one that shows all of it is the first of one. */
export type Tile = { readonly index: number; readonly of: number }

/** As many browsers side by side as a wall is drawn for. */
const MAX_TILES = 8

/** The tile that an address asks for (`?tile=2/3`); what it cannot mean is the whole wall. */
export function readTile(search: string): Tile {
  const [index = 0, of = 0] = (new URLSearchParams(search).get('tile') ?? '').split('/').map(Number)
  return Number.isInteger(index) && Number.isInteger(of) && of <= MAX_TILES && index >= 1 && index <= of ? { index, of } : { index: 1, of: 1 }
}

/**
 * How far (CSS pixels) something from `left` to `right` has to give way, so that no edge of a tile of this width runs through it: into the tile
 * that its centre lies in. 0 where none does, or where it is wider than a tile.
 */
export function awayFromSeam(left: number, right: number, width: number): number {
  if (right - left > width) return 0
  const begin = Math.floor((left + right) / 2 / width) * width
  return left < begin ? begin - left : right > begin + width ? begin + width - right : 0
}
