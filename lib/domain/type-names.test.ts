import { expect, it } from 'vitest'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import { englishType } from './type-names'

it('has an English name for each type of the proposal, each its own', () => {
  const names = EVENT_TYPES.map(({ name }) => englishType(name))
  expect(names).not.toContain(null)
  expect(new Set(names.map((name) => name?.split('/')[0])).size).toBe(EVENT_TYPES.length)
  for (const name of names) expect(name).not.toMatch(/\p{Script=Han}/u)
  expect(englishType('别的类型')).toBeNull()
  expect(englishType('constructor')).toBeNull()
})
