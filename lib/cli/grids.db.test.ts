import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { Command, CommanderError } from 'commander'
import { strToU8, zipSync } from 'fflate'
import gcoord from 'gcoord'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { readGrids } from '@/lib/db/ground/grids'
import { makeRandom, normal } from '@/lib/domain/random'
import { describeEachEngine } from '@/lib/testing/database'
import { gaussKruger, makeDbf, makeShp } from '@/lib/testing/map-files'
import { smallCounty } from '@/lib/testing/small-county'
import { tilingFaults } from '@/lib/testing/tiling'
import { readPoints } from './geo-files'
import { gridsCommand } from './grids'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gridsight-grids-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | object): string {
  const full = path.join(folder, name)
  const text = typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content)
  writeFileSync(full, name.endsWith('.gz') ? gzipSync(text) : text)
  return full
}

/** Runs `gridsight grids …`; gives what was told, or the sentence of the error. */
async function gridsight(...args: string[]): Promise<{ told: string[]; data: unknown[]; error?: string; exitCode?: number }> {
  const [told, data]: [string[], unknown[]] = [[], []]
  const complaints: string[] = []
  const command = gridsCommand({
    withDatabase: (work) => work(),
    tell: (sentence, facts) => {
      told.push(sentence)
      data.push(facts)
    },
    note: (sentence) => void told.push(sentence),
    progress: () => {},
  })
  const program = new Command('gridsight').addCommand(command)
  for (const c of [program, command, ...command.commands]) c.exitOverride().configureOutput({ writeErr: (text) => complaints.push(text) })
  try {
    await program.parseAsync(['grids', ...args], { from: 'user' })
    return { told, data }
  } catch (error) {
    if (error instanceof CommanderError) return { told, data, error: complaints.join('').trim(), exitCode: error.exitCode }
    return { told, data, error: error instanceof Error ? error.message : String(error) }
  }
}

const collection = (grids: ReturnType<typeof smallCounty>, rename = (p: object): object => p) => ({
  type: 'FeatureCollection',
  features: grids.map(({ geometry, ...properties }) => ({ type: 'Feature', geometry, properties: rename(properties) })),
})

function pointsCsv(): string {
  const random = makeRandom('csv')
  const rows = Array.from({ length: 3_000 }, (_, i) => {
    const [x, y] = i % 3 ? [-120.66, 35.28] : [-120.45, 35.12]
    return `${i},${(x + normal(random) * 0.03).toFixed(4)},${(y + normal(random) * 0.03).toFixed(4)}`
  })
  return ['id,x,y', ...rows, '3000,0,0', '3001,,35', '3002,abc,35', '3003,-20,10'].join('\n')
}

