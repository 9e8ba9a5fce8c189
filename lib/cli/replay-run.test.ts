import { describe, expect, test } from 'vitest'
import type { EventIn, SaveResult } from '@/lib/domain/event'
import type { FeedRow } from '@/lib/sources/tables/table'
import { emptyTally, type RefusedRow, reconcile, replayRows, type Tally } from './replay-run'

/** Rows `0 … n − 1`, one a second of the feed's time. */
async function* rows(n: number, at = (i: number) => i * 1000): AsyncGenerator<FeedRow> {
  for (let i = 0; i < n; i++) yield { line: i + 2, values: { id: String(i), at: String(at(i)) } }
}

const mapRow = ({ id = '', at }: Record<string, string>) =>
  id.endsWith('13') ? { fault: { code: 'invalid' as const, message: 'unlucky' } } : { event: event(id), at: Number(at) }
const event = (id: string): EventIn => ({ id, occurredAt: '2026-01-01T00:00:00Z', type: 'a', grid: '1', externalId: id })

/** Takes ids once; refuses those that end in 7. */
function makeSystem() {
  const seen = new Map<string, number>()
  const batches: string[][] = []
  return {
    seen,
    batches,
    async save(events: EventIn[]): Promise<SaveResult> {
      batches.push(events.map((e) => e.id))
      const result: SaveResult = { accepted: 0, updated: 0, duplicates: 0, rejected: [], logId: '', revision: 0 }
      events.forEach((e, index) => {
        if (e.id.endsWith('7')) result.rejected.push({ index, code: 'outside_area', message: 'far away' })
        else if (seen.has(e.id)) result.duplicates++
        else result.accepted++
        seen.set(e.id, (seen.get(e.id) ?? 0) + 1)
      })
      return result
    },
  }
}

describe('a replay', () => {
  test('sends all rows in order, in batches, and accounts for every one', async () => {
    const { batches, save } = makeSystem()
    const refused: RefusedRow[] = []
    const done: Tally[] = []
    const tally = await replayRows({
      rows: rows(2_500),
      mapRow,
      save,
      done: emptyTally(),
      inFlight: 1,
      onDone: (t) => done.push(t),
      onRefused: (r) => refused.push(r),
    })
    expect(batches.flat()).toEqual(Array.from({ length: 2_500 }, (_, i) => String(i)).filter((id) => !id.endsWith('13')))
    expect(Math.max(...batches.map((b) => b.length))).toBeLessThanOrEqual(1_000)
    expect(tally).toEqual({ messages: 2_500, accepted: 2_225, updated: 0, duplicates: 0, rejected: { invalid: 25, outside_area: 250 } })
    expect(reconcile(tally)).toEqual({
      balanced: true,
      sentence: '2500 messages = 2225 accepted + 0 updated + 0 duplicates + 275 rejected (invalid 25, outside_area 250)',
    })
    expect(done.at(-1)).toEqual(tally)
    expect(refused).toHaveLength(275)
    expect(refused.find((r) => r.id === '7')).toEqual({ line: 9, id: '7', code: 'outside_area', message: 'far away' })
    expect(refused.find((r) => r.message === 'unlucky')).toEqual({ line: 15, id: undefined, code: 'invalid', message: 'unlucky' })
  })

  test('passes over what was done, and the two parts add up to the whole', async () => {
    const whole = makeSystem()
    const expected = await replayRows({ rows: rows(3_000), mapRow, save: whole.save, done: emptyTally() })
    const parts = makeSystem()
    const first = await replayRows({ rows: rows(1_234), mapRow, save: parts.save, done: emptyTally() })
    expect(await replayRows({ rows: rows(3_000), mapRow, save: parts.save, done: first })).toEqual(expected)
    expect([...parts.seen.values()].every((n) => n === 1)).toBe(true)
    expect(parts.seen.size).toBe(whole.seen.size)
  })

  test('tells how far it is only as far as everything before is answered', async () => {
    const { save } = makeSystem()
    const hold: (() => void)[] = []
    const done: number[] = []
    const running = replayRows({
      rows: rows(3_000),
      mapRow,
      save: async (events) => {
        const result = await save(events)
        if (events[0]?.id === '0') await new Promise<void>((resolve) => hold.push(resolve))
        return result
      },
      done: emptyTally(),
      onDone: (t) => done.push(t.messages),
    })
    // The first batch is still out when the others are answered.
    while (hold.length === 0) await new Promise(setImmediate)
    for (let i = 0; i < 50; i++) await new Promise(setImmediate)
    expect(done).toEqual([])
    hold[0]?.()
    await running
    expect(done).toEqual([1_000, 2_000, 3_000])
  })

  test('ends when it is told to, with what was answered', async () => {
    const stop = new AbortController()
    const { seen, save } = makeSystem()
    const tally = await replayRows({
      rows: rows(10_000),
      mapRow,
      save,
      done: emptyTally(),
      signal: stop.signal,
      onDone: (t) => {
        if (t.messages >= 3_000) stop.abort()
      },
    })
    expect(tally.messages).toBeGreaterThanOrEqual(3_000)
    expect(tally.messages).toBeLessThan(10_000)
    expect(reconcile(tally).balanced).toBe(true)
    const rest = await replayRows({ rows: rows(10_000), mapRow, save, done: tally })
    expect(rest.messages).toBe(10_000)
    expect(rest.duplicates).toBe(0)
    expect([...seen.values()].every((n) => n === 1)).toBe(true)
  })

  test('gives up with the fault of a batch, and what came before it is kept', async () => {
    const { save } = makeSystem()
    const done: number[] = []
    const failing = replayRows({
      rows: rows(9_000),
      mapRow,
      save: async (events) => {
        if (events.some((e) => e.id === '4500')) throw new Error('the server is gone')
        return save(events)
      },
      done: emptyTally(),
      onDone: (t) => done.push(t.messages),
    })
    await expect(failing).rejects.toThrow('the server is gone')
    expect(done).toEqual([1_000, 2_000, 3_000, 4_000])
  })
})

describe('pace', () => {
  /** Replays on a clock that only waiting moves; gives the time at which each row was sent. */
  async function paced(n: number, speed: number, at?: (i: number) => number) {
    let clock = 5_000
    const sentAt = new Map<string, number>()
    const { save } = makeSystem()
    await replayRows({
      rows: rows(n, at),
      mapRow,
      save: async (events) => {
        for (const e of events) sentAt.set(e.id, clock - 5_000)
        return save(events)
      },
      done: emptyTally(),
      speed,
      now: () => clock,
      wait: async (ms) => {
        clock += ms
      },
    })
    return sentAt
  }

  test('a feed of one message a second comes at its speed, a tenth of a second early at most', async () => {
    for (const speed of [1, 10, 1_000]) {
      for (const [id, ms] of await paced(400, speed)) {
        const due = (Number(id) * 1000) / speed
        expect(ms).toBeGreaterThanOrEqual(due - 100)
        expect(ms).toBeLessThanOrEqual(due + 1)
      }
    }
  })

  test('without a limit nothing waits', async () => {
    expect(new Set((await paced(2_500, Infinity)).values())).toEqual(new Set([0]))
  })

  test('what comes out of order is not waited for twice', async () => {
    const sentAt = await paced(100, 1, (i) => (i % 2 ? i * 1000 : 0))
    expect(Math.max(...sentAt.values())).toBeLessThanOrEqual(99_000)
  })
})
