import { describe, expect, it } from 'vitest'
import { GridNames } from './grid-names'

const of = (...codes: string[]) => new GridNames(codes.map((code) => ({ code, name: `n${code}` })))
const names = of('102', '101', '10101', '10102', '1010101', '10201')

describe('the names of grids as a tree', () => {
  it('know what lies above and below by the codes', () => {
    expect(names.tops.map(({ code }) => code)).toEqual(['102', '101'])
    expect(names.wayTo('1010101').map(({ name }) => name)).toEqual(['n101', 'n10101', 'n1010101'])
    expect([names.parentOf('10101'), names.parentOf('101'), names.parentOf('9')]).toEqual(['101', null, null])
    expect([names.hasBelow('10101'), names.hasBelow('10102')]).toEqual([true, false])
    expect([names.nameOf('102'), names.nameOf('9')]).toEqual(['n102', '9'])
  })
  it('offer the highest, and what lies below each step of the way', () => {
    const offered = (place: string | null) => names.around(place).map(({ code, depth }) => `${depth} ${code}`)
    expect(offered(null)).toEqual(['0 101', '0 102'])
    expect(offered('10101')).toEqual(['0 101', '1 10101', '2 1010101', '1 10102', '0 102'])
  })
  it('offer of a single place what lies below it at once', () => {
    expect(
      of('101', '10101', '10102')
        .around(null)
        .map(({ code }) => code),
    ).toEqual(['101', '10101', '10102'])
  })
})
