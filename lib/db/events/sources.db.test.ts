import { beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { loadAtlas } from '../ground/grids'
import { saveEvents } from './events'
import { readSources } from './sources'

const HOUR = 3_600_000
const iso = (ms: number) => new Date(ms).toISOString()

describeEachEngine('sources of events', () => {
  let sight: (prefix: string, sensitivePrefix: string) => Parameters<typeof readSources>[0]
  beforeAll(async () => {
    await saveSmallCounty()
    const save = (source: string | undefined, count: number, ago: number, fields = {}) =>
      saveEvents(
        Array.from({ length: count }, () => event({ occurredAt: iso(NOW - ago - HOUR), ...(source ? { source } : {}), ...fields })),
        { viewer: viewer(), now: NOW, receivedAt: NOW - ago },
      )
    await save('12345', 3, 30 * HOUR)
    await save('12345', 2, 2 * HOUR)
    await save('村振', 4, 5 * HOUR, { position: spot(5, 1) })
    await save(undefined, 1, HOUR)
    await save('信访', 1, 3 * HOUR, { type: '0102' })
    const { grids, typeById } = await loadAtlas()
    const within = (prefix: string) => grids.filter((g) => g.code.startsWith(prefix)).map((g) => g.id)
    const sensitiveTypes = [...typeById.values()].filter((t) => t.sensitive).map((t) => t.id)
    sight = (prefix, sensitivePrefix) => ({ plain: within(prefix), sensitive: within(sensitivePrefix), sensitiveTypes })
  })

  it('are told with the last receipt and occurrence of each and the count of a day', async () => {
    expect(await readSources(sight('', ''), NOW)).toEqual([
      { source: '村振', lastReceivedAt: iso(NOW - 5 * HOUR), lastOccurredAt: NOW - 6 * HOUR, looked: 4, lastDay: 4 },
      { source: '12345', lastReceivedAt: iso(NOW - 2 * HOUR), lastOccurredAt: NOW - 3 * HOUR, looked: 5, lastDay: 2 },
      { source: 'administrator', lastReceivedAt: iso(NOW - HOUR), lastOccurredAt: NOW - 2 * HOUR, looked: 1, lastDay: 1 },
      { source: '信访', lastReceivedAt: iso(NOW - 3 * HOUR), lastOccurredAt: NOW - 4 * HOUR, looked: 1, lastDay: 1 },
    ])
    const later = await readSources(sight('', ''), NOW + 20 * HOUR)
    expect(later.map((s) => [s.source, s.lastDay])).toEqual([
      ['12345', 2],
      ['administrator', 1],
      ['信访', 1],
      ['村振', 0],
    ])
  })

  it('are those of the scope; sensitive events count only where they may', async () => {
    expect((await readSources(sight('411324002', '411324002'), NOW)).map((s) => s.source)).toEqual(['村振'])
    expect((await readSources(sight('411324001', '9'), NOW)).map((s) => s.source)).toEqual(['12345', 'administrator'])
  })
})
