import { describe, expect, test } from 'vitest'
import { styleBase, wordsOf } from './base'
import { kindOf, vectorLayers } from './base-vector'

const theme = {
  color: (name: string, alpha = 1) => `${name} ${alpha}`,
  mix: (a: string, b: string) => `${a} ${b}`,
  rgb: () => [0, 0, 0] as const,
  ramp: [],
}

describe('styleBase', () => {
  const style = {
    version: 8,
    glyphs: 'https://g.example/{fontstack}/{range}.pbf',
    sprite: 'https://s.example/sprite',
    terrain: { source: 'hills' },
    sources: {
      streets: {
        type: 'vector',
        tiles: ['tiles/{z}/{x}/{y}.pbf', 'https://t.example/{z}/{x}/{y}.pbf'],
        attribution: '<a href="https://x">© Someone</a>',
      },
      file: { type: 'vector', url: 'pmtiles://county.pmtiles' },
      sky: { type: 'raster', url: '/sky.json', attribution: '© Someone' },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#000' } },
      { id: 'wood', type: 'fill', source: 'streets', 'source-layer': 'wood', paint: { 'fill-pattern': 'wood' } },
      { id: 'roads', type: 'line', source: 'streets', 'source-layer': 'road', minzoom: 5 },
      { id: 'names', type: 'symbol', source: 'streets', 'source-layer': 'place' },
      { id: 'air', type: 'raster', source: 'sky', paint: { 'raster-opacity': 0.5 } },
    ],
  }
  const base = styleBase(style, 'https://wall.example/api/basemap/files/style.json', 'dim')

  test('takes what needs no glyphs and no pictures, under names of its own', () => {
    expect(base.layers).toEqual([
      { id: 'base-ground', type: 'background', paint: { 'background-color': '#000' } },
      { id: 'base-roads', type: 'line', source: 'base-streets', 'source-layer': 'road', minzoom: 5 },
      expect.objectContaining({
        id: 'base-air',
        source: 'base-sky',
        paint: expect.objectContaining({ 'raster-opacity': 0.5, 'raster-brightness-max': 0.5 }),
      }),
    ])
    expect(Object.keys(base)).toEqual(['attribution', 'sources', 'layers'])
  })

  test('finds what lies beside the style', () => {
    expect(base.sources).toMatchObject({
      'base-streets': { tiles: ['https://wall.example/api/basemap/files/tiles/{z}/{x}/{y}.pbf', 'https://t.example/{z}/{x}/{y}.pbf'] },
      'base-file': { url: 'pmtiles://https://wall.example/api/basemap/files/county.pmtiles' },
      'base-sky': { url: 'https://wall.example/sky.json' },
    })
  })

  test('names the makers once, in words', () => {
    expect(base.attribution).toBe('© Someone')
    expect(wordsOf('<a href="x" onclick="y">&copy; A &amp; B</a>  C')).toBe('© A & B C')
  })

  test('throws where there is no style', () => {
    for (const not of [null, {}, { ...style, version: 7 }, '<html>']) expect(() => styleBase(not, 'https://a.b/', 'plain')).toThrow()
  })
})

describe('the dark look of a vector map', () => {
  test('knows the layers of both common schemas', () => {
    const kinds = {
      earth: 'ground',
      landcover: 'green',
      landuse: 'ground',
      water: 'water',
      waterway: 'waterway',
      roads: 'road',
      transportation: 'road',
      transportation_name: 'named',
      buildings: 'building',
      boundary: 'border',
      boundaries: 'border',
      places: 'named',
      pois: 'named',
      transit: 'rail',
      water_name: 'named',
      traffic_cones: null,
    }
    expect(Object.fromEntries(Object.keys(kinds).map((layer) => [layer, kindOf(layer)]))).toEqual(kinds)
  })
  test('draws ground first and roads over water, and leaves out names and what it does not know', () => {
    const ids = vectorLayers(['roads', 'places', 'water', 'earth', 'traffic_cones'], 'base-0', theme).map((l) => l.id)
    expect(ids).toEqual(['base-earth', 'base-water', 'base-water-line', 'base-roads'])
  })
})
