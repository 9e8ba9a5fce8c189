import { expect, it } from 'vitest'
import { pinFault } from './pin'

const NOBODY = { phone: null, idNumber: null }
const COMMON: ReadonlySet<string> = new Set(['159753'])

it.each(['111111', '121212', '122122', '123456', '012345', '567890', '987654', '123123', '112233', '778899', '159753'])('%s is tried first', (pin) =>
  expect(pinFault(pin, NOBODY, COMMON)).toBe('common'),
)

it.each(['', '12345', '1234567', '12345a', '１２３４５７', ' 135790'])('"%s" is no PIN', (pin) =>
  expect(pinFault(pin, NOBODY, COMMON)).toBe('digits'),
)

it('is not the end of a number of the household, with or without the check character', () => {
  const owner = { phone: '13812345907', idNumber: '41132419800101372X' }
  expect(['345907', '01372X', '101372', '245907'].map((pin) => pinFault(pin, owner, COMMON))).toEqual(['own', 'digits', 'own', null])
})

it('leaves nearly all of the million', () => {
  const all = Array.from({ length: 1_000_000 }, (_, n) => String(n).padStart(6, '0'))
  const left = all.filter((pin) => pinFault(pin, NOBODY, COMMON) === null).length
  expect(left).toBeGreaterThan(990_000)
  expect(left).toBeLessThan(1_000_000 - 1_000)
})
