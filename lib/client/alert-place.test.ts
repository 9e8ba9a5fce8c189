import { expect, it } from 'vitest'
import { namedPlace } from './alert-place'
import { eventWords } from './words'

const names = {
  '411324001': 'Nieyang Subdistrict',
  '411324001101': 'Anguolu Community',
  '411324001101001': 'Anguolu Community, Grid 01',
  '411324001101002': 'Anguolu Community, Grid 02',
}
const words = eventWords([], names, 'plain')
const place = (...grids: string[]) => namedPlace({ grids }, words)

it('an alert is in its grid, or in what all of its grids lie in', () => {
  expect(place('411324001101001')).toBe('Anguolu Community, Grid 01')
  expect(place('411324001101001', '411324001101002')).toBe('Anguolu Community等 2 个网格')
  expect(place('411324001101001', '411324001102001')).toBe('Nieyang Subdistrict等 2 个网格')
})

it('and in none that the page can name where it lies outside of what it knows', () => {
  expect(place('411324002101001')).toBeNull()
  expect(place('411324001101001', '411324002101001')).toBeNull()
})
