import { describe, expect, test } from 'vitest'
import { startOfDayNumber } from '@/lib/domain/clock'
import { USUAL_PLACES, usualCounty } from '@/lib/testing/usual-county'
import { drawRises, episodeOf, type InjectedRise, injectRises } from './injected-days'
import { usualDays, usualIn } from './usual-days'

const DAYS = 300
const known = usualCounty('a', DAYS)
const asked = { seed: '1', count: 40, from: 100, to: DAYS }
const rises = drawRises(known, USUAL_PLACES, asked)
const sumOf = (rows: Int32Array = new Int32Array()) => rows.reduce((sum, n) => sum + n, 0)

test('what is usual has the totals of the county, by leaf and by day', () => {
  const usual = usualDays({ ...known, later: [{ type: 0, at: 7 * DAYS + 3, night: 0, n: 5 }] })
  const days = Array.from({ length: DAYS }, (_, day) => day)
  const leaves = Array.from({ length: known.leaves }, (_, leaf) => leaf)
  const own = sumOf(known.counts[0]?.subarray(7 * DAYS, 8 * DAYS)) + 5
  expect(days.reduce((sum, day) => sum + usual.of(0, 7, day), 0)).toBeCloseTo(own, 6)
  const onDay = leaves.reduce((sum, leaf) => sum + (known.counts[0]?.[leaf * DAYS + 3] ?? 0), 5)
  expect(usualIn(usual, { types: [0], leaves, from: 3, days: 1 })).toBeCloseTo(onDay, 6)
  expect(usual.events(0, DAYS)).toBe(known.counts.reduce((sum, rows) => sum + sumOf(rows), 5))
})

describe('injected rises', () => {
  test('are as they are asked for', () => {
    expect(rises.length).toBeGreaterThan(10)
    for (const { types, leaves, from, days, factor, usual } of rises) {
      expect(from).toBeGreaterThanOrEqual(100)
      expect(from + days).toBeLessThanOrEqual(DAYS)
      expect(days).toBeGreaterThanOrEqual(2)
      expect(days).toBeLessThanOrEqual(10)
      expect(leaves.length).toBeGreaterThanOrEqual(3)
      expect(leaves.length).toBeLessThanOrEqual(8)
      expect(factor).toBeGreaterThanOrEqual(2)
      expect(factor).toBeLessThanOrEqual(5)
      expect(usual).toBeGreaterThanOrEqual(7)
      expect(new Set(types.map((type) => known.types[type]?.classCode)).size).toBe(1)
    }
    expect(rises.some(({ types }) => types.length > 1) && rises.some(({ types }) => types.length === 1)).toBe(true)
    const extra = rises.reduce((sum, { factor, usual }) => sum + (factor - 1) * usual, 0)
    expect(extra).toBeLessThanOrEqual(0.1 * usualDays(known).events(100, DAYS))
    expect(drawRises(known, USUAL_PLACES, asked)).toEqual(rises)
    expect(drawRises(known, USUAL_PLACES, { ...asked, seed: '2' })).not.toEqual(rises)
  })

  test('lie together each, and apart from each other', () => {
    const row = (leaf: number) => [leaf % 6, Math.floor(leaf / 6)] as const
    for (const { leaves } of rises) {
      // each leaf has another within two steps: nobody is far from the rest
      for (const leaf of leaves) {
        const steps = leaves.map((other) => (other === leaf ? 9 : Math.max(...row(leaf).map((n, i) => Math.abs(n - (row(other)[i] ?? 0))))))
        expect(Math.min(...steps)).toBeLessThanOrEqual(2)
      }
    }
    const near = (a: InjectedRise, b: InjectedRise) =>
      a !== b &&
      known.types[a.types[0] ?? 0]?.classCode === known.types[b.types[0] ?? 0]?.classCode &&
      a.leaves.some((leaf) => b.leaves.includes(leaf)) &&
      Math.abs(a.from - b.from) < 28
    expect(rises.filter((one) => rises.some((other) => near(one, other)))).toEqual([])
  })

  test('add as much as they say, there and nowhere else', () => {
    const injected = injectRises(known, rises, '1')
    const cells = new Set(
      rises.flatMap(({ types, leaves, from, days }) =>
        types.flatMap((type) => leaves.flatMap((leaf) => Array.from({ length: days }, (_, day) => `${type} ${leaf * DAYS + from + day}`))),
      ),
    )
    const added = injected.counts.map((rows, type) => rows.map((n, at) => n - (known.counts[type]?.[at] ?? 0)))
    expect(added.every((rows, type) => rows.every((n, at) => n === 0 || (n > 0 && cells.has(`${type} ${at}`))))).toBe(true)
    const mean = rises.reduce((sum, { factor, usual }) => sum + (factor - 1) * usual, 0)
    expect(Math.abs(added.reduce((sum, rows) => sum + sumOf(rows), 0) - mean)).toBeLessThan(4 * Math.sqrt(mean))
    expect(known.counts).toEqual(usualCounty('a', DAYS).counts)
  })

  test('are episodes by codes, with their S', () => {
    const rise = { types: [2], leaves: [0, 7], from: 120, days: 3, factor: 3, usual: 10 }
    const codes = Array.from({ length: known.leaves }, (_, i) => `g${i}`)
    const { strength, ...rest } = episodeOf(known, codes, rise)
    expect(rest).toEqual({ types: ['0201'], grids: ['g0', 'g7'], from: startOfDayNumber(known.first + 120), to: startOfDayNumber(known.first + 123) })
    expect(strength).toBeCloseTo(10 * (3 * Math.log(3) - 2), 9)
  })

  test('are none where too little happens, or there is no time', () => {
    const quiet = { ...known, counts: known.counts.map((rows) => new Int32Array(rows.length)) }
    expect(drawRises(quiet, USUAL_PLACES, asked)).toEqual([])
    expect(drawRises(known, USUAL_PLACES, { ...asked, from: DAYS - 1 })).toEqual([])
  })
})
