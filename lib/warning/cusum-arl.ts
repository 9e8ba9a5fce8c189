import { solveLinear } from './linear'
import { normalDensity, normalUpper } from './probability'

/** Mean runs until a CUSUM of normal observations alarms: `upper` and `lower` alone, and both kept at once. */
export type RunLengths = { upper: number; lower: number; twoSided: number }

/**
 * Average run lengths of a CUSUM that starts at 0, for standard normal observations whose mean has moved by `shift` standard deviations.
 * L(u) = 1 + L(0)·Φ(k − u − δ) + ∫ L(x)·φ(x + k − u − δ) dx over [0, h], by Gauss and Legendre's nodes; the two sides together by
 * 1/L = 1/L⁺ + 1/L⁻. Sources: Page 1954; Goel and Wu 1971; van Dobben de Bruyn 1968 for the two sides.
 */
export function runLengths(k: number, h: number, shift: number): RunLengths {
  const upper = oneSided(k, h, shift)
  const lower = oneSided(k, h, -shift)
  return { upper, lower, twoSided: 1 / (1 / upper + 1 / lower) }
}

const NODES_A_UNIT = 8
const MIN_NODES = 24

function oneSided(k: number, h: number, shift: number): number {
  const nodes = legendre(Math.max(MIN_NODES, Math.ceil(NODES_A_UNIT * h))).map(({ x, weight }) => ({
    x: (h * (x + 1)) / 2,
    weight: (h * weight) / 2,
  }))
  // The atom at 0 is the first unknown, the nodes of the interval the others.
  const from = [0, ...nodes.map(({ x }) => x)]
  const matrix = from.map((u, i) => {
    const toZero = normalUpper(u + shift - k)
    const row = [toZero, ...nodes.map(({ x, weight }) => weight * normalDensity(x + k - u - shift))]
    return row.map((value, j) => (i === j ? 1 : 0) - value)
  })
  return (
    solveLinear(
      matrix,
      from.map(() => 1),
    )[0] ?? Number.NaN
  )
}

/** The nodes and weights of Gauss and Legendre's rule on [−1, 1], by Newton's method on the recurrence of the polynomials. */
function legendre(n: number): { x: number; weight: number }[] {
  return Array.from({ length: n }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5))
    let slope = 1
    for (let step = 0; step < 100; step++) {
      let [before, value] = [1, x]
      for (let degree = 2; degree <= n; degree++) [before, value] = [value, ((2 * degree - 1) * x * value - (degree - 1) * before) / degree]
      slope = (n * (x * value - before)) / (x * x - 1)
      const change = value / slope
      x -= change
      if (Math.abs(change) < 1e-15) break
    }
    return { x, weight: 2 / ((1 - x * x) * slope * slope) }
  })
}
