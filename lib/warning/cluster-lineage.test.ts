import { describe, expect, test } from 'vitest'
import { type Candidate, decideNight, type FoundCluster, type Lineage, type LineageState, lineageKey, NO_LINEAGES } from './cluster-lineage'
import { CLUSTER_SETTINGS, colourOfInterval } from './cluster-settings'

const cluster = (recurrenceInterval: number, grids = ['a1', 'a2'], stream = '0501', observed = 12): FoundCluster => ({
  stream,
  grids,
  recurrenceInterval,
  observed,
})
const lineage = (rest: Partial<Lineage> = {}): Lineage => ({
  id: 'old',
  stream: '0501',
  grids: ['a2', 'a3'],
  colour: 'yellow',
  startedNight: 90,
  quietNights: 0,
  ...rest,
})
const state = (lineages: readonly Lineage[], candidates: readonly Candidate[] = []): LineageState => ({ lineages, candidates, night: 99 })
const decide = (before: LineageState, clusters: readonly FoundCluster[], night = 100) => decideNight(before, clusters, night, CLUSTER_SETTINGS)
const actions = (before: LineageState, clusters: readonly FoundCluster[], night = 100) =>
  decide(before, clusters, night).decisions.map((one) => ({ ...one, clusters: undefined, cluster: undefined }))

describe('colours by interval', () => {
  test.each([
    [19.99, 9, null],
    [20, 9, 'blue'],
    [99.99, 9, 'blue'],
    [100, 9, 'yellow'],
    [365, 9, 'orange'],
    [999.9, 9, 'orange'],
    [1000, 5, 'red'],
    [1e9, 4, 'orange'],
  ])('%d days and %d events', (interval, observed, colour) => expect(colourOfInterval(interval, observed)).toBe(colour))
})

describe('an alert is raised', () => {
  test('at an interval of 100 days, not of less', () => {
    expect(actions(NO_LINEAGES, [cluster(100)])).toMatchObject([{ action: 'raise', id: '0501/100/a1', colour: 'yellow' }])
    expect(actions(NO_LINEAGES, [cluster(99.9)])).toMatchObject([{ action: 'shadow' }])
    expect(actions(NO_LINEAGES, [cluster(19.9)])).toEqual([])
  })

  test('at one of 20 on two nights running, in one place and stream', () => {
    const { state: first } = decide(NO_LINEAGES, [cluster(20)], 100)
    expect(actions(first, [cluster(20, ['a2', 'a9'])], 101)).toMatchObject([{ action: 'raise', colour: 'blue' }])
    expect(actions(first, [cluster(20, ['a9'])], 101)).toMatchObject([{ action: 'shadow' }])
    expect(actions(first, [cluster(20, ['a1'], '0502')], 101)).toMatchObject([{ action: 'shadow' }])
    expect(actions(first, [cluster(20)], 102)).toMatchObject([{ action: 'shadow' }]) // a night lies between
  })

  test('never graver than the gravest of its rule', () => {
    const { decisions } = decideNight(NO_LINEAGES, [cluster(5_000)], 100, { ...CLUSTER_SETTINGS, gravest: 'blue' })
    expect(decisions).toMatchObject([{ action: 'raise', colour: 'blue' }])
  })

  test('a night that was evaluated decides nothing again', () => {
    const { state: done } = decide(NO_LINEAGES, [cluster(100)], 100)
    expect(decide(done, [cluster(1000)], 100)).toEqual({ decisions: [], state: done })
  })

  test('two clusters of a night that are not neighbours raise two, with names of their own', () => {
    const { decisions } = decide(NO_LINEAGES, [cluster(120, ['b2', 'b1']), cluster(400, ['a1'])])
    expect(decisions.map((one) => (one.action === 'raise' ? one.id : ''))).toEqual(['0501/100/a1', '0501/100/b1'])
    expect(lineageKey(7, { stream: '05', grids: ['z', 'y'] })).toBe('05/7/y')
  })
})

