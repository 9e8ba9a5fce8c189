type Box = readonly [left: number, top: number, right: number, bottom: number]

/** How far a name may be moved from where it belongs, in heights of its letters, the nearest first. */
const MOVES: readonly (readonly [right: number, down: number])[] = [
  [0, 0],
  [0, -1],
  [0, 1],
  [-1.2, 0],
  [1.2, 0],
  [0, -1.6],
  [0, 1.6],
  [-1.2, -1],
  [1.2, -1],
  [-1.2, 1],
  [1.2, 1],
  [-2.2, 0],
  [2.2, 0],
  [0, -2.2],
  [0, 2.2],
]

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) * Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]))

/** How wide a text is about, in letters that are as wide as they are high: one of Han, a bit more than half of others. */
const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 1 : 0.56), 0)

/**
 * Where the names of a map stand, the middle of each line of text, so that they lie as little as can be on signs and on one another: where they belong if
 * that is free, else a bit beside it. `at`: where it belongs; `size`: the height of letters; `signs`: their middles, each `sign` wide. All in
 * units of the map, y downwards.
 */
export function nameSpots(
  names: readonly { text: string; at: readonly [number, number] }[],
  { size, signs, sign }: { size: number; signs: readonly (readonly [number, number])[]; sign: number },
): [number, number][] {
  const taken: Box[] = signs.map(([x, y]) => [x - sign / 2, y - sign / 2, x + sign / 2, y + sign / 2])
  return names.map(({ text, at: [x, y] }) => {
    const half = (widthOf(text) * size) / 2
    const spots = MOVES.map(([right, down]) => {
      const [middle, line] = [x + right * size, y + down * size]
      const box: Box = [middle - half, line - size / 2, middle + half, line + size / 2]
      return { box, spot: [middle, line] satisfies [number, number], lies: taken.reduce((sum, one) => sum + overlap(box, one), 0) }
    })
    const [best] = [...spots].sort((a, b) => a.lies - b.lies)
    if (!best) return [x, y]
    taken.push(best.box)
    return best.spot
  })
}
