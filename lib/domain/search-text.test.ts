import { expect, it } from 'vitest'
import { bigramsOf, searchable, searchedWords, termsOf } from './search-text'

it('cuts a text into pairs of characters, each once and none over a space', () => {
  expect(bigramsOf('井盖缺失 井盖')).toEqual(['井盖', '盖缺', '缺失'])
  expect(bigramsOf('𠮷野家')).toEqual(['𠮷野', '野家'])
  expect(bigramsOf('井')).toEqual([])
})

it('has all pairs of a text that holds a term', () => {
  const text = searchable('楼前积水十来米，没过脚面')
  const pairs = new Set(bigramsOf(text))
  for (let from = 0; from < text.length; from++)
    for (let to = from + 2; to <= text.length; to++) expect(bigramsOf(text.slice(from, to)).every((pair) => pairs.has(pair))).toBe(true)
})

it('takes no regard of case, width and space, and takes each word once', () => {
  expect(termsOf('　ＡＢＣ楼  abc楼 2号 ')).toEqual(['abc楼', '2号'])
  expect(termsOf('a b c d e f')).toHaveLength(5)
  expect(termsOf('  ')).toEqual([])
})

it('holds no number of a telephone', () => {
  expect(searchedWords({ title: '下水道堵塞', description: '联系电话１３８１２３４５６７８' })).toBe('下水道堵塞\n联系电话138****5678')
  expect(searchedWords({ title: null, description: null })).toBe('')
})
