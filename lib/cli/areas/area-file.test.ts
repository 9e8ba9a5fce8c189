import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterAll, describe, expect, it, test } from 'vitest'
import type { MultiPolygon, Ring } from '@/lib/domain/position'
import { encodeText, gaussKruger, makeDbf, makeShp } from '@/lib/testing/map-files'
import { readAreaFile } from './area-file'
import { areaOf } from './shape'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-areas-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(path.join(folder, name), content)
  return path.join(folder, name)
}
const zip = (name: string, files: Record<string, Uint8Array | string>) =>
  file(name, zipSync(Object.fromEntries(Object.entries(files).map(([key, value]) => [key, typeof value === 'string' ? strToU8(value) : value]))))
const read = (name: string, options = {}) => readAreaFile(name, options)
const sentence = (promise: Promise<unknown>) =>
  promise.then(
    () => 'read',
    (error: unknown) => (error instanceof Error && error.name === 'FileError' ? error.message : `not foreseen: ${error}`),
  )

const box = (x: number, y: number, side: number): Ring => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
  [x, y],
]
const area = (...polygons: Ring[][]): MultiPolygon => ({ type: 'MultiPolygon', coordinates: polygons })
/** Two islands, one with a hole in which a third lies with a hole of its own. */
const nested = area([box(0, 0, 10), box(1, 1, 8)], [box(2, 2, 6), box(3, 3, 2)], [box(20, 0, 1)])
const plain = area([box(0, 0, 1)])
const rows = [
  { 编码: '411324001', 名称: '涅阳街道', 'HS#': '4000' },
  { 编码: '411324002', 名称: '雪枫街道', 'HS#': '12' },
]
const prj = gaussKruger(111)

/** Rings of an area without regard to their direction or first point. */
const ringsOf = (geometry: unknown) => {
  const made = areaOf(geometry)
  if (typeof made === 'string') return made
  return made.coordinates.map((rings) => rings.map((ring) => [...new Set(ring.map(String))].sort().join(' ')))
}

