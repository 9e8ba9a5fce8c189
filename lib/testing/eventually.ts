import { vi } from 'vitest'
import { WAIT_MS } from './wait'

/**
 * Waits until the expectations in `holds` hold: seconds on a busy machine, where vitest's own limit of one second is often not enough.
 * Throws their last failure.
 */
export function eventually<T>(holds: () => T | Promise<T>, { timeout = WAIT_MS, interval = 20 } = {}): Promise<T> {
  return vi.waitFor(holds, { timeout, interval })
}
