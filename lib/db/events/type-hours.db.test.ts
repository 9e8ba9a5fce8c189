import { beforeAll, expect, it } from 'vitest'
import { HOUR_MS } from '@/lib/domain/clock'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { pool } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { saveEvents } from './events'
import { readTypeHours } from './type-hours'

describeEachEngine('types by hour', () => {
  beforeAll(saveSmallCounty)

  it('count what occurred in the period, and of it only what was given to whoever asks, where that is told', async () => {
    const given = event({ type: '0102' })
    const rows = [event(), event({ type: '0501' }), given, event({ occurredAt: new Date(NOW - 5 * HOUR_MS).toISOString() })]
    await saveEvents(rows, { viewer: viewer(), now: NOW })
    await pool().query(`UPDATE events SET parties = '{department:城管,team:t}' WHERE id = $1`, [given.id])
    const { byCode, types } = await loadAtlas()
    const leaf = byCode.get('411324001101001')?.id ?? 0
    const code = (id: number) => types.find((t) => t.id === id)?.code
    const counted = async (parties?: string[]) =>
      (await readTypeHours([leaf], NOW - 2 * HOUR_MS, NOW, parties)).map(({ type, hour, count }) => [code(type), hour, count]).sort()
    // 7 in the morning there
    expect(await counted()).toEqual([
      ['0101', 7, 1],
      ['0102', 7, 1],
      ['0501', 7, 1],
    ])
    expect(await counted(['department:城管'])).toEqual([['0102', 7, 1]])
    expect(await counted(['department:公安'])).toEqual([])
    expect(await readTypeHours([], NOW - 2 * HOUR_MS, NOW)).toEqual([])
  })
})
