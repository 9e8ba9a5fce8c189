import { randomUUID } from 'node:crypto'
import { afterEach, expect, it, vi } from 'vitest'
import { pool, transaction } from '@/lib/db/engine/pool'
import { checkFence, type Fence } from '@/lib/db/log/leases'
import { describeEachEngine } from '@/lib/testing/database'
import { WAIT_MS } from '@/lib/testing/wait'
import { holdLeases, type LeaseHolder } from './lease'

describeEachEngine('a lease', (db) => {
  const holders: LeaseHolder[] = []
  const events: string[] = []
  const fences: Fence[] = []
  function seek(names: string | string[], who: string, ttlMs = 300): LeaseHolder {
    const holder = holdLeases({
      leases: [names].flat().map((name) => ({
        name,
        start: (fence) => {
          fences.push(fence)
          events.push(`${who} starts with ${fence.token}`)
          return { stop: () => void events.push(`${who} stops`) }
        },
      })),
      holder: randomUUID(),
      ttlMs,
      onFault: (error) => events.push(`${who}: ${String(error)}`),
    })
    holders.push(holder)
    return holder
  }
  afterEach(async () => {
    for (const holder of holders.splice(0)) await holder.stop()
    events.length = 0
    fences.length = 0
  })

  it('lets one of several work, and the next as soon as it stops', async () => {
    const first = seek('work', 'a')
    await vi.waitUntil(() => events.length === 1)
    seek('work', 'b')
    await first.stop()
    await vi.waitUntil(() => events.length === 3)
    expect(events[0]).toBe('a starts with 1')
    expect(events[1]).toBe('a stops')
    expect(events[2]).toMatch(/^b starts with [23]$/)
  })

  it('is renewed for as long as the work lasts', async () => {
    seek('long', 'a')
    await vi.waitUntil(() => events.length === 1)
    const untilOf = async () => (await pool().query("SELECT expires_at FROM leases WHERE name = 'long'")).rows[0].expires_at.getTime()
    const first = await untilOf()
    await vi.waitUntil(async () => (await untilOf()) > first + 600, { timeout: WAIT_MS })
    expect(events).toEqual(['a starts with 1'])
  })

  it('ends the work when another has taken it', async () => {
    seek('taken', 'a', 3_000)
    await vi.waitUntil(() => events.length === 1)
    await pool().query("UPDATE leases SET holder = gen_random_uuid(), fence = fence + 1, expires_at = now() + interval '5 s' WHERE name = 'taken'")
    await vi.waitUntil(() => events.length === 2, { timeout: WAIT_MS })
    expect(events[1]).toBe('a stops')
  })

  // a long transaction on the one session of the embedded engine keeps everybody waiting
  if (db.engine === 'embedded') return
  it('keeps no other waiting whose work is in a long transaction, and none that cannot be taken', async () => {
    const untilOf = async (name: string) =>
      (await pool().query<{ at: Date }>('SELECT expires_at AS at FROM leases WHERE name = $1', [name])).rows[0]?.at.getTime() ?? 0
    // for so long that a renewal which comes late on a busy machine loses nothing
    seek('theirs', 'b', 3_000)
    await vi.waitUntil(() => events.length === 1)
    seek(['busy', 'free', 'theirs'], 'a', 3_000)
    await vi.waitUntil(() => events.length === 3)
    const busy = fences.find(({ name }) => name === 'busy')
    await transaction(async (tx) => {
      await checkFence(tx, busy ?? { name: '', token: 0 })
      const [before, locked] = [await untilOf('free'), await untilOf('busy')]
      await vi.waitUntil(async () => (await untilOf('free')) > before + 600, { timeout: WAIT_MS })
      expect(await untilOf('busy')).toBeLessThanOrEqual(locked)
    })
    const before = await untilOf('busy')
    await vi.waitUntil(async () => (await untilOf('busy')) > before, { timeout: WAIT_MS })
    expect(events.map((text) => text.replace(/ with .*/, ''))).toEqual(['b starts', 'a starts', 'a starts'])
  })
})
