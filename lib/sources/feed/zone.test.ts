import { expect, test } from 'vitest'
import { zoneReader } from './zone'

const la = zoneReader('America/Los_Angeles')
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

test.each([
  ['2014-01-01T00:01:38', '2014-01-01T08:01:38.000Z'],
  ['2014-07-01T00:01:38', '2014-07-01T07:01:38.000Z'],
  ['2014-03-09T01:59:59', '2014-03-09T09:59:59.000Z'], // the last second before the clocks go forward
  ['2014-03-09T03:00:00', '2014-03-09T10:00:00.000Z'], // the first one after
  ['2014-03-09T02:30:00', '2014-03-09T10:30:00.000Z'], // left out: 03:30 of the new time
  ['2014-11-02T00:59:59', '2014-11-02T07:59:59.000Z'],
  ['2014-11-02T01:30:00', '2014-11-02T08:30:00.000Z'], // comes twice: the first
  ['2014-11-02T02:00:00', '2014-11-02T10:00:00.000Z'],
  ['2014-05-05 07:08', '2014-05-05T14:08:00.000Z'],
  ['2014-05-05T07:08:09.1234', '2014-05-05T14:08:09.123Z'],
  ['2014-05-05', '2014-05-05T07:00:00.000Z'],
  ['2014-05-05T07:08:09Z', '2014-05-05T07:08:09.000Z'],
  ['2014-05-05T07:08:09+08:00', '2014-05-04T23:08:09.000Z'],
  ['2014-05-05T07:08:09-0330', '2014-05-05T10:38:09.000Z'],
  ['2014/5/5 7:08', '2014-05-05T14:08:00.000Z'],
  ['2014.05.05 07:08:09', '2014-05-05T14:08:09.000Z'],
  ['2014年5月5日7时8分9秒', '2014-05-05T14:08:09.000Z'],
  ['2014年5月5日 7时8分', '2014-05-05T14:08:00.000Z'],
  ['2014年5月5日', '2014-05-05T07:00:00.000Z'],
])('%s is %s', (text, expected) => {
  expect(iso(la(text))).toBe(expected)
})

test.each([
  '',
  'yesterday',
  '2014-02-30T00:00:00',
  '2014-13-01',
  '2014-01-01T25:00:00',
  '01/02/2014',
  '2014-5-32',
  '2014-5-5 7',
  '20140505',
  '2014-05-0507:08',
  '5.5.2014',
])('%j is no time', (text) => {
  expect(la(text)).toBeNull()
})

test('every hour of a year that exists once comes back as it was written', () => {
  for (const zone of ['America/Los_Angeles', 'Asia/Shanghai', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns']) {
    const read = zoneReader(zone)
    const show = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    const seen = new Map<string, number>()
    for (let at = Date.UTC(2014, 0, 1, 0, 20); at < Date.UTC(2015, 0, 1); at += 1_800_000) {
      const text = show.format(at)
      if (!seen.has(text)) seen.set(text, at)
    }
    for (const [text, at] of seen) expect(iso(read(text)), `${text} in ${zone}`).toBe(iso(at))
  }
})

test('an unknown zone is refused', () => {
  expect(() => zoneReader('Mars/Olympus')).toThrow(RangeError)
})
