import type { Runtime } from './ports'

/** A value that changes and those who look at it: what `useSyncExternalStore` wants, and all that the page needs. */
export type Store<T> = {
  get(): T
  set(change: Partial<T>): void
  subscribe(listener: () => void): () => void
}

/** A store of an immutable object; a change that changes nothing wakes nobody. */
export function makeStore<T extends object>(initial: T): Store<T> {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(change) {
      const entries = Object.entries(change)
      if (entries.every(([key, next]) => Object.is(next, Reflect.get(value, key)))) return
      value = { ...value, ...change }
      for (const listener of [...listeners]) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/**
 * The same store, whose listeners can be given rest: `calm(ms)` has them told at once of a change after `ms` of quiet, and of what comes
 * sooner together, when the next `ms` of the clock is full, so that what ticks with the clock is drawn in the same frame.
 */
export function paced<T>(store: Store<T>, { now, after }: Pick<Runtime, 'now' | 'after'>): Store<T> & { calm(ms: number): void } {
  const listeners = new Set<() => void>()
  let pace = 0
  let toldAt = Number.NEGATIVE_INFINITY
  let waiting = false
  const tell = () => {
    waiting = false
    toldAt = now()
    for (const listener of [...listeners]) listener()
  }
  store.subscribe(() => {
    const since = now() - toldAt
    if (waiting) return
    // a clock that was set back is no reason to wait
    if (pace === 0 || since >= pace || since < 0) return tell()
    waiting = true
    after(pace - (now() % pace), tell)
  })
  return {
    get: store.get,
    set: store.set,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    calm(ms) {
      pace = ms
    },
  }
}