describe('shapefiles', () => {
  test.each([
    ['UTF-8 by its .cpg', { 'a.cpg': 'UTF-8' }, 'utf-8', 0],
    ['UTF-8 that says nothing', {}, 'utf-8', 0],
    ['GBK by its .cpg', { 'a.cpg': '936' }, 'gbk', 0],
    ['GBK by the code page in its header', {}, 'gbk', 0x4d],
    ['GBK that says nothing', {}, 'gbk', 0],
    ['GBK whose .cpg says UTF-8', { 'a.cpg': 'UTF-8' }, 'gbk', 0],
  ] as const)('with texts in %s', async (_, more, encoding, language) => {
    const name = zip('a.zip', { 'a.shp': makeShp([plain, nested]), 'a.dbf': makeDbf(rows, { encoding, language }), 'a.prj': prj, ...more })
    const { crs, features, notes } = await read(name)
    expect(crs).toMatchObject({ name: 'EPSG:4546' })
    expect(features.map((f) => [f.place, f.properties])).toEqual([
      ['feature 1', { 编码: '411324001', 名称: '涅阳街道', HS: '4000' }],
      ['feature 2', { 编码: '411324002', 名称: '雪枫街道', HS: '12' }],
    ])
    expect(features.map((f) => ringsOf(f.geometry))).toEqual([ringsOf(plain), ringsOf(nested)])
    expect(notes.length).toBe(encoding === 'gbk' && 'a.cpg' in more && more['a.cpg'] === 'UTF-8' ? 1 : 0)
  })

  it('keep codes of 18 digits, also where the column is a number, and texts cut within a character', async () => {
    const code = '411324001101001001'
    const cut = encodeText('幸福路社区', 'utf-8').subarray(0, 13).toString('latin1')
    const dbf = makeDbf([{ 'code#': code, name: 'x'.repeat(13) }])
    const at = Buffer.from(dbf).indexOf('x'.repeat(13))
    Buffer.from(cut, 'latin1').copy(dbf, at)
    const { features } = await read(zip('b.zip', { 'b.SHP': makeShp([plain]), 'b.DBF': dbf }))
    expect(features[0]?.properties).toEqual({ code, name: '幸福路社' })
  })

  it('with heights, with null shapes, with rings the wrong way round, in several layers, and with names in GBK', async () => {
    const turned = makeShp([plain])
    const points = Buffer.from(turned.buffer, turned.byteOffset + 100 + 8 + 48, 5 * 16)
    const reversed = Buffer.concat([4, 3, 2, 1, 0].map((i) => points.subarray(i * 16, i * 16 + 16)))
    reversed.copy(points)
    const gbkName = encodeText('网格', 'gbk').toString('latin1')
    const { features } = await read(
      zip('c.zip', {
        [`${gbkName}.shp`]: makeShp([plain, null], 15),
        [`${gbkName}.dbf`]: makeDbf(rows),
        'other.shp': turned,
        'other.dbf': makeDbf(rows.slice(0, 1)),
        '__MACOSX/._other.shp': 'x',
      }),
    )
    expect(features.map((f) => [f.place, ringsOf(f.geometry)])).toEqual([
      ['网格.shp feature 1', ringsOf(plain)],
      ['网格.shp feature 2', 'has no shape'],
      ['other.shp feature 1', ringsOf(plain)],
    ])
  })

  it('lie beside each other without a zip', async () => {
    file('d.dbf', makeDbf(rows.slice(0, 1)))
    file('d.PRJ', prj)
    expect(await read(file('d.shp', makeShp([plain])))).toMatchObject({
      crs: { name: 'EPSG:4546' },
      features: [{ properties: { 名称: '涅阳街道' } }],
    })
  })

  it('of points are named as such', async () => {
    const { features } = await read(zip('e.zip', { 'e.shp': makeShp([plain], 1), 'e.dbf': makeDbf(rows.slice(0, 1)) }))
    expect(features[0]?.fault).toBe('is a point, not an area')
  })

  test.each([
    ['no zip', 'hello', /f\.zip is no zip archive/],
    ['a cut zip', zipSync({ 'a.shp': makeShp([nested]) }).slice(0, -30), /damaged or cut off/],
    ['no .shp', zipSync({ 'readme.txt': strToU8('x') }), /holds no \.shp: there are readme\.txt/],
    ['an empty zip', zipSync({}), /holds no \.shp: it is empty/],
    ['no .dbf', zipSync({ 'a.shp': makeShp([plain]) }), /without its \.dbf/],
    ['another .dbf', zipSync({ 'a.shp': makeShp([plain]), 'a.dbf': makeDbf(rows) }), /1 shapes and its \.dbf 2 rows/],
    ['a cut .shp', zipSync({ 'a.shp': makeShp([plain]).slice(0, -8), 'a.dbf': makeDbf(rows.slice(1)) }), /cut off in record 1/],
    ['a cut .dbf', zipSync({ 'a.shp': makeShp([plain]), 'a.dbf': makeDbf(rows.slice(1)).slice(0, -3) }), /cut off or no dBASE/],
    ['another file by this name', zipSync({ 'a.shp': strToU8('x'.repeat(200)), 'a.dbf': makeDbf(rows) }), /no shapefile/],
    [
      'layers of two systems',
      zipSync({
        'a.shp': makeShp([plain]),
        'a.dbf': makeDbf(rows.slice(1)),
        'a.prj': strToU8(prj),
        'b.shp': makeShp([plain]),
        'b.dbf': makeDbf(rows.slice(1)),
      }),
      /different coordinate reference systems/,
    ],
  ])('%s is one sentence', async (_, content, message) => {
    expect(await sentence(read(file('f.zip', content)))).toMatch(message)
  })

  it('an encoding that does not fit is one sentence', async () => {
    const name = zip('g.zip', { 'g.shp': makeShp([plain]), 'g.dbf': makeDbf(rows.slice(0, 1), { encoding: 'gbk' }) })
    expect(await sentence(read(name, { encoding: 'utf-8' }))).toMatch(/are not in utf-8: name their encoding by --encoding/)
  })
})

const KML = `<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
  <Placemark><name>幸福路社区</name><ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="code">411324001001</SimpleData></SchemaData></ExtendedData>
    <MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>112,33,0 112.1,33,0 112.1,33.1,0 112,33.1,0 112,33,0</coordinates></LinearRing></outerBoundaryIs></Polygon>
    <Polygon><outerBoundaryIs><LinearRing><coordinates>113,33 113.1,33 113.1,33.1 113,33</coordinates></LinearRing></outerBoundaryIs></Polygon></MultiGeometry></Placemark>
  <Placemark><name>一点</name><ExtendedData><Data name="code"><value>2</value></Data></ExtendedData><Point><coordinates>112,33</coordinates></Point></Placemark>
</Folder></Document></kml>`

