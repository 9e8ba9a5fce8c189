import { expect, it } from 'vitest'
import { ownName } from './grid-names'

it('is the part that the grids above do not say, and never a word cut in two', () => {
  expect(ownName('泰山路社区第01-1网格', ['泰山路社区第01网格', '泰山路社区', '雪枫街道'])).toBe('第01-1网格')
  expect(ownName('中山街 02 格', ['中山街社区'])).toBe('02 格')
  expect(ownName('东关小区', ['东关', '涅阳街道'])).toBe('东关小区')
  expect(ownName('2号院', ['工业路社区'])).toBe('2号院')
})
