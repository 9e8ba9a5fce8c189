import { afterAll, beforeAll, expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { countListed, listEvents } from '@/lib/db/events/event-list'
import { saveEvents } from '@/lib/db/events/events'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import type { GridEvent } from '@/lib/domain/event'
import { FigureName } from '@/lib/domain/figure-terms'
import { LIGHTS } from '@/lib/domain/life'
import { type Live, setLive, startLive } from '@/lib/live/live'
import { busyDays } from '@/lib/testing/busy-days'
import { describeEachEngine } from '@/lib/testing/database'
import { giveLives } from '@/lib/testing/give-lives'
import { sideOf } from '@/lib/testing/kpi-side'
import { NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'

const supervisor = viewer('supervisor')
const ofStreet = viewer('viewer', '411324001')
const department: Viewer = { ...viewer('handler'), scope: { kind: 'department', department: '城管' } }
const operator: Viewer = { ...viewer('operator', '411324001101', '411324002'), parties: ['member:1'] }
const viewers: readonly [name: string, viewer: Viewer, within: string | undefined, all: boolean][] = [
  ['a supervisor of the county', supervisor, undefined, true],
  ['a supervisor who looks at a community', supervisor, '411324002103', true],
  ['a viewer of a street', ofStreet, undefined, false],
  ['a viewer who looks at a community of it', ofStreet, '411324001101', true],
  ['a department', department, undefined, true],
  ['a department that looks at a street', department, '411324001', true],
  ['an operator', operator, undefined, false],
  ['a screen', viewer('screen'), undefined, false],
]
/** All; the last weeks; days that cut hours; one that ends in the future; one that begins there; one that is empty. */
const periods: readonly [from: number | null, to: number | null][] = [
  [null, null],
  [NOW - 30 * DAY_MS, null],
  [NOW - 6 * DAY_MS - HOUR_MS / 3, NOW - 2 * DAY_MS + HOUR_MS / 7],
  [null, NOW - 400 * DAY_MS],
  [NOW - DAY_MS, NOW + 5 * DAY_MS],
  [NOW + 2 * DAY_MS, NOW + 9 * DAY_MS],
  [NOW - DAY_MS, NOW - 3 * DAY_MS],
]
describeEachEngine('the list behind a figure', () => {
  let board: Live['board']
  beforeAll(async () => {
    await saveSmallCounty()
    await saveEvents(busyDays(8, 420), { viewer: viewer('dispatcher'), now: NOW })
    await giveLives(77, 640, ['grid:411324001101', 'grid:411324002'])
    board = (await startLive({ now: () => NOW })).board
  })
  afterAll(() => setLive(null))

  it.each(viewers)('is as long as the figure says, for %s', async (_, who, within, all) => {
    let [most, unlisted] = [0, 0]
    for (const [from, to] of periods) {
      const { total } = board.kpis(who, { within, from, to }, NOW)
      const iso = (ms: number | null) => (ms === null ? undefined : new Date(ms).toISOString())
      for (const figure of FigureName.options) {
        const filter = { figure, within, from: iso(from), to: iso(to) }
        const wanted = sideOf(total, figure)
        const { counted, listed } = await countListed(who, filter, NOW)
        expect(counted, `${figure} ${from} ${to}`).toBe(wanted)
        if (all) expect(listed).toBe(counted)
        expect(board.countBehind(who, { figure, within, from, to }, NOW), `${figure} ${from} ${to}`).toEqual({ counted, listed })
        unlisted += counted - listed
        most = Math.max(most, listed)
        const { events } = await listEvents(who, { ...filter, limit: 1_000 }, NOW)
        expect(events.length, figure).toBe(listed)
        for (const event of events) expect(event.state).not.toBe('void')
        const due = /^(handedIn|handedInTime|closed|closedInTime|overdue|extended)Rate/.test(figure)
        if (due) for (const event of events) expect(event.state).not.toBe('suspended')
      }
    }
    expect(most).toBeGreaterThan(10)
    if (!all) expect(unlisted).toBeGreaterThan(0)
  })

  it('comes in pages, in either order', async () => {
    for (const order of ['newest', 'deadline'] as const) {
      const found: GridEvent[] = []
      let cursor: string | undefined
      do {
        const page = await listEvents(supervisor, { figure: 'overdueRate.denominator', order, limit: 17, ...(cursor && { cursor }) }, NOW)
        found.push(...page.events)
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      const total = board.kpis(supervisor, { from: null, to: null }, NOW).total.overdueRate.denominator
      expect(new Set(found.map((e) => e.number)).size).toBe(total)
      const at = (e: GridEvent) => (order === 'newest' ? -Date.parse(e.occurredAt) : Date.parse(e.deadline ?? ''))
      expect(found.map(at)).toEqual(found.map(at).sort((a, b) => a - b))
    }
  })

  it('by their deadline holds every event once, the oldest deadline first and those without one last, while others write', async () => {
    const filter = { light: ['near' as const, 'overdue' as const], order: 'deadline' as const }
    const wanted = (await listEvents(supervisor, { ...filter, limit: 1_000 }, NOW)).events
    const at = (e: GridEvent) => (e.deadline === null ? Number.POSITIVE_INFINITY : Date.parse(e.deadline))
    expect(wanted).toEqual([...wanted].sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)) || a.number - b.number))
    expect(wanted.some((e) => e.deadline === null)).toBe(true)
    const found: number[] = []
    let cursor: string | undefined
    do {
      const page = await listEvents(supervisor, { ...filter, limit: 7, ...(cursor && { cursor }) }, NOW)
      found.push(...page.events.map((e) => e.number))
      cursor = page.nextCursor ?? undefined
      // one that was shown leaves, so that a page by count would miss the one after
      await pool().query('UPDATE events SET light = 0 WHERE number = $1', [found[0]])
    } while (cursor)
    expect(found.length).toBeGreaterThan(40)
    expect(found).toEqual(wanted.map((e) => e.number))
    await pool().query('UPDATE events SET light = $2 WHERE number = $1', [found[0], LIGHTS.indexOf(wanted[0]?.light ?? 'near')])
    const { nextCursor } = await listEvents(supervisor, { ...filter, limit: 3 }, NOW)
    await expect(listEvents(supervisor, { cursor: nextCursor ?? '' }, NOW)).rejects.toMatchObject({ code: 'invalid' })
  })

  it('is narrowed by the other filters of a list', async () => {
    const figure = 'handedInRate.denominator'
    const { listed } = await countListed(supervisor, { figure }, NOW)
    const parts = await Promise.all(['0101', '0102', '0402', '0501'].map((type) => countListed(supervisor, { figure, type: [type] }, NOW)))
    expect(parts.map((p) => p.listed).reduce((a, b) => a + b)).toBe(listed)
    expect(await countListed(viewer('viewer', '9'), { figure }, NOW)).toEqual({ counted: 0, listed: 0 })
    expect(await countListed(ofStreet, { figure, within: '411324002' }, NOW)).toEqual({ counted: 0, listed: 0 })
  })
})
