import { describe, expect, it } from 'vitest'
import { smallCounty } from '@/lib/testing/small-county'
import { faultsOfTree, leavesOf, type NewGrid, shortName } from './grid'

/** The messages about the small county with one grid changed. */
const messages = (code: string, patch: Partial<NewGrid>) =>
  faultsOfTree(smallCounty().map((g) => (g.code === code ? { ...g, ...patch } : g)))
    .map((f) => f.message)
    .sort()

describe('faultsOfTree', () => {
  it('passes a ragged tree', () => expect(faultsOfTree(smallCounty())).toEqual([]))

  it('names codes that occur twice or are no codes', () => {
    expect(faultsOfTree([...smallCounty(), ...smallCounty().slice(3, 4)])).toEqual([{ code: '411324001101002', message: 'the code occurs twice' }])
    expect(messages('411324002104', { code: '4113240021x' })).toEqual(['a grid code is 1 to 24 digits'])
  })

  it('names missing parents, and a street with one', () => {
    const orphans = faultsOfTree(smallCounty().filter((g) => g.code !== '411324001101'))
    expect(orphans.map((f) => f.message)).toEqual(Array(4).fill('its parent 411324001101 is missing'))
    expect(messages('411324001', { parentCode: '411324002' })).toContain('a grid of level 1 has no parent among the grids')
  })

  it('names levels and codes that do not continue the parent', () => {
    expect(messages('411324001101', { level: 3 })).toEqual(['level 3 below a grid of level 1', ...Array(4).fill('level 3 below a grid of level 3')])
    expect(messages('411324001101001', { parentCode: '411324001102' })).toEqual(["the code does not continue its parent's, 411324001102"])
  })
})

it('leaves are nobody’s parent, of any level', () => {
  const communities = leavesOf(smallCounty()).filter((g) => g.level === 2)
  expect(communities.map((g) => g.code)).toEqual(['411324001104', '411324002104'])
})

it('short names are those people say', () => {
  expect(['幸福路社区居民委员会', '东关村民委员会', '某居民委员会', '安国村'].map(shortName)).toEqual(['幸福路社区', '东关村', '某', '安国村'])
})
