import { describe, expect, test } from 'vitest'
import { DAY_MS } from '@/lib/domain/clock'
import { RuleRecord } from '@/lib/domain/rule-gates'
import type { Alarm, KnownEpisode } from './matching'
import { figuresOf, type Replayed, recordOf } from './rule-record'

const episode = (day: number, strength: number, days = 4): KnownEpisode => ({
  types: ['0501'],
  grids: [`g${day}`],
  from: day * DAY_MS,
  to: (day + days) * DAY_MS,
  strength,
})
const alarm = (day: number, grid: string): Alarm => ({ types: ['0501'], grids: [grid], raisedAt: day * DAY_MS })
const replayed = (basis: Replayed['basis'], episodes: KnownEpisode[], alarms: Alarm[], days = 200): Replayed => ({
  basis,
  from: 0,
  to: days * DAY_MS,
  episodes,
  alarms,
})

// injected: three of five found, after 1, 2 and 4 days, and one alarm for nothing
const injected = replayed(
  'injected',
  [episode(10, 50), episode(30, 30), episode(50, 24), episode(70, 16), episode(90, 8), episode(198, 99)],
  [alarm(11, 'g10'), alarm(13, 'g10'), alarm(32, 'g30'), alarm(54, 'g50'), alarm(120, 'x')],
)
const labels = replayed('labels', [episode(40, 20)], [alarm(41, 'g40'), alarm(43, 'g40'), alarm(44, 'y')], 100)
const quiet = replayed('quiet', [], [alarm(5, 'z'), alarm(99, 'z')], 400)

describe('the figures of replays', () => {
  const figures = figuresOf([injected, labels, quiet])

  test('take detection and delay of injected episodes that lie inside', () => {
    expect(figures.detection.share).toMatchObject({ successes: 3, trials: 5, value: 0.6 })
    expect(figures.detection.medianDelayDays).toBe(2)
    expect(figures.episodes).toBe(5)
    expect(figures.byStrength.map(({ name, share }) => [name, share?.successes, share?.trials])).toEqual([
      ['S ≥ 40', 1, 1],
      ['24 ≤ S < 40', 2, 2],
      ['16 ≤ S < 24', 0, 1],
      ['S < 16', 0, 1],
    ])
    expect(figures.overlap).toBe(1)
  })

  test('take precision and volume of episodes as they happen, false alarms of quiet days', () => {
    expect(figures.precision).toMatchObject({ successes: 2, trials: 3 })
    expect(figures.alertsADay).toMatchObject({ count: 3, exposure: 100 })
    expect(figures.falseADay).toMatchObject({ count: 2, exposure: 400 })
    expect(figures.days).toBe(400)
  })

  test('do with what there is', () => {
    const alone = figuresOf([labels])
    expect(alone.detection.share).toMatchObject({ successes: 1, trials: 1 })
    expect(alone.detection.medianDelayDays).toBe(1)
    expect(alone.falseADay).toMatchObject({ count: 1, exposure: 100 })
    expect(figuresOf([quiet])).toMatchObject({ precision: null, detection: { share: null, medianDelayDays: null }, alertsADay: null, overlap: null })
  })

  test('make a record, which says nothing of what is not known', () => {
    const record = recordOf(figures, ['labels', 'injected'])
    expect(RuleRecord.parse(record)).toEqual(record)
    expect(record).toMatchObject({
      kind: 'statistical',
      detection: 0.6,
      medianDelayDays: 2,
      falsePer100Days: 0.5,
      alertsPerDay: 0.03,
      episodes: 5,
      days: 400,
    })
    expect(recordOf(figuresOf([quiet]), ['labels'])).toEqual({
      kind: 'statistical',
      basis: ['labels'],
      falsePer100Days: 0.5,
      alertsPerDay: 0,
      episodes: 0,
      days: 400,
    })
  })
})
