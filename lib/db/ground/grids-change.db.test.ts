import { beforeEach, expect, it } from 'vitest'
import type { NewGrid } from '@/lib/domain/grid'
import { Problem } from '@/lib/domain/problem'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, smallCounty, spot, viewer } from '@/lib/testing/small-county'
import { pool } from '../engine/pool'
import { saveEvents } from '../events/events'
import { readHead } from '../log/log'
import { loadAtlas, readGrids, saveGrids } from './grids'
import { finishGridsChange, startGridsChange } from './grids-change'

const all = viewer()
const save = (rows: readonly unknown[]) => saveEvents(rows, { viewer: all, now: NOW })
const codeOf = (error: unknown) => (error instanceof Problem ? error.code : error)
const options = { demo: true, sourceCrs: 'EPSG:4326', now: NOW + 60_000 }

/** The code of the live grid each event counts in, by id; null where it counts nowhere. */
async function places(): Promise<Record<string, string | null>> {
  const { rows } = await pool().query('SELECT e.id, g.code FROM events e LEFT JOIN grids g ON g.id = e.grid_id AND g.valid_to IS NULL')
  return Object.fromEntries(rows.map((row) => [row.id, row.code]))
}

/** Street 2 without leaves and without its community 411324002101. */
const fewer = (): NewGrid[] => smallCounty().filter((g) => !(g.code.startsWith('411324002') && g.level === 3) && g.code !== '411324002101')

