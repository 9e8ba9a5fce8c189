import { beforeAll, expect, it } from 'vitest'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import type { JudgementSight } from '@/lib/domain/judgement'
import { describeEachEngine } from '@/lib/testing/database'
import { NOW, newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { creepingTypes } from './judgement-creeping'

const BLOCKS = 18
const DAYS = 28
/** 2026-11-24T00:00+08:00 */
const END = NOW - 8 * HOUR_MS

describeEachEngine('what creeps upwards', () => {
  const period = { from: END - 7 * DAY_MS, to: END }
  const look = async (scope = '', sees: JudgementSight = 'plain', to = END) =>
    creepingTypes(await loadAtlas(), { scope, period: { ...period, to }, sees })
  const told = async (...of: Parameters<typeof look>) => (await look(...of))?.map(({ code, count, since }) => [code, count, since])

  beforeAll(async () => {
    await saveSmallCounty()
    const at = (block: number, i: number, of: number) =>
      new Date(END - (BLOCKS - block) * DAYS * DAY_MS + ((i + 0.5) * DAYS * DAY_MS) / of).toISOString()
    // the second street alone rises, in rubbish and in a sensitive type
    const some = (type: string, column: number, count: (block: number) => number) =>
      Array.from({ length: BLOCKS }, (_, block) =>
        Array.from({ length: count(block) }, (_, i) => newEvent({ type, occurredAt: at(block, i, count(block)), position: spot(column, 0) })),
      ).flat()
    const rising = (block: number) => (block >= BLOCKS - 3 ? 36 : 12)
    const events: EventIn[] = [...some('0101', 0, () => 120), ...some('0501', 0, () => 12), ...some('0501', 5, rising), ...some('0102', 5, rising)]
    // so that the first block is a whole one
    events.push(newEvent({ occurredAt: new Date(END - (BLOCKS * DAYS + 3) * DAY_MS).toISOString() }))
    const receivedAt = events.map(({ occurredAt }) => Date.parse(occurredAt) + HOUR_MS)
    const { rejected } = await saveEvents(events, { viewer: viewer(), now: NOW, receivedAt, trusted: true })
    expect(rejected).toEqual([])
  })

  it('is told by type, with the day it began, and of sensitive types to whoever sees them', async () => {
    const since = new Date(END - 3 * DAYS * DAY_MS + 8 * HOUR_MS).toISOString().slice(0, 10)
    expect(await told()).toEqual([['0501', 48, since]])
    expect(await told('', 'full')).toEqual([
      ['0102', 36, since],
      ['0501', 48, since],
    ])
    const [rise] = (await look()) ?? []
    // all others had 132 events a block a year ago, and have 156 now
    expect(rise?.expected).toBeCloseTo((156 * 24) / 132, 9)
  })

  it('is of the place that is asked for', async () => {
    expect(await told('411324001')).toEqual([])
  })

  it('is not looked for without a year and three months', async () => {
    expect(await look('', 'plain', END - 2 * DAYS * DAY_MS)).toBeNull()
  })
})
