import { normalUpperQuantile, poissonAtLeast } from './probability'

/** A figure with the ends of its interval, 95 % unless said otherwise. */
export type Estimate = { readonly value: number; readonly low: number; readonly high: number }

/** Successes among trials with Wilson's interval (1927); null without trials. */
export type Share = Estimate & { readonly successes: number; readonly trials: number }

export function shareOf(successes: number, trials: number, confidence = 0.95): Share | null {
  if (trials === 0) return null
  const z = normalUpperQuantile((1 - confidence) / 2)
  const value = successes / trials
  const middle = (value + z ** 2 / (2 * trials)) / (1 + z ** 2 / trials)
  const half = (z / (1 + z ** 2 / trials)) * Math.sqrt((value * (1 - value)) / trials + z ** 2 / (4 * trials ** 2))
  // at either end the interval reaches it, but for rounding
  return { successes, trials, value, low: successes === 0 ? 0 : middle - half, high: successes === trials ? 1 : middle + half }
}

/** How often something happened in an exposure (days), with the exact interval for a Poisson count (Garwood 1936); null without exposure. */
export type Rate = Estimate & { readonly count: number; readonly exposure: number }

export function rateOf(count: number, exposure: number, confidence = 0.95): Rate | null {
  if (!(exposure > 0)) return null
  const tail = (1 - confidence) / 2
  const low = count === 0 ? 0 : meanWhere((mean) => poissonAtLeast(count, mean) < tail)
  const high = meanWhere((mean) => 1 - poissonAtLeast(count + 1, mean) > tail)
  return { count, exposure, value: count / exposure, low: low / exposure, high: high / exposure }
}

const HALVINGS = 60

/** The mean up to which a condition holds that holds for small ones. */
function meanWhere(holds: (mean: number) => boolean): number {
  let [low, high] = [0, 1]
  while (holds(high)) high *= 2
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return (low + high) / 2
}
