import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS, startOfDayNumber } from '@/lib/domain/clock'
import type { NightFinding } from '@/lib/domain/night'
import { chooseQuestions, type FoundOnNight, nightsOf, type WeekFound, weekToAsk } from './weekly-questions'

const LEAVES = Array.from({ length: 40 }, (_, i) => `4113240011${String(i).padStart(2, '0')}`)
const leaf = (i: number) => LEAVES[i] ?? ''
const found = (places: number[], of: Partial<NightFinding> = {}, rule = 'cluster', night = '2026-11-18'): FoundOnNight => ({
  ...{ rule, night },
  finding: {
    ...{ stream: '0501', types: ['0501'], grids: places.map(leaf), expectedByGrid: places.map(() => 1), from: '2026-11-14', to: '2026-11-17' },
    ...{ observed: 9, expected: 3, p: 0.01, extrapolated: false, recurrenceInterval: 50, told: false },
    ...of,
  },
})
const week = (of: Partial<WeekFound> = {}): WeekFound => ({
  ...{ week: '2026-11-16', found: [], alerted: [], leaves: LEAVES, isSensitive: (type) => type === '0102' },
  ...of,
})
const candidates = (all: FoundOnNight[], of: Partial<WeekFound> = {}) =>
  chooseQuestions(week({ found: all, ...of })).flatMap(({ kind, grid }) => (kind === 'candidate' ? [grid] : []))
const quiet = (of: Partial<WeekFound>) => chooseQuestions(week(of)).flatMap(({ kind, grid }) => (kind === 'quiet' ? [grid] : []))

describe('the week that is asked about', () => {
  // 2026-11-23 is a Monday
  const monday = Date.UTC(2026, 10, 22, 16)
  it('is the last one, from Monday 08:00 on', () => {
    expect(weekToAsk(monday + 8 * HOUR_MS - 1)).toBeNull()
    const period = { from: monday - 7 * DAY_MS, to: monday }
    expect([weekToAsk(monday + 8 * HOUR_MS), weekToAsk(monday + 7 * DAY_MS - 1)]).toEqual([period, period])
    expect(weekToAsk(monday + 7 * DAY_MS)).toBeNull()
  })
  it('is known by the nights after each of its days', () => {
    expect(nightsOf({ from: startOfDayNumber(10), to: startOfDayNumber(17) })).toEqual({ first: startOfDayNumber(11), last: startOfDayNumber(17) })
  })
})

describe('candidates', () => {
  it('were not told, are of RI 20 to 100, and of no sensitive type', () => {
    const all = [
      found([1], { recurrenceInterval: 20 }),
      found([2], { recurrenceInterval: 99 }),
      found([3], { recurrenceInterval: 19.9 }),
      found([4], { recurrenceInterval: 100 }),
      found([5], { told: true }),
      found([6], { types: ['0501', '0102'] }),
    ]
    expect(candidates(all).sort()).toEqual([leaf(1), leaf(2)])
  })
  it('are asked for by the leaf in which most was expected, if it is still there', () => {
    expect(candidates([found([7, 8, 9], { expectedByGrid: [1, 3, 2] })])).toEqual([leaf(8)])
    expect(candidates([found([7])], { leaves: LEAVES.filter((code) => code !== leaf(7)) })).toEqual([])
  })
  it('have not been told on another night: the same rule, stream and ground', () => {
    const told = found([7, 10], { told: true, recurrenceInterval: 200 }, 'cluster', '2026-11-20')
    expect(candidates([found([7, 8]), told])).toEqual([])
    expect(candidates([found([7, 8], { stream: '0402' }), told])).toEqual([leaf(7)])
    expect(candidates([found([7, 8], {}, 'surge'), told])).toEqual([leaf(7)])
    expect(candidates([found([8]), told])).toEqual([leaf(8)])
  })
  it('are three distinct places at most, however often one was found', () => {
    const often = Array.from({ length: 5 }, (_, i) => found([1, 2], { recurrenceInterval: 30 + i }, 'cluster', `2026-11-${18 + i}`))
    const chosen = chooseQuestions(week({ found: often })).filter(({ kind }) => kind === 'candidate')
    expect(chosen).toEqual([{ kind: 'candidate', grid: leaf(1), found: often[4] }])
    // two that overlap are one place
    expect(candidates([found([1, 2]), found([2, 3], { stream: '0402', expectedByGrid: [2, 1] })])).toHaveLength(1)
    expect(candidates(LEAVES.map((_, i) => found([i])))).toHaveLength(3)
  })
})

describe('quiet places', () => {
  it('are two with neither a finding nor an alert in them', () => {
    // told or not, rare or not, sensitive or not: nothing is quiet there
    const busy = [found([0, 1], { told: true }), found([2], { recurrenceInterval: 5 }), found([3], { types: ['0102'] })]
    const leaves = LEAVES.slice(0, 6)
    expect(quiet({ found: busy, leaves }).sort()).toEqual([leaf(4), leaf(5)])
    expect(quiet({ found: busy, leaves, alerted: [leaf(4)] })).toEqual([leaf(5)])
    // what only a grid above is known to have may lie in each of its leaves
    expect(quiet({ leaves, alerted: ['411324001'] })).toEqual([])
  })
})

it('the same week gives the same choice, in whatever order things come, and another week another', () => {
  const all = Array.from({ length: 12 }, (_, i) => found([i]))
  const first = chooseQuestions(week({ found: all }))
  expect(first).toHaveLength(5)
  expect(chooseQuestions(week({ found: all.toReversed(), leaves: LEAVES.toReversed() }))).toEqual(first)
  const weeks = Array.from({ length: 60 }, (_, i) => chooseQuestions(week({ found: all, week: `week ${i}` })))
  // every place has its turn: 3 of 12, and 2 of 28
  const asked = new Set(weeks.flatMap((places) => places.map(({ grid }) => grid)))
  expect([all.every((_, i) => asked.has(leaf(i))), asked.size > 30]).toEqual([true, true])
})