describeEachEngine('a change of grids', () => {
  let now = NOW
  beforeEach(async () => {
    if ((await readHead()).gridVersion === 0) await saveSmallCounty()
    await saveGrids(smallCounty(), { demo: true, now: ++now })
    await pool().query('TRUNCATE events, event_versions')
  })

  it('places every event anew: by position, or by the code it was sent with', async () => {
    const kept = event({ position: spot(0, 0) })
    const coarser = event({ position: spot(6, 0) })
    const outside = event({ position: spot(4, 0) })
    const byCode = event({ position: undefined, grid: '411324001101002' })
    const gone = event({ position: undefined, grid: '411324002101' })
    await save([kept, coarser, outside, byCode, gone])
    const before = await readHead()
    const seen: number[] = []
    const result = await saveGrids(fewer(), { demo: true, now: ++now, onProgress: (done) => seen.push(done) })
    expect(result).toMatchObject({ grids: fewer().length, reassigned: 2, outside: 1, orphaned: [{ code: '411324002101', events: 1 }] })
    expect(seen.at(-1)).toBe(5)
    expect(await places()).toEqual({
      [kept.id]: '411324001101001',
      [coarser.id]: '411324002102',
      [outside.id]: null,
      [byCode.id]: '411324001101002',
      [gone.id]: null,
    })
    const head = await readHead()
    expect(head.logId).not.toBe(before.logId)
    expect([head.revision, head.nextNumber]).toEqual([before.revision, before.nextNumber])
    // a log of its own, before which nothing is erased
    expect(head.began).toBe(before.revision)
    const left = await pool().query('SELECT count(*)::int4 AS changes FROM changes WHERE log_id = $1', [before.logId])
    expect(left.rows[0].changes).toBeGreaterThan(0)

    // what counted nowhere counts again when the grids are back
    expect(await saveGrids(smallCounty(), { demo: true, now: ++now })).toMatchObject({ outside: 0, orphaned: [] })
    expect(await places()).toMatchObject({ [outside.id]: '411324002101001', [gone.id]: '411324002101' })
  })

  it('counts old events in the parts of a grid that was split, and in the grid above as before', async () => {
    const halves = (dx: number) => event({ position: spot(0, 0, dx, 0) })
    const [west, east, byCode] = [halves(-0.3), halves(0.3), event({ position: undefined, grid: '411324001101001' })]
    await save([west, east, byCode])
    const leaf = smallCounty().find((g) => g.code === '411324001101001') as NewGrid
    const [[[x0, y0], , [x1, y1]]] = leaf.geometry.coordinates[0] as [[[number, number], [number, number], [number, number]]]
    const part = (from: number, to: number): NewGrid['geometry'] => ({
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [from, y0],
            [to, y0],
            [to, y1],
            [from, y1],
            [from, y0],
          ],
        ],
      ],
    })
    const middle = (x0 + x1) / 2
    const child = (n: number, geometry: NewGrid['geometry']): NewGrid => ({
      ...leaf,
      code: `${leaf.code}00${n}`,
      name: `${n}幢`,
      level: 4,
      parentCode: leaf.code,
      geometry,
    })

    // into children: the old grid goes on above them
    await saveGrids([...smallCounty(), child(1, part(x0, middle)), child(2, part(middle, x1))], { demo: true, now: ++now })
    expect(await places()).toEqual({ [west.id]: `${leaf.code}001`, [east.id]: `${leaf.code}002`, [byCode.id]: leaf.code })

    // into neighbours in its place: the old code ends
    const others = smallCounty().filter((g) => g !== leaf && g.code !== leaf.code)
    const neighbour = (n: number, geometry: NewGrid['geometry']): NewGrid => ({
      ...leaf,
      code: `${leaf.parentCode}01${n}`,
      name: `${n}号院`,
      geometry,
    })
    const result = await saveGrids([...others, neighbour(1, part(x0, middle)), neighbour(2, part(middle, x1))], { demo: true, now: ++now })
    expect(result.orphaned).toEqual([{ code: leaf.code, events: 1 }])
    expect(await places()).toEqual({ [west.id]: '411324001101011', [east.id]: '411324001101012', [byCode.id]: null })
    const { rows } = await pool().query('SELECT code, valid_to IS NULL AS live FROM grids WHERE code LIKE $1 ORDER BY code, valid_from', [
      `${leaf.code}%`,
    ])
    expect(rows.filter((row) => row.live)).toEqual([])
    expect(new Set(rows.map((row) => row.code))).toEqual(new Set([leaf.code, `${leaf.code}001`, `${leaf.code}002`]))
  })

  it('leaves every event where it is when grids are only renamed, also when another process has to finish it', async () => {
    const kept = event({ position: spot(0, 0) })
    await save([kept])
    const gridOf = async () => (await pool().query('SELECT grid_id AS id FROM events WHERE id = $1', [kept.id])).rows[0].id
    const before = await gridOf()
    const named = smallCounty().map((g) => ({ ...g, name: `新${g.name}` }))
    expect(await saveGrids(named, { demo: true, now: ++now })).toMatchObject({ reassigned: 0, outside: 0, orphaned: [] })
    expect(await gridOf()).toBe(before)

    const change = await startGridsChange(
      (live) => ({ replaced: [], added: [], renamed: live.map((old) => ({ old, grid: { ...old, name: `又${old.name}` } })) }),
      { ...options, now: ++now },
    )
    if (!change) throw new Error('the change has not begun')
    expect((await readGrids()).every((g) => g.name.startsWith('新'))).toBe(true)
    await pool().query("UPDATE leases SET expires_at = now() - interval '1 second' WHERE name = 'grids-change'")
    expect((await loadAtlas()).grids.every((g) => g.name.startsWith('又新'))).toBe(true)
    expect(await gridOf()).toBe(before)
  })

  it('moves heat cells when the lattice moves, and takes them from what lies outside', async () => {
    const [inside, outside] = [event({ position: spot(0, 0) }), event({ position: spot(7, 3) })]
    await save([inside, outside])
    const cells = async (id: string) => (await pool().query('SELECT cell_x AS x, cell_y AS y FROM events WHERE id = $1', [id])).rows[0]
    const before = await cells(inside.id)
    const west = smallCounty().filter((g) => g.code.startsWith('411324001'))
    const farther = {
      ...(west[0] as NewGrid),
      code: '411324009',
      name: '远',
      geometry: {
        type: 'MultiPolygon' as const,
        coordinates: [
          [
            [
              [112.1, 33],
              [112.15, 33],
              [112.15, 33.05],
              [112.1, 33],
            ],
          ],
        ] as [number, number][][][],
      },
    }
    await saveGrids([...west, farther], { demo: true, now: ++now })
    expect((await cells(inside.id)).x).toBeGreaterThan(before.x + 300)
    expect(await cells(outside.id)).toEqual({ x: -1, y: -1 })
  })

  it('lets nobody see half of it: the gate is shut until the last event is placed', async () => {
    const moved = event({ position: spot(6, 0) })
    await save([moved])
    const [before, placed, live] = [await readHead(), await places(), await readGrids()]
    const change = await startGridsChange(
      (old) => ({ replaced: old.filter((g) => g.code.startsWith('411324002')), added: fewer().filter((g) => g.code.startsWith('411324002')) }),
      options,
    )
    if (!change) throw new Error('the change has not begun')
    expect(await loadAtlas().catch(codeOf)).toBe('unavailable')
    expect(await save([event()]).catch(codeOf)).toBe('unavailable')
    expect(await saveGrids(fewer(), { now: ++now }).catch(codeOf)).toBe('conflict')
    expect([await places(), await readGrids(), (await readHead()).logId]).toEqual([placed, live, before.logId])
    await finishGridsChange(change)
    expect(await places()).toEqual({ [moved.id]: '411324002102' })
    expect((await loadAtlas()).byCode.has('411324002101')).toBe(false)
    expect(await save([event()])).toMatchObject({ accepted: 1 })
  })

  it('is finished by the next reader when its process died, and the dead one can do no harm', async () => {
    const moved = event({ position: spot(6, 0) })
    await save([moved])
    const change = await startGridsChange(
      (old) => ({ replaced: old.filter((g) => g.code.startsWith('411324002')), added: fewer().filter((g) => g.code.startsWith('411324002')) }),
      options,
    )
    if (!change) throw new Error('the change has not begun')
    await pool().query("UPDATE leases SET expires_at = now() - interval '1 second' WHERE name = 'grids-change'")
    expect((await loadAtlas()).byCode.has('411324002101')).toBe(false)
    const head = await readHead()
    expect(await finishGridsChange(change)).toMatchObject({ reassigned: 0 })
    expect(await readHead()).toEqual(head)
    expect(await places()).toEqual({ [moved.id]: '411324002102' })
  })

  it('takes many events in short steps', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) =>
      event({ position: spot(i % 8, (i >> 3) % 4, ((i * 7) % 90) / 100 - 0.45, ((i * 13) % 90) / 100 - 0.45) }),
    )
    for (let i = 0; i < rows.length; i += 1000) expect(await save(rows.slice(i, i + 1000))).toMatchObject({ accepted: 1000 })
    const seen: number[] = []
    const result = await saveGrids(fewer(), { demo: true, now: ++now, onProgress: (done) => seen.push(done) })
    expect(result.reassigned).toBeGreaterThan(1_000)
    expect(result.outside).toBe(rows.filter((_, i) => i % 8 >= 4 && i % 8 < 6 && (i >> 3) % 4 < 2).length)
    expect(seen.length).toBeGreaterThan(2)
    const wrong = await pool().query(
      `SELECT count(*) AS n FROM events e WHERE grid_id IS DISTINCT FROM coalesce((SELECT l.id FROM grids l WHERE l.valid_to IS NULL AND ST_Covers(l.geom, e.position)
         AND NOT EXISTS (SELECT 1 FROM grids c WHERE c.parent_code = l.code AND c.valid_to IS NULL) ORDER BY l.code LIMIT 1), 0)`,
    )
    expect(wrong.rows[0]).toEqual({ n: 0 })
  })
})
