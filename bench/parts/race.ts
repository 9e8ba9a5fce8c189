/** One way to save batches; `save` answers when the batch is durable. */
export type Contender<T> = { name: string; save(batch: T): Promise<void> }

/** Rounds that are not counted, while code is compiled and plans and pages come into memory. */
const WARM_UP = 1

/**
 * Lets contenders save batches in turns, `rounds` rounds of `batches` each, so that a slow moment of the machine hits all of them;
 * many short rounds compare better than few long ones. Rounds must be much longer than what is in flight.
 * `inFlight` batches are under way at once. Batches are made before the clock starts; `warm` is called
 * after the round that is not counted. Shows progress; returns milliseconds a contender.
 */
export async function race<T>(
  contenders: readonly Contender<T>[],
  { rounds, batches, inFlight, make, warm }: { rounds: number; batches: number; inFlight: number; make(): T; warm?(): Promise<unknown> },
): Promise<number[]> {
  const spent = contenders.map(() => 0)
  for (let round = -WARM_UP; round < rounds; round++) {
    if (round === 0) await warm?.()
    for (const [c, contender] of contenders.entries()) {
      process.stdout.write(`\r  ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}: ${contender.name.padEnd(40)}`)
      const prepared = Array.from({ length: batches }, make)
      const began = performance.now()
      const lanes = Array.from({ length: inFlight }, async () => {
        for (let batch = prepared.pop(); batch !== undefined; batch = prepared.pop()) await contender.save(batch)
      })
      await Promise.all(lanes)
      if (round >= 0) spent[c] = (spent[c] ?? 0) + performance.now() - began
    }
  }
  process.stdout.write(`\r${' '.repeat(70)}\r`)
  return spent
}

/** Prints rows as a table, the first row its head; all but the first column are right-aligned. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const width = (text: string) => [...text].length
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => width(row[c] ?? ''))))
  for (const [r, row] of rows.entries()) {
    const cells = row.map((cell, c) =>
      c === 0 ? cell + ' '.repeat((widths[c] ?? 0) - width(cell)) : ' '.repeat((widths[c] ?? 0) - width(cell)) + cell,
    )
    console.log(cells.join('  '))
    if (r === 0) console.log(widths.map((w) => '-'.repeat(w)).join('  '))
  }
}

/** Prints what a race came to: time and rows a second of each contender, and how many times its time is the first one's. */
export function printSaves(
  contenders: readonly { name: string }[],
  spent: readonly number[],
  { rows, batches, inFlight }: { rows: number; batches: number; inFlight: number },
): void {
  const [own = 1] = spent
  console.log(
    `\n${batches} batches of ${rows} rows, ${inFlight === 1 ? 'one after the other' : `${inFlight} in flight, one writing connection each`}`,
  )
  printTable([
    ['', 'ms a batch', 'rows/s', `${contenders[0]?.name} is`],
    ...contenders.map(({ name }, i) => {
      const ms = spent[i] ?? 1
      return [name, (ms / batches).toFixed(1), Math.round((batches * rows * 1000) / ms).toLocaleString('en'), i ? `${(ms / own).toFixed(2)}x` : '']
    }),
  ])
}

/** One line on an aim: the ratio, the aim, and whether it was reached. */
export function printRatio(what: string, ratio: number, aim: number): void {
  console.log(`${what}: ${ratio.toFixed(2)}x (aim: at least ${aim.toFixed(2)}x) ${ratio >= aim ? 'reached' : 'NOT reached'}`)
}
