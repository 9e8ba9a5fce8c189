import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { readForecast } from '@/lib/db/alerts/forecasts'
import { saveEvents } from '@/lib/db/events/events'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { describeEachEngine } from '@/lib/testing/database'
import { NOW, newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { MIN_DAYS } from '@/lib/warning/forecast'
import { foretell } from './forecast-job'

const TODAY = '2026-11-24'
const isWeekend = (at: number) => [0, 6].includes(new Date(at + 8 * HOUR_MS).getUTCDay())

describeEachEngine('the forecast', () => {
  let fence: Fence
  /** Two a day on weekends, four on the other days, in one street; and one a day of a sensitive type. */
  const save = async (days: number, from = 1, receivedAfterMs = HOUR_MS) => {
    const events: EventIn[] = []
    for (let ago = from; ago < from + days; ago++) {
      const noon = NOW - ago * DAY_MS + 4 * HOUR_MS
      const many = isWeekend(noon) ? 2 : 4
      for (let i = 0; i <= many; i++)
        events.push(newEvent({ type: i < many ? '0101' : '0102', occurredAt: new Date(noon + i * 60_000).toISOString(), position: spot(0, 0) }))
    }
    const receivedAt = events.map(({ occurredAt }) => Date.parse(occurredAt) + receivedAfterMs)
    expect((await saveEvents(events, { viewer: viewer('administrator'), now: NOW, receivedAt, trusted: true })).rejected).toEqual([])
  }

  beforeAll(async () => {
    await saveSmallCounty()
    const taken = await takeLease('forecast', randomUUID(), 600_000)
    if (!taken) throw new Error('somebody has the lease')
    fence = taken
  })

  it('waits until there are days enough', async () => {
    await save(MIN_DAYS)
    await foretell(fence, NOW)
    expect(await readForecast(TODAY, '')).toEqual([])
  })

  it('is of today and tomorrow, by area, of days as they were known the night after, and made once', async () => {
    await save(10, MIN_DAYS + 1)
    // of three days before, and known only today
    await save(1, 3, 3 * DAY_MS - 5 * HOUR_MS)
    await foretell(fence, NOW)
    const county = await readForecast(TODAY, '')
    expect(county.map(({ day, ahead, kind }) => [day, ahead, kind])).toEqual([
      [TODAY, 1, 'working'],
      ['2026-11-25', 2, 'working'],
    ])
    for (const { expected, low, high } of county) {
      expect(Math.abs(expected - 5)).toBeLessThan(0.3)
      expect([low <= expected, high >= expected]).toEqual([true, true])
    }
    expect((await readForecast(TODAY, '411324001')).map(({ expected }) => expected)).toEqual(county.map(({ expected }) => expected))
    const [community] = await readForecast(TODAY, '411324001101')
    // sensitive types count in streets only
    expect(Math.abs((community?.expected ?? 0) - 4)).toBeLessThan(0.3)
    // where nothing happens nothing is foretold
    expect(await readForecast(TODAY, '411324002')).toEqual([])

    await save(1, 2)
    await foretell(fence, NOW + HOUR_MS)
    expect(await readForecast(TODAY, '')).toEqual(county)
  })
})
