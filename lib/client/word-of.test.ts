import { expect, it } from 'vitest'
import { inLanguage } from './language'
import { faultWord, wordOf } from './word-of'

const words = { taken: '已被占用', other: '出错了', parts: { a: '甲' }, of: (n: string) => n }
const faults = { taken: '已被占用', other: '出错了' }
it.each([words, inLanguage(words, words)])('finds the word of a code, and none for what only an object has', (texts) => {
  expect(wordOf(texts, 'taken')).toBe('已被占用')
  for (const code of ['lost', 'parts', 'of', 'toString', 'constructor', '__proto__', '']) expect(wordOf(texts, code)).toBeUndefined()
})
it('says of a code without words what is said of all others', () => {
  expect(faultWord(faults, 'taken')).toBe('已被占用')
  expect(faultWord(inLanguage(faults, faults), 'toString')).toBe('出错了')
})
