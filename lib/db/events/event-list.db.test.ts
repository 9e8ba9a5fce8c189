import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { maySee } from '@/lib/domain/access'
import { Urgency } from '@/lib/domain/category'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { EventIn, GridEvent } from '@/lib/domain/event'
import { Problem } from '@/lib/domain/problem'
import { EventOrder } from '@/lib/domain/routes/event-list'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { eventsByNumber, getEvent, listEvents, recentEvents } from './event-list'
import { saveEvents } from './events'
import { readFacets } from './list-facets'
import type { EventFilter } from './list-filter'
import { listPoints } from './list-points'

const all = viewer('supervisor')
/** All that a point of a map tells: no words. */
const POINT = ['number', 'caseNumber', 'type', 'status', 'light', 'grid', 'position']
const save = (rows: readonly unknown[], fields = {}) => saveEvents(rows, { viewer: viewer(), now: NOW, ...fields })
const at = (ms: number) => new Date(ms).toISOString()
const ids = (events: readonly GridEvent[]) => events.map((e) => e.id)

/** 120 events over all leaves, types and states; several at one instant. */
const sent: EventIn[] = Array.from({ length: 120 }, (_, i) =>
  event({
    occurredAt: at(NOW - 86_400_000 + Math.floor(i / 3) * 60_000),
    type: ['0101', '0102', '0402', '0501'][i % 4] ?? '',
    position: spot(i % 8, Math.floor(i / 8) % 4),
    handledAt: i % 5 === 0 ? at(NOW - 1_000) : null,
    urgency: i % 7 === 0 ? 1 : 4,
    title: `标题 ${i}`,
    description: '内容',
    reporter: '张三',
    householdId: 'h1',
    externalId: `x${i}`,
    source: 'test',
  }),
)

