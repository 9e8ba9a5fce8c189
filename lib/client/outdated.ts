import { makeStore } from './store'

/** Since when what the page shows has not been read again, epoch milliseconds; null: all of it is as it should be. */
export const outdated = makeStore<{ since: number | null }>({ since: null })

const all = new Set<{ readAt: number }>()
const tell = () => outdated.set({ since: all.size === 0 ? null : Math.min(...[...all].map(({ readAt }) => readAt)) })

/** Notes that something was last read at `readAt` (epoch milliseconds) and could not be read again; answers what ends that. */
export function noteOutdated(readAt: number): () => void {
  const one = { readAt }
  all.add(one)
  tell()
  return () => {
    all.delete(one)
    tell()
  }
}
