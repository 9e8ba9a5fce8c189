import { describe, expect, it } from 'vitest'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import type { GridEvent } from '@/lib/domain/event'
import { concernsList, type Listed, makeListReader, readPages } from './list-reader'

const NOW = Date.UTC(2026, 10, 24)
const eventOf = (number: number): GridEvent => ({
  ...{ id: `00000000-0000-4000-8000-00000000000${number}`, number, caseNumber: `20261124-0000${number}`, revision: number, type: '0501' },
  ...{ occurredAt: '2026-11-24T00:00:00Z', receivedAt: '2026-11-24T00:00:00Z', updatedAt: null, handledAt: null, deadline: null },
  ...{ state: 'awaiting_acceptance', light: 'normal', status: 'open', urgency: 4, grid: '411324001', position: null, source: null },
})
const open: Listed = { list: 'open', behind: null }
const behind: Listed = { list: 'open', behind: { figure: 'reported', from: null, to: null, service: null } }

describe('reading pages', () => {
  /** Pages of one event each, the last without a cursor. */
  const pagesOf = (numbers: readonly number[]) => {
    const asked: (string | undefined)[] = []
    const read = async (cursor: string | undefined) => {
      asked.push(cursor)
      const i = Number(cursor ?? 0)
      const number = numbers[i]
      if (number === undefined) return null
      const first = i === 0 ? { figure: { counted: 9, listed: 2 }, unfinished: null } : {}
      return { events: [eventOf(number)], nextCursor: i + 1 < numbers.length ? String(i + 1) : null, ...first }
    }
    return { asked, read }
  }

  it('stops at as many as are asked for by then, and says that there is more', async () => {
    const { asked, read } = pagesOf([1, 2, 3])
    const found = await readPages(open, () => 2, read)
    expect([found?.events.map(({ number }) => number), found?.more, found?.order, asked]).toEqual([[1, 2], true, 'urgent', [undefined, '1']])
    let pages = 1
    const growing = pagesOf([1, 2, 3])
    const longer = await readPages(
      open,
      () => pages,
      (cursor) => {
        pages = 3
        return growing.read(cursor)
      },
    )
    expect(longer?.more).toBe(false)
  })
  it('shows them as they were answered, and says in which order that is', async () => {
    const of = async (listed: Listed, pages: number) => {
      const found = await readPages(listed, () => pages, pagesOf([3, 1, 2]).read)
      return [found?.order, found?.events.map(({ number }) => number)]
    }
    expect(await of(open, 1)).toEqual(['urgent', [3]])
    expect(await of(open, 5)).toEqual(['urgent', [3, 1, 2]])
    expect(await of({ list: 'overdue', behind: null }, 5)).toEqual(['deadline', [3, 1, 2]])
    expect(await of({ list: 'closed', behind: null }, 5)).toEqual(['newest', [3, 1, 2]])
    expect(await of(behind, 5)).toEqual(['newest', [3, 1, 2]])
  })
  it('shows once what has moved from one page to the next meanwhile', async () => {
    const found = await readPages(open, () => 5, pagesOf([3, 1, 3, 2]).read)
    expect(found?.events.map(({ number }) => number)).toEqual([3, 1, 2])
  })
  it('keeps what the first page counts, and is nothing where one page cannot be read', async () => {
    expect((await readPages(behind, () => 2, pagesOf([1, 2]).read))?.figure).toEqual({ counted: 9, listed: 2 })
    expect(
      await readPages(
        open,
        () => 2,
        async (cursor) => (cursor === undefined ? { events: [], nextCursor: '1' } : null),
      ),
    ).toBeNull()
  })
})

describe('a change', () => {
  const facts: EventFacts = { revision: 1, grid: 1, type: 1, urgency: 4, occurredAt: NOW - 1_000, handledAt: null, cellX: 1, cellY: 1 }
  const change = (fields: Partial<EventChange> = {}): EventChange => ({
    revision: 1,
    number: 7,
    receivedAt: NOW,
    before: null,
    after: facts,
    ...fields,
  })
  const at = { within: null, shown: new Set<number>(), code: '411324001101001', now: NOW }
  it('concerns a list that may hold its event, before or after, and one that shows it', () => {
    expect(concernsList(change(), { ...at, ...open })).toBe(true)
    const handled = { ...facts, handledAt: NOW }
    expect(concernsList(change({ after: handled }), { ...at, ...open })).toBe(false)
    expect(concernsList(change({ before: facts, after: handled }), { ...at, ...open })).toBe(true)
    expect(concernsList(change({ after: handled }), { ...at, ...open, shown: new Set([7]) })).toBe(true)
  })
  it('of another place does not, unless the page knows no such place', () => {
    expect(concernsList(change(), { ...at, ...open, within: '411324002' })).toBe(false)
    expect(concernsList(change(), { ...at, ...open, within: '411324002', code: undefined })).toBe(true)
  })
  it('concerns figures and what one was given whatever it is', () => {
    const handled = change({ after: { ...facts, handledAt: NOW } })
    for (const listed of [behind, { list: 'mine', behind: null } as const]) expect(concernsList(handled, { ...at, ...listed })).toBe(true)
  })
})

describe('a reader', () => {
  /** Readings end when they are told to, time goes on when it is told to. */
  function page() {
    const at = { now: 0, hidden: false, reads: 0 }
    let ends: ((succeeded: boolean) => void)[] = []
    let timers: { due: number; run(): void }[] = []
    const reader = makeListReader(
      () => {
        at.reads++
        return new Promise((resolve) => ends.push(resolve))
      },
      {
        minIntervalMs: 1_000,
        isHidden: () => at.hidden,
        runtime: {
          after(ms, run) {
            const timer = { due: at.now + ms, run }
            timers.push(timer)
            return () => {
              timers = timers.filter((one) => one !== timer)
            }
          },
        },
      },
    )
    return {
      ...{ at, reader },
      async end(succeeded = true) {
        for (const end of ends.splice(0)) end(succeeded)
        ends = []
        await Promise.resolve()
        await Promise.resolve()
      },
      go(ms: number) {
        at.now += ms
        const due = timers.filter((one) => one.due <= at.now)
        timers = timers.filter((one) => one.due > at.now)
        for (const { run } of due) run()
      },
    }
  }

  it('reads at once, and in a storm of changes one reading at a time and no more often than it may', async () => {
    const { at, reader, end, go } = page()
    expect(at.reads).toBe(1)
    for (let i = 0; i < 50; i++) reader.want()
    expect(at.reads).toBe(1)
    await end()
    go(999)
    expect(at.reads).toBe(1)
    go(1)
    expect(at.reads).toBe(2)
    await end()
    go(60_000)
    expect(at.reads).toBe(2)
    reader.want()
    expect(at.reads).toBe(3)
  })
  it('tries again what failed, a little later', async () => {
    const { at, end, go } = page()
    await end(false)
    go(1_000)
    expect(at.reads).toBe(1)
    go(2_000)
    expect(at.reads).toBe(2)
  })
  it('waits in a hidden tab for what changed and for what failed', async () => {
    const { at, reader, end, go } = page()
    at.hidden = true
    await end(false)
    go(60_000)
    reader.want()
    expect(at.reads).toBe(1)
    at.hidden = false
    reader.looked()
    expect(at.reads).toBe(2)
  })
  it('ends for good', async () => {
    const { at, reader, end, go } = page()
    await end()
    reader.want()
    reader.stop()
    go(60_000)
    const another = page()
    another.reader.stop()
    await another.end(false)
    another.go(60_000)
    expect([at.reads, another.at.reads]).toEqual([1, 1])
  })
})
