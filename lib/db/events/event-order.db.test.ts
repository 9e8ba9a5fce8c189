import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import type { EventIn } from '@/lib/domain/event'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { pool } from '../engine/pool'
import { saveEvents } from './events'

const all = viewer()

/** A version of one of a few events: which event, when changed (ties are likely) and what it says. */
type Version = { event: number; minute: number; type: string; column: number; handled: boolean; title: string }
const version: fc.Arbitrary<Version> = fc.record({
  event: fc.nat(3),
  minute: fc.nat(4),
  type: fc.constantFrom('0101', '0402'),
  column: fc.nat(7),
  handled: fc.boolean(),
  title: fc.constantFrom('a', 'b'),
})

/** The same versions in an order, cut into batches. */
const plan = fc.array(version, { minLength: 2, maxLength: 24 }).chain((versions) => {
  const arrival = fc.record({
    order: fc.shuffledSubarray(versions, { minLength: versions.length, maxLength: versions.length }),
    cuts: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: versions.length }),
    together: fc.boolean(),
  })
  return fc.tuple(arrival, arrival)
})

function message(v: Version, id: string): EventIn {
  return event({
    id,
    occurredAt: new Date(NOW - 3_600_000).toISOString(),
    updatedAt: new Date(NOW - 600_000 + v.minute * 60_000).toISOString(),
    handledAt: v.handled ? new Date(NOW - 60_000).toISOString() : null,
    type: v.type,
    title: v.title,
    position: spot(v.column, 0),
  })
}

/** Saves one arrival under fresh ids; what it comes to: the totals, and each event's state and known contents. */
async function outcome({ order, cuts, together }: { order: Version[]; cuts: number[]; together: boolean }) {
  const ids = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  const batches: EventIn[][] = []
  for (let from = 0, i = 0; from < order.length; i++) {
    const size = cuts[i % cuts.length] ?? 1
    batches.push(order.slice(from, from + size).map((v) => message(v, ids[v.event] ?? '')))
    from += size
  }
  const results = []
  if (together) results.push(...(await Promise.all(batches.map((rows) => saveEvents(rows, { viewer: all, now: NOW })))))
  else for (const rows of batches) results.push(await saveEvents(rows, { viewer: all, now: NOW }))
  const totals = { accepted: 0, updated: 0, duplicates: 0, rejected: 0 }
  for (const r of results) {
    totals.accepted += r.accepted
    totals.updated += r.updated
    totals.duplicates += r.duplicates
    totals.rejected += r.rejected.length
  }
  const { rows } = await pool().query(
    `SELECT e.id::text AS id, type_id, urgency, grid_id, cell_x, cell_y, title, handled_at, e.updated_at, ST_AsText(position) AS position,
      encode(e.content_hash, 'hex') AS hash,
      ARRAY(SELECT encode(v.content_hash, 'hex') || v.updated_at FROM event_versions v WHERE v.number = e.number ORDER BY 1) AS versions
     FROM events e WHERE id = ANY($1::uuid[])`,
    [ids],
  )
  const states = ids.map((id) => {
    const { id: _id, ...state } = rows.find((row) => row.id === id) ?? {}
    return state
  })
  return { totals, states }
}

describeEachEngine('order of arrival', (db) => {
  beforeAll(saveSmallCounty)

  it('changes neither state nor totals, however the same messages are batched', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ([one, other]) => {
        const [a, b] = [await outcome(one), await outcome(other)]
        expect(b).toEqual(a)
        const contents = new Set(one.order.map((v) => JSON.stringify(v)))
        const events = new Set(one.order.map((v) => v.event))
        expect(a.totals).toEqual({
          accepted: events.size,
          updated: contents.size - events.size,
          duplicates: one.order.length - contents.size,
          rejected: 0,
        })
      }),
      { numRuns: db.engine === 'embedded' ? 25 : 60 },
    )
  })
})
