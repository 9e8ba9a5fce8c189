import * as z from 'zod/mini'
import { HOUR_MS } from './clock'

/** Windows of the heat field. They slide in steps of window/360, so that two readers at one moment count the same events. */
export const HeatWindow = z.enum(['1h', '24h', '7d', '30d', 'all'])
export type HeatWindow = z.infer<typeof HeatWindow>

const windowMs: Record<Exclude<HeatWindow, 'all'>, number> = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS, '30d': 720 * HOUR_MS }

/** Steps in one window. */
export const STEPS = 360
/** Length of a step in milliseconds; 0 for `all`, which has a single step 0. */
export const stepMs = (window: HeatWindow): number => (window === 'all' ? 0 : windowMs[window] / STEPS)
/** The step an instant falls in. */
export const stepOf = (window: HeatWindow, ms: number): number => (window === 'all' ? 0 : Math.floor(ms / stepMs(window)))
/** The steps a window holds at an instant: (last − 360, last]. For `all` every event up to now. */
export function stepsAt(window: HeatWindow, ms: number): { first: number; last: number } {
  if (window === 'all') return { first: 0, last: 0 }
  const last = stepOf(window, ms)
  return { first: last - STEPS + 1, last }
}

/** Kernel radius in metres on the ground: the biweight (quartic) kernel, K(d) = 3/(πh²)·(1 − (d/h)²)² for d < h (Silverman 1986, 4.2.2). */
export const KERNEL_METERS = 300

/** Kernel value in 1/km² at a distance in metres. */
export function kernel(distanceMeters: number, radiusMeters: number = KERNEL_METERS): number {
  if (distanceMeters >= radiusMeters) return 0
  const u = 1 - (distanceMeters / radiusMeters) ** 2
  return (3e6 / (Math.PI * radiusMeters * radiusMeters)) * u * u
}

/** The density that gets the brightest colour, events/km²: fixed for each window, so that a colour keeps its meaning. Scale is a square root. */
export const heatCeiling: Record<HeatWindow, number> = { '1h': 10, '24h': 100, '7d': 500, '30d': 2_000, all: 60_000 }

/** Near by (近景), where single grids are looked at, the brightest colour is so many times as dense: what is one stain from afar is told apart. */
const NEAR = 5

/** The density (events/km²) of the brightest colour, from afar or near by: two scales, each of them fixed. */
export const ceilingOf = (window: HeatWindow, near: boolean): number => heatCeiling[window] * (near ? NEAR : 1)
