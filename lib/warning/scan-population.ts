/** A population at a moment, in days: what is known of how many people there are. */
export type PopulationPoint = { readonly at: number; readonly value: number }

/**
 * Person-days between two moments (days): the integral of the population, which is linear between the points and constant outside them. Points
 * stand in the order of their time; without any there is nobody.
 */
export function personDays(points: readonly PopulationPoint[], from: number, to: number): number {
  const inner = points.filter(({ at }) => at > from && at < to)
  const knots = [{ at: from, value: populationAt(points, from) }, ...inner, { at: to, value: populationAt(points, to) }]
  let sum = 0
  for (const [i, knot] of knots.entries()) {
    const next = knots[i + 1]
    if (next) sum += ((knot.value + next.value) / 2) * (next.at - knot.at)
  }
  return sum
}

/** The population at a moment. */
export function populationAt(points: readonly PopulationPoint[], at: number): number {
  const next = points.findIndex((point) => point.at >= at)
  const right = next < 0 ? points.at(-1) : points[next]
  const left = next > 0 ? points[next - 1] : right
  if (!left || !right) return 0
  if (right.at === left.at || right.at <= at) return right.value
  return left.value + ((right.value - left.value) * (at - left.at)) / (right.at - left.at)
}

/**
 * Expected cases by indirect standardisation (间接标准化): every stratum (say age and sex) has one rate everywhere, its cases over its population,
 * and a cell expects the sum of its populations times these rates. `populations[s]` and the result are a row a place, a value a unit.
 */
export function standardise(populations: readonly Float64Array[], cases: readonly number[]): Float64Array {
  const expected = new Float64Array(populations[0]?.length ?? 0)
  for (const [s, population] of populations.entries()) {
    const all = population.reduce((sum, n) => sum + n, 0)
    if (all === 0) continue
    const rate = (cases[s] ?? 0) / all
    for (let i = 0; i < expected.length; i++) expected[i] = (expected[i] ?? 0) + (population[i] ?? 0) * rate
  }
  return expected
}
