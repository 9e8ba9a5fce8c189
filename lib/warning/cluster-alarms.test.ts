import { describe, expect, test } from 'vitest'
import { startOfDayNumber } from '@/lib/domain/clock'
import { alarmsAt, alertsOf, type PastCluster } from './cluster-alarms'
import { CLUSTER_SETTINGS, NIGHT_MS } from './cluster-settings'

const cluster = (recurrenceInterval: number, grids = ['a1']): PastCluster => ({
  stream: '0501',
  types: ['0501'],
  grids,
  observed: 9,
  recurrenceInterval,
})
const alerts = (...nights: PastCluster[][]) =>
  alertsOf(
    nights.map((clusters, i) => ({ night: 100 + i, clusters })),
    CLUSTER_SETTINGS,
  )
const told = (of: ReturnType<typeof alerts>, colour: 'red' | 'orange' | 'yellow' | 'blue') =>
  alarmsAt(of, colour).map(({ raisedAt, grids, colour: own }) => [(raisedAt - NIGHT_MS - startOfDayNumber(100)) / 86_400_000, grids.join(' '), own])

describe('the alarms of past nights', () => {
  test('come when an alert is raised, at half past midnight, and once while it lives', () => {
    expect(told(alerts([], [cluster(150)], [cluster(150)], [], [cluster(120)]), 'blue')).toEqual([[1, 'a1', 'yellow']])
  })

  test('in a colour come when it has it, with the grids of that night', () => {
    const rising = alerts([cluster(30)], [cluster(30)], [cluster(150, ['a1', 'a2'])], [cluster(2000, ['a2', 'a3'])])
    expect(told(rising, 'blue')).toEqual([[1, 'a1', 'blue']])
    expect(told(rising, 'yellow')).toEqual([[2, 'a1 a2', 'yellow']])
    expect(told(rising, 'orange')).toEqual([[3, 'a2 a3', 'red']])
    expect(rising[0]?.map(({ colour }) => colour)).toEqual(['blue', 'yellow', 'red'])
    expect(told(alerts([cluster(150)]), 'orange')).toEqual([])
  })

  test('are one where two became one, and one where it lived again', () => {
    expect(told(alerts([cluster(150)], [cluster(150), cluster(400, ['b1'])], [cluster(150, ['a1', 'b1'])]), 'blue')).toEqual([[0, 'a1', 'yellow']])
    expect(told(alerts([cluster(150)], [], [], [], [], [cluster(500)]), 'blue')).toEqual([[0, 'a1', 'yellow']])
    expect(told(alerts([cluster(150)], [], [], [], [], [cluster(500)]), 'orange')).toEqual([[5, 'a1', 'orange']])
  })
})
