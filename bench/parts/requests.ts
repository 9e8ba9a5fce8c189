import { setImmediate as turn } from 'node:timers/promises'
import { type LiveState, startState } from '@/lib/client/board'
import { FIGURE_INTERVAL_MS, LIST_INTERVAL_MS, makeListReader } from '@/lib/client/list-reader'
import type { Runtime } from '@/lib/client/ports'
import { makeRefresher } from '@/lib/client/refresher'
import { makeStore } from '@/lib/client/store'
import { followTrends } from '@/lib/client/trends'
import { makeRandom } from '@/lib/domain/random'

const MINUTES = 10
const CHANGES_MS = 100

/** What a page reads with: starts it, and answers what tells it that something has changed. */
type Reader = { name: string; start(read: () => void, page: { runtime: Runtime; isHidden(): boolean }): (change: number) => void }

const list = (minIntervalMs: number): Reader['start'] => {
  return (read, { runtime, isHidden }) => {
    const reader = makeListReader(
      async () => {
        read()
        return true
      },
      { minIntervalMs, isHidden, runtime },
    )
    return reader.want
  }
}
/** Whatever a page reads again because the board has changed, by the functions that it does so with. */
const READERS: readonly Reader[] = [
  {
    name: 'what a page reads beside the board',
    start(read, { runtime, isHidden }) {
      const refresher = makeRefresher(read, isHidden, runtime)
      return refresher.changed
    },
  },
  {
    name: 'trends of the wall',
    start(read, { runtime, isHidden }) {
      const board = { logId: 'a', revision: 1, asOf: null, at: 0, grids: new Map(), recent: [], pulses: [] }
      const live = makeStore<LiveState>({ ...startState, board })
      followTrends(
        live,
        async () => read(),
        () => {},
        runtime,
        isHidden,
      )
      return (reported) => live.set({ figures: { total: { reported, handled: 0, open: reported }, today: { reported, handled: 0 }, grids: [] } })
    },
  },
  { name: 'the list of the desk', start: list(LIST_INTERVAL_MS) },
  { name: 'a list behind a figure', start: list(FIGURE_INTERVAL_MS) },
]

/** Requests a minute and viewer while ten changes a second come, by what is read: seen, and in a hidden tab after it was first read. */
export async function requestsOfViewers(): Promise<{ rows: string[][]; beside: number; hidden: number }> {
  const rows = [['', 'requests a minute and viewer', 'in a hidden tab']]
  let [beside, hidden] = [0, 0]
  for (const reader of READERS) {
    const [seen, unseen] = [await requests(reader, false), await requests(reader, true)]
    rows.push([reader.name, seen.toFixed(1), unseen.toFixed(1)])
    if (rows.length === 2) beside = seen
    hidden = Math.max(hidden, unseen)
  }
  return { rows, beside, hidden }
}

/** By a clock of its own, so that ten minutes take none. */
async function requests({ start }: Reader, isHidden: boolean): Promise<number> {
  const random = makeRandom('requests')
  let [now, count, hides] = [0, 0, false]
  let timers: { at: number; run(): void }[] = []
  const runtime: Runtime = {
    now: () => now,
    random: random.next,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
  }
  const change = start(() => count++, { runtime, isHidden: () => hides })
  for (let i = 1; now < MINUTES * 60_000; i++) {
    now += CHANGES_MS
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers = timers.filter((one) => one !== timer)
      timer.run()
    }
    await turn() // what was read has come
    // from its second minute on, so that what is asked for once is not counted as asked for in a hidden tab
    if (now === 60_000) [count, hides] = [0, isHidden]
    change(i)
  }
  return count / (MINUTES - 1)
}
