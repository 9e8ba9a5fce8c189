import type { EventChange } from '@/lib/domain/change'
import type { GridEvent } from '@/lib/domain/event'
import type { Unfinished } from '@/lib/domain/unfinished'
import type { Behind } from './figures'
import { type ListName, type ListOrder, mayHold, orderOf } from './lists'
import type { Runtime } from './ports'

/** A change is shown at once; in a storm of changes a list of the desk is read no more often than this. */
export const LIST_INTERVAL_MS = 1_200
/** A list behind a figure may change with any event, and is dear to read. */
export const FIGURE_INTERVAL_MS = 10_000
const RETRY_MS = 3_000

/** What the desk lists: a list, or the one behind a figure instead. */
export type Listed = { list: ListName; behind: Behind | null }

/** What has been read of a list, as far as it was asked for. */
export type ReadEvents = {
  events: GridEvent[]
  /** there are more than are shown */
  more: boolean
  order: ListOrder
  /** behind a figure: how many events that counts, and how many of them are listed */
  figure: { counted: number; listed: number } | null
  /** what of the list is still being written */
  unfinished: Unfinished | null
}

/** A page of `GET /api/events`. */
type Page = {
  events: readonly GridEvent[]
  nextCursor: string | null
  figure?: ReadEvents['figure'] | undefined
  unfinished?: Unfinished | null | undefined
}

/** Reads as many pages of a list as are asked for by then, by `read`, which answers null where a page cannot be read: then nothing is. */
export async function readPages(
  { list, behind }: Listed,
  pages: () => number,
  read: (cursor: string | undefined) => Promise<Page | null>,
): Promise<ReadEvents | null> {
  const events: GridEvent[] = []
  const seen = new Set<number>()
  let cursor: string | undefined
  let [figure, unfinished]: [ReadEvents['figure'], Unfinished | null] = [null, null]
  for (let page = 0; page < pages(); page++) {
    const answer = await read(cursor)
    if (!answer) return null
    // what has become less urgent since the page before stands on this one again
    events.push(...answer.events.filter(({ number }) => !seen.has(number)))
    for (const { number } of answer.events) seen.add(number)
    figure ??= answer.figure ?? null
    unfinished ??= answer.unfinished ?? null
    cursor = answer.nextCursor ?? undefined
    if (cursor === undefined) break
  }
  return { events, more: cursor !== undefined, order: behind ? 'newest' : orderOf(list), figure, unfinished }
}

/** May a change concern what is shown of a list? `code`: of the grid that it is in, where the page knows it. */
export function concernsList(
  { number, before, after }: EventChange,
  { list, behind, within, shown, code, now }: Listed & { within: string | null; shown: ReadonlySet<number>; code: string | undefined; now: number },
): boolean {
  if (shown.has(number)) return true
  if (within !== null && code !== undefined && !code.startsWith(within)) return false
  // whom an event was given to is told to nobody but by reading
  return behind !== null || list === 'mine' || mayHold(list, after, now) || mayHold(list, before, now)
}

export type ListReader = {
  /** something may have changed: it is read at once, and in a storm of changes no more often than it may be */
  want(): void
  /** the tab is seen, or no longer: what changes while nobody looks is read when somebody does */
  looked(): void
  stop(): void
}

/** Reads a list once and whenever it is wanted; one reading at a time, and a failed one again. `read` answers whether it succeeded. */
export function makeListReader(
  read: () => Promise<boolean>,
  { minIntervalMs, isHidden, runtime }: { minIntervalMs: number; isHidden(): boolean; runtime: Pick<Runtime, 'after'> },
): ListReader {
  let [running, wanted, over] = [false, false, false]
  let cancel: (() => void) | null = null
  const begin = async () => {
    running = true
    wanted = false
    const succeeded = await read()
    if (over) return
    cancel = runtime.after(succeeded ? minIntervalMs : RETRY_MS, () => {
      running = false
      wanted ||= !succeeded
      looked()
    })
  }
  const looked = () => {
    if (wanted && !running && !isHidden()) void begin()
  }
  void begin()
  return {
    want() {
      wanted = true
      looked()
    },
    looked,
    stop() {
      over = true
      cancel?.()
    },
  }
}
