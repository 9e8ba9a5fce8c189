import { beforeAll, expect, it } from 'vitest'
import { saveEpisodes } from '@/lib/db/events/episodes'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { describeEachEngine } from '@/lib/testing/database'
import { NOW, saveSmallCounty } from '@/lib/testing/small-county'
import { readFirstLook } from './first-look'

describeEachEngine('what there is to look at first', () => {
  beforeAll(async () => {
    await saveSmallCounty()
    const rise = { typeCode: '05', factor: 3, live: false }
    await saveEpisodes([
      { ...rise, gridCodes: ['411324002101001'], startsAt: NOW - 90 * DAY_MS, endsAt: NOW - 80 * DAY_MS },
      { ...rise, gridCodes: ['411324001101001', '411324001102003'], startsAt: NOW - 2 * DAY_MS, endsAt: NOW + DAY_MS },
    ])
  })

  it('is the rise that the history ended in, with whom to look as', async () => {
    const look = await readFirstLook(NOW, NOW + 60_000)
    expect(look.map(({ as }) => as)).toEqual(['wall (大屏)', 'dispatcher', 'supervisor'])
    expect(look[0]?.look).toContain('1街道 411324001101社区、411324001102社区')
  })

  it('is nothing hours later, or where the history ends in no rise', async () => {
    expect(await readFirstLook(NOW, NOW + 7 * HOUR_MS)).toEqual([])
    expect(await readFirstLook(NOW - 30 * DAY_MS, NOW - 30 * DAY_MS)).toEqual([])
  })
})
