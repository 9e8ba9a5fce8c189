import { describe, expect, it } from 'vitest'
import { smallCounty, smallTypes } from '@/lib/testing/small-county'
import { makeAtlas } from './atlas'

const grids = smallCounty()
  .map((grid, i) => ({ ...grid, id: i + 1, demo: true }))
  .reverse()
const types = smallTypes().map((type, i) => ({ ...type, id: i + 1 }))
const atlas = makeAtlas(grids, types.slice(1), 3, types.slice(0, 1))
const id = (code: string) => atlas.byCode.get(code)?.id ?? 0
const codes = (ids: readonly number[]) => ids.map((i) => atlas.byId.get(i)?.code)

describe('the atlas', () => {
  it('knows parents, children, ancestors and the street of each grid', () => {
    expect(codes(atlas.childrenOf(id('411324001')))).toEqual(['411324001101', '411324001102', '411324001103', '411324001104'])
    expect(atlas.parentOf(id('411324001101'))).toBe(id('411324001'))
    expect(atlas.parentOf(id('411324001'))).toBeNull()
    expect(codes(atlas.ancestorsOf(id('411324002103004')))).toEqual(['411324002103', '411324002'])
    expect([atlas.streetOf(id('411324002103004')), atlas.streetOf(id('411324002'))]).toEqual([id('411324002'), id('411324002')])
  })

  it('knows leaves of a ragged tree', () => {
    expect(atlas.leaves).toHaveLength(26)
    expect(codes(atlas.leavesBelow(id('411324001104')))).toEqual(['411324001104'])
    expect(atlas.leavesBelow(id('411324001'))).toHaveLength(13)
    expect(codes(atlas.leavesBelow(id('411324001101')))).toEqual(['411324001101001', '411324001101002', '411324001101003', '411324001101004'])
  })

  it('answers nothing for ids that are not in it', () => {
    expect([atlas.parentOf(0), atlas.streetOf(0), atlas.childrenOf(999), atlas.ancestorsOf(0), atlas.leavesBelow(0)]).toEqual([
      null,
      null,
      [],
      [],
      [],
    ])
  })

  it('locates in leaves only', () => {
    expect(codes([atlas.locate([112.203, 33.003]) ?? 0])).toEqual(['411324001101001'])
    expect(codes([atlas.locate([112.221, 33.021]) ?? 0])).toEqual(['411324001104'])
    expect(atlas.locate([112.1, 33])).toBeNull()
  })

  it('has grids by code, bounds, and a lattice that holds them', () => {
    expect(atlas.grids.map((g) => g.code)).toEqual(atlas.grids.map((g) => g.code).sort())
    expect(atlas.bounds).toEqual([112.2, 33, 112.248, 33.024])
    expect(atlas.lattice.width * atlas.lattice.height).toBeGreaterThan(10_000)
  })

  it('offers types by code, and names retired ones by id only', () => {
    const retired = types[0]
    expect(atlas.typeById.get(retired?.id ?? 0)).toEqual(retired)
    expect(atlas.typeByCode.has(retired?.code ?? '')).toBe(false)
    expect(atlas.types.map((t) => t.code)).toEqual(
      types
        .slice(1)
        .map((t) => t.code)
        .sort(),
    )
  })

  it('may be empty', () => {
    const empty = makeAtlas([], [], 0)
    expect([empty.bounds, empty.locate([112.2, 33]), empty.leaves]).toEqual([null, null, []])
  })
})
