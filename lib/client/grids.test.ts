import { afterEach, describe, expect, test } from 'vitest'
import { LANGUAGE_OF_REQUEST } from '@/lib/domain/language'
import { placeOnMap } from './alert-place'
import { pathName, pathTo, readGrids } from './grids'

afterEach(() => Reflect.deleteProperty(globalThis, LANGUAGE_OF_REQUEST))

const feature = (code: string, name: string, [nameEn, labelEn, signEn]: [string, string, string], level: number, parentCode: string) => ({
  type: 'Feature',
  id: 1,
  geometry: {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [112, 33],
          [112.1, 33],
          [112.1, 33.1],
          [112, 33.1],
          [112, 33],
        ],
      ],
    ],
  },
  properties: { code, name, nameEn, labelEn, signEn, level, parentCode, households: 1, demo: true },
})
const answer = {
  type: 'FeatureCollection',
  features: [
    feature('411324001', '涅阳街道', ['Nieyang Subdistrict', 'Nieyang Subdistrict', 'Nieyang'], 1, '411324'),
    feature('411324001001', '涅阳路社区居民委员会', ['Nieyanglu Community', 'Nieyanglu Community', 'Nieyanglu'], 2, '411324001'),
    feature('411324001002', '东关村民委员会', ['Dongguan Village', 'Dongguan Village', 'Dongguan'], 2, '411324001'),
    feature('411324001001001', '涅阳路社区 02 格', ['Nieyanglu Community, Grid 02', 'Grid 02', 'Grid 02'], 3, '411324001001'),
    feature('411324001001001001', '涅阳路社区 02-1 格', ['Nieyanglu Community, Grid 02-1', 'Grid 02-1', 'Grid 02-1'], 4, '411324001001001'),
  ],
}
const tree = readGrids(answer)

describe('the tree of grids', () => {
  test('has the names of the interface, and on the map no word cut in two', () => {
    expect(tree.list.map((g) => [g.name, g.label, g.sign])).toEqual([
      ['涅阳街道', '涅阳街道', '涅阳街道'],
      ['涅阳路社区', '涅阳路社区', '涅阳路'],
      ['东关村', '东关村', '东关村'],
      ['涅阳路社区 02 格', '02 格', '02 格'],
      ['涅阳路社区 02-1 格', '02-1 格', '02-1 格'],
    ])
  })
  test('has them in English where that is spoken', () => {
    Object.assign(globalThis, { [LANGUAGE_OF_REQUEST]: { getStore: () => 'en' } })
    const english = readGrids(answer)
    expect(english.list.map((g) => [g.name, g.label, g.sign])).toEqual([
      ['Nieyang Subdistrict', 'Nieyang Subdistrict', 'Nieyang'],
      ['Nieyanglu Community', 'Nieyanglu Community', 'Nieyanglu'],
      ['Dongguan Village', 'Dongguan Village', 'Dongguan'],
      ['Nieyanglu Community, Grid 02', 'Grid 02', 'Grid 02'],
      ['Nieyanglu Community, Grid 02-1', 'Grid 02-1', 'Grid 02-1'],
    ])
    expect(pathName(english, '411324001001001')).toBe('Nieyang Subdistrict, Nieyanglu Community, Grid 02')
    expect(placeOnMap({ grids: ['411324001001001001'] }, english)).toBe('Nieyanglu Community, Grid 02-1')
    expect(placeOnMap({ grids: ['411324001001001', '411324001002'] }, english)).toMatch(/^Nieyang Subdistrict.*2/)
    expect(placeOnMap({ grids: ['411324001001'] }, null)).toBeNull()
  })
  test('a leaf stands in for the levels below it', () => expect(tree.list.map((g) => g.until)).toEqual([1, 2, 4, 3, 4]))
  test('knows the way down', () => {
    expect(pathTo(tree, '411324001001001').map((g) => g.code)).toEqual(['411324001', '411324001001', '411324001001001'])
    expect(pathTo(tree, '9')).toEqual([])
    expect(tree.childrenOf.get('411324001')?.map((g) => g.code)).toEqual(['411324001001', '411324001002'])
  })
  test('an answer that is none is refused', () => {
    expect(() => readGrids({ type: 'FeatureCollection', features: [{ type: 'Feature' }] })).toThrow()
  })
})
