import type { Surroundings } from './ports'

/** Time and chance of the browser. */
export const around: Surroundings = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
