import { beforeAll, expect, it } from 'vitest'
import { countyGrids } from '@/lib/demo/county'
import type { NewGrid } from '@/lib/domain/grid'
import type { MultiPolygon, Ring } from '@/lib/domain/position'
import { Problem } from '@/lib/domain/problem'
import { describeEachEngine } from '@/lib/testing/database'
import { edgeUses, outerRing } from '@/lib/testing/tiling'
import { pool } from '../engine/pool'
import { readHead } from '../log/log'
import { atlasAtHand, compareGrids, loadAtlas, readGrids, saveGrids } from './grids'

const NOW = Date.UTC(2026, 10, 24)
const one = async (sql: string, values: unknown[] = []) => (await pool().query(sql, values)).rows[0]
const faultsOf = (error: unknown) => (error instanceof Problem ? { code: error.code, ...error.extra } : error)

describeEachEngine('the grids of the county', () => {
  const county = countyGrids()

  beforeAll(async () => {
    await saveGrids(county, { demo: true, now: NOW })
  })

  it('come back bit for bit, marked as a demonstration', async () => {
    const read = await readGrids()
    expect(read.map(({ id: _id, demo: _demo, ...grid }) => grid)).toEqual(county)
    expect(read.every((g) => g.demo && g.id >= 1)).toBe(true)
    expect(new Set(read.map((g) => g.id)).size).toBe(345)
  })

  it('are valid areas to PostGIS, and children tile their parent', async () => {
    expect(await one('SELECT count(*) FILTER (WHERE ST_IsValid(geom) AND ST_IsSimple(geom)) AS sound, count(*) AS n FROM grids')).toEqual({
      sound: 345,
      n: 345,
    })
    const worst = await one(
      `SELECT max(abs(children / ST_Area(p.geom) - 1)) AS off FROM grids p
       JOIN (SELECT parent_code, sum(ST_Area(geom)) AS children FROM grids GROUP BY 1) AS c ON c.parent_code = p.code`,
    )
    expect(worst.off).toBeLessThan(1e-9)
  })

  it('touch where they share an edge, and overlap nowhere', async () => {
    const leaves = county.filter((g) => g.code.startsWith('411324001') && !county.some((c) => c.parentCode === g.code))
    const edges = new Map<string, string[]>()
    for (const leaf of leaves) for (const [edge] of edgeUses([outerRing(leaf)])) edges.set(edge, [...(edges.get(edge) ?? []), leaf.code])
    const pairs = [...new Set([...edges.values()].filter((codes) => codes.length === 2).map((codes) => codes.sort().join(' ')))].slice(0, 60)
    const found = await one(
      `SELECT count(*) FILTER (WHERE ST_Touches(a.geom, b.geom)) AS touching, count(*) FILTER (WHERE ST_Relate(a.geom, b.geom, 'FF2F1*2*2')) AS along
       FROM unnest($1::text[], $2::text[]) AS pair (one, two) JOIN grids a ON a.code = one JOIN grids b ON b.code = two`,
      [pairs.map((p) => p.split(' ')[0]), pairs.map((p) => p.split(' ')[1])],
    )
    expect(found).toEqual({ touching: pairs.length, along: pairs.length })
    const overlapping = await one(
      `SELECT count(*) AS n FROM grids a JOIN grids b ON a.level = b.level AND a.code < b.code AND a.geom && b.geom
       WHERE a.level = 2 AND ST_Relate(a.geom, b.geom, '2********')`,
    )
    expect(overlapping.n).toBe(0)
  })

  it('saved again change nothing: no new version, the same log, the same ids', async () => {
    const [before, ids] = [await readHead(), (await readGrids()).map((g) => g.id)]
    expect(await saveGrids(county, { demo: true, now: NOW + 1 })).toEqual({
      grids: 345,
      gridVersion: before.gridVersion,
      mended: [],
      reassigned: 0,
      outside: 0,
      orphaned: [],
    })
    expect(await readHead()).toEqual(before)
    expect((await readGrids()).map((g) => g.id)).toEqual(ids)
  })

  it('keep their id under another name, and what they were called is kept with its dates', async () => {
    const before = new Map((await readGrids()).map((g) => [g.code, g.id]))
    const renamed = county.map((g) => (g.code === '411324001003' ? { ...g, name: '安国社区', households: 7 } : g))
    expect(await compareGrids(renamed, { demo: true })).toEqual({ added: [], renamed: ['411324001003'], reshaped: [], ended: [], kept: 344 })
    await saveGrids(renamed, { demo: true, now: NOW + 2 })
    const after = await readGrids()
    expect(after.filter((g) => before.get(g.code) !== g.id)).toEqual([])
    const history = async () =>
      (
        await pool().query(
          "SELECT name, households, extract(epoch FROM valid_from) * 1000 AS since, extract(epoch FROM valid_to) * 1000 AS until FROM grids WHERE code = '411324001003' ORDER BY valid_from",
        )
      ).rows.map((r) => [r.name, r.households, Number(r.since), r.until && Number(r.until)])
    const was = county.find((g) => g.code === '411324001003')?.households
    expect(await history()).toEqual([
      ['安国路社区', was, NOW, NOW + 2],
      ['安国社区', 7, NOW + 2, null],
    ])
    await saveGrids(county, { demo: true, now: NOW + 3 })
    expect((await history()).map((h) => [h[0], h[2], h[3]])).toEqual([
      ['安国路社区', NOW, NOW + 2],
      ['安国社区', NOW + 2, NOW + 3],
      ['安国路社区', NOW + 3, null],
    ])
    expect((await readGrids()).find((g) => g.code === '411324001003')?.id).toBe(before.get('411324001003'))
    await saveGrids(renamed, { demo: true, now: NOW + 4 })
  })

  it('end and begin anew where their shape changed', async () => {
    const before = new Map((await readGrids()).map((g) => [g.code, g.id]))
    const gone = county.filter((g) => g.parentCode === '411324001003').map((g) => g.code)
    const without = county.filter((g) => !gone.includes(g.code))
    expect(await compareGrids(without, { demo: true })).toMatchObject({ added: [], ended: gone })
    await saveGrids(without, { demo: true, now: NOW + 5 })
    expect(await compareGrids(county, { demo: true })).toMatchObject({ added: gone, ended: [] })
    await saveGrids(county, { demo: true, now: NOW + 6 })
    expect((await readGrids()).filter((g) => before.get(g.code) !== g.id).map((g) => g.code)).toEqual(gone)
  })

  it('make the atlas, read again only when the version has moved', async () => {
    const atlas = await loadAtlas()
    expect(atlas.version).toBe((await readHead()).gridVersion)
    expect(await loadAtlas()).toBe(atlas)
    expect(await atlasAtHand()).toBe(atlas)
    await saveGrids(
      county.map((g) => (g.code === '411324001003' ? { ...g, name: '安国社区' } : g)),
      { demo: true, now: NOW + 7 },
    )
    expect(await atlasAtHand()).toBe(atlas)
    const next = await loadAtlas()
    expect([next.version > atlas.version, next.byCode.get('411324001003')?.name]).toEqual([true, '安国社区'])
    expect(next.leaves).toHaveLength(345 - 3 - 55 - 30)
  })
})

