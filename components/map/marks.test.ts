import { describe, expect, test } from 'vitest'
import type { EngineMap } from './engine'
import { Marks } from './marks'

/** A map that writes down what it is told. */
function open() {
  const told: string[] = []
  const map = {
    setFeatureState: ({ source, id }: { source: string; id: string }, state: object) => told.push(`${source} ${id} ${JSON.stringify(state)}`),
    setFilter: (layer: string, filter: unknown) => told.push(`${layer} ${JSON.stringify(filter)}`),
  } as unknown as EngineMap
  return { marks: new Marks(map), take: () => told.splice(0) }
}

describe('Marks', () => {
  test('waits for the map, then tells all that is wished for', () => {
    const { marks, take } = open()
    marks.select('a')
    marks.shade(new Map([['a', 0.5]]))
    marks.brighten(new Set(['b']))
    marks.cover(new Set(['c']))
    expect(take()).toEqual([])
    marks.begin()
    expect(take()).toEqual([
      'grids a {"shade":0.5}',
      'labels b {"bright":true}',
      'streets b {"bright":true}',
      'labels c {"covered":true}',
      'streets c {"covered":true}',
      'grids a {"selected":false}',
      'grids a {"selected":true}',
      'chosen-halo ["==",["get","code"],"a"]',
      'chosen ["==",["get","code"],"a"]',
    ])
  })

  test('tells only what changed', () => {
    const { marks, take } = open()
    marks.begin()
    marks.shade(
      new Map([
        ['a', 0.5],
        ['b', 0.1],
      ]),
    )
    take()
    marks.shade(
      new Map([
        ['a', 0.5],
        ['c', 0.2],
      ]),
    )
    expect(take()).toEqual(['grids b {"shade":0}', 'grids c {"shade":0.2}'])
    marks.cover(new Set(['a', 'b']))
    take()
    marks.cover(new Set(['b']))
    expect(take()).toEqual(['labels a {"covered":false}', 'streets a {"covered":false}'])
    marks.hover('a')
    marks.hover('a')
    marks.hover(null)
    expect(take()).toEqual(['grids a {"hover":true}', 'grids a {"hover":false}'])
  })

  test('tells everything again to a map that lost its style, and nothing between', () => {
    const { marks, take } = open()
    marks.begin()
    marks.shade(new Map([['a', 0.5]]))
    marks.select('a')
    marks.hover('a')
    take()
    marks.pause()
    marks.shade(new Map([['a', 0.7]]))
    marks.hover('b')
    expect(take()).toEqual([])
    marks.begin()
    expect(take()).toContain('grids a {"shade":0.7}')
    marks.hover('b')
    expect(take()).toEqual(['grids b {"hover":true}'])
  })
})
