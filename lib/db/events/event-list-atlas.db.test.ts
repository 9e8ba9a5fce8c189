import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { NewGrid } from '@/lib/domain/grid'
import { Problem } from '@/lib/domain/problem'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, smallCounty, smallTypes, spot, viewer } from '@/lib/testing/small-county'
import { pool } from '../engine/pool'
import { saveGrids } from '../ground/grids'
import { finishGridsChange, startGridsChange } from '../ground/grids-change'
import { saveTypes } from '../ground/types'
import { eventsByNumber, getEvent, listEvents, recentEvents } from './event-list'
import { saveEvents } from './events'

const all = viewer('supervisor')
const one = event({ position: spot(6, 0) })
/** Every grid by another name, so that each is another row with another id. */
const renamed = (): NewGrid[] => smallCounty().map((g) => ({ ...g, name: `新${g.name}` }))
const reads: [name: string, read: () => Promise<string | undefined>][] = [
  ['a list', async () => (await listEvents(all)).events[0]?.grid],
  ['the last events', async () => (await recentEvents(all, 1))[0]?.grid],
  ['events by number', async () => (await eventsByNumber(all, [1]))[0]?.grid],
  ['one event', async () => (await getEvent(all, one.id))?.grid],
]

/** Lets something happen right before the next read of the events table, as another process would. */
function beforeNextRead(happen: () => Promise<unknown>): void {
  const shared = pool()
  const query = shared.query.bind(shared)
  let waiting = true
  vi.spyOn(shared, 'query').mockImplementation((async (...args: Parameters<typeof query>) => {
    if (waiting && String(args[0]).includes('FROM events e')) {
      waiting = false
      await happen()
    }
    return query(...args)
  }) as unknown as typeof query)
}

describeEachEngine('reads of events while grids or types change', () => {
  let now = NOW
  beforeAll(async () => {
    await saveSmallCounty()
    await saveEvents([one], { viewer: viewer(), now: NOW })
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await saveTypes(smallTypes(), { now: ++now })
    await saveGrids(smallCounty(), { demo: true, now: ++now })
  })

  it.each(reads)('%s is of the new grids when they changed before the events were read', async (_, read) => {
    expect(await read()).toBe('411324002102001')
    beforeNextRead(() => saveGrids(renamed(), { demo: true, now: ++now }))
    expect(await read()).toBe('411324002102001')
  })

  it.each(reads)('%s shows nothing half done: it waits for the change to end', async (_, read) => {
    let change: Awaited<ReturnType<typeof startGridsChange>> = null
    beforeNextRead(async () => {
      change = await startGridsChange((live) => ({ replaced: live.filter((g) => g.code.startsWith('411324002102') && g.level === 3), added: [] }), {
        demo: true,
        sourceCrs: 'EPSG:4326',
        now: ++now,
      })
    })
    expect(await read().catch((error: unknown) => (error instanceof Problem ? error.code : error))).toBe('unavailable')
    if (!change) throw new Error('the change has not begun')
    await finishGridsChange(change)
    expect(await read()).toBe('411324002102')
  })

  it('nobody sees an event whose type became sensitive before the events were read', async () => {
    const plain = viewer('viewer')
    expect((await listEvents(plain)).events).toHaveLength(1)
    beforeNextRead(() =>
      saveTypes(
        smallTypes().map((type) => ({ ...type, sensitive: true })),
        { now: ++now },
      ),
    )
    expect((await listEvents(plain)).events).toEqual([])
  })
})
