import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeSettings } from '@/lib/db/county-settings'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { takeLease } from '@/lib/db/log/leases'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { type AllMeasured, COMPARED_NAMES, type FigureRuns, startOfMonth } from '@/lib/domain/figure-runs'
import { KPI_WEIGHTS, kpiFigure } from '@/lib/domain/kpi'
import { EVENT_STATES, LIFE_FLAGS } from '@/lib/domain/life'
import { periodCounts, runCounts } from '@/lib/live/board-queries'
import { type Live, setLive, startLive } from '@/lib/live/live'
import { figuresAt, readMoment } from '@/lib/live/moment'
import { Slices } from '@/lib/live/slices'
import { followLog } from '@/lib/server/replay-job'
import { numbersFrom } from '@/lib/testing/busy-days'
import { describeEachEngine } from '@/lib/testing/database'
import { giveLives } from '@/lib/testing/give-lives'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { figuresOf, readFigures, suspendedRun } from './figures'
import { readKpis } from './kpis'

const EVENTS = 1_000
const [SUSPENDED, REJECTED, VOID] = (['suspended', 'rejected', 'void'] as const).map((state) => EVENT_STATES.indexOf(state))
const zone = (column: string) => `to_char(${column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')`
const month = { from: Date.parse('2026-11-01T00:00:00+08:00'), to: NOW + HOUR_MS }

/** Events of the last forty months, half of which the source has handled. */
function longPast(): EventIn[] {
  const next = numbersFrom(17)
  return Array.from({ length: EVENTS }, () => {
    const occurred = NOW - next(40 * 30) * DAY_MS - next(DAY_MS)
    return event({
      occurredAt: new Date(occurred).toISOString(),
      type: ['0101', '0102', '0402', '0501'][next(4)] ?? '0101',
      position: spot(next(8), next(4)),
      handledAt: next(2) ? new Date(Math.min(NOW, occurred + next(5 * 24) * HOUR_MS)).toISOString() : null,
    })
  })
}

/** By month, of all events within: counted by hand, in the words of the rules and in the zone of the engine. */
async function recount(within: string) {
  const { rows } = await pool().query<{
    month: string
    reported: number
    handled: number
    accepted: number
    due: number
    carried: number
    in_time: number
    closed: number
    followed_up: number
    satisfied: number
    median: number | null
  }>(
    `WITH e AS (
       SELECT *, coalesce(handed_in_at, handled_at) AS handed FROM events
       WHERE state <> ${VOID} AND starts_with((SELECT code FROM grids WHERE id = grid_id), $1)
     ), months AS (
       SELECT to_char(start, 'YYYY-MM') AS month, start AT TIME ZONE 'Asia/Shanghai' AS start,
         least((start + interval '1 month') AT TIME ZONE 'Asia/Shanghai', '2026-11-24T00:00:00+08:00') AS stop
       FROM generate_series('2023-11-01'::timestamp, '2026-11-01'::timestamp, '1 month') AS start
     )
     SELECT month,
       (SELECT count(*)::int4 FROM e WHERE ${zone('occurred_at')} = month AND occurred_at < stop) AS reported,
       (SELECT count(*)::int4 FROM e WHERE ${zone('occurred_at')} = month AND occurred_at < stop AND handled_at IS NOT NULL) AS handled,
       (SELECT count(*)::int4 FROM e WHERE ${zone('occurred_at')} = month AND occurred_at < stop AND coalesce(accepted_at, handled_at) IS NOT NULL) AS accepted,
       (SELECT count(*)::int4 FROM e WHERE state <> ${SUSPENDED} AND deadline >= start AND deadline < stop) AS due,
       (SELECT count(*)::int4 FROM e WHERE state <> ${SUSPENDED} AND deadline < start AND (handed IS NULL OR handed >= start)) AS carried,
       (SELECT count(*)::int4 FROM e WHERE state <> ${SUSPENDED} AND deadline >= start AND deadline < stop AND handed <= deadline) AS in_time,
       (SELECT count(*)::int4 FROM e WHERE state <> ${REJECTED} AND handled_at >= start AND handled_at < stop) AS closed,
       (SELECT count(*)::int4 FROM e WHERE state <> ${REJECTED} AND handled_at >= start AND handled_at < stop AND life_flags & ${LIFE_FLAGS.followedUp} <> 0) AS followed_up,
       (SELECT count(*)::int4 FROM e WHERE state <> ${REJECTED} AND handled_at >= start AND handled_at < stop AND life_flags & ${LIFE_FLAGS.satisfied} <> 0) AS satisfied,
       (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY date_part('epoch', handled_at - occurred_at) * 1000) FROM e
         WHERE state <> ${REJECTED} AND handled_at >= start AND handled_at < stop) AS median
     FROM months ORDER BY month`,
    [within],
  )
  return rows
}