describeEachEngine('lists of events', () => {
  let every: GridEvent[] = []
  beforeAll(async () => {
    await saveSmallCounty()
    await save(sent)
    await save([{ id: randomUUID(), occurredAt: at(NOW - 86_400_000), type: '0101', grid: '411324002' }])
    every = (await listEvents(all, { limit: 1_000 })).events
  })

  it('show every event once, newest first by occurrence and number, as it was sent, and personal data masked', () => {
    expect(every).toHaveLength(121)
    const keys = every.map((e) => [Date.parse(e.occurredAt), e.number] as const)
    expect(keys).toEqual([...keys].sort((a, b) => b[0] - a[0] || b[1] - a[1]))
    const first = sent[7]
    expect(every.find((e) => e.id === first?.id)).toEqual({
      ...first,
      reporter: '张*',
      householdId: '**',
      words: 'masked',
      number: 8,
      revision: 8,
      caseNumber: '20261124-00008',
      receivedAt: at(NOW),
      updatedAt: null,
      status: 'open',
      state: 'awaiting_acceptance',
      light: 'normal',
      // half an hour each for acceptance and dispatch of what is urgent, and a working day, after it occurred
      deadline: at(Date.parse(first?.occurredAt ?? '') + HOUR_MS + DAY_MS),
      lead: null,
      assisting: [],
      grid: '411324002102002',
    })
  })

  describe('filter', () => {
    const check = async (filter: Parameters<typeof listEvents>[1], keep: (e: GridEvent) => boolean) => {
      const wanted = every.filter(keep)
      expect(wanted.length).toBeGreaterThan(0)
      expect(wanted.length).toBeLessThan(every.length)
      expect((await listEvents(all, { limit: 1_000, ...filter })).events).toEqual(wanted)
    }
    it('by area', async () => {
      await check({ within: '411324001' }, (e) => e.grid.startsWith('411324001'))
      await check({ within: '411324002104' }, (e) => e.grid === '411324002104')
      expect((await listEvents(all, { within: '5' })).events).toEqual([])
    })
    it('by state, type and urgency', async () => {
      await check({ status: 'open' }, (e) => e.handledAt === null)
      await check({ status: 'handled' }, (e) => e.handledAt !== null)
      await check({ type: ['0402', '0501'] }, (e) => e.type === '0402' || e.type === '0501')
      await check({ urgency: [1] }, (e) => e.urgency === 1)
      expect((await listEvents(all, { type: ['9999'] })).events).toEqual([])
    })
    it('by time, from inclusive, to exclusive', async () => {
      const [from, to] = [at(NOW - 86_400_000 + 5 * 60_000), at(NOW - 86_400_000 + 20 * 60_000)]
      await check({ from, to }, (e) => e.occurredAt >= from && e.occurredAt < to)
    })
    it('by bounds, which hold only events with a position', async () => {
      const [west, south] = spot(1, 1, -0.5, -0.5)
      const [east, north] = spot(5, 2)
      await check(
        { bbox: [west, south, east, north] },
        ({ position: p }) => p !== null && p[0] >= west && p[0] <= east && p[1] >= south && p[1] <= north,
      )
    })
    it('by several at once', async () => {
      await check(
        { within: '411324001', status: 'open', type: ['0101'] },
        (e) => e.grid.startsWith('411324001') && e.handledAt === null && e.type === '0101',
      )
    })
  })

  it.each(EventOrder.options)('page in the order %s as a whole read gives it, each event once', async (order) => {
    const { events: whole } = await listEvents(all, { limit: 1_000, order })
    expect(ids(whole).toSorted()).toEqual(ids(every).toSorted())
    const seen: GridEvent[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await listEvents(all, { limit: 23, order, ...(cursor !== undefined && { cursor }) })
      seen.push(...page.events)
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(ids(seen)).toEqual(ids(whole))
    const { nextCursor } = await listEvents(all, { limit: 5, order })
    for (const other of EventOrder.options)
      if (other !== order) await expect(listEvents(all, { order: other, cursor: nextCursor ?? '' })).rejects.toBeInstanceOf(Problem)
  })

  it('show what is most urgent first: 特急, then what is overdue for long, then what has time left; what is over last', async () => {
    const order = (await listEvents(all, { limit: 1_000, order: 'urgent' })).events
    const rank = (e: GridEvent) => (e.status !== 'open' ? 3 : e.urgency === 1 ? 0 : e.light === 'overdue' ? 1 : 2)
    expect(order.map(rank)).toEqual(order.map(rank).toSorted((a, b) => a - b))
    const open = order.filter((e) => rank(e) === 2).map((e) => e.deadline ?? '9')
    expect(open).toEqual(open.toSorted())
    expect(new Set(order.map(rank)).size).toBeGreaterThan(2)
  })

  it('count their facets as the list is filtered, each under the others', async () => {
    const street = { within: '411324001', status: 'open' as const }
    const listed = (filter: EventFilter) => listEvents(all, { limit: 1_000, ...filter }).then(({ events }) => events.length)
    const chosen = { type: ['0101', '0402'], urgency: [1 as const] }
    const { counted, total, facets } = await readFacets(all, { ...street, ...chosen })
    expect(counted).toBe('all')
    expect(total).toBe(await listed({ ...street, ...chosen }))
    for (const { value, count } of facets.type) expect(count).toBe(await listed({ ...street, urgency: [1], type: [value] }))
    for (const { value, count } of facets.urgency)
      expect(count).toBe(await listed({ ...street, type: chosen.type, urgency: [Urgency.parse(Number(value))] }))
    for (const { value, count } of facets.class) expect(count).toBe(await listed({ ...street, ...chosen, class: [value] }))
    expect(facets.type.map(({ value }) => value)).toEqual(['0101', '0102', '0402', '0501'])
    // whoever sees no sensitive events one by one is not told of any
    expect((await readFacets(viewer('viewer'), street)).facets.type.map(({ value }) => value)).toEqual(['0101', '0402', '0501'])
  })

  it('count a period of a month, and nothing that reaches further back', async () => {
    const month = { from: at(NOW - 31 * 86_400_000) }
    const { counted, total } = await readFacets(all, month, NOW)
    expect([counted, total]).toEqual(['all', every.length])
    expect(await readFacets(all, { from: at(NOW - 32 * 86_400_000) }, NOW)).toMatchObject({ counted: 'no', total: 0 })
    expect(await readFacets(all, {}, NOW)).toMatchObject({ counted: 'no', total: 0 })
  })

  it('lie on a map as they are listed: the same events in the same order, none more, and what has no position is counted', async () => {
    const filters: EventFilter[] = [{}, { status: 'open', order: 'urgent' }, { type: ['0102'], order: 'oldest' }, { within: '411324002' }]
    for (const who of [all, viewer('viewer'), viewer('operator', '411324001101')])
      for (const filter of filters) {
        const { events } = await listEvents(who, { ...filter, limit: 1_000 })
        const placed = events.filter(({ position }) => position !== null)
        const told = await listPoints(who, filter)
        expect(told.points.map(({ number, position }) => [number, position])).toEqual(placed.map(({ number, position }) => [number, position]))
        expect([told.unplaced, told.more]).toEqual([events.length - placed.length, false])
        for (const point of told.points) expect(Object.keys(point).sort()).toEqual([...POINT].sort())
      }
    const few = await listPoints(all, { status: 'open', order: 'urgent' }, 7)
    const first = (await listEvents(all, { status: 'open', order: 'urgent', limit: 7 })).events
    expect([few.points.length + few.unplaced, few.more]).toEqual([7, true])
    expect(first.map(({ number }) => number)).toEqual(expect.arrayContaining(few.points.map(({ number }) => number)))
  })

  it('show each viewer what the one predicate allows, in lists, by number and by id', async () => {
    const viewers = [
      viewer('dispatcher', '411324001'),
      viewer('viewer', '411324002101', '411324001104'),
      viewer('screen'),
      viewer('auditor', '9'),
      { ...viewer('handler'), scope: { kind: 'department' as const, department: 'd' } },
    ]
    for (const v of viewers) {
      const wanted = every.filter((e) => maySee(v, { grid: e.grid, sensitive: e.type === '0102' }))
      const listed = (await listEvents(v, { limit: 1_000 })).events
      expect(ids(listed)).toEqual(ids(wanted))
      expect(ids(await recentEvents(v, 1_000))).toEqual(ids(wanted))
      expect(
        (
          await eventsByNumber(
            v,
            every.map((e) => e.number),
          )
        ).map((e) => e.number),
      ).toEqual(wanted.map((e) => e.number).sort((a, b) => a - b))
      for (const e of every.slice(0, 30)) expect((await getEvent(v, e.id)) !== null).toBe(wanted.includes(e))
    }
  })

  it('give a screen no free text and no personal data', async () => {
    const [shown] = (await listEvents(viewer('screen'), { type: ['0101'], urgency: [4] })).events
    expect(Object.keys(shown ?? {}).sort()).toEqual(
      [
        'caseNumber',
        'deadline',
        'grid',
        'handledAt',
        'id',
        'light',
        'number',
        'occurredAt',
        'position',
        'receivedAt',
        'revision',
        'source',
        'state',
        'status',
        'type',
        'updatedAt',
        'urgency',
      ].sort(),
    )
  })

  it('page without losing or doubling an event while others write', async () => {
    const seen: GridEvent[] = []
    let cursor: string | undefined
    let pages = 0
    for (;;) {
      const page = await listEvents(all, { limit: 7, within: '411324001', ...(cursor !== undefined && { cursor }) })
      seen.push(...page.events)
      pages++
      // newer than all, older than all, and right at the border of the page
      const border = page.events.at(-1)?.occurredAt ?? at(NOW)
      await save([event({ occurredAt: at(NOW) }), event({ occurredAt: border })])
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(pages).toBeGreaterThan(8)
    expect(new Set(ids(seen)).size).toBe(seen.length)
    const old = every.filter((e) => e.grid.startsWith('411324001'))
    const found = new Set(ids(seen))
    expect(old.filter((e) => !found.has(e.id))).toEqual([])
    // a page that ends with the last event has no next
    const { events: whole } = await listEvents(all, { limit: 1_000 })
    expect((await listEvents(all, { limit: whole.length })).nextCursor).toBeNull()
    expect((await listEvents(all, { limit: whole.length - 1 })).nextCursor).not.toBeNull()
  })

  it('refuse a cursor that no list gave', async () => {
    for (const cursor of ['', 'x', '%%%', Buffer.from('1.2.3').toString('base64url'), Buffer.from('1.99999999999').toString('base64url')])
      await expect(listEvents(all, { cursor })).rejects.toBeInstanceOf(Problem)
  })

  it('find an event by uuid, 事件编号 and number, with its history', async () => {
    const first = event({ updatedAt: at(NOW - 9_000), title: '一' })
    await save([first], { receivedAt: NOW - 5_000 })
    await save([{ ...first, updatedAt: at(NOW - 7_000), title: '三' }], { receivedAt: NOW - 3_000 })
    await save([{ ...first, updatedAt: at(NOW - 8_000), title: '二' }], { receivedAt: NOW - 1_000 })
    const found = await getEvent(all, first.id, NOW)
    expect(found).toMatchObject({ title: '三', updatedAt: at(NOW - 7_000), receivedAt: at(NOW - 3_000) })
    expect(found?.history).toEqual([
      { updatedAt: at(NOW - 9_000), receivedAt: at(NOW - 5_000), holds: false },
      { updatedAt: at(NOW - 7_000), receivedAt: at(NOW - 3_000), holds: true },
      { updatedAt: at(NOW - 8_000), receivedAt: at(NOW - 1_000), holds: false },
    ])
    expect(await getEvent(all, found?.caseNumber ?? '', NOW)).toEqual(found)
    expect(await getEvent(all, String(found?.number), NOW)).toEqual(found)
    for (const name of [randomUUID(), '20261124-99999', '999999999', '99999999999999', '', '-1', 'x', '20269999-00001', "'; DROP TABLE events"])
      expect(await getEvent(all, name)).toBeNull()
  })
})
