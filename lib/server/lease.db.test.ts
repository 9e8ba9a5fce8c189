import { randomUUID } from 'node:crypto'
import { afterEach, expect, it, vi } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { describeEachEngine } from '@/lib/testing/database'
import { WAIT_MS } from '@/lib/testing/wait'
import { holdLease, type LeaseHolder } from './lease'

describeEachEngine('a lease', () => {
  const holders: LeaseHolder[] = []
  const events: string[] = []
  function seek(name: string, who: string, ttlMs = 300): LeaseHolder {
    const holder = holdLease({
      name,
      holder: randomUUID(),
      ttlMs,
      start: ({ token }) => {
        events.push(`${who} starts with ${token}`)
        return { stop: () => void events.push(`${who} stops`) }
      },
      onFault: (error) => events.push(`${who}: ${String(error)}`),
    })
    holders.push(holder)
    return holder
  }
  afterEach(async () => {
    for (const holder of holders.splice(0)) await holder.stop()
    events.length = 0
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
    seek('taken', 'a')
    await vi.waitUntil(() => events.length === 1)
    await pool().query("UPDATE leases SET holder = gen_random_uuid(), fence = fence + 1, expires_at = now() + interval '1 hour' WHERE name = 'taken'")
    await vi.waitUntil(() => events.length === 2)
    expect(events[1]).toBe('a stops')
  })
})
