import { expect, test } from 'vitest'
import { DAY_MS, startOfDayNumber } from '@/lib/domain/clock'
import type { PastCluster } from './cluster-alarms'
import { judgeBacktest, type ScannedHistory } from './cluster-backtest'
import { CLUSTER_SETTINGS } from './cluster-settings'

const cluster = (recurrenceInterval: number, grid: string): PastCluster => ({
  stream: '05',
  types: ['0501', '0502'],
  grids: [grid],
  observed: 9,
  recurrenceInterval,
})

/** Nights 100 to 139, some of them with clusters; p is 1/RI. */
function history(basis: ScannedHistory['basis'], found: Readonly<Record<number, PastCluster[]>>, begins: readonly number[]): ScannedHistory {
  return {
    basis,
    from: startOfDayNumber(99),
    to: startOfDayNumber(139),
    episodes: begins.map((day) => ({
      types: ['0502'],
      grids: [`g${day}`],
      from: startOfDayNumber(day),
      to: startOfDayNumber(day) + 5 * DAY_MS,
      strength: 30,
    })),
    nights: Array.from({ length: 40 }, (_, i) => {
      const clusters = found[100 + i] ?? []
      return { night: 100 + i, p: clusters.length > 0 ? clusters.map((one) => 1 / one.recurrenceInterval) : [0.5], clusters }
    }),
  }
}

const result = judgeBacktest(
  [
    history('quiet', { 120: [cluster(60, 'a')], 130: [cluster(25, 'b')], 131: [cluster(25, 'b')] }, []),
    history('labels', { 105: [cluster(400, 'g104')], 106: [cluster(1500, 'g104')] }, [104]),
    history('injected', { 112: [cluster(150, 'g110')], 122: [cluster(30, 'g121')], 123: [cluster(30, 'g121')] }, [110, 121, 130]),
  ],
  CLUSTER_SETTINGS,
)

test('all alerts, and those of yellow and above', () => {
  expect(result.all.falseADay).toMatchObject({ count: 1, exposure: 40 })
  expect(result.all.detection.share).toMatchObject({ successes: 2, trials: 3 })
  expect(result.yellow.falseADay).toMatchObject({ count: 0 })
  expect(result.yellow.detection.share).toMatchObject({ successes: 1, trials: 3 })
  expect(result.own.detection.share).toMatchObject({ successes: 1, trials: 1 })
  expect(result.byColour.map(({ colour, aDay }) => [colour, aDay?.count])).toEqual([
    ['red', 1],
    ['orange', 0],
    ['yellow', 0],
    ['blue', 0],
  ])
})

test('the curve tries thresholds in both ways', () => {
  const at = (fireAt: number, twice: number | null) => result.curve.find((point) => point.fireAt === fireAt && point.fireTwiceAt === twice)
  expect(at(20, null)).toMatchObject({ falsePer100Days: 5, detection: 2 / 3 })
  expect(at(50, null)).toMatchObject({ falsePer100Days: 2.5, detection: 1 / 3 })
  expect(at(100, 20)).toMatchObject({ falsePer100Days: 2.5, detection: 2 / 3 })
  expect(at(200, null)).toMatchObject({ falsePer100Days: 0, detection: 0, medianDelayDays: null })
})

test('the record is of all alerts, and its gates follow', () => {
  expect(result.record).toMatchObject({
    basis: ['labels', 'injected'],
    precision: 1,
    detection: 2 / 3,
    falsePer100Days: 2.5,
    alertsPerDay: 1 / 40,
    days: 40,
  })
  expect(result.gates.map(({ passed }) => passed)).toEqual([false, false, true, true])
  expect(result.calibration.map(({ level, value }) => [level, value])).toEqual([
    [0.05, 3 / 40],
    [0.01, 0],
    [0.001, 0],
  ])
})
