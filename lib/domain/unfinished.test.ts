import { expect, it } from 'vitest'
import { unfinishedOf } from './unfinished'

const NOW = Date.UTC(2026, 10, 24)
const iso = new Date(NOW).toISOString()

it('says what is missing of what was asked for, and nothing of what is there', () => {
  expect(unfinishedOf({ since: null, completeFrom: NOW, behind: 0 })).toEqual({ from: iso, words: false })
  expect(unfinishedOf({ since: NOW - 1, completeFrom: NOW, behind: 5_000 })).toEqual({ from: iso, words: true })
  expect(unfinishedOf({ since: NOW, completeFrom: NOW, behind: 0 })).toBeNull()
  expect(unfinishedOf({ since: null, completeFrom: null, behind: 3 })).toBeNull()
  expect(unfinishedOf({ since: null, completeFrom: null, behind: 5_000 })).toEqual({ from: null, words: true })
})
