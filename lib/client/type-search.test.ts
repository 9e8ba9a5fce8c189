import { expect, it } from 'vitest'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import { findTypes, withRecent } from './type-search'

const types = EVENT_TYPES.map((t, i) => ({ ...t, id: i + 1 }))
const names = (search: string) => findTypes(types, search).map((t) => t.name)

it('finds types by any part of their name, their class, or their code', () => {
  expect(names('井盖')).toEqual(['道路/井盖/路灯'])
  expect(names('  社会治安 电信 ')).toEqual(['电信诈骗线索'])
  expect(names('0502')).toEqual(['占道经营'])
  expect(names('没有这样的事')).toEqual([])
  expect(names('')).toHaveLength(34)
})

it('keeps the last few, the newest first, each once', () => {
  expect(withRecent(['0101', '0502', '0503', '0504'], '0503')).toEqual(['0503', '0101', '0502', '0504'])
  expect(withRecent(['1', '2', '3', '4'], '5')).toEqual(['5', '1', '2', '3'])
})
