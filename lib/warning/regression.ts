/** A column of the design, a value for each observation. */
export type Column = readonly number[]

/**
 * A fitted regression. `fitted` are means, `leverages` the diagonal of the hat matrix, `working` the residuals (y − μ)/μ on the log scale,
 * `freedom` the observations with weight less the columns that are not aliased, `pearson` the dispersion Σ w(y − μ)²/μ / freedom (NaN
 * without freedom). An aliased column has the coefficient null.
 */
export type Fit = {
  coefficients: (number | null)[]
  fitted: number[]
  leverages: number[]
  working: number[]
  freedom: number
  pearson: number
  converged: boolean
  /** the linear predictor and its variance over the dispersion at a row of the design */
  at(row: readonly number[]): { readonly eta: number; readonly variance: number }
}

const MAX_STEPS = 25
/** The change of the deviance, relative to itself, below which the fit has converged; R's default, so that empty groups stop where R stops. */
const TOLERANCE = 1e-8
/** A column with less than this share of its length outside the others is aliased. */
const ALIASED = 1e-10

/**
 * Quasi-Poisson regression with the log link by iteratively reweighted least squares (McCullagh and Nelder 1989, 2.5). `columns` holds the
 * whole design, the intercept too; `weights` are prior weights, 1 where none are given. Costs observations × columns² a step, at most 25.
 */
export function fitPoisson(counts: readonly number[], columns: readonly Column[], weights: readonly number[] = counts.map(() => 1)): Fit {
  const rows = counts.length
  const observed = Float64Array.from(counts)
  const design = columns.map((column) => Float64Array.from(column))
  const prior = Float64Array.from(weights)
  let fitted: Float64Array = observed.map((y) => y + 0.1)
  let eta: Float64Array = fitted.map(Math.log)
  let deviance = devianceOf(observed, fitted, prior)
  let converged = false
  let solved = solve(observed, fitted, eta, design, prior)
  for (let step = 0; step < MAX_STEPS && !converged; step++) {
    if (step > 0) solved = solve(observed, fitted, eta, design, prior)
    eta = predict(solved.coefficients, design, rows)
    fitted = eta.map(Math.exp)
    const now = devianceOf(observed, fitted, prior)
    converged = Math.abs(now - deviance) / (Math.abs(now) + 0.1) < TOLERANCE
    deviance = now
    if (!Number.isFinite(now)) break
  }
  const last = solved
  const freedom = weights.filter((w) => w > 0).length - last.basis.length
  const squares = counts.reduce((sum, y, i) => sum + ((weights[i] ?? 0) * (y - (fitted[i] ?? 0)) ** 2) / (fitted[i] ?? 1), 0)
  return {
    coefficients: last.coefficients,
    fitted: Array.from(fitted),
    leverages: counts.map((_, i) => last.basis.reduce((sum, { q }) => sum + (q[i] ?? 0) ** 2, 0)),
    working: counts.map((y, i) => (y - (fitted[i] ?? 0)) / (fitted[i] ?? 1)),
    freedom,
    pearson: freedom > 0 ? squares / freedom : Number.NaN,
    converged,
    at: (row) => ({
      eta: row.reduce((sum, x, j) => sum + x * (last.coefficients[j] ?? 0), 0),
      // computed when it is read: most ask for means alone
      get variance() {
        return lengthBelow(last.basis, row)
      },
    }),
  }
}

/** The linear predictor of each observation. */
function predict(coefficients: readonly (number | null)[], design: readonly Float64Array[], rows: number): Float64Array {
  const eta = new Float64Array(rows)
  for (const [j, column] of design.entries()) {
    const by = coefficients[j] ?? 0
    for (let i = 0; i < rows; i++) eta[i] = (eta[i] ?? 0) + by * (column[i] ?? 0)
  }
  return eta
}

function devianceOf(counts: Float64Array, fitted: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let i = 0; i < counts.length; i++) {
    const [y, mean] = [counts[i] ?? 0, fitted[i] ?? 0]
    sum += 2 * (weights[i] ?? 0) * ((y > 0 ? y * Math.log(y / mean) : 0) - (y - mean))
  }
  return sum
}

/** One direction of the orthogonal basis: the column it came from, its unit vector, and what the earlier directions hold of the column. */
type Direction = { column: number; q: Float64Array; parts: number[]; length: number }

/** One weighted least-squares step by modified Gram-Schmidt. */
function solve(counts: Float64Array, fitted: Float64Array, eta: Float64Array, columns: readonly Float64Array[], weights: Float64Array) {
  const roots = fitted.map((mean, i) => Math.sqrt((weights[i] ?? 0) * mean))
  const basis: Direction[] = []
  columns.forEach((values, column) => {
    const rest = values.map((x, i) => x * (roots[i] ?? 0))
    const whole = Math.sqrt(dot(rest, rest))
    const parts = basis.map(({ q }) => takeOut(rest, q))
    const length = Math.sqrt(dot(rest, rest))
    if (length > ALIASED * whole) basis.push({ column, q: rest.map((x) => x / length), parts, length })
  })
  const target = counts.map((y, i) => (roots[i] ?? 0) * ((eta[i] ?? 0) + (y - (fitted[i] ?? 0)) / (fitted[i] ?? 1)))
  const shares = basis.map(({ q }) => takeOut(target, q))
  const coefficients: (number | null)[] = columns.map(() => null)
  for (let k = basis.length - 1; k >= 0; k--) {
    let share = shares[k] ?? 0
    for (let later = k + 1; later < basis.length; later++) {
      const direction = basis[later]
      if (direction) share -= (direction.parts[k] ?? 0) * (coefficients[direction.column] ?? 0)
    }
    const own = basis[k]
    if (own) coefficients[own.column] = share / own.length
  }
  return { coefficients, basis }
}

/** Takes from `rest` what lies along the unit vector, and answers how much that was. */
function takeOut(rest: Float64Array, q: Float64Array): number {
  const part = dot(rest, q)
  for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] ?? 0) - part * (q[i] ?? 0)
  return part
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** row′ (X′WX)⁻¹ row, by forward substitution in the triangle of the basis. */
function lengthBelow(basis: readonly Direction[], row: readonly number[]): number {
  const solved: number[] = []
  for (const { column, parts, length } of basis) {
    const known = solved.reduce((sum, value, k) => sum + value * (parts[k] ?? 0), 0)
    solved.push(((row[column] ?? 0) - known) / length)
  }
  return dot(solved, solved)
}
