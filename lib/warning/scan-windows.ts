/**
 * The windows of time of a scan, over units 0 … units − 1. Time is cut into columns, the last units first: column k ≥ 1 holds the units
 * from `cut[k]` on that lie before `cut[k - 1]`, and `cut[0]` is the end. A window is the columns lo + 1 … hi. Windows stand by length, then
 * by their beginning.
 */
export type Windows = {
  readonly units: number
  readonly columns: number
  readonly cut: Int32Array
  /** the column of each unit; 0 for units that lie in no window */
  readonly column: Int32Array
  readonly lo: Int32Array
  readonly hi: Int32Array
  /** whether each window ends with the last unit, so that window w is all columns up to w + 1 */
  readonly ending: boolean
}

/** Windows of `min` to `max` units: those that end with the last unit (prospective), or all. */
export function makeWindows(units: number, { min, max, prospective }: { min: number; max: number; prospective: boolean }): Windows {
  const longest = Math.min(units, max)
  const lengths = Array.from({ length: Math.max(0, longest - min + 1) }, (_, i) => min + i)
  if (prospective) {
    const cut = Int32Array.from([units, ...lengths.map((length) => units - length)])
    const [lo, hi] = [new Int32Array(lengths.length), Int32Array.from(lengths, (_, i) => i + 1)]
    return { units, columns: cut.length - 1, cut, column: columnsOf(units, cut), lo, hi, ending: true }
  }
  const cut = Int32Array.from({ length: units + 1 }, (_, k) => units - k)
  const windows = lengths.flatMap((length) => Array.from({ length: units - length + 1 }, (_, from) => [units - from - length, units - from] as const))
  const [lo, hi] = [Int32Array.from(windows, (of) => of[0]), Int32Array.from(windows, (of) => of[1])]
  return { units, columns: cut.length - 1, cut, column: columnsOf(units, cut), lo, hi, ending: false }
}

/** The one window that is the whole study, for scans that look at places alone. */
export const wholeWindow = (units: number): Windows => makeWindows(units, { min: units, max: units, prospective: true })

/** The column of each unit. */
function columnsOf(units: number, cut: Int32Array): Int32Array {
  const column = new Int32Array(units)
  for (let k = 1; k < cut.length; k++) column.fill(k, cut[k], cut[k - 1])
  return column
}
