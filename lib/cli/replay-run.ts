import * as z from 'zod/mini'
import { pause } from '@/lib/demo/api'
import type { EventIn, Rejected, SaveResult } from '@/lib/domain/event'
import type { FeedRow } from '@/lib/sources/tables/table'

/** What became of the messages of a feed; `messages` = accepted + updated + duplicates + all of `rejected`, by code. */
export const Tally = z.object({
  messages: z.int(),
  accepted: z.int(),
  updated: z.int(),
  duplicates: z.int(),
  rejected: z.record(z.string(), z.int()),
})
export type Tally = z.infer<typeof Tally>

export const emptyTally = (): Tally => ({ messages: 0, accepted: 0, updated: 0, duplicates: 0, rejected: {} })

/** A message that was refused, by its line in the file. */
export type RefusedRow = { line: number; id: string | undefined; code: string; message: string }

/** What a message says, and when it was said; or why it says nothing that can be taken. */
type Mapped = { event: EventIn; at: number; fault?: undefined } | { event?: undefined; at?: undefined; fault: Pick<Rejected, 'code' | 'message'> }

export type ReplayOptions = {
  rows: AsyncIterable<FeedRow>
  mapRow: (values: FeedRow['values']) => Mapped
  save: (events: EventIn[], at: number[]) => Promise<SaveResult>
  /** what is already done of this feed: its first `messages` rows are passed over */
  done: Tally
  /** multiples of real time by the feed's own clock; Infinity: as fast as they are taken */
  speed?: number
  /** batches on their way at a time */
  inFlight?: number
  /** ends the replay after what is on its way */
  signal?: AbortSignal
  /** called when everything up to here is answered, in order */
  onDone?: (tally: Tally) => void
  /** a refused message, and the row it was made of */
  onRefused?: (row: RefusedRow, values: FeedRow['values']) => void
  now?: () => number
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** Rows in one request. */
const BATCH = 1_000
/** Rows due within this time go together, so that pacing costs at most ten requests a second. */
const TOGETHER_MS = 100

type Batch = { tally: Tally; events: EventIn[]; at: number[]; rows: FeedRow[]; answered: boolean }

/**
 * Sends the rows of a feed in batches, in order of the file, at the feed's own pace: a message waits for its moment by the latest time the
 * feed has told so far, so what comes late is not waited for twice. State does not depend on the order in which batches arrive, hence
 * several on their way. Returns the tally: whole when the file ended, partial when `signal` came. Throws what `save` throws.
 */
export async function replayRows(options: ReplayOptions): Promise<Tally> {
  const { rows, mapRow, save, done, speed = Infinity, inFlight = 3, signal, onDone, onRefused, now = Date.now, wait = pause } = options
  let tally = done
  let batch = newBatch()
  let position = 0
  let clock: { first: number; latest: number; started: number } | null = null
  const sent: Batch[] = []
  const flying = new Set<Promise<void>>()
  const faults: unknown[] = []

  const settle = () => {
    for (let first = sent[0]; first?.answered; first = sent[0]) {
      tally = add(tally, first.tally)
      sent.shift()
      onDone?.(tally)
    }
  }
  const send = async (b: Batch) => {
    if (b.events.length > 0) {
      const result = await save(b.events, b.at)
      b.tally.accepted += result.accepted
      b.tally.updated += result.updated
      b.tally.duplicates += result.duplicates
      for (const { index, code, message } of result.rejected) {
        count(b.tally, code)
        onRefused?.({ line: b.rows[index]?.line ?? 0, id: b.events[index]?.externalId, code, message }, b.rows[index]?.values ?? {})
      }
    }
    b.answered = true
    settle()
  }
  const flush = async () => {
    if (batch.tally.messages === 0) return
    const full = batch
    batch = newBatch()
    sent.push(full)
    while (flying.size >= inFlight) await Promise.race(flying)
    if (faults.length > 0) return
    const sending: Promise<void> = send(full)
      .catch((error: unknown) => void faults.push(error))
      .finally(() => flying.delete(sending))
    flying.add(sending)
  }

  for await (const row of rows) {
    if (signal?.aborted || faults.length > 0) break
    if (position++ < done.messages) continue
    const mapped = mapRow(row.values)
    const { event, at, fault }: Mapped = row.fault ? { fault: row.fault } : mapped
    if (fault) {
      count(batch.tally, fault.code)
      onRefused?.({ line: row.line, id: undefined, code: fault.code, message: fault.message }, row.values)
    } else {
      clock ??= { first: at, latest: at, started: now() }
      clock.latest = Math.max(clock.latest, at)
      const early = clock.started + (clock.latest - clock.first) / speed - now()
      if (early > TOGETHER_MS) {
        await flush()
        await wait(early, signal).catch(() => {})
        if (signal?.aborted) break
      }
      batch.events.push(event)
      batch.at.push(at)
      batch.rows.push(row)
    }
    batch.tally.messages++
    if (batch.tally.messages >= BATCH) await flush()
  }
  // What has not been sent when it is stopped is read again next time.
  if (!signal?.aborted && faults.length === 0) await flush()
  await Promise.all(flying)
  if (faults.length > 0) throw faults[0]
  return tally
}

const newBatch = (): Batch => ({ tally: emptyTally(), events: [], at: [], rows: [], answered: false })

function count(tally: Tally, code: string): void {
  tally.rejected[code] = (tally.rejected[code] ?? 0) + 1
}

function add(a: Tally, b: Tally): Tally {
  const rejected = { ...a.rejected }
  for (const [code, n] of Object.entries(b.rejected)) rejected[code] = (rejected[code] ?? 0) + n
  return {
    messages: a.messages + b.messages,
    accepted: a.accepted + b.accepted,
    updated: a.updated + b.updated,
    duplicates: a.duplicates + b.duplicates,
    rejected,
  }
}

/** All rejected messages of a tally. */
export const rejectedIn = (tally: Tally): number => Object.values(tally.rejected).reduce((a, b) => a + b, 0)

/** The reconciliation (对账): what the messages add up to, and whether they do. */
export function reconcile(tally: Tally): { balanced: boolean; sentence: string } {
  const rejected = rejectedIn(tally)
  const sum = tally.accepted + tally.updated + tally.duplicates + rejected
  const codes = Object.entries(tally.rejected)
    .sort()
    .map(([code, n]) => `${code} ${n}`)
  const by = codes.length > 0 ? ` (${codes.join(', ')})` : ''
  const sign = sum === tally.messages ? '=' : '≠'
  return {
    balanced: sum === tally.messages,
    sentence: `${tally.messages} messages ${sign} ${tally.accepted} accepted + ${tally.updated} updated + ${tally.duplicates} duplicates + ${rejected} rejected${by}`,
  }
}
