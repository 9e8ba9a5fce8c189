import { describe, expect, test } from 'vitest'
import { isWay, nextPlace, stepOf } from './neighbour'

/** A field of four by three places, ten pixels apart, named by column and row. */
const field = [0, 1, 2].flatMap((row) => [0, 1, 2, 3].map((column) => ({ name: `${column}${row}`, x: column * 10, y: row * 10 })))
const at = (name: string) => field.find((place) => place.name === name) ?? { x: 0, y: 0 }
const others = (name: string) => field.filter((place) => place.name !== name)

describe('the next place', () => {
  test.each([
    ['ArrowRight', '21'],
    ['ArrowLeft', '01'],
    ['ArrowUp', '10'],
    ['ArrowDown', '12'],
  ] as const)('by %s is the neighbour on that side', (way, name) => expect(nextPlace(at('11'), others('11'), way)?.name).toBe(name))
  test('is nowhere beyond the edge', () => expect(nextPlace(at('30'), others('30'), 'ArrowRight')).toBeNull())
  test('without a way is the nearest', () => expect(nextPlace({ x: 19, y: 12 }, field, null)?.name).toBe('21'))
  test('lies ahead before it lies near', () => {
    const [ahead, near] = [
      { name: 'ahead', x: 20, y: 0 },
      { name: 'near', x: 4, y: 12 },
    ]
    expect(nextPlace({ x: 0, y: 0 }, [ahead, near], 'ArrowRight')?.name).toBe('ahead')
  })
  test('can be come to from each other one', () => {
    for (const { name: from } of field) {
      const seen = new Set([from])
      for (const name of seen)
        for (const way of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] as const) seen.add(nextPlace(at(name), others(name), way)?.name ?? name)
      expect(seen.size).toBe(field.length)
    }
  })
})

test('the ways are the arrow keys', () => {
  expect(['ArrowUp', 'Enter', 'toString'].map(isWay)).toEqual([true, false, false])
  expect(stepOf('ArrowUp', 80)).toEqual({ x: 0, y: -80 })
})
