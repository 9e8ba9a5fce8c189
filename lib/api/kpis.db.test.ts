import { afterAll, beforeAll, expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { writeSetting } from '@/lib/db/engine/settings'
import { saveEvents } from '@/lib/db/events/events'
import { readFacts } from '@/lib/db/events/facts'
import { maySee, partiesOf, type Viewer } from '@/lib/domain/access'
import type { EventFacts } from '@/lib/domain/change'
import { DAY_MS } from '@/lib/domain/clock'
import { stepOf } from '@/lib/domain/heat'
import { decodeHeatCells } from '@/lib/domain/heat-answer'
import { KPI_WEIGHTS, KPI_WEIGHTS_SETTING } from '@/lib/domain/kpi'
import { EVENT_STATES, LIGHTS } from '@/lib/domain/life'
import { OVERDUE_AGES } from '@/lib/domain/trends'
import { type Live, setLive, startLive } from '@/lib/live/live'
import { busyDays } from '@/lib/testing/busy-days'
import { describeEachEngine } from '@/lib/testing/database'
import { giveLives } from '@/lib/testing/give-lives'
import { NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { readHeat } from './heat'
import { readKpis } from './kpis'
import { trendsOf } from './trends'

const department: Viewer = { ...viewer('handler'), scope: { kind: 'department', department: '城管' } }
const member: Viewer = { ...viewer('operator', '411324001'), parties: ['member:1', 'team:一组'] }
const viewers: [viewer: Viewer, within?: string][] = [
  [viewer('supervisor')],
  [viewer('screen')],
  [viewer('supervisor', '411324001'), '411324001101'],
  [member],
  [member, '411324001103'],
  [department],
  [department, '411324002'],
]

describeEachEngine('the figures of the life cycle', () => {
  let board: Live
  let known: { number: number; facts: EventFacts; since: number; code: string; sensitive: boolean }[] = []

  beforeAll(async () => {
    await saveSmallCounty()
    await saveEvents(busyDays(5, 500), { viewer: viewer('dispatcher'), now: NOW })
    await giveLives(41, 700)
    await pool().query("UPDATE events SET state_since = occurred_at + number * interval '1 minute' WHERE number % 3 > 0")
    board = await startLive({ now: () => NOW })
    const { rows } = await pool().query<{ number: number; since: number }>(
      `SELECT number, date_part('epoch', coalesce(state_since, occurred_at)) * 1000 AS since FROM events`,
    )
    const since = new Map(rows.map((row) => [row.number, Math.round(row.since)]))
    known = (await readFacts(0, 10_000)).flatMap(({ number, after }) => {
      const [grid, type] = [board.atlas.byId.get(after?.grid ?? 0), board.atlas.typeById.get(after?.type ?? 0)]
      return after && grid && type ? [{ number, facts: after, since: since.get(number) ?? 0, code: grid.code, sensitive: type.sensitive }] : []
    })
  })
  afterAll(() => setLive(null))

  const seen = (who: Viewer, within = '') =>
    known.filter(
      ({ facts, code, sensitive }) => code.startsWith(within) && maySee(who, { grid: code, sensitive, parties: facts.life?.parties ?? [] }),
    )

  it('name the oldest waiting event of each stage, of those that are seen one by one', async () => {
    for (const [who, within] of viewers) {
      const kpis = await readKpis(who, { within })
      const open = seen(who, within).filter(({ facts }) => facts.handledAt === null)
      expect(kpis.funnel?.length, JSON.stringify(who.scope)).toBeGreaterThan(2)
      for (const { state, count, oldest } of kpis.funnel ?? []) {
        const waiting = open.filter(({ facts }) => facts.life?.state === state).sort((a, b) => a.since - b.since || a.number - b.number)
        expect(oldest).toEqual(waiting[0] ? { number: waiting[0].number, since: new Date(waiting[0].since).toISOString() } : null)
        // others are counted that are not seen
        expect(count).toBeGreaterThanOrEqual(waiting.length)
        if (who === department || who.role === 'supervisor') expect(count).toBe(waiting.length)
      }
    }
    await expect(readKpis(member, { within: '411324002' })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('tell for how long open events are overdue, as a count by SQL does', async () => {
    const { rows } = await pool().query<{ days: number; open: number }>(
      `SELECT (date_trunc('day', $1::timestamptz AT TIME ZONE 'Asia/Shanghai')::date - (deadline AT TIME ZONE 'Asia/Shanghai')::date) AS days, count(*)::int4 AS open
       FROM events WHERE handled_at IS NULL AND deadline IS NOT NULL AND light = $2 AND state <> $3 AND starts_with((SELECT code FROM grids WHERE id = grid_id), $4)
       GROUP BY 1`,
      [new Date(NOW), LIGHTS.indexOf('overdue'), EVENT_STATES.indexOf('void'), '411324001'],
    )
    const expected = OVERDUE_AGES.map(({ fromDays, toDays }) => {
      const of = rows.filter(({ days }) => (fromDays === 0 || days >= fromDays) && (toDays === null || days < toDays))
      return { fromDays, toDays, open: of.reduce((sum, { open }) => sum + open, 0) }
    })
    expect(expected.every(({ open }) => open > 0)).toBe(true)
    for (const role of ['screen', 'supervisor'] as const) expect(trendsOf(board.board, viewer(role, '411324001'), NOW, []).overdue).toEqual(expected)
  })

  it('go by the weights of the county', async () => {
    const shipped = await readKpis(department, {})
    expect(shipped.weights).toEqual(KPI_WEIGHTS)
    expect(shipped.total.score).toMatchObject({ of: 100 })
    await writeSetting(KPI_WEIGHTS_SETTING, { handedIn: 1, handedInTime: 0, reworked: 0, overdue: 0, extended: 0 })
    const own = await readKpis(department, {})
    expect(own.total.score.value).toBeCloseTo(own.total.handedInRate.value ?? -1, 9)
    await pool().query('DELETE FROM settings WHERE key = $1', [KPI_WEIGHTS_SETTING])
  })

  it('agree with the heat of what was given, from memory and from the database', async () => {
    for (const [who] of viewers.filter(([, within]) => !within)) {
      for (const at of [undefined, ...[NOW, NOW - 3 * DAY_MS].map((ms) => new Date(ms).toISOString())]) {
        const answer = decodeHeatCells(await readHeat(who, { window: '30d', form: 'cells', ...(at ? { at } : {}) }))
        const { first, last } = answer.header.steps
        const expected = seen(who).filter(({ facts }) => {
          const step = stepOf('30d', facts.occurredAt)
          return facts.cellX >= 0 && step >= first && (!at || step <= last)
        })
        expect(Array.from(answer.cells.count).reduce((n, c) => n + c, 0)).toBe(expected.length)
        if (at && partiesOf(who).length) expect(expected.some(({ sensitive }) => sensitive)).toBe(true)
      }
    }
  })
})