describeEachEngine('figures, compared', () => {
  let running: Live
  const ask = { within: null, period: month, against: null, weights: KPI_WEIGHTS, order: false, now: NOW, complete: null }
  const read = (who: Viewer, more: Partial<Parameters<typeof figuresOf>[2]> = {}): Promise<FigureRuns> =>
    figuresOf(running.board, who, { ...ask, ...more }, new Slices('test'))

  beforeAll(async () => {
    await saveSmallCounty()
    await saveEvents(longPast(), { viewer: viewer('dispatcher'), now: NOW })
    await giveLives(41, 600)
    running = await startLive({ now: () => NOW })
  })
  afterAll(() => setLive(null))

  it('run month by month as a count by SQL does, for whoever sees a street', async () => {
    for (const [who, within] of [
      [viewer('supervisor'), ''],
      [viewer('screen'), ''],
      [viewer('screen', '411324001'), '411324001'],
    ] as const) {
      const { months, runs, usualMonths } = await read(who, { within: within || null })
      const all = await recount(within)
      const rows = all.slice(-13)
      expect(months).toEqual(rows.map((row) => row.month))
      expect(usualMonths).toBe(24)
      const sides = (name: 'handledRate' | 'acceptedRate' | 'handedInTimeRate' | 'followedUpRate' | 'satisfiedRate') => {
        const run = runs[name]
        return run?.numerators.map((numerator, i) => [numerator, run.denominators[i]])
      }
      expect(sides('handledRate')).toEqual(rows.map((row) => [row.handled, row.reported]))
      expect(sides('acceptedRate')).toEqual(rows.map((row) => [row.accepted, row.reported]))
      expect(sides('handedInTimeRate')).toEqual(rows.map((row) => [row.in_time, row.due + row.carried]))
      expect(sides('followedUpRate')).toEqual(rows.map((row) => [row.followed_up, row.closed]))
      expect(sides('satisfiedRate')).toEqual(rows.map((row) => [row.satisfied, row.followed_up]))
      expect(runs.reported?.numerators).toEqual(rows.map((row) => row.reported))
      expect(runs.handlingTime?.denominators).toEqual(rows.map((row) => row.closed))
      for (const [i, { median, closed }] of rows.entries()) {
        const told = runs.handlingTime?.values[i] ?? null
        if (median === null || told === null) expect([median, told, closed]).toEqual([null, null, 0])
        // classes are √2 apart, and of an even number the median is either of two
        else if (closed > 9) expect(Math.abs(Math.log2(told / median))).toBeLessThan(1)
      }
      expect(rows.reduce((sum, row) => sum + row.in_time, 0)).toBeGreaterThan(20)

      const before = all.slice(0, 24).map((row) => row.handled / row.reported)
      const { low = 0, high = 0 } = runs.handledRate?.usual ?? {}
      expect(before.filter((value) => value >= low && value <= high).length).toBeGreaterThanOrEqual(18)
      expect(before.filter((value) => value < low).length).toBeGreaterThanOrEqual(2)
      expect(before.filter((value) => value > high).length).toBeGreaterThanOrEqual(2)
      expect(runs.suspended).toBeNull()
    }
  })

  it('run as the figures of each month say by themselves', async () => {
    for (const who of [viewer('screen', '411324001'), { ...viewer('operator', '411324002'), parties: ['member:1', 'department:公安'] }]) {
      const view = running.board.view(who)
      const starts = Array.from({ length: 20 }, (_, i) => startOfMonth(NOW, 19 - i))
      const end = startOfDay(NOW)
      const alone = starts.map((from, i) => kpiFigure(periodCounts(view, { from, to: starts[i + 1] ?? end }, [], NOW).all, KPI_WEIGHTS))
      expect([...runCounts(view, starts, end, NOW)].map((counts) => kpiFigure(counts, KPI_WEIGHTS))).toEqual(alone)
    }
  })

  it('show nothing of a month on its first day', async () => {
    const { months, runs } = await read(viewer('supervisor'), { now: Date.parse('2026-11-01T09:00:00+08:00') })
    expect(months.at(-1)).toBe('2026-11')
    expect(runs.reported?.values.map((value) => value !== null)).toEqual([...Array(12).fill(true), false])
  })

  it('say nothing of months that are still being written, and of what is usual only from twelve', async () => {
    const since = (name: string) => read(viewer('supervisor'), { complete: Date.parse(`${name}-15T00:00:00+08:00`), against: 'year' })
    const cut = await since('2026-03')
    expect(cut.runs.handledRate?.values.map((value) => value !== null)).toEqual([...Array(5).fill(false), ...Array(8).fill(true)])
    expect([cut.usualMonths, cut.runs.handledRate?.usual, cut.against]).toEqual([0, null, null])
    expect((await since('2024-11')).runs.reported?.usual).toBeNull()
    const enough = await since('2024-10')
    expect(enough.usualMonths).toBe(12)
    expect(enough.runs.reported?.usual).not.toBeNull()
    expect(enough.against).not.toBeNull()
  })

  it('tell of each area what the figures of its grids tell, and of the whole what they tell of it', async () => {
    const numbers = (figures: AllMeasured) => COMPARED_NAMES.map((name) => [name, figures[name].numerator, figures[name].value])
    const period = { from: new Date(month.from).toISOString(), to: new Date(month.to).toISOString() }
    const member: Viewer = { ...viewer('operator', '411324001'), parties: ['member:1', 'team:一组'] }
    const asked: [who: Viewer, within?: string][] = [[viewer('supervisor')], [viewer('screen'), '411324001'], [member, '411324001103']]
    for (const [who, within] of asked) {
      const { total, areas } = await read(who, { within: within ?? null })
      expect(areas.length).toBeGreaterThan(4)
      const kpis = [running.board.kpis(who, { within, ...month }, NOW).total]
      expect(total.handedInTimeRate.numerator).toBe(kpis[0]?.handedInTimeRate.numerator)
      expect(total.score.value).toBe(kpis[0]?.score.value)
      for (const { grid, figures } of areas) {
        const parents = [undefined, grid.slice(0, -3)].filter((code) => code === undefined || code.length >= 9)
        const told = parents.flatMap((code) => {
          try {
            return running.board.kpis(who, { within: code, ...month }, NOW).children.filter((child) => child.grid === grid)
          } catch {
            return []
          }
        })
        if (told.length === 0) continue // the scope of the viewer itself, which is nobody's child
        expect([grid, figures.handledRate.numerator, figures.reported.numerator]).toEqual([grid, told[0]?.handledRate.numerator, told[0]?.reported])
        expect(figures.handlingTime.value).toBe(told[0]?.handlingTime.median)
      }
      expect(numbers(total).filter(([, , value]) => value !== null).length).toBeGreaterThan(10)
    }
    expect((await readKpis(viewer('supervisor'), period)).days).toEqual((await read(viewer('supervisor'))).days)
  })

  it('compare with the same days before, and with the same intervals in an order where the county wants one', async () => {
    const who = viewer('supervisor')
    const plain = await read(who, { against: 'previous' })
    expect(plain.against?.days).toEqual({ from: '2026-10-01', to: '2026-10-24' })
    const october = running.board.kpis(who, { from: Date.parse('2026-10-01T00:00:00+08:00'), to: Date.parse('2026-10-24T09:00:00+08:00') }, NOW)
    expect(plain.against?.total.handledRate.numerator).toBe(october.total.handledRate.numerator)
    const street = plain.areas.find(({ grid }) => grid === '411324001')
    expect(street?.before?.handedInRate).toBe(october.children.find(({ grid }) => grid === '411324001')?.handedInRate.value)
    expect(plain.areas.every(({ places }) => places === null)).toBe(true)

    const year = { from: NOW - 365 * DAY_MS, to: NOW + HOUR_MS }
    const { areas } = await read(who, { order: true, period: year })
    expect(areas.map(({ grid }) => grid)).toEqual(plain.areas.map(({ grid }) => grid))
    for (const { figures, places } of areas) for (const name of COMPARED_NAMES) if (figures[name].few) expect(places?.[name]).toBeNull()
    const administrator = viewer('administrator')
    await changeSettings(administrator, { figures: { order: true } }, { now: NOW, address: null })
    expect((await readFigures(who, {})).areas.every(({ places }) => places !== null)).toBe(true)
    const { rows } = await pool().query("SELECT detail FROM audit WHERE object_id = 'figures'")
    expect(rows).toEqual([{ detail: { from: { order: false }, to: { order: true } } }])
  })

  it('count the week hour by hour, and what is suspended for every 1,000 households', async () => {
    const quarter = { from: NOW - 200 * DAY_MS, to: NOW + HOUR_MS }
    const { week, total, areas } = await read(viewer('supervisor'), { period: quarter })
    const { rows } = await pool().query<{ weekday: number; hour: number; count: number }>(
      `SELECT date_part('isodow', at)::int4 - 1 AS weekday, date_part('hour', at)::int4 AS hour, count(*)::int4 AS count
       FROM (SELECT occurred_at AT TIME ZONE 'Asia/Shanghai' AS at FROM events WHERE state <> ${VOID}) AS e
       WHERE at::date BETWEEN $1::date AND $2::date GROUP BY 1, 2`,
      [week.from, week.to],
    )
    expect(week.days).toEqual(Array(7).fill(13))
    const counts = Array.from({ length: 7 }, () => new Array<number>(24).fill(0))
    for (const { weekday, hour, count } of rows) counts[weekday]?.splice(hour, 1, count)
    expect(week.counts).toEqual(counts)
    expect(week.to).toBe('2026-11-24')

    const waiting = await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count FROM events WHERE state = ${SUSPENDED}`)
    expect(total.suspended).toMatchObject({ numerator: waiting.rows[0]?.count, denominator: 8_000 })
    expect(total.suspended.value).toBeCloseTo((waiting.rows[0]?.count ?? 0) / 8, 9)
    expect(areas.filter(({ group }) => group === 'beside').reduce((sum, { figures }) => sum + (figures.suspended.numerator ?? 0), 0)).toBe(
      waiting.rows[0]?.count,
    )
  })

  it('tell how many were suspended at the ends of months, as far as the past is stored', async () => {
    const later = NOW + 40 * DAY_MS
    const who = viewer('supervisor')
    expect(await suspendedRun(who, 8_000, later, null)).toBeNull()
    const fence = await takeLease('replay', randomUUID(), 600_000)
    if (!fence) throw new Error('somebody else follows')
    await followLog(fence)
    const waiting = await pool().query<{ count: number }>(`SELECT count(*)::int4 AS count FROM events WHERE state = ${SUSPENDED}`)
    const count = waiting.rows[0]?.count ?? 0
    expect(count).toBeGreaterThan(5)
    const run = await suspendedRun(who, 8_000, later, null)
    // what is known from NOW on is known of the last of November and December, and of yesterday
    expect(run?.numerators).toEqual([...Array(10).fill(null), count, count, count])
    expect(run?.values.slice(-1)).toEqual([count / 8])
    expect(run?.usual).toBeNull()
    const street = await suspendedRun(viewer('viewer', '411324001'), 2, later, null)
    expect(street?.numerators.at(-1)).toBe(
      figuresAt(await readMoment(startOfDay(later), running.atlas), viewer('viewer', '411324001')).states?.find(({ state }) => state === 'suspended')
        ?.count,
    )
    expect(street?.values).toEqual(Array(13).fill(null))
    expect(await suspendedRun(who, 8_000, later, NOW)).toBeNull()
    expect(await suspendedRun({ ...who, scope: { kind: 'department', department: '城管' } }, 8_000, later, null)).toBeNull()
  })

  it('are of what was given to a department alone, without areas, and hide places outside a scope', async () => {
    const department: Viewer = { ...viewer('handler'), scope: { kind: 'department', department: '城管' } }
    const { areas, total } = await read(department, { period: { from: null, to: null } })
    expect(areas).toEqual([])
    expect(total.reported.numerator).toBe(running.board.kpis(department, { from: null, to: null }, NOW).total.reported)
    await expect(readFigures(viewer('supervisor', '411324001'), { within: '411324002' })).rejects.toMatchObject({ code: 'not_found' })
  })
})