describeEachEngine('shapes that are not sound', () => {
  const area = (...rings: Ring[]): MultiPolygon => ({ type: 'MultiPolygon', coordinates: [rings] })
  const square: Ring = [
    [112, 33],
    [112.1, 33],
    [112.1, 33.1],
    [112, 33.1],
    [112, 33],
  ]
  const grid = (code: string, geometry: MultiPolygon): NewGrid => ({ code, name: code, level: 1, parentCode: '411324', households: 0, geometry })

  it('are refused with the code and the reason, and nothing is written', async () => {
    const bowTie: Ring = [
      [112, 33],
      [112.1, 33.1],
      [112.1, 33],
      [112, 33.1],
      [112, 33],
    ]
    const error = await saveGrids([grid('411324001', area(square)), grid('411324002', area(bowTie)), grid('411324003', area(square.slice(1)))], {
      now: NOW,
    }).catch(faultsOf)
    expect(error).toMatchObject({ code: 'invalid', grids: [{ code: '411324002' }, { code: '411324003', message: expect.stringMatching(/closed/) }] })
    expect(await saveGrids([], { now: NOW }).catch(faultsOf)).toMatchObject({ code: 'invalid' })
    expect(await readGrids()).toEqual([])
  })

  it('are mended where the rings are sound but lie wrong to each other', async () => {
    const outside: Ring = [
      [112.2, 33],
      [112.2, 33.1],
      [112.3, 33.1],
      [112.3, 33],
      [112.2, 33],
    ]
    expect(await saveGrids([grid('411324001', area(square, outside))], { now: NOW })).toMatchObject({ mended: ['411324001'] })
    expect(await one('SELECT ST_IsValid(geom) AS valid FROM grids WHERE valid_to IS NULL')).toEqual({ valid: true })
  })
})
