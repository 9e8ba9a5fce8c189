import { beforeAll, expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { loadAtlas } from '@/lib/db/ground/grids'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { EVENT_STATES } from '@/lib/domain/life'
import { busyDays } from '@/lib/testing/busy-days'
import { describeEachEngine } from '@/lib/testing/database'
import { giveLives } from '@/lib/testing/give-lives'
import { NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { openLive } from './live'
import { figuresKnownNow } from './moment-now'

const VOID = EVENT_STATES.indexOf('void')
const eyes = [viewer('supervisor'), viewer('viewer'), viewer('viewer', '411324001'), viewer('operator', '411324001101')]

describeEachEngine('figures of the past as they are known now', () => {
  beforeAll(async () => {
    await saveSmallCounty()
    const messages = busyDays(3, 400)
    for (let i = 0; i < messages.length; i += 50) await saveEvents(messages.slice(i, i + 50), { viewer: viewer('dispatcher'), now: NOW })
    await giveLives(8, 200)
  })

  it('are what SQL counts of the events as they are, to the whole hour', async () => {
    const [atlas, { board }] = [await loadAtlas(), await openLive({ now: () => NOW, warn: () => {} })]
    for (const ago of [0, 5 * HOUR_MS, 30 * HOUR_MS, 20 * DAY_MS + 7 * 60_000]) {
      const at = NOW - ago
      const { figures, to } = await figuresKnownNow(board, atlas, viewer('supervisor'), at)
      const { rows } = await pool().query<Record<string, number>>(
        `SELECT count(*) FILTER (WHERE occurred_at < t)::int4 AS reported, count(*) FILTER (WHERE handled_at < t)::int4 AS handled,
           count(*) FILTER (WHERE occurred_at >= d AND occurred_at < t)::int4 AS today,
           count(*) FILTER (WHERE handled_at >= d AND handled_at < t)::int4 AS ended
         FROM events, (SELECT to_timestamp($1::float8 / 1000) AS t, to_timestamp($2::float8 / 1000) AS d) AS times
         WHERE state <> ${VOID} AND grid_id > 0`,
        [to, startOfDay(at)],
      )
      const { reported = 0, handled = 0, today, ended } = rows[0] ?? {}
      expect([figures.total, figures.today]).toEqual([
        { reported, handled, open: reported - handled },
        { reported: today, handled: ended },
      ])
      const classes = await pool().query<{ code: string; today: number }>(
        `SELECT t.class_code AS code, count(*)::int4 AS today FROM events e JOIN event_types t ON t.id = e.type_id
         WHERE e.state <> ${VOID} AND e.grid_id > 0 AND e.occurred_at >= to_timestamp($2::float8 / 1000) AND e.occurred_at < to_timestamp($1::float8 / 1000) GROUP BY 1 ORDER BY 1`,
        [to, startOfDay(at)],
      )
      expect([...(figures.classes ?? [])].sort((a, b) => (a.code < b.code ? -1 : 1))).toEqual(classes.rows)
      expect(to % HOUR_MS).toBe(0)
      expect(await figuresKnownNow(board, atlas, viewer('supervisor'), to + HOUR_MS - 1)).toEqual({ figures, to })
    }
  })

  it('tell each viewer what the figures of the period up to then tell them, and neither states nor lights', async () => {
    const [atlas, { board }] = [await loadAtlas(), await openLive({ now: () => NOW, warn: () => {} })]
    for (const eye of eyes) {
      const { figures, to } = await figuresKnownNow(board, atlas, eye, NOW - 3 * DAY_MS)
      const told = board.kpis(eye, { from: null, to }, NOW)
      expect([figures.total.reported, figures.total.handled]).toEqual([told.total.reported, told.total.handledInPeriod])
      const grids = new Map(figures.grids.map((grid) => [grid.grid, grid]))
      for (const { grid, reported, handledInPeriod } of told.children) expect(grids.get(grid)).toMatchObject({ reported, handled: handledInPeriod })
      expect(told.children.length).toBeGreaterThan(0)
      expect(figures).not.toHaveProperty('states')
      expect(Object.keys(figures.total)).toEqual(['reported', 'handled', 'open'])
      expect(figures.grids.every((grid) => !('overdue' in grid))).toBe(true)
    }
  })
})
