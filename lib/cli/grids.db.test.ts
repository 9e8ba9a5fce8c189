import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { Command, CommanderError } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readGrids } from '@/lib/db/grids'
import { makeRandom, normal } from '@/lib/demo/random'
import { toWgs84 } from '@/lib/domain/coordinates'
import { describeEachEngine } from '@/lib/testing/database'
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
  const text = typeof content === 'string' ? content : JSON.stringify(content)
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

  it('imports what GET /api/grids answers, and other names, without levels and parents, in another reference system', async () => {
    expect((await gridsight('import', file('grids.geojson', collection(smallCounty())))).error).toBeUndefined()
    const plain = await readGrids()
    expect(plain.map(({ id: _id, demo: _demo, ...g }) => g)).toEqual([...smallCounty()].sort((a, b) => (a.code < b.code ? -1 : 1)))
    expect(plain.some((g) => g.demo)).toBe(false)

    const renamed = file(
      'other.json',
      collection(smallCounty(), (p) => ({ 网格编码: 'code' in p && p.code, 名称: 'name' in p && p.name })),
    )
    expect((await gridsight('import', renamed, '--map', 'code=网格编码,name=名称', '--crs', 'GCJ02')).error).toBeUndefined()
    const moved = await readGrids()
    expect(moved.map((g) => [g.code, g.level, g.parentCode])).toEqual(plain.map((g) => [g.code, g.level, g.parentCode]))
    const corner = plain[0]?.geometry.coordinates[0]?.[0]?.[0] ?? [0, 0]
    expect(moved[0]?.geometry.coordinates[0]?.[0]?.[0]).toEqual(toWgs84(corner, 'GCJ02'))
  })

  it('says which grids of a file are at fault, and leaves the old ones', async () => {
    const before = await readGrids()
    const open = smallCounty().map((g) =>
      g.code === '411324001104' ? { ...g, geometry: { ...g.geometry, coordinates: [[g.geometry.coordinates[0]?.[0]?.slice(1) ?? []]] } } : g,
    )
    expect((await gridsight('import', file('open.json', collection(open)))).error).toMatch(/411324001104: a ring is not closed/)
    expect(
      (
        await gridsight(
          'import',
          file(
            'nameless.json',
            collection(smallCounty(), () => ({ code: '1' })),
          ),
        )
      ).error,
    ).toMatch(/34 features of .* 1 has no property "name"/)
    expect(await readGrids()).toEqual(before)
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
    expect((await gridsight('import', 'x', '--crs', 'NAD27')).error).toMatch(/WGS84, CGCS2000, GCJ02, BD09/)
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
    })
  })
})
