import { expect, test } from 'vitest'
import { failureWords } from './run-failure'

test('why a run failed is said in words of the page, with the names of its fields', () => {
  expect(failureWords({ fault: 'The mapping lacks the field externalId.', failure: { code: 'mapping_lacks', params: ['externalId'] } })).toBe(
    '没有指定“编号”对应哪一列，请补上。',
  )
  expect(failureWords({ fault: 'x', failure: { code: 'nothing_sent', params: [] } })).toBe('还没有发送过文件。')
})

test('of an older run, and of a failure that is not known here, the sentence of the log is told', () => {
  expect(failureWords({ fault: 'No file was sent.', failure: null })).toBe('No file was sent.')
  expect(failureWords({ fault: 'Something new.', failure: { code: 'of_tomorrow', params: ['1'] } })).toBe('Something new.')
})
