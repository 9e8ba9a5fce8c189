export const median = (times: readonly number[]): number => [...times].sort((x, y) => x - y)[times.length >> 1] ?? 0

/**
 * The median times of runs that take turns, milliseconds, so that a slow moment of the machine hits all of them. Each may be asked for
 * several times in its turn (`each`), for runs that are over before a clock has ticked.
 */
export async function inTurns(turns: number, runs: readonly { run(): unknown; each?: number }[], warmUp = 2): Promise<number[]> {
  const spent: number[][] = runs.map(() => [])
  for (let turn = -warmUp; turn < turns; turn++) {
    for (const [k, { run, each = 1 }] of runs.entries()) {
      const began = performance.now()
      for (let i = 0; i < each; i++) {
        const made = run()
        if (made instanceof Promise) await made
      }
      if (turn >= 0) spent[k]?.push((performance.now() - began) / each)
    }
  }
  return spent.map(median)
}
