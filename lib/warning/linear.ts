/** The solution of a square system by Gauss's elimination with partial pivoting; changes neither argument. A singular one gives no numbers. */
export function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0])
  const n = rows.length
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]?.[k] ?? 0) > Math.abs(rows[pivot]?.[k] ?? 0)) pivot = i
    const top = rows[pivot] ?? []
    const moved = rows[k] ?? []
    rows[k] = top
    rows[pivot] = moved
    for (let i = k + 1; i < n; i++) {
      const row = rows[i] ?? []
      const factor = (row[k] ?? 0) / (top[k] ?? 0)
      for (let j = k; j <= n; j++) row[j] = (row[j] ?? 0) - factor * (top[j] ?? 0)
    }
  }
  const solution = new Array<number>(n).fill(0)
  for (let k = n - 1; k >= 0; k--) {
    const row = rows[k] ?? []
    let rest = row[n] ?? 0
    for (let j = k + 1; j < n; j++) rest -= (row[j] ?? 0) * (solution[j] ?? 0)
    solution[k] = rest / (row[k] ?? 0)
  }
  return solution
}
