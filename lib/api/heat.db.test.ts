import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { countCells } from '@/lib/db/events/heat-counts'
import type { Viewer } from '@/lib/domain/access'
import { HOUR_MS } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { Field, pixelCenter } from '@/lib/domain/field'
import { HeatWindow, KERNEL_METERS, stepMs, stepsAt } from '@/lib/domain/heat'
import { decodeHeatCells, decodeHeatField } from '@/lib/domain/heat-answer'
import { HeatState } from '@/lib/domain/heat-state'
import { MERCATOR_RADIUS } from '@/lib/domain/position'
import { cellKey, cellsOf } from '@/lib/live/heat-cells'
import { type AppliedBatch, type Live, setLive, startLive } from '@/lib/live/live'
import { statesAt } from '@/lib/live/rebuild'
import { Slices } from '@/lib/live/slices'
import { makeVisibility, projectChanges } from '@/lib/live/visibility'
import { allSteps } from '@/lib/testing/all-steps'
import { busyDays } from '@/lib/testing/busy-days'
import { describeEachEngine } from '@/lib/testing/database'
import { triesAllOn } from '@/lib/testing/engines'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { readHeat } from './heat'
import { visibleParts } from './visible-parts'

const windows = HeatWindow.options
const iso = (ms: number) => new Date(ms).toISOString()

/** Who looks, which codes SQL lets through for them, and which of the types they choose. */
type Look = { viewer: Viewer; prefix: string; sensitive: boolean; types: string[] | null }
const looks: Look[] = [
  { viewer: viewer('supervisor'), prefix: '', sensitive: true, types: null },
  { viewer: viewer('screen'), prefix: '', sensitive: false, types: null },
  { viewer: viewer('viewer', '411324001101'), prefix: '411324001101', sensitive: false, types: ['0101', '0102'] },
]

/**
 * The definition in SQL, from the positions themselves: snapped to the lattice's cells, each a kernel around its centre. One value a
 * pixel asked for.
 */
async function densities(field: Field, pixels: readonly [number, number][], window: HeatWindow, at: number, look: Look): Promise<number[]> {
  const { lattice } = field
  const { first, last } = stepsAt(window, at)
  const [from, to] = window === 'all' ? [0, at + 1] : [first * stepMs(window), (last + 1) * stepMs(window)]
  const centers = pixels.map(([column, row]) => pixelCenter(lattice, field.frame, column, row))
  const { rows } = await pool().query<{ density: number }>(
    `WITH points AS (
       SELECT ST_Transform(e.position, 3857) AS p FROM events e JOIN grids g ON g.id = e.grid_id JOIN event_types t ON t.id = e.type_id
       WHERE e.position IS NOT NULL AND e.occurred_at >= to_timestamp($1::float8 / 1000) AND e.occurred_at < to_timestamp($2::float8 / 1000)
         AND starts_with(g.code, $3) AND ($4 OR NOT t.sensitive) AND ($5::text[] IS NULL OR t.code = ANY($5))
     ), cells AS (
       SELECT floor((ST_X(p) - $6::float8) / $8::float8) AS x, floor(($7::float8 - ST_Y(p)) / $8::float8) AS y, count(*) AS n FROM points GROUP BY 1, 2
     ), centers AS (
       SELECT $6::float8 + (x + 0.5) * $8::float8 AS x, $7::float8 - (y + 0.5) * $8::float8 AS y, n FROM cells
     )
     SELECT COALESCE(sum(k.density), 0)::float8 AS density FROM unnest($9::float8[], $10::float8[]) WITH ORDINALITY AS pixel (x, y, i)
     LEFT JOIN LATERAL (
       SELECT c.n * 3e6 / (pi() * $11::float8 ^ 2) * (1 - (d / $11::float8) ^ 2) ^ 2 AS density
       FROM centers c, LATERAL (SELECT sqrt((c.x - pixel.x) ^ 2 + (c.y - pixel.y) ^ 2) / cosh(c.y / $12::float8) AS d) AS distance
       WHERE d < $11::float8
     ) AS k ON TRUE GROUP BY pixel.i ORDER BY pixel.i`,
    [
      from,
      to,
      look.prefix,
      look.sensitive,
      look.types,
      lattice.west,
      lattice.north,
      lattice.cell,
      centers.map((c) => c[0]),
      centers.map((c) => c[1]),
      KERNEL_METERS,
      MERCATOR_RADIUS,
    ],
  )
  return rows.map((r) => r.density)
}

