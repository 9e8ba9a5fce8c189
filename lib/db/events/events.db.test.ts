import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { caseNumberOf } from '@/lib/domain/case-number'
import { decodeChanges } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn, RejectCode } from '@/lib/domain/event'
import { sourceLife } from '@/lib/domain/life'
import { Problem } from '@/lib/domain/problem'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { pool } from '../engine/pool'
import { loadAtlas } from '../ground/grids'
import { readHead, readLog } from '../log/log'
import { saveEvents } from './events'

const all = viewer()
const save = (rows: readonly unknown[], fields = {}) => saveEvents(rows, { viewer: all, now: NOW, ...fields })
const at = (ms: number) => new Date(ms).toISOString()

async function stored(id: string) {
  const { rows } = await pool().query(
    `SELECT number, case_day::text AS day, case_seq AS seq, revision, grid_id AS grid, type_id AS type, urgency, title, cell_x, cell_y,
      ST_X(position) AS lon, ST_Y(position) AS lat, date_part('epoch', received_at) * 1000 AS received,
      date_part('epoch', handled_at) * 1000 AS handled, (SELECT count(*) FROM event_versions v WHERE v.number = events.number) AS versions
     FROM events WHERE id = $1`,
    [id],
  )
  return rows[0]
}

describeEachEngine('saveEvents', () => {
  beforeAll(saveSmallCounty)

  it('accepts an event, places it in its leaf, numbers it and puts it into the log', async () => {
    const before = await readHead()
    const given = event({ title: '楼道堆物', position: spot(5, 3), urgency: 2, handledAt: at(NOW - 60_000) })
    const result = await save([given])
    expect(result).toEqual({ accepted: 1, updated: 0, duplicates: 0, rejected: [], logId: before.logId, revision: before.revision + 1 })
    const row = await stored(given.id)
    const atlas = await loadAtlas()
    expect(atlas.byId.get(row.grid)?.code).toBe('411324002103004')
    expect(row).toMatchObject({
      title: '楼道堆物',
      urgency: 2,
      lon: spot(5, 3)[0],
      lat: spot(5, 3)[1],
      handled: NOW - 60_000,
      received: NOW,
      day: '2026-11-24',
    })
    const [log] = await readLog(before.revision, 100)
    expect(log).toMatchObject({ firstRevision: result.revision, count: 1, kind: 'events', receivedLast: NOW })
    expect(decodeChanges(log?.body ?? new Uint8Array())).toEqual([
      {
        revision: result.revision,
        number: row.number,
        receivedAt: NOW,
        before: null,
        after: {
          revision: result.revision,
          grid: row.grid,
          type: row.type,
          urgency: 2,
          occurredAt: Date.parse(given.occurredAt),
          handledAt: NOW - 60_000,
          cellX: row.cell_x,
          cellY: row.cell_y,
          // from an hour before NOW, a Tuesday morning: half an hour each for acceptance and dispatch of what is urgent, one working day
          life: { ...sourceLife(NOW - 60_000), deadline: NOW - HOUR_MS + HOUR_MS + DAY_MS },
        },
      },
    ])
  })

  it('takes the urgency of the type when none is given, and any grid by its code without a heat cell', async () => {
    const byGrid: EventIn = { id: randomUUID(), occurredAt: at(NOW), type: '0402', grid: '411324001' }
    await save([byGrid])
    const row = await stored(byGrid.id)
    expect(row).toMatchObject({ urgency: 1, lon: null, lat: null, cell_x: -1, cell_y: -1 })
    expect((await loadAtlas()).byId.get(row.grid)?.code).toBe('411324001')
  })

  it('converts GCJ-02', async () => {
    const given = event({ position: [112.209, 33.013], crs: 'GCJ02' })
    await save([given])
    const { lon, lat } = await stored(given.id)
    expect(lon).toBeCloseTo(112.20305, 3)
    expect(lat).toBeCloseTo(33.0151, 3)
  })

  it('names every bad row with index, id, code and a message, and keeps the good ones in order', async () => {
    const row = event()
    const bad: [RejectCode, unknown][] = [
      ['invalid', null],
      ['invalid', 'text'],
      ['invalid', []],
      ['invalid', {}],
      ['invalid', event({ id: 'x' })],
      ['invalid', { ...event(), occurredAt: '2026-11-24 08:00' }],
      ['invalid', { ...event(), occurredAt: NOW }],
      ['invalid', { ...event(), position: [Number.NaN, 33] }],
      ['invalid', { ...event(), position: [112.2, Number.POSITIVE_INFINITY] }],
      ['invalid', { ...event(), position: ['112.2', '33'] }],
      ['invalid', { ...event(), position: undefined }],
      ['invalid', { ...event(), urgency: 5 }],
      ['invalid', { ...event(), type: 101 }],
      ['invalid', event({ title: 'a\0b' })],
      ['invalid', event({ title: 'x'.repeat(201) })],
      ['invalid', event({ handledAt: at(NOW - 7_200_000) })],
      ['unknown_type', event({ type: '9999' })],
      ['unknown_grid', event({ grid: '411324009' })],
      ['unknown_grid', { ...event(), grid: 'nowhere' }],
      ['unknown_crs', { ...event(), crs: 'EPSG:32649' }],
      ['outside_area', event({ position: [110, 33] })],
      ['in_future', event({ occurredAt: at(NOW + 10 * 60_000 + 1) })],
      ['in_future', event({ handledAt: at(NOW + 11 * 60_000) })],
      ['too_old', event({ occurredAt: '1999-12-31T23:59:59Z' })],
      ['conflict', { ...row, title: 'another' }],
    ]
    const good = [row, event({ occurredAt: at(NOW + 10 * 60_000) }), event({ occurredAt: '2000-01-01T00:00:00Z' })]
    const result = await save([good[0], ...bad.map(([, r]) => r), ...good.slice(1)])
    expect(result.accepted).toBe(3)
    expect(result.rejected.map((r) => [r.index, r.code])).toEqual(bad.map(([code], i) => [i + 1, code]))
    for (const { index, id, message } of result.rejected) {
      expect(message.length).toBeGreaterThan(10)
      const sent = bad[index - 1]?.[1]
      expect(id).toBe(typeof sent === 'object' && sent !== null && 'id' in sent ? sent.id : undefined)
    }
    const numbers = await Promise.all(good.map(async ({ id }) => (await stored(id)).number))
    expect(numbers).toEqual([numbers[0], numbers[0] + 1, numbers[0] + 2])
  })

  it('answers a batch of bad rows only, without touching the log', async () => {
    const before = await readHead()
    const result = await save([null, event({ type: '9999' })])
    expect(result).toMatchObject({ accepted: 0, updated: 0, duplicates: 0, revision: before.revision, logId: before.logId })
    expect(result.rejected.map((r) => r.code)).toEqual(['invalid', 'unknown_type'])
    expect(await save([])).toMatchObject({ accepted: 0, rejected: [], revision: before.revision })
  })

  it('knows a retry by its content, in any notation, and changes nothing', async () => {
    const given = event({ occurredAt: '2026-11-24T07:00:00+08:00', title: '重复' })
    const first = await save([given])
    const same = {
      title: given.title,
      type: given.type,
      position: given.position,
      occurredAt: '2026-11-23T23:00:00.000Z',
      id: given.id.toUpperCase(),
      crs: 'CGCS2000',
      handledAt: null,
    }
    expect(await save([given, same])).toEqual({ ...first, accepted: 0, duplicates: 2 })
  })

  it('follows a later updatedAt, remembers an earlier one, and takes a retry of either for a duplicate', async () => {
    const first = event({ updatedAt: at(NOW - 3_000) })
    const later = { ...first, updatedAt: at(NOW - 1_000), position: spot(7, 0), type: '0501', handledAt: at(NOW - 2_000) }
    const between = { ...first, updatedAt: at(NOW - 2_000), title: 'between' }
    await save([first], { receivedAt: NOW - 900 })
    const { grid, number } = await stored(first.id)
    const updated = await save([later])
    expect(updated).toMatchObject({ accepted: 0, updated: 1, duplicates: 0 })
    const row = await stored(first.id)
    expect(row).toMatchObject({ number, handled: NOW - 2_000, received: NOW, day: '2026-11-24', versions: 1 })
    expect((await loadAtlas()).byId.get(row.grid)?.code).toBe('411324002102002')
    const [log] = await readLog(updated.revision - 1, 1)
    const [change] = decodeChanges(log?.body ?? new Uint8Array())
    expect(change?.before).toMatchObject({ grid, handledAt: null, revision: updated.revision - 1 })
    expect(change?.after).toMatchObject({ grid: row.grid, handledAt: NOW - 2_000, revision: updated.revision })

    expect(await save([between])).toMatchObject({ updated: 1, revision: updated.revision })
    expect(await stored(first.id)).toEqual({ ...row, versions: 2 })
    expect(await save([first, later, between])).toMatchObject({ duplicates: 3, updated: 0, revision: updated.revision })
  })

  it('handles one id several times in one batch, in order', async () => {
    const a = event({ updatedAt: at(NOW - 3_000) })
    const b = { ...a, updatedAt: at(NOW - 2_000), title: 'b' }
    const c = { ...a, updatedAt: at(NOW - 1_000), title: 'c' }
    const before = await readHead()
    const result = await save([a, c, b, a, { ...a, updatedAt: undefined, title: 'other' }])
    expect(result).toMatchObject({ accepted: 1, updated: 2, duplicates: 1, revision: before.revision + 2 })
    expect(result.rejected).toMatchObject([{ index: 4, code: 'conflict', id: a.id }])
    expect(await stored(a.id)).toMatchObject({ title: 'c', revision: before.revision + 2, versions: 2 })
    expect(await save([c, b, a])).toMatchObject({ duplicates: 3 })
  })

  it('saves many rows a thousand at a time and in order, lets others in between, and keeps those of a claim in one transaction', async () => {
    const { revision: began } = await readHead()
    const transactions = async () => {
      const { rows } = await pool().query<{ n: number }>('SELECT count(*)::int4 AS n FROM changes WHERE first_revision > $1', [began])
      return rows[0]?.n ?? 0
    }
    const rows: unknown[] = Array.from({ length: 2_300 }, () => event({ updatedAt: at(NOW - 2_000) }))
    const ids = rows.map((row) => (row as EventIn).id)
    rows[5] = null
    rows[1_500] = event({ type: '9999' })
    rows[2_200] = { ...(rows[10] as EventIn), updatedAt: at(NOW - 1_000), title: 'later' }
    const answered: string[] = []
    const [many] = await Promise.all([save(rows).finally(() => answered.push('many')), save([event()]).finally(() => answered.push('one'))])
    expect(answered).toEqual(['one', 'many'])
    expect(many).toMatchObject({ accepted: 2_297, updated: 1, duplicates: 0, revision: began + 2_299 })
    expect(many.rejected).toMatchObject([
      { index: 5, code: 'invalid' },
      { index: 1_500, code: 'unknown_type' },
    ])
    expect(await stored(ids[10] ?? '')).toMatchObject({ title: 'later' })
    const { rows: kept } = await pool().query('SELECT id::text FROM events WHERE id = ANY($1) ORDER BY number', [ids])
    expect(kept.map(({ id }) => id)).toEqual(ids.filter((_, i) => ![5, 1_500, 2_200].includes(i)))
    const before = await transactions()
    expect(before).toBeGreaterThanOrEqual(3)
    const claim = { holds: async () => true, saved: async () => {} }
    expect(
      await save(
        Array.from({ length: 1_200 }, () => event()),
        { claim },
      ),
    ).toMatchObject({ accepted: 1_200 })
    expect(await transactions()).toBe(before + 1)
  })

  it('refuses by role and by scope', async () => {
    for (const role of ['screen', 'viewer', 'handler', 'auditor'] as const)
      await expect(save([event()], { viewer: viewer(role) })).rejects.toMatchObject({ code: 'forbidden' })
    const reporter = viewer('reporter', '411324002')
    const outside = event()
    const result = await save([outside, event({ position: spot(4, 0) })], { viewer: reporter })
    expect(result).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'outside_area' }] })
    // nor may it draw another area's event into its own
    await save([outside])
    const moved = { ...outside, position: spot(4, 0), updatedAt: at(NOW) }
    expect(await save([moved], { viewer: reporter })).toMatchObject({ updated: 0, rejected: [{ code: 'outside_area' }] })
    expect(await save([moved], { viewer: viewer('screen'), trusted: true })).toMatchObject({ updated: 1 })
  })

  it('counts 事件编号 by the civil day of receipt', async () => {
    // 15:59:59.999Z is still the 2nd in Shanghai
    const times = [Date.UTC(2024, 0, 2, 15, 59, 59, 999), Date.UTC(2024, 0, 2, 16), Date.UTC(2024, 0, 1, 16)]
    const rows = times.map(() => event({ occurredAt: '2023-12-31T00:00:00Z' }))
    await save(rows, { receivedAt: times })
    const cases = await Promise.all(
      rows.map(async ({ id }) => {
        const { day, seq } = await stored(id)
        return caseNumberOf(day, seq)
      }),
    )
    expect(cases).toEqual(['20240102-00001', '20240103-00001', '20240102-00002'])
    await expect(save(rows, { receivedAt: [NOW] })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('checks the fence of background work in the same transaction, for its own call only', async () => {
    const { takeLease, releaseLease } = await import('../log/leases')
    const holder = randomUUID()
    const fence = (await takeLease('history', holder, 60_000)) ?? { name: 'history', token: 0 }
    expect(await save([event()], { fence })).toMatchObject({ accepted: 1 })
    await releaseLease('history', holder)
    const [late, other] = await Promise.allSettled([save([event()], { fence }), save([event()])])
    expect(late).toMatchObject({ status: 'rejected', reason: { code: 'conflict' } })
    expect(other).toMatchObject({ status: 'fulfilled', value: { accepted: 1 } })
  })

  it('answers each of many concurrent callers with its own result, in few transactions', async () => {
    const {
      rows: [before],
    } = await pool().query('SELECT count(*) AS n FROM changes')
    const calls = Array.from({ length: 40 }, (_, i) => [
      event({ externalId: `call ${i}` }),
      ...(i % 4 === 0 ? [event({ type: '9999' })] : []),
      ...(i % 5 === 0 ? [null] : []),
    ])
    const results = await Promise.all(calls.map((rows) => save(rows)))
    results.forEach((result, i) => {
      expect(result.accepted).toBe(1)
      expect(result.rejected.map((r) => r.code).sort()).toEqual([...(i % 5 === 0 ? ['invalid'] : []), ...(i % 4 === 0 ? ['unknown_type'] : [])])
    })
    const {
      rows: [after],
    } = await pool().query('SELECT count(*) AS n FROM changes')
    expect(after.n - before.n).toBeLessThanOrEqual(3)
    const again = await Promise.all(calls.map((rows) => save(rows.slice(0, 1))))
    expect(again.every((r) => r.duplicates === 1)).toBe(true)
  })

  it('answers for every row of any batch, whatever is in it', async () => {
    const strange = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withTypedArray: true, withSparseArray: true })
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', '\u{10ffff}', '\\', '{"a",NULL}', 'x'.repeat(300)))
    const field = fc.constantFrom(
      'id',
      'occurredAt',
      'type',
      'position',
      'grid',
      'crs',
      'urgency',
      'updatedAt',
      'handledAt',
      'title',
      'description',
      'reporter',
    )
    const row = fc.oneof(
      strange,
      fc.tuple(field, fc.oneof(strange, text)).map(([name, value]) => ({ ...event(), [name]: value })),
      fc.record({ title: text, description: text, source: text, externalId: text }).map((texts) => event(texts)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        const { accepted, updated, duplicates, rejected } = await save(rows)
        expect(accepted + updated + duplicates + rejected.length).toBe(rows.length)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves numbers, 事件编号 and revisions gapless and unique', async () => {
    const {
      rows: [n],
    } = await pool().query(
      `SELECT count(*) AS events, max(number) AS last, count(DISTINCT (case_day, case_seq)) AS cases,
        (SELECT next_number FROM log_head) AS next, (SELECT revision FROM log_head) AS revision, (SELECT sum(count) FROM changes)::int AS changes,
        (SELECT sum(last)::int FROM case_days) AS counted FROM events`,
    )
    expect(n).toEqual({
      events: n.events,
      last: n.events,
      cases: n.events,
      next: n.events + 1,
      revision: n.changes,
      changes: n.revision,
      counted: n.events,
    })
  })

  it('never throws anything but a Problem, and says unavailable when the database is gone', async () => {
    const shared = pool()
    const { openPool, setPool } = await import('../engine/pool')
    const gone = openPool('postgres://nobody@127.0.0.1:1/none')
    setPool(gone)
    await expect(save([event()])).rejects.toBeInstanceOf(Problem)
    await expect(save([event()])).rejects.toMatchObject({ code: 'unavailable' })
    setPool(shared)
    await gone.end()
    expect(await save([event({ occurredAt: at(NOW - DAY_MS) })])).toMatchObject({ accepted: 1 })
  })
})
