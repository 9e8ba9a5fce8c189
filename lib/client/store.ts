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
