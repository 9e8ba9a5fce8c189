import { describe, expect, it } from 'vitest'
import { ChangesQuery } from './routes/changes'
import { EventsQuery } from './routes/event-list'
import { GridsQuery } from './routes/grids'
import { HeatQuery } from './routes/heat'

describe('query strings', () => {
  it('read lists in both spellings', () => {
    expect(EventsQuery.parse({ type: '0101,0102', urgency: ['1', '2'] })).toMatchObject({ type: ['0101', '0102'], urgency: [1, 2], limit: 100 })
    expect(EventsQuery.parse({ bbox: '112.1,33,112.3,33.1' }).bbox).toEqual([112.1, 33, 112.3, 33.1])
    expect(EventsQuery.parse({ bbox: ['112.1', '33', '112.3', '33.1'] }).bbox).toEqual([112.1, 33, 112.3, 33.1])
    expect(EventsQuery.parse({}).type).toBeUndefined()
  })
  it.each([
    { limit: '0' },
    { limit: '1001' },
    { limit: '1.5' },
    { limit: 'x' },
    { limit: '' },
    { urgency: '5' },
    { urgency: 'x' },
    { status: 'lost' },
    { from: '2026-01-01' },
    { from: '2026-01-01T00:00:00' },
    { to: 'NaN' },
    { bbox: '1,2,3' },
    { bbox: '1,2,3,x' },
    { bbox: '1,2,3,Infinity' },
    { type: 'x'.repeat(33) },
    { cursor: ['a', 'b'] },
    { figure: 'handledRate' },
    { figure: 'handledRate.value' },
    { order: 'largest' },
    { within: ['1', '2'] },
  ])('refuse %j', (query) => expect(EventsQuery.safeParse(query).success).toBe(false))
  it('refuse what is no level, window or revision', () => {
    for (const level of ['0', '5', '1.5', '']) expect(GridsQuery.safeParse({ level }).success).toBe(false)
    expect(HeatQuery.safeParse({ window: '2h' }).success).toBe(false)
    expect(HeatQuery.parse({})).toEqual({ window: '24h', form: 'field' })
    for (const since of ['-1', '1e400', 'NaN', undefined, '']) expect(ChangesQuery.safeParse({ since }).success).toBe(false)
    expect(ChangesQuery.parse({ since: '12' })).toEqual({ since: 12, form: 'json' })
  })
})
