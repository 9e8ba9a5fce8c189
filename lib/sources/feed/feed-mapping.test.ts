import { describe, expect, test } from 'vitest'
import { MappingError, makeRowMapper, parseMapping } from './feed-mapping'
import { zoneReader } from './zone'

const mapping = parseMapping('id=event_id,occurredAt=created_local,updatedAt=recv_local,type=type,lon=lon,lat=lat')
const map = makeRowMapper({ mapping, source: 'slo', readTime: zoneReader('America/Los_Angeles') })
const row = {
  recv_local: '2014-01-01T00:01:59',
  event_id: 'CAPRF14000002',
  created_local: '2014-01-01T00:01:56',
  type: 'OAM',
  lon: '-120.634',
  lat: '35.677',
}

describe('mapping', () => {
  test.each([
    ['id=a,occurredAt=b,type=c', /no place/],
    ['id=a,occurredAt=b,type=c,lon=d', /both lon and lat/],
    ['id=a,type=c,grid=d', /lacks occurredAt/],
    ['id=a,occurredAt=b,type=c,grid=d,colour=e', /"colour" is no field/],
    ['id=a,id=b,occurredAt=b,type=c,grid=d', /mapped twice/],
    ['id=,occurredAt=b,type=c,grid=d', /names no column/],
    ['', /is no field/],
  ])('%j is refused with a sentence', (text, message) => {
    expect(() => parseMapping(text)).toThrow(MappingError)
    expect(() => parseMapping(text)).toThrow(message)
  })

  test('a column may have a "=" in its name', () => {
    expect(parseMapping('id=a=b,occurredAt=t,type=c,grid=d').get('id')).toBe('a=b')
  })
})

describe('rows', () => {
  test('a row becomes an event with the times of its zone', () => {
    expect(map(row)).toEqual({
      at: Date.parse('2014-01-01T08:01:59Z'),
      event: {
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5/),
        occurredAt: '2014-01-01T08:01:56.000Z',
        updatedAt: '2014-01-01T08:01:59.000Z',
        type: 'OAM',
        position: [-120.634, 35.677],
        source: 'slo',
        externalId: 'CAPRF14000002',
      },
    })
  })

  test('the same feed id is the same event, of another source another one', () => {
    const other = makeRowMapper({ mapping, source: 'other', readTime: zoneReader('UTC') })
    const id = (mapped: ReturnType<typeof map>) => mapped.event?.id
    expect(id(map({ ...row, type: 'MED' }))).toBe(id(map(row)))
    expect(id(other(row))).not.toBe(id(map(row)))
    expect(id(map({ ...row, event_id: 'CAPRF14000003' }))).not.toBe(id(map(row)))
  })

  test.each([
    [{ event_id: ' ' }, /no id/],
    [{ created_local: 'soon' }, /occurredAt is no time: "soon"/],
    [{ created_local: '' }, /occurredAt/],
    [{ type: '' }, /type/],
    [{ type: 'x'.repeat(33) }, /type/],
    [{ lon: 'west' }, /position/],
    [{ lat: '' }, /neither a position nor a grid/],
    [{ lat: '91' }, /position/],
  ])('%j is named', (change, message) => {
    const { fault } = map({ ...row, ...change })
    expect(fault?.code).toBe('invalid')
    expect(fault?.message).toMatch(message)
  })

  test('without updatedAt the order is that of occurrence', () => {
    const plain = makeRowMapper({
      mapping: parseMapping('id=event_id,occurredAt=created_local,type=type,lon=lon,lat=lat'),
      source: 's',
      readTime: zoneReader('UTC'),
    })
    expect(plain(row).at).toBe(Date.parse('2014-01-01T00:01:56Z'))
  })
})
