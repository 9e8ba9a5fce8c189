import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EARTH_RADIUS_METERS } from '@/lib/domain/great-circle'
import { COORDINATES, distance } from './distance'

test('a quarter of the equator and of a meridian are a quarter of the circumference', () => {
  const quarter = (Math.PI / 2) * EARTH_RADIUS_METERS
  expect(distance('degrees')([0, 0], [90, 0])).toBeCloseTo(quarter, 3)
  expect(distance('degrees')([112, 0], [112, 90])).toBeCloseTo(quarter, 3)
  expect(distance('degrees')([179.5, 0], [-179.5, 0])).toBeCloseTo(quarter / 90, 3)
})

test('a metre stays a metre: near places keep their digits', () => {
  const degree = (Math.PI / 180) * EARTH_RADIUS_METERS
  expect(distance('degrees')([112, 33], [112, 33 + 1 / degree])).toBeCloseTo(1, 6)
})

test('on a plane it is Pythagoras, in the unit of the numbers', () => {
  expect(distance('metres')([1, 1], [4, 5])).toBe(5)
  expect(distance('degrees-as-plane')([112, 33], [112.3, 33.4])).toBeCloseTo(0.5, 12)
})

test('there and back is the same, and nowhere is 0', () => {
  const point = fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true }))
  fc.assert(
    fc.property(fc.constantFrom(...COORDINATES), point, point, (kind, a, b) => {
      const between = distance(kind)
      expect(between(a, b)).toBe(between(b, a))
      expect(between(a, a)).toBe(0)
      expect(between(a, b)).toBeGreaterThanOrEqual(0)
    }),
  )
})
