/**
 * The rows of a list under a hand: each stays where it was, told as it is now, also what has left the list meanwhile; what is new comes below. `left`: one that was
 * worked on, as that left it, should it no longer be in the list.
 */
export function heldRows<Row extends { number: number }>(before: readonly Row[], now: readonly Row[], left: Row | null = null): readonly Row[] {
  const told = new Map([...(left ? [left] : []), ...now].map((row) => [row.number, row]))
  const known = new Set(before.map(({ number }) => number))
  return [...before.map((row) => told.get(row.number) ?? row), ...now.filter(({ number }) => !known.has(number))]
}
