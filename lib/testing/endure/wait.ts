import { setTimeout as pause } from 'node:timers/promises'

/** What was waited for did not come. */
export class Overdue extends Error {
  override readonly name = 'Overdue'
}

const POLL_MS = 20

/** Waits until something holds. Throws Overdue with `what` after `ms`. */
export async function until(holds: () => boolean | Promise<boolean>, what: string | (() => string), ms = 120_000): Promise<void> {
  for (const deadline = performance.now() + ms; !(await holds()); await pause(POLL_MS))
    if (performance.now() > deadline) throw new Overdue(`${typeof what === 'string' ? what : what()} (waited ${ms / 1_000} s)`)
}

/** Answers what `attempt` does as soon as it throws nothing. Throws its last fault after `ms`. */
export async function persist<T>(attempt: () => Promise<T>, ms = 60_000): Promise<T> {
  for (const deadline = performance.now() + ms; ; await pause(5 * POLL_MS)) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > deadline) throw error
    }
  }
}
