import { expect, it } from 'vitest'
import { withParts } from './address'

it('what is said in an address leaves what others say there', () => {
  expect(withParts('?within=411324001&order=-due', { order: 'name', q: '张' })).toBe('?within=411324001&order=name&q=%E5%BC%A0')
  expect(withParts('?order=-due', { order: null, q: '' })).toBe('')
})
