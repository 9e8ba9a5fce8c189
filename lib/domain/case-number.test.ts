import { expect, it } from 'vitest'
import { caseNumberOf, numberSought, parseCaseNumber } from './case-number'

it('writes and reads 事件编号', () => {
  expect(caseNumberOf('2026-11-24', 123)).toBe('20261124-00123')
  expect(caseNumberOf('2026-11-24', 123_456)).toBe('20261124-123456')
  expect(parseCaseNumber('20261124-00123')).toEqual({ day: '2026-11-24', sequence: 123 })
  expect(parseCaseNumber('20261124-123456')).toEqual({ day: '2026-11-24', sequence: 123_456 })
})

it('knows a search for one event by its number, however much of the number lists show', () => {
  for (const text of ['20261124-00123', ' 2026112400123 ', '２０２６１１２４-００１２３']) expect(numberSought(text)).toBe('20261124-00123')
  expect(numberSought('1124-00123')).toBe('1124-00123')
  for (const text of ['', '00123', '井盖', '20261124', '20261324-00123', '1124-123', '20261124-00123 井盖']) expect(numberSought(text)).toBeNull()
})

it('refuses what is none', () => {
  for (const text of ['', '20261124', '20261124-123', '2026112-00123', '20261324-00123', '20260230-00001', '20261124-00123x', '00000000-00000'])
    expect(parseCaseNumber(text)).toBeNull()
})
