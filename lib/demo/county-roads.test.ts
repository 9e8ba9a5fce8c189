import { describe, expect, it } from 'vitest'
import { greatCircle } from '@/lib/domain/great-circle'
import type { Road } from '@/lib/domain/road'
import { smallCounty } from '@/lib/testing/small-county'
import { COMMUNITIES } from './communities'
import { countyGrids } from './county'
import { countyRoads } from './county-roads'

const lengthOf = ({ lines }: Pick<Road, 'lines'>) =>
  lines.reduce((sum, line) => sum + line.reduce((run, place, i) => run + (i > 0 ? greatCircle(line[i - 1] ?? place, place) : 0), 0), 0)

describe('the streets of the demonstration', () => {
  const grids = countyGrids()
  const roads = countyRoads(grids)

  it('are the same at every run, each under a name of its own', () => {
    expect(countyRoads(grids)).toEqual(roads)
    expect(new Set(roads.map(({ name }) => name)).size).toBe(roads.length)
    expect(roads.length).toBeGreaterThan(60)
    expect(roads.filter(({ name }) => !/[路街巷道]$/.test(name))).toEqual([])
  })

  it('run along borders and never twice along the same', () => {
    const corners = new Set(grids.flatMap(({ geometry }) => geometry.coordinates.flat(2).map(String)))
    expect(roads.flatMap(({ lines }) => lines.flat()).filter((place) => !corners.has(String(place)))).toEqual([])
    const edges = roads.flatMap(({ lines }) =>
      lines.flatMap((line) => line.slice(1).map((place, i) => [String(line[i]), String(place)].sort().join())),
    )
    expect(new Set(edges).size).toBe(edges.length)
  })

  it('are what communities on them are called after', () => {
    const called = COMMUNITIES.map(({ name }) => name.replace(/社区$/, '')).filter((name) => /[路街]$/.test(name))
    const found = called.filter((name) => roads.some((road) => road.name === name && lengthOf(road) > 150))
    expect(found.length).toBeGreaterThan(called.length * 0.8)
  })

  it('are few that are large, and many lanes', () => {
    const of = (grade: Road['grade']) => roads.filter((road) => road.grade === grade)
    expect(of('main').map(({ name }) => name)).toEqual(expect.arrayContaining(['滨河路', '玉都大道']))
    expect(of('lane').length).toBeGreaterThan(of('street').length / 2)
    for (const road of roads) expect(lengthOf(road), road.name).toBeGreaterThan(170)
  })
})

it('a border that goes straight on over junctions is one street', () => {
  const roads = countyRoads(smallCounty())
  // two streets side by side, 4 × 4 leaves each: the border between them from the south to the north, and the one across both
  const lengths = roads.map((road) => Math.round(lengthOf(road) / 10) * 10)
  expect(roads.filter(({ grade }) => grade === 'main')).toHaveLength(1)
  expect(Math.max(...lengths)).toBeGreaterThan(4_000)
})
