import pg from 'pg'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { EventIn } from '@/lib/domain/event'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { pool } from '../engine/pool'
import { BulkTrust } from './bulk-trust'
import { saveEvents } from './events'

describe('BulkTrust', () => {
  it('needs many bulk groups of new events in a row, and ends with the first known id', () => {
    const trust = new BulkTrust()
    const load = (groups: number, rows: number) => {
      for (let i = 0; i < groups; i++) trust.saved(rows, 0)
    }
    load(100, 10)
    expect(trust.trusts(1_000)).toBe(false)
    load(16, 1_000)
    expect(trust.trusts(1_000)).toBe(true)
    expect(trust.trusts(1)).toBe(false)
    trust.saved(10, 1)
    expect(trust.trusts(1_000)).toBe(false)
    load(16, 1_000)
    trust.deceived()
    expect(trust.trusts(1_000)).toBe(false)
  })
})

describeEachEngine('a bulk load', () => {
  beforeAll(saveSmallCounty)

  const all = viewer()
  const save = (rows: readonly unknown[]) => saveEvents(rows, { viewer: all, now: NOW })
  const batch = (fields: Partial<EventIn> = {}) => Array.from({ length: 256 }, () => event(fields))

  it('leaves out the look-up of ids, and is right all the same when known ones come', async () => {
    const query = vi.spyOn(pg.Client.prototype, 'query')
    const lookUps = () =>
      query.mock.calls.filter(([q]: unknown[]) => typeof q === 'object' && q !== null && 'text' in q && String(q.text).startsWith('SELECT e.*'))
        .length
    const updatedAt = new Date(NOW - 60_000).toISOString()
    const first = batch({ updatedAt })
    await save(first)
    for (let i = 0; i < 16; i++) expect(await save(batch())).toMatchObject({ accepted: 256 })
    const before = lookUps()
    expect(before).toBeGreaterThan(0)
    const trusted = batch()
    const twice = [...trusted, ...trusted.slice(0, 3)]
    expect(await save(twice)).toMatchObject({ accepted: 256, duplicates: 3 })
    expect(lookUps()).toBe(before)

    const mixed = [...batch().slice(3), ...first.slice(0, 2), { ...first[2], updatedAt: new Date(NOW).toISOString(), title: 'later' }]
    expect(await save(mixed)).toMatchObject({ accepted: 253, updated: 1, duplicates: 2, rejected: [] })
    expect(lookUps()).toBe(before + 1)
    expect(await save(first)).toMatchObject({ accepted: 0, duplicates: 256 })
    query.mockRestore()

    const { rows } = await pool().query(
      `SELECT count(*) AS n, max(number) AS last, max(case_seq) AS cases, (SELECT revision FROM log_head) AS revision,
        (SELECT sum(count)::int FROM changes) AS changes, (SELECT next_number FROM log_head) AS next FROM events`,
    )
    const events = 18 * 256 + 253
    expect(rows[0]).toEqual({ n: events, last: events, cases: events, revision: events + 1, changes: events + 1, next: events + 1 })
  })
})