describeEachEngine('gridsight grids', () => {
  it('generates 345 grids around points and saves them, marked as made', async () => {
    const csv = file('points.csv.gz', pointsCsv())
    const { data, error } = await gridsight('generate', '--around', csv, '--lon', 'x', '--lat', 'y', '--count', '345')
    expect(error).toBeUndefined()
    expect(data).toEqual([expect.objectContaining({ grids: 345, mended: [] })])
    const grids = await readGrids()
    expect([grids.length, grids.every((g) => g.demo), grids[0]?.code]).toEqual([345, true, '990000001'])
    expect(tilingFaults(grids)).toEqual([])
  })

  it('imports what GET /api/grids answers, and other names, without levels and parents', async () => {
    expect((await gridsight('import', file('grids.geojson', collection(smallCounty())))).error).toBeUndefined()
    const plain = await readGrids()
    expect(plain.map(({ id: _id, demo: _demo, ...g }) => g)).toEqual([...smallCounty()].sort((a, b) => (a.code < b.code ? -1 : 1)))
    expect(plain.some((g) => g.demo)).toBe(false)

    const renamed = file(
      'other.json',
      collection(smallCounty(), (p) => ({ 编号: 'code' in p && p.code, 名: 'name' in p && `新${p.name}` })),
    )
    const said = await gridsight('import', renamed, '--code-field', '编号', '--map', 'name=名')
    expect(said.told[0]).toMatch(
      /^0 new, 0 with another shape, 34 with another name or number of households, 0 ended, 0 as before\.\n34 grids hold now/,
    )
    const moved = await readGrids()
    expect(moved.map((g) => [g.id, g.level, g.parentCode, g.households])).toEqual(plain.map((g) => [g.id, g.level, g.parentCode, 0]))
  })

  it('imports a shapefile in Gauss-Kruger with names in GBK: the same grids to a tenth of a millimetre, and their system is kept', async () => {
    const { rows } = await pool().query(
      'SELECT code, ST_AsGeoJSON(ST_Transform(geom, 4546), 12) AS shape FROM grids WHERE valid_to IS NULL ORDER BY code',
    )
    const grids = new Map(smallCounty().map((g) => [g.code, g]))
    const shp = makeShp(rows.map((row) => JSON.parse(row.shape)))
    const dbf = makeDbf(
      rows.map((row) => ({ 'WGBM#': row.code, WGMC: `${grids.get(row.code)?.name}`.replace('号院', '号院落') })),
      { encoding: 'gbk' },
    )
    const zip = file('survey.zip', zipSync({ '网格.shp': shp, '网格.dbf': dbf, '网格.prj': strToU8(gaussKruger(111)) }))
    const { error, data } = await gridsight('import', zip)
    expect(error).toBeUndefined()
    expect(data[0]).toMatchObject({ grids: 34, findings: [] })
    const read = await readGrids()
    expect(read.find((g) => g.level === 3)?.name).toBe('1号院落')
    let worst = 0
    for (const { code, geometry } of read)
      for (const [x, y] of geometry.coordinates[0]?.[0] ?? [])
        worst = Math.max(worst, Math.min(...(grids.get(code)?.geometry.coordinates[0]?.[0] ?? []).map(([a, b]) => Math.hypot(a - x, b - y))))
    expect(worst).toBeLessThan(1e-9)
    const kept = await pool().query('SELECT DISTINCT source_crs FROM grids WHERE valid_to IS NULL')
    expect(kept.rows).toEqual([{ source_crs: 'EPSG:4546' }])
  })

  it('names every bad feature with its place, and leaves the old grids', async () => {
    const before = await readGrids()
    const bad = collection(smallCounty()).features.map((f, i) => {
      const ring = f.geometry.coordinates[0]?.[0] ?? []
      if (i === 0) return { ...f, geometry: { ...f.geometry, coordinates: [[ring.slice(1)]] } }
      if (i === 1) return { ...f, properties: { ...f.properties, code: '' } }
      if (i === 2) return { ...f, properties: { ...f.properties, code: '411324001' } }
      if (i === 3) return { ...f, geometry: { type: 'Point', coordinates: [1, 2] } }
      if (i === 4) return { ...f, geometry: { type: 'Polygon', coordinates: [[ring[0], ring[2], [112.21, 33], ring[3], ring[0]]] } }
      return f
    })
    const { told, error } = await gridsight('import', file('bad.json', { type: 'FeatureCollection', features: bad }), '--accept-warnings')
    expect(told[0]?.split('\n')).toEqual([
      'error: feature 1, 411324001 1街道: a ring is not closed: its last point differs from its first (at 112.224000, 33.000000)',
      'error: feature 2, 411324001101社区: has no code',
      'error: feature 3, 411324001 1号院: has the code of feature 1',
      'error: feature 4, 411324001101002 2号院: is a Point, not an area',
      expect.stringMatching(/^error: feature 5, 411324001101003 3号院: a ring meets itself near .* \(at 112\.2/),
    ])
    expect(error).toMatch(/bad\.json: 5 errors, so nothing was changed; mend the file and try again\./)
    const orphans = collection(smallCounty().filter((g) => g.code !== '411324001101'))
    expect((await gridsight('import', file('orphans.json', orphans))).told[0]).toMatch(
      /error: feature 2, 411324001101001 1号院: its parent 411324001101 is missing\n(.*\n){2}error: feature 5/,
    )
    expect(await readGrids()).toEqual(before)
  })

  it('changes nothing on a warning until it is accepted, nor on a dry run, and writes what it found as points', async () => {
    const before = await readGrids()
    const wide = smallCounty().map((g) => {
      if (g.code !== '411324001101001') return g
      const ring = (g.geometry.coordinates[0]?.[0] ?? []).map(([x, y]): [number, number] => [x > 112.203 ? x + 0.0002 : x, y])
      return { ...g, geometry: { ...g.geometry, coordinates: [[ring]] } }
    })
    const name = file('wide.json', collection(wide))
    const findings = path.join(folder, 'findings.geojson')
    for (const more of [[], ['--dry-run']]) {
      const { told, error } = await gridsight('import', name, '--findings', findings, ...more)
      expect(told[0]).toMatch(/^warning: feature 3, 411324001101001 1号院: overlaps 411324001101002 by 12,\d\d\d m² \(at 112\.206/)
      expect(error).toMatch(/1 warning, so nothing was changed; mend the file, or take it as it is by --accept-warnings/)
    }
    expect(JSON.parse(readFileSync(findings, 'utf8')).features).toEqual([
      {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [expect.closeTo(112.206, 3), expect.any(Number)] },
        properties: expect.objectContaining({ code: '411324001101001' }),
      },
    ])
    const dry = await gridsight('import', name, '--accept-warnings', '--dry-run')
    expect(dry.told[0]).toMatch(/34 grids would hold: .* Nothing was changed\./)
    expect(await readGrids()).toEqual(before)
    expect((await gridsight('import', name, '--accept-warnings')).error).toBeUndefined()
    expect((await readGrids()).find((g) => g.code === '411324001101001')?.geometry).toEqual(wide.find((g) => g.code === '411324001101001')?.geometry)
    await gridsight('import', file('grids.geojson', collection(smallCounty())))
  })

  it('warns when grids would end, and replaces only a part when asked', async () => {
    const part = smallCounty().filter((g) => g.code.startsWith('411324002') && g.level < 3)
    const name = file(
      'part.json',
      collection(part, (p) => ({ ...p, name: '新' })),
    )
    expect((await gridsight('import', name)).told[0]).toMatch(
      /warning: not in the file: 29 grids that hold now would end: 411324001, .*--within CODE/,
    )
    expect((await gridsight('import', name, '--within', '411324002', '--accept-warnings')).error).toBeUndefined()
    const after = await readGrids()
    expect([after.length, after.filter((g) => g.name === '新').length]).toEqual([17 + 5, 5])
    expect((await gridsight('import', name, '--within', '411324001')).told[0]).toMatch(/error: feature 1, 411324002 新: does not lie below 411324001/)
  })

  it('suspects the datum by the known area, and by the grids that hold, and converts when asked', async () => {
    await gridsight('import', file('grids.geojson', collection(smallCounty())), '--accept-warnings')
    const shifted = smallCounty().map((g) => ({
      ...g,
      geometry: {
        ...g.geometry,
        coordinates: g.geometry.coordinates.map((rings) => rings.map((ring) => ring.map((p) => gcoord.transform(p, gcoord.WGS84, gcoord.GCJ02)))),
      },
    }))
    const name = file('gcj.json', collection(shifted))
    const guarded = await gridsight('import', name)
    expect(guarded.told[0]).toMatch(
      /warning: the file: the corners fit the grids that hold better as GCJ02 \(\d+ of \d+\) than as they are \(\d+\): convert them by --crs GCJ02/,
    )
    const outline = file('outline.json', {
      type: 'MultiPolygon',
      coordinates: smallCounty()
        .filter((g) => g.level === 1)
        .flatMap((g) => g.geometry.coordinates),
    })
    expect((await gridsight('import', name, '--known-area', outline)).told[0]).toMatch(/fit the known area better as GCJ02/)
    expect((await gridsight('import', name, '--crs', 'GCJ02')).error).toBeUndefined()
    const corner = smallCounty()[0]?.geometry.coordinates[0]?.[0]?.[0] ?? [0, 0]
    const [x = 0, y = 0] = (await readGrids())[0]?.geometry.coordinates[0]?.[0]?.[0] ?? []
    expect(Math.hypot(x - corner[0], y - corner[1])).toBeLessThan(1e-6)
  })
})

describe('gridsight grids without a database', () => {
  it('writes generated grids to a file when asked', async () => {
    const area = {
      type: 'Polygon',
      coordinates: [
        [
          [10, 50],
          [10.3, 50],
          [10.3, 50.2],
          [10, 50.2],
          [10, 50],
        ],
      ],
    }
    const out = path.join(folder, 'made.geojson')
    const { data } = await gridsight('generate', '--boundary', file('area.json', area), '--count', '40', '--prefix', '110000', '--out', out)
    expect(data).toEqual([{ grids: 40, file: out }])
  })

  it('refuses wrong usage with exit code 2 or commander’s own complaint', async () => {
    expect(await gridsight('generate')).toMatchObject({ exitCode: 2, error: expect.stringContaining('--around') })
    expect((await gridsight('generate', '--boundary', 'x', '--around', 'y')).error).toMatch(/cannot be used with/)
    expect((await gridsight('generate', '--boundary', 'x', '--count', '9')).error).toMatch(/10 to 20000/)
    expect((await gridsight('import', 'x', '--map', 'colour=red')).error).toMatch(/code, name, level/)
    expect((await gridsight('import', 'x', '--crs', 'NAD27')).error).toMatch(
      /none that can be converted exactly; there are WGS84, CGCS2000, GCJ02, BD09/,
    )
  })

  it('names files that are missing or hold nothing of use', async () => {
    expect((await gridsight('import', path.join(folder, 'none.json'))).error).toMatch(/none\.json cannot be read/)
    expect((await gridsight('generate', '--around', path.join(folder, 'none.csv.gz'))).error).toMatch(/none\.csv\.gz cannot be read/)
    expect((await gridsight('generate', '--around', file('few.csv', 'lon,lat\n1,2\n'))).error).toMatch(/1 points are too few/)
    expect((await gridsight('generate', '--around', file('other.csv', 'a,b\n1,2\n'))).error).toMatch(/no column "lon"; it has a, b/)
    expect((await gridsight('generate', '--boundary', file('point.json', { type: 'Point', coordinates: [1, 2] }))).error).toMatch(/no Polygon/)
  })

  it('reads points from CSV and GeoJSON, and counts what is no position', async () => {
    expect(await readPoints(file('p.csv', pointsCsv()), { lon: 'x', lat: 'y' })).toMatchObject({ unusable: 3, points: { length: 3_001 } })
    const features = [
      { type: 'Feature', geometry: { type: 'Point', coordinates: [1, 2, 3] }, properties: {} },
      { type: 'Feature', geometry: null, properties: null },
    ]
    expect(await readPoints(file('p.geojson', { type: 'FeatureCollection', features }), { lon: '', lat: '' })).toEqual({
      points: [[1, 2]],
      unusable: 1,
      refused: [],
    })
    // a row whose cells stand under the wrong columns has no position that can be trusted
    expect(await readPoints(file('m.csv', 'name,lon,lat\n甲,112,33\n乙,丙,112,33\n'), { lon: 'lon', lat: 'lat' })).toEqual({
      ...{ points: [[112, 33]], unusable: 1 },
      refused: [expect.stringMatching(/^line 3: cells: has more cells than the header/)],
    })
  })
})