describe('an alert goes on', () => {
  test('with the grids of its cluster in place of its own, and never in a lesser colour', () => {
    const { decisions, state: after } = decide(state([lineage({ quietNights: 2 })]), [cluster(20)])
    expect(decisions).toEqual([{ action: 'join', id: 'old', clusters: [cluster(20)], colour: 'yellow', risen: false }])
    expect(after.lineages).toEqual([lineage({ grids: ['a1', 'a2'] })])
    expect(actions(state([lineage()]), [cluster(365)])).toMatchObject([{ action: 'join', colour: 'orange', risen: true }])
  })

  test('only by ground in common, of which a coarser grid has all below it, and by its stream', () => {
    expect(actions(state([lineage()]), [cluster(100, ['a'])])).toMatchObject([{ action: 'join', id: 'old' }])
    expect(actions(state([lineage()]), [cluster(100, ['a4'])])).toMatchObject([{ action: 'quiet', id: 'old' }, { action: 'raise' }])
    expect(actions(state([lineage()]), [cluster(100, ['a2'], '05')])).toMatchObject([{ action: 'quiet', id: 'old' }, { action: 'raise' }])
  })

  test('with two clusters that both touch it', () => {
    const two = [cluster(30, ['a3', 'a7']), cluster(200, ['a2'])]
    const { decisions, state: after } = decide(state([lineage()]), two)
    expect(decisions).toMatchObject([{ action: 'join', id: 'old', clusters: [two[1], two[0]] }])
    expect(after.lineages[0]?.grids).toEqual(['a2', 'a3', 'a7'])
  })

  test('the oldest of several that one cluster joins, in the gravest colour of all', () => {
    const young = lineage({ id: 'young', grids: ['a1'], startedNight: 95, colour: 'orange' })
    const { decisions, state: after } = decide(state([young, lineage()]), [cluster(100)])
    expect(decisions).toMatchObject([
      { action: 'merge', id: 'young', into: 'old' },
      { action: 'join', id: 'old', colour: 'orange', risen: true },
    ])
    expect(after.lineages.map(({ id }) => id)).toEqual(['old'])
  })
})

describe('an alert ends', () => {
  test('on the third night without a cluster of 20 days', () => {
    expect(actions(state([lineage()]), [cluster(19.9)])).toMatchObject([{ action: 'quiet', nights: 1 }])
    expect(actions(state([lineage({ quietNights: 1 })]), [])).toMatchObject([{ action: 'quiet', nights: 2 }])
    const { decisions, state: after } = decide(state([lineage({ quietNights: 2 })]), [])
    expect(decisions).toEqual([{ action: 'end', id: 'old' }])
    expect(after.lineages).toEqual([lineage({ quietNights: 3, endedNight: 100 })])
  })

  const over = (rest: Partial<Lineage> = {}) => state([lineage({ quietNights: 3, endedNight: 93, ...rest })])

  test('and lives again within 7 days, as grave as it was', () => {
    const { decisions, state: after } = decide(over(), [cluster(400)])
    expect(decisions).toMatchObject([{ action: 'renew', id: 'old', colour: 'orange', risen: true }])
    expect(after.lineages).toMatchObject([{ id: 'old', quietNights: 0, startedNight: 90, grids: ['a1', 'a2'] }])
    expect(after.lineages[0]?.endedNight).toBeUndefined()
    expect(actions(over({ colour: 'red' }), [cluster(100)])).toMatchObject([{ action: 'renew', colour: 'red', risen: false }])
  })

  test('but not on the eighth, nor elsewhere, nor by what would raise none', () => {
    expect(actions(over({ endedNight: 92 }), [cluster(100)])).toMatchObject([{ action: 'raise' }])
    expect(decide(over({ endedNight: 92 }), []).state.lineages).toEqual([])
    expect(actions(over(), [cluster(100, ['a1'])])).toMatchObject([{ action: 'raise' }])
    expect(actions(over(), [cluster(99)])).toMatchObject([{ action: 'shadow' }])
  })

  test('for good once there is a verdict: the next one names it', () => {
    const [raised] = actions(over({ hasVerdict: true }), [cluster(100)])
    expect(raised).toMatchObject({ action: 'raise', id: '0501/100/a1', follows: 'old' })
  })

  test('once, for two clusters that lie where it was', () => {
    expect(actions(over(), [cluster(300, ['a2']), cluster(200, ['a3'])])).toMatchObject([{ action: 'renew', id: 'old' }, { action: 'raise' }])
  })
})