/** The field and SQL agree to 1e-5 of the peak at the brightest pixel and at some hundred others. Returns the peak. */
async function compare(field: Field, values: ArrayLike<number>, window: HeatWindow, at: number, look: Look): Promise<number> {
  const { width, height } = field.frame
  let brightest = 0
  for (let i = 0; i < values.length; i++) if ((values[i] ?? 0) > (values[brightest] ?? 0)) brightest = i
  const places = [brightest]
  for (let i = brightest % 127; i < width * height; i += 127) places.push(i)
  const expected = await densities(
    field,
    places.map((i): [number, number] => [i % width, Math.floor(i / width)]),
    window,
    at,
    look,
  )
  const peak = Math.max(...expected)
  const worst = places.reduce((most, i, k) => Math.max(most, Math.abs((values[i] ?? Number.NaN) - (expected[k] ?? 0))), 0)
  expect(worst).toBeLessThanOrEqual(peak * 1e-5)
  return peak
}

describeEachEngine('the heat', ({ engine }) => {
  let board: Live
  const batches: AppliedBatch[] = []
  const ask = (look: Look, window: HeatWindow, at: number | undefined, form: 'field' | 'cells') =>
    readHeat(look.viewer, { window, form, type: look.types ?? undefined, at: at === undefined ? undefined : iso(at), within: undefined })
  const save = (rows: readonly unknown[]) => saveEvents(rows, { viewer: viewer('dispatcher'), now: NOW })

  const known = busyDays(1, 500)
  beforeAll(async () => {
    await saveSmallCounty()
    await save(known)
    board = await startLive({ now: () => NOW })
    board.onChanges((batch) => batches.push(batch))
  })
  afterAll(() => setLive(null))

  it('is the kernel sum that SQL counts, from memory and from the past, for every window, viewer and choice of types', async () => {
    for (const look of looks) {
      for (const window of windows) {
        // 'all' at a time is SQL's; the others are from memory at NOW and SQL's at a time before.
        for (const at of [NOW, NOW - 33 * 24 * HOUR_MS]) {
          const { header, density } = decodeHeatField(await ask(look, window, at, 'field'))
          expect(header).toMatchObject({ window, at: iso(at), unit: 'events/km2', kernelMeters: 300, logId: board.logId, revision: board.revision })
          const peak = await compare(new Field(header.lattice), density, window, at, look)
          if (at === NOW && look.prefix === '') expect(peak).toBeGreaterThan(0)
        }
      }
    }
  })

  it('stays so in a client that starts from cells and takes changes while time moves on', async () => {
    // The clients first, then changes of every kind, then time: steps expire, and what was late or moved is counted where it belongs.
    const clients = await Promise.all(
      looks.flatMap((look) =>
        windows.map(async (window) => {
          const { header, cells } = decodeHeatCells(await ask(look, window, window === 'all' ? undefined : NOW, 'cells'))
          const state = new HeatState(header.lattice, window, NOW)
          state.load(header.revision, cells)
          return { look, window, state }
        }),
      ),
    )
    const since = board.revision
    batches.length = 0
    const late = [2, 40, 800].map((hours) => event({ occurredAt: iso(NOW - hours * HOUR_MS), position: spot(2, 2) }))
    const soon = event({ occurredAt: iso(NOW + 9 * 60_000), position: spot(0, 0, 0.1) })
    await save([...busyDays(2, 300), ...late, soon])
    await board.catchUp()
    const types = new Map([...board.atlas.typeByCode].map(([code, t]) => [code, t.id]))
    for (const { look, window, state } of clients) {
      const isVisible = makeVisibility(look.viewer, board.atlas)
      if (look.types) state.setTypes(look.types.flatMap((code) => types.get(code) ?? []))
      for (const { since, revision, changes } of batches)
        expect(['shown', 'unseen']).toContain(state.apply({ since, revision, changes: projectChanges(isVisible, changes) }))
      expect(state.apply({ since, revision: board.revision, changes: [] })).toBe('known')
      // how time moves on is a matter of the client, whatever counts beside it
      const later = [NOW + 10 * 60_000, NOW + Math.max(HOUR_MS, stepMs(window) * 90), NOW + stepMs(window) * 361]
      for (const at of [NOW, ...(triesAllOn(engine) ? later : [])]) {
        state.advance(at)
        await compare(state.field, state.field.values(), window, window === 'all' ? NOW + HOUR_MS : at, look)
      }
    }
  })

  it('of all events goes on by the changes in memory to exactly what drawing anew gives', async () => {
    board.recent.clear()
    const after = vi.spyOn(board.recent, 'after')
    try {
      for (const seed of [3, 4, 5]) {
        await save(busyDays(seed, 200))
        await board.catchUp()
        for (const look of looks) {
          const { header, density } = decodeHeatField(await ask(look, 'all', undefined, 'field'))
          const { header: of, cells } = decodeHeatCells(await ask(look, 'all', undefined, 'cells'))
          expect(header.revision).toBe(of.revision)
          const anew = new HeatState(of.lattice, 'all', NOW)
          anew.load(of.revision, cells)
          expect(anew.events).toBeGreaterThan(0)
          expect(density).toEqual(anew.field.values())
        }
      }
      // not by drawing each anew: the second and third time each went on
      expect(after.mock.results.filter(({ value }) => value !== null)).toHaveLength(2 * looks.length)
    } finally {
      after.mockRestore()
    }
  })

  it('of now is counted once for all who ask for the same, and anew once an event has changed', async () => {
    const counting = vi.spyOn(board.board, 'cells')
    const cellsFor = async (look: Look, window: HeatWindow) => {
      const { header, cells } = decodeHeatCells(await ask(look, window, undefined, 'cells'))
      expect(header).toMatchObject({ revision: board.revision, window })
      return Array.from(cells.count, (of, i) => [cells.cellX[i], cells.cellY[i], cells.type[i], cells.step[i], of].join(' ')).sort()
    }
    try {
      const seen: string[] = []
      for (const at of [NOW - HOUR_MS, NOW - 2 * HOUR_MS]) {
        await save([event({ occurredAt: iso(at), type: '0101', position: spot(0, 0) })])
        await board.catchUp()
        for (const look of looks) {
          counting.mockClear()
          const together = await Promise.all([1, 2, 3, 4].map(() => cellsFor(look, 'all')))
          expect(await cellsFor(look, 'all')).toEqual(together[0])
          expect([counting.mock.calls.length, new Set(together.map(String)).size]).toEqual([1, 1])
          expect(await cellsFor(look, '30d')).not.toEqual(together[0])
          seen.push(String(together[0]))
        }
      }
      expect(new Set(seen).size).toBe(2 * looks.length)
    } finally {
      counting.mockRestore()
    }
  })

  it('of all events at a time is counted in pieces as of one revision while events change, and given up when nobody waits', async () => {
    const seen = visibleParts(viewer('supervisor'), board.atlas, {})
    const counting = async (size: number, pause: () => Promise<void>, counts?: number) => {
      const table = new CountTable(3)
      const add = (x: number, y: number, type: number, step: number, count: number) => void table.add(count, cellKey(x, y), type, step)
      const { changed, revision } = await countCells(add, { window: 'all', at: NOW, seen }, { pause, size, counts })
      for (const { after } of await statesAt(revision, changed))
        if (after && after.cellX >= 0 && after.occurredAt <= NOW) table.add(1, cellKey(after.cellX, after.cellY), after.type, 0)
      const { cellX, cellY, type, count } = allSteps(cellsOf(table))
      return { revision, changed: changed.size, cells: Array.from(count, (of, i) => [cellX[i], cellY[i], type[i], of].join(' ')).sort() }
    }
    const before = await counting(1_000_000, () => Promise.reject(new Error('there is one piece')))
    expect(await counting(1_000_000, () => Promise.resolve(), 3)).toEqual(before)
    let pieces = 0
    const during = await counting(90, async () => {
      // what was counted, what has yet to be, and new ones
      if (pieces++ === 1)
        await save([...known.map(({ grid: _, ...row }) => ({ ...row, updatedAt: iso(NOW), position: spot(2, 2, 0.2) })), ...busyDays(7, 50)])
    })
    expect([pieces > 3, during.changed > 100, during.revision]).toEqual([true, true, before.revision])
    expect(during.cells).toEqual(before.cells)
    expect((await counting(90, () => Promise.resolve())).cells).not.toEqual(before.cells)
    const gone = new AbortController()
    gone.abort()
    await expect(counting(90, () => new Slices('gone', gone.signal, 0).pause())).rejects.toMatchObject({ code: 'timed_out' })
    await board.catchUp()
  })

  it('names what it does not know', async () => {
    const everything = viewer('viewer')
    const query = { window: '24h' as const, form: 'field' as const, at: iso(NOW) }
    await expect(readHeat(everything, { ...query, within: '999' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(readHeat(viewer('viewer', '411324001'), { ...query, within: '411324002' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(readHeat(everything, { ...query, type: ['nothing'] })).rejects.toMatchObject({ code: 'invalid' })
  })
})
