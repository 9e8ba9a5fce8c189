/** Fewer rows than this cost more in transactions than they save in waiting. */
const MIN_ROWS = 25

/**
 * How many rows the next transaction takes after one of `rows` rows lasted `tookMs`: as many as should last half of `longestMs`, since the
 * next may be slower than the last. It grows to no more than twice at a time, and `most`.
 */
export function nextBatch(rows: number, tookMs: number, { longestMs, most }: { longestMs: number; most: number }): number {
  const fitting = (rows * longestMs) / 2 / Math.max(tookMs, 1)
  return Math.max(MIN_ROWS, Math.min(most, 2 * rows, Math.floor(fitting)))
}
