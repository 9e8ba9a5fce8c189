import { describe, expect, test } from 'vitest'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { type Alarm, isQuiet, type KnownEpisode, matchAlarms } from './matching'

const FROM = 100 * DAY_MS
const TO = 105 * DAY_MS
const episode: KnownEpisode = { types: ['0501'], grids: ['a1', 'a2', 'a3'], from: FROM, to: TO, strength: 30 }
const alarm = (raisedAt: number, grids = ['a1'], types = ['0501']): Alarm => ({ raisedAt, grids, types })
const verdictOf = (one: Alarm, episodes = [episode]) => matchAlarms([one], episodes).alarms[0]?.verdict

describe('when', () => {
  test.each([
    ['at the beginning', FROM, 'false'],
    ['just after it', FROM + 1, 'hit'],
    ['36 hours after the end', TO + 36 * HOUR_MS, 'hit'],
    ['later than that', TO + 36 * HOUR_MS + 1, 'echo'],
    ['14 days after the end', TO + 14 * DAY_MS, 'echo'],
    ['later than that', TO + 14 * DAY_MS + 1, 'false'],
  ])('an alarm that came %s (%d) is a %s', (_, at, verdict) => expect(verdictOf(alarm(at))).toBe(verdict))
})

describe('what and where', () => {
  test('one leaf in common is enough, and a coarser grid has all below it', () => {
    expect(verdictOf(alarm(FROM + 1, ['b1', 'a3']))).toBe('hit')
    expect(verdictOf(alarm(FROM + 1, ['a']))).toBe('hit')
    expect(verdictOf(alarm(FROM + 1, ['b1']))).toBe('false')
  })

  test('a class hits an episode of one of its types, and a type one of its class', () => {
    const ofClass = { ...episode, types: ['0501', '0502'] }
    expect(verdictOf(alarm(FROM + 1, ['a1'], ['0501', '0502']))).toBe('hit')
    expect(verdictOf(alarm(FROM + 1, ['a1'], ['0502']), [ofClass])).toBe('hit')
    expect(verdictOf(alarm(FROM + 1, ['a1'], ['0502']))).toBe('false')
    // a sensitive type is in no class stream
    expect(verdictOf(alarm(FROM + 1, ['a1'], ['0502', '0503']))).toBe('false')
  })
})

describe('episodes', () => {
  test('are found once, by the first of their hits, and tell what it covered', () => {
    const { alarms, episodes } = matchAlarms([alarm(FROM + 3 * DAY_MS), alarm(FROM + DAY_MS, ['a2', 'a3', 'b1']), alarm(TO + 2 * DAY_MS)], [episode])
    expect(alarms.map(({ verdict }) => verdict)).toEqual(['hit', 'hit', 'echo'])
    expect(episodes).toEqual([{ episode, foundAt: FROM + DAY_MS, overlap: 2 / 4 }])
  })

  test('are hit by one alarm together, and a hit of one is no echo of another', () => {
    const next = { ...episode, from: TO + 3 * DAY_MS, to: TO + 6 * DAY_MS }
    const { alarms, episodes } = matchAlarms([alarm(TO + 4 * DAY_MS)], [episode, next])
    expect(alarms).toMatchObject([{ verdict: 'hit', episodes: [1] }])
    expect(episodes.map(({ foundAt }) => foundAt)).toEqual([null, TO + 4 * DAY_MS])
    expect(matchAlarms([alarm(FROM + 1)], [episode, { ...episode, grids: ['a1'] }]).alarms[0]?.episodes).toEqual([0, 1])
  })
})

test('a day is quiet with no episode in it or in the 28 days before', () => {
  const quiet = (day: number) => isQuiet(day * DAY_MS, (day + 1) * DAY_MS, [episode])
  expect([98, 99, 100, 104, 105].map(quiet)).toEqual([true, true, false, false, false])
  expect([132, 133].map(quiet)).toEqual([false, true])
})
