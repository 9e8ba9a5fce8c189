import { describe, expect, it } from 'vitest'
import { isNoSpace, isUnavailable } from './faults'

const coded = (code: string) => Object.assign(new Error('x'), { code })

describe('isUnavailable', () => {
  it.each([
    coded('ECONNREFUSED'),
    coded('57P01'),
    coded('08006'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new AggregateError([coded('ECONNREFUSED')]),
  ])('holds for %s', (error) => expect(isUnavailable(error)).toBe(true))
  it.each([coded('22021'), coded('23505'), new Error('x'), new TypeError('connection is undefined'), 'ECONNREFUSED', null])(
    'does not hold for %s',
    (error) => expect(isUnavailable(error)).toBe(false),
  )
})

describe('isNoSpace', () => {
  it.each([coded('53100'), coded('ENOSPC'), new Error('x', { cause: coded('ENOSPC') })])('holds for %s', (error) =>
    expect(isNoSpace(error)).toBe(true),
  )
  it.each([coded('57P02'), coded('XX000'), new Error('x'), 'ENOSPC', null])('does not hold for %s', (error) => expect(isNoSpace(error)).toBe(false))
})
