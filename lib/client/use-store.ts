import { useEffect, useState, useSyncExternalStore } from 'react'
import type { Store } from './store'

/** A part of a store. `select` must answer the same value for the same state: pick, don't make. */
export function useStore<T, S>(store: Store<T>, select: (state: T) => S): S {
  const read = () => select(store.get())
  return useSyncExternalStore(store.subscribe, read, read)
}

/** The page's clock, once a second and on the second; `offset` is added before the second is cut. Null until mounted. */
export function useNow(offset = 0): number | null {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      setNow(Date.now())
      timer = setTimeout(tick, 1_000 - ((Date.now() + offset) % 1_000))
    }
    tick()
    return () => clearTimeout(timer)
  }, [offset])
  return now
}