describe('KML', () => {
  it('has names, data and shapes of several parts; a KMZ is the same in a zip', async () => {
    const made = await read(file('a.kml', KML))
    expect(made.features.map((f) => [f.place, f.properties.name, f.properties.code])).toEqual([
      ['placemark 1', '幸福路社区', '411324001001'],
      ['placemark 2', '一点', '2'],
    ])
    expect(areaOf(made.features[0]?.geometry)).toMatchObject({
      coordinates: [[[[112, 33], [112.1, 33], expect.anything(), expect.anything(), expect.anything()]], [expect.anything()]],
    })
    expect(areaOf(made.features[1]?.geometry)).toBe('is a Point, not an area')
    expect((await read(zip('a.kmz', { 'doc.kml': KML }))).features).toEqual(made.features)
  })

  test.each([
    ['cut.kml', KML.slice(0, 400)],
    ['other.kml', 'hello'],
    ['wrong.kml', Buffer.concat([Buffer.from('<?xml version="1.0" encoding="UTF-8"?><kml>'), Buffer.from([0xd0, 0xd2]), Buffer.from('</kml>')])],
  ])('%s is one sentence', async (name, content) => {
    expect(await sentence(read(file(name, content)))).toMatch(/cannot be read as KML/)
  })
})

describe('tables with WKT', () => {
  it('in CSV of either encoding, with a system in the text', async () => {
    const csv =
      '编码,名称,WKT\n411324001,涅阳街道,"SRID=4490;POLYGON((112 33,112.1 33,112.1 33.1,112 33))"\n411324002,雪枫街道,"SRID=4490;MULTIPOLYGON Z (((112 33 5,112.1 33 5,112.1 33.1 5,112 33 5)))"\n3,,POLYGON((\n4,,\n'
    for (const encoding of ['utf-8', 'gbk'] as const) {
      const { crs, features } = await read(file('a.csv', encodeText(csv, encoding)))
      expect(crs).toMatchObject({ name: 'EPSG:4490' })
      expect(features.map((f) => [f.place, f.properties.名称])).toEqual([
        ['line 2', '涅阳街道'],
        ['line 3', '雪枫街道'],
        ['line 4', ''],
        ['line 5', ''],
      ])
      expect(ringsOf(features[0]?.geometry)).toEqual(ringsOf(features[1]?.geometry))
      expect(features[2]?.fault).toMatch(/well-known text cannot be read/)
      expect(areaOf(features[3]?.geometry)).toBe('has no shape')
    }
  })

  it('have no shape in a row with more cells than the header', async () => {
    const csv = 'code,wkt,name\n1,"POLYGON((0 0,1 0,1 1,0 0))",甲,乙\n2,"POLYGON((0 0,1 0,1 1,0 0))",丙\n'
    const { features } = await read(file('more.csv', csv))
    expect(features.map(({ place, geometry, fault }) => [place, geometry !== null, fault?.slice(0, 30)])).toEqual([
      ['line 2', false, 'has more cells than the header'],
      ['line 3', true, undefined],
    ])
  })

  it('say nothing of their system unless it is there, and the column is known or named', async () => {
    const name = file('b.csv', 'code;name;形状\n1;甲;POLYGON((0 0,1 0,1 1,0 0))\n')
    expect(await sentence(read(name))).toMatch(/no column of well-known text .* --wkt-field: code, name, 形状/)
    expect(await read(name, { wktField: '形状' })).toMatchObject({ crs: null, features: [{ properties: { code: '1', name: '甲' } }] })
    expect(await sentence(read(name, { wktField: 'wkt' }))).toMatch(/no column "wkt"; it has code, name, 形状/)
    const mixed = file('c.csv', 'code,wkt\n1,"SRID=4490;POINT(1 1)"\n1,"SRID=4326;POINT(1 1)"\n')
    expect(await sentence(read(mixed))).toMatch(/mixes .*EPSG:4490, EPSG:4326/)
  })
})

describe('GeoJSON', () => {
  const feature = {
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [box(0, 0, 1)] },
    properties: { code: 411324001, name: 'x', more: {} },
  }
  it('is WGS84 unless its crs says otherwise', async () => {
    const made = await read(file('a.json', JSON.stringify({ type: 'FeatureCollection', features: [feature] })))
    expect(made).toMatchObject({ crs: { name: 'EPSG:4326' }, features: [{ place: 'feature 1', properties: { code: '411324001', name: 'x' } }] })
    const old = (name: string) => JSON.stringify({ type: 'FeatureCollection', crs: { type: 'name', properties: { name } }, features: [feature] })
    expect(await read(file('b.geojson', old('urn:ogc:def:crs:EPSG::4547')))).toMatchObject({ crs: { name: 'EPSG:4547' } })
    expect(await read(file('c.geojson', old('urn:ogc:def:crs:EPSG::2383')))).toMatchObject({ crs: expect.stringMatching(/EPSG::2383/) })
  })

  test.each([
    ['not.json', '{"type":', /cannot be read as GeoJSON/],
    ['not.dwg', 'x', /of no kind that is known here: GeoJSON, a zip/],
  ])('%s is one sentence', async (name, content, message) => {
    expect(await sentence(read(file(name, content)))).toMatch(message)
  })
})
