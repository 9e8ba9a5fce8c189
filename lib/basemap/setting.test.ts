import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readEnv, SettingError } from '@/lib/env'
import { basemapOf, localFile, mapOrigins, mapSettingsOf } from './setting'

const of = (env: Record<string, string>) => basemapOf(readEnv(env))

describe('basemapOf', () => {
  it('is none without a setting, and 天地图 with a key', () => {
    expect(of({})).toEqual({ kind: 'none' })
    expect(of({ BASEMAP_URL: '', TIANDITU_KEY: '' })).toEqual({ kind: 'none' })
    const vec = of({ TIANDITU_KEY: 'secret' })
    expect(vec).toMatchObject({ kind: 'raster', look: 'invert', crs: 'CGCS2000' })
    expect(vec).toHaveProperty('layers', [['/api/basemap/tianditu/vec/w/{z}/{x}/{y}'], ['/api/basemap/tianditu/cva/w/{z}/{x}/{y}']])
    expect(of({ TIANDITU_KEY: 'secret', BASEMAP_URL: 'tianditu:img' })).toMatchObject({
      look: 'dim',
      layers: [[expect.stringContaining('img')], [expect.stringContaining('cia')]],
    })
    expect(of({ BASEMAP_URL: 'tianditu:img' })).toEqual({ kind: 'unusable' })
    expect(of({ TIANDITU_KEY: 'secret', BASEMAP_URL: 'tianditu:moon' })).toEqual({ kind: 'unusable' })
  })

  it('tells the page no key', () => {
    const settings = mapSettingsOf(readEnv({ TIANDITU_KEY: 'top-secret', MAPBOX_TOKEN: 'pk.public' }))
    expect(JSON.stringify(settings)).not.toContain('top-secret')
    expect(settings.mapbox).toEqual({ token: 'pk.public', style: 'mapbox://styles/mapbox/standard' })
    expect(mapSettingsOf(readEnv({ MAPBOX_TOKEN: 'pk.x', BASEMAP_URL: 'mapbox://styles/us/one' })).mapbox?.style).toBe('mapbox://styles/us/one')
    expect(mapSettingsOf(readEnv({})).mapbox).toBeNull()
  })

  it('spreads tiles over servers, and knows those that are in GCJ-02', () => {
    const amap = of({ BASEMAP_URL: 'https://webrd0{1-4}.is.autonavi.com/appmaptile?style=8&x={x}&y={y}&z={z}' })
    expect(amap).toMatchObject({ kind: 'raster', crs: 'GCJ02', look: 'invert' })
    expect(amap).toHaveProperty(
      'layers.0',
      [1, 2, 3, 4].map((n) => `https://webrd0${n}.is.autonavi.com/appmaptile?style=8&x={x}&y={y}&z={z}`),
    )
    expect(of({ BASEMAP_URL: 'https://tiles.example/{z}/{x}/{y}.png' })).toMatchObject({ crs: 'WGS84', attribution: 'tiles.example' })
    expect(of({ BASEMAP_URL: 'https://tiles.example/{z}/{x}/{y}.png', BASEMAP_CRS: 'GCJ02', BASEMAP_LOOK: 'dim' })).toMatchObject({
      crs: 'GCJ02',
      look: 'dim',
    })
  })

  it('serves files of this machine under our own address', () => {
    expect(of({ BASEMAP_URL: '/data/镇平.pmtiles' })).toEqual({
      kind: 'pmtiles',
      url: '/api/basemap/files/%E9%95%87%E5%B9%B3.pmtiles',
      crs: 'WGS84',
      look: null,
    })
    expect(of({ BASEMAP_URL: 'maps/dark.json' })).toMatchObject({ kind: 'style', url: '/api/basemap/files/dark.json', look: 'plain' })
    expect(of({ BASEMAP_URL: 'https://maps.example/a.pmtiles?v=2' })).toMatchObject({ kind: 'pmtiles', url: 'https://maps.example/a.pmtiles?v=2' })
    expect(of({ BASEMAP_URL: 'https://maps.example/styles/dark' })).toMatchObject({ kind: 'style' })
    for (const BASEMAP_URL of ['/etc/passwd', 'ftp://maps.example/a.pmtiles', 'javascript:alert(1)', 'data:,x'])
      expect(of({ BASEMAP_URL }), BASEMAP_URL).toEqual({ kind: 'unusable' })
  })

  it('refuses a datum and a look that there are not', () => {
    expect(() => readEnv({ BASEMAP_CRS: 'mars' })).toThrow(SettingError)
    expect(() => readEnv({ BASEMAP_LOOK: 'nice' })).toThrow(SettingError)
  })
})

describe('localFile', () => {
  it('takes paths and file addresses', () => {
    expect(localFile('/data/a.pmtiles')).toBe('/data/a.pmtiles')
    expect(localFile('file:///data/a.pmtiles')).toBe('/data/a.pmtiles')
    expect(localFile('a.pmtiles')).toBe(path.resolve('a.pmtiles'))
    for (const not of [undefined, '', 'https://a.b/c.pmtiles', 'tianditu:vec', 'mapbox://styles/a/b']) expect(localFile(not)).toBeNull()
  })
})

describe('mapOrigins', () => {
  it('widens the policy only by what is named', async () => {
    expect(await mapOrigins(readEnv({}))).toEqual([])
    expect(await mapOrigins(readEnv({ TIANDITU_KEY: 'k', BASEMAP_URL: 'tianditu:vec' }))).toEqual([])
    expect(await mapOrigins(readEnv({ BASEMAP_URL: '/data/a.pmtiles' }))).toEqual([])
    expect(await mapOrigins(readEnv({ MAPBOX_TOKEN: 'pk.x' }))).toEqual(['https://api.mapbox.com', 'https://events.mapbox.com'])
    expect(await mapOrigins(readEnv({ BASEMAP_URL: 'https://t{1-2}.example/{z}/{x}/{y}' }))).toEqual(['https://t1.example', 'https://t2.example'])
  })

  it('reads the servers out of a style of this machine', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-style-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = path.join(folder, 'style.json')
    writeFileSync(
      file,
      JSON.stringify({
        version: 8,
        layers: [],
        sprite: 'https://s.example/sprite',
        sources: {
          a: { type: 'vector', url: 'pmtiles://https://p.example/x.pmtiles' },
          b: { type: 'raster', tiles: ['https://t.example/{z}/{x}/{y}', 'tiles/{z}/{x}/{y}.png'] },
        },
      }),
    )
    expect(await mapOrigins(readEnv({ BASEMAP_URL: file }))).toEqual(['https://s.example', 'https://p.example', 'https://t.example'])
    writeFileSync(file, 'not json')
    expect(await mapOrigins(readEnv({ BASEMAP_URL: file }))).toEqual([])
  })
})
