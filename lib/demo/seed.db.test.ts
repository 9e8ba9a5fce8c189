import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { pool } from '@/lib/db/engine/pool'
import { readSetting, writeSetting } from '@/lib/db/engine/settings'
import { readEpisodes } from '@/lib/db/events/episodes'
import { loadAtlas } from '@/lib/db/ground/grids'
import { takeLease } from '@/lib/db/log/leases'
import { readHead } from '@/lib/db/log/log'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { Problem } from '@/lib/domain/problem'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty } from '@/lib/testing/small-county'
import { HISTORY_MS } from './rhythm'
import { ensureCounty, makeHistory } from './seed'

const NOW = Date.parse('2026-11-24T09:00:30Z')
const END = NOW - 30_000
const TOTAL = 6_500

async function counted() {
  const { rows } = await pool().query<Record<string, number>>(
    `SELECT count(*)::int AS events, count(handled_at)::int AS handled, count(DISTINCT id)::int AS ids, max(revision)::int AS revision,
       count(*) FILTER (WHERE received_at < occurred_at)::int AS early, count(*) FILTER (WHERE source <> 'demo')::int AS others,
       (extract(epoch FROM min(occurred_at)) * 1000)::float8 AS first, (extract(epoch FROM max(occurred_at)) * 1000)::float8 AS last,
       (extract(epoch FROM max(received_at)) * 1000)::float8 AS received
     FROM events`,
  )
  return rows[0] ?? {}
}

describeEachEngine('the history of the demonstration', () => {
  beforeAll(async () => {
    await saveSmallCounty()
  })
  beforeEach(async () => {
    await writeSetting('demo.start', { end: END, total: TOTAL })
    await writeSetting('demo.history', { total: TOTAL, done: 0, from: END })
  })
  afterEach(async () => {
    await pool().query(`UPDATE leases SET expires_at = now() WHERE name = 'demo'`)
  })

  test('is cut off in the middle and goes on, and nothing is doubled or missing', async () => {
    const stop = new AbortController()
    const seen: number[] = []
    const cut = makeHistory({
      now: NOW,
      signal: stop.signal,
      onProgress: ({ done }) => {
        seen.push(done)
        if (done >= 3_000) stop.abort()
      },
    })
    await expect(cut).rejects.toThrow(/abort/i)
    expect((await counted()).events).toBeGreaterThanOrEqual(3_000)
    expect((await counted()).events).toBeLessThan(TOTAL)
    // the newest came first, and it is told how far back all is there
    const { from } = z.parse(z.object({ from: z.int() }), await readSetting('demo.history', z.object({ from: z.int() })))
    expect((await counted()).last).toBeGreaterThan(END - 12 * HOUR_MS)
    expect(from).toBeLessThan(END - 300 * DAY_MS)
    expect(from).toBeGreaterThan((await counted()).first ?? 0)

    // As after a kill -9: the position is behind what was written.
    await writeSetting('demo.history', { total: TOTAL, done: 1_250, from: END - DAY_MS })
    let settle = () => {}
    const work = new Promise<void>((resolve) => {
      settle = resolve
    })
    const whole = makeHistory({ now: NOW, beside: { rows: 3_000, work }, onProgress: ({ done }) => void seen.push(done) })
    // what is done beside it has the database to itself, once the batches on their way are there
    await expect.poll(async () => (await counted()).events).toBe(5_250)
    expect(seen.at(-1)).toBe(3_250)
    settle()
    await whole
    expect(seen.at(-1)).toBe(TOTAL)
    const all = await counted()
    expect(all).toMatchObject({ events: TOTAL, ids: TOTAL, handled: Math.round(TOTAL * 0.9969), revision: TOTAL, early: 0, others: 0 })
    expect(all.first).toBeGreaterThanOrEqual(END - HISTORY_MS)
    expect(all.last).toBeLessThan(END)
    expect(all.received).toBeLessThanOrEqual(END)
    expect((await readHead()).revision).toBe(TOTAL)
  })

  test('is not written again when it is there, not even when its position is lost', async () => {
    const before = await readHead()
    await makeHistory({ now: NOW + DAY_MS })
    expect(await readHead()).toEqual(before)
    expect((await counted()).events).toBe(TOTAL)
  })

  test('records its episodes once, and those of the feed ahead', async () => {
    const episodes = await readEpisodes()
    const live = episodes.filter((e) => e.live)
    expect(live.length).toBeGreaterThan(8)
    for (const e of live) expect(e.startsAt).toBeGreaterThanOrEqual(END)
    for (const e of episodes) expect(new Set(e.gridCodes).size).toBe(e.gridCodes.length)
    const atlas = await loadAtlas()
    for (const code of episodes.flatMap((e) => e.gridCodes)) expect(atlas.leaves.some((leaf) => leaf.code === code)).toBe(true)
    await makeHistory({ now: NOW })
    expect(await readEpisodes()).toEqual(episodes)
  })

  test('is left to the process that holds the lease', async () => {
    expect(await takeLease('demo', 'b0b0b0b0-0000-4000-8000-000000000000', 9_000)).not.toBeNull()
    await expect(makeHistory({ now: NOW })).rejects.toThrow(Problem)
  })

  test('stops writing when the lease is lost', async () => {
    await pool().query('DELETE FROM events')
    await writeSetting('demo.start', { end: END - 7 * DAY_MS, total: TOTAL })
    let stolen: Promise<unknown> | undefined
    const lost = makeHistory({
      now: NOW,
      onProgress({ done }) {
        if (done === 1_000) stolen ??= pool().query(`UPDATE leases SET fence = fence + 1 WHERE name = 'demo'`)
      },
    })
    await expect(lost).rejects.toThrow(/lease/)
    await stolen
    expect((await counted()).events).toBeLessThan(TOTAL)
  })
})

describeEachEngine('the demonstration county', () => {
  test('has a history that ends as long before the first start as its source is to be late', async () => {
    await ensureCounty({ total: 10, now: NOW, lagMs: DAY_MS })
    expect(await readSetting('demo.start', z.looseObject({}))).toEqual({ end: END - DAY_MS, total: 10 })
    await pool().query(`DELETE FROM settings WHERE key = 'demo.start'`)
  })

  test('is made once, with an end of the history that stays', async () => {
    await ensureCounty({ total: 10, now: NOW, lagMs: 0 })
    const atlas = await loadAtlas()
    expect(atlas.grids).toHaveLength(345)
    expect(atlas.types).toHaveLength(34)
    expect(atlas.grids.every((grid) => grid.demo)).toBe(true)
    await ensureCounty({ total: 99, now: NOW + DAY_MS, lagMs: DAY_MS })
    expect((await loadAtlas()).version).toBe(atlas.version)
    const { rows } = await pool().query(`SELECT value FROM settings WHERE key = 'demo.start'`)
    expect(rows).toEqual([{ value: { end: END, total: 10 } }])
  })
})
