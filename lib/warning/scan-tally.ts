/**
 * Cases by place and column, cumulated: `rows[place · width + k]` are the cases of columns 1 … k. `first` is the first column in which a place
 * has any (width where it has none), so that places without cases cost nothing. Only rows that were touched are emptied again.
 */
export type Tally = {
  readonly width: number
  readonly rows: Int32Array
  readonly first: Int32Array
  readonly touched: Int32Array
  count: number
}

export function makeTally(places: number, columns: number): Tally {
  const width = columns + 1
  return { width, rows: new Int32Array(places * width), first: new Int32Array(places).fill(width), touched: new Int32Array(places), count: 0 }
}

/** Empties it. */
export function clear(tally: Tally): void {
  const { width, rows, first, touched } = tally
  for (let i = 0; i < tally.count; i++) {
    const place = touched[i] ?? 0
    rows.fill(0, place * width, (place + 1) * width)
    first[place] = width
  }
  tally.count = 0
}

/** Puts cases into a column (1 or more). */
export function put(tally: Tally, place: number, column: number, cases: number): void {
  const { width, rows, first, touched } = tally
  const earliest = first[place] ?? 0
  if (earliest === width) touched[tally.count++] = place
  if (column < earliest) first[place] = column
  const at = place * width + column
  rows[at] = (rows[at] ?? 0) + cases
}

/** Cumulates what was put in; to be called once, after the last case. */
export function cumulate(tally: Tally): void {
  const { width, rows, touched } = tally
  for (let i = 0; i < tally.count; i++) {
    const row = (touched[i] ?? 0) * width
    for (let k = 2; k < width; k++) rows[row + k] = (rows[row + k] ?? 0) + (rows[row + k - 1] ?? 0)
  }
}
