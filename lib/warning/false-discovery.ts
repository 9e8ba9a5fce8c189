/**
 * p values adjusted for their number, in the order given: the least false discovery rate at which each would be kept. Never below p, never
 * above 1, and in the order of p. Source: Benjamini and Hochberg 1995.
 */
export function falseDiscoveryRates(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((a, b) => (p[b] ?? 0) - (p[a] ?? 0))
  const rates = new Array<number>(p.length).fill(1)
  let least = 1
  order.forEach((i, place) => {
    least = Math.min(least, (p[i] ?? 1) * (p.length / (p.length - place)))
    rates[i] = least
  })
  return rates
}
