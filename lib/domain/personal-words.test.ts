import { expect, test } from 'vitest'
import { changedWords, maskFreeText, withoutPersons } from './personal-words'

test('words lose who reported, the household and the numbers in texts, and nothing else', () => {
  const words = { title: '老王 13812345678', description: '3号楼 2026-11-24 编号 12345678', reporter: '王小明', householdId: 'H-1' }
  const blank = withoutPersons(words)
  expect(blank).toEqual({ title: '老王 138****5678', description: '3号楼 2026-11-24 编号 12345678', reporter: null, householdId: null })
  expect(changedWords(words, blank)).toBe(3)
  expect(changedWords(blank, withoutPersons(blank))).toBe(0)
})

test('of a life and of what came with an action only free texts are masked, at any depth', () => {
  const life = {
    lead: { kind: 'grid', id: '411324001101001' },
    answer: '来电 13812345678',
    supervision: { demandedReply: '回复 13812345678', supervisor: '13812345678', at: 1 },
    assisting: [{ kind: 'member', id: '13812345678' }],
    voidReason: null,
  }
  const masked = maskFreeText(life)
  expect(masked).toEqual({ ...life, answer: '来电 138****5678', supervision: { ...life.supervision, demandedReply: '回复 138****5678' } })
  expect(maskFreeText(masked)).toBe(masked)
  expect(maskFreeText(null)).toBeNull()
})
