import { expect, it } from 'vitest'
import type { Viewer } from './access'
import { isSourceName, maySendAs, type Origin, sourceOf, whyNotUpdate } from './origin'

const token = (name: string, ...sources: string[]): Viewer => ({
  id: `token ${name}`,
  name,
  role: 'reporter',
  scope: { kind: 'grids', prefixes: [''] },
  sources,
})
const person = (id: string): Viewer => ({ id, userId: id, name: id, role: 'dispatcher', scope: { kind: 'grids', prefixes: [''] } })
const origin = (fields: Partial<Origin>): Origin => ({ source: null, reportedBy: null, byPerson: false, waits: true, ...fields })

it('a token sends as its own name, or as what it was made for', () => {
  expect(sourceOf(token('12345'))).toBe('12345')
  expect(maySendAs(token('12345'), '12345')).toBe(true)
  expect(maySendAs(token('12345'), 'other')).toBe(false)
  expect(sourceOf(token('hub', 'a', 'b'))).toBe('a')
  expect(['a', 'b', 'hub'].map((source) => maySendAs(token('hub', 'a', 'b'), source))).toEqual([true, true, false])
  expect(sourceOf(token('any', '*'))).toBe('any')
  expect(maySendAs(token('any', '*'), 'whatever')).toBe(true)
  expect(sourceOf(token('x'.repeat(100)))).toHaveLength(64)
  expect(sourceOf(person('a'))).toBeNull()
})

it('names of sources', () => {
  expect(['12345', '村振', '*', 'a b'].map(isSourceName)).toEqual([true, true, true, true])
  expect(['', '  ', 'a\nb', 'x'.repeat(65)].map(isSourceName)).toEqual([false, false, false, false])
})

it('a person changes their own report, and only until it is accepted', () => {
  const own = origin({ reportedBy: 'a', byPerson: true })
  expect(whyNotUpdate(person('a'), own)).toBeNull()
  expect(whyNotUpdate(person('a'), { ...own, waits: false })).toBe('forbidden')
  expect(whyNotUpdate(person('b'), own)).toBe('not_yours')
  expect(whyNotUpdate(person('b'), origin({ source: '12345' }))).toBe('not_yours')
  expect(whyNotUpdate(person('b'), origin({}))).toBe('not_yours')
})

it('a system changes what came from its sources, whatever has become of it', () => {
  const sent = origin({ source: '12345', waits: false })
  expect(whyNotUpdate(token('12345'), sent)).toBeNull()
  expect(whyNotUpdate(token('new', '12345'), sent)).toBeNull()
  expect(whyNotUpdate(token('any', '*'), sent)).toBeNull()
  expect(whyNotUpdate(token('other'), sent)).toBe('not_yours')
  // of before events had a source of their own
  expect(whyNotUpdate(token('old'), origin({ reportedBy: 'token old' }))).toBeNull()
  expect(whyNotUpdate(token('other'), origin({}))).toBe('not_yours')
  expect(whyNotUpdate(token('any', '*'), origin({}))).toBeNull()
  // a person may have written the name of a system
  for (const system of [token('12345'), token('any', '*')])
    expect(whyNotUpdate(system, origin({ source: '12345', reportedBy: 'a', byPerson: true }))).toBe('not_yours')
})
