import { expect, it } from 'vitest'
import { apiQuery, narrowingOf, readListQuery, toggled, widened, writeListQuery } from './event-query'

/** 2026-11-24T14:32+08:00 */
const NOW = Date.UTC(2026, 10, 24, 6, 32)

it('says in its address what was chosen, and reads it again', () => {
  const search = '?q=%E4%BA%95%E7%9B%96&status=all&within=411324001&days=30&state=handling%2Cclosed&urgency=1&order=type&without=lead&view=map'
  const query = readListQuery(search)
  expect(query).toMatchObject({
    q: '井盖',
    status: 'all',
    days: 30,
    state: ['handling', 'closed'],
    urgency: ['1'],
    order: 'type',
    without: ['lead'],
    view: 'map',
  })
  expect(readListQuery(writeListQuery(query))).toEqual(query)
})

it('leaves out what nobody could have chosen', () => {
  expect(writeListQuery(readListQuery('?status=gone&days=8&state=flying&within=..%2F&order=random&view=globe&event=%3Cb%3E'))).toBe('')
})

it('asks the API for whole civil days, and for what is open unless said', () => {
  expect(String(apiQuery(readListQuery('?days=1'), NOW))).toBe('status=open&from=2026-11-23T16%3A00%3A00.000Z')
  const days = apiQuery(readListQuery('?status=all&from=2026-11-01&to=2026-11-02'), NOW)
  expect([days.get('status'), days.get('from'), days.get('to')]).toEqual([null, '2026-10-31T16:00:00.000Z', '2026-11-02T16:00:00.000Z'])
})

it('takes a value of a facet and gives it back, and tells what narrows the list', () => {
  const one = toggled(readListQuery('?q=x'), 'department', '城管')
  const two = toggled(one, 'department', '市政')
  expect(two.department).toEqual(['城管', '市政'])
  expect(narrowingOf(two)).toEqual(['q', 'department'])
  expect(toggled(toggled(two, 'department', '城管'), 'department', '市政')).toEqual(readListQuery('?q=x'))
  expect(widened(readListQuery('?from=2026-11-01&q=x'), 'days')).toMatchObject({ q: 'x', from: undefined })
})
