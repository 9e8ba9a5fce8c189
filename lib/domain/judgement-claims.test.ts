import { expect, it } from 'vitest'
import { compare, excessOf, wilson } from './judgement-claims'

const weeks = (...counts: number[]) => counts

it('knows the interval of a share by Wilson', () => {
  // E. B. Wilson 1927; the same figures in Newcombe, Statistics in Medicine 17, 1998, table I: 81/263, 15/148, 0/20, 1/29
  const near = (count: number, of: number, low: number, high: number) => {
    const got = wilson(count, of)
    expect([got.low, got.high].map((n) => Number(n.toFixed(4)))).toEqual([low, high])
  }
  near(81, 263, 0.2553, 0.3662)
  near(15, 148, 0.0624, 0.1605)
  near(0, 20, 0, 0.1611)
  near(1, 29, 0.0061, 0.1718)
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
})

it('says nothing where fewer than four weeks are known', () => {
  expect(compare(50, weeks(1, 2, 3))).toEqual({ count: 50, weeks: 3, usual: null, band: null, ratio: null, claim: 'unknown', few: true })
  expect(compare(0, weeks())).toMatchObject({ claim: 'unknown', weeks: 0 })
})

it('claims a rise only where chance does not explain it', () => {
  const past = weeks(20, 22, 18, 21, 19, 20, 20, 22, 18, 21, 19, 20)
  expect(compare(24, past)).toMatchObject({ claim: 'usual', usual: 20, band: { low: 18.1, high: 21.9 }, few: false })
  expect(compare(45, past)).toMatchObject({ claim: 'above', ratio: { value: 2.25 } })
  expect(compare(4, past)).toMatchObject({ claim: 'below', ratio: { value: 0.2 } })
  expect(excessOf(compare(45, past))).toBe(25)
})

it('asks more of weeks that vary more', () => {
  const calm = weeks(40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40, 40)
  const wild = weeks(5, 80, 30, 60, 10, 75, 20, 40, 70, 15, 50, 25)
  expect(compare(81, calm).claim).toBe('above')
  expect(compare(81, wild)).toMatchObject({ usual: 40, claim: 'usual' })
})

it('holds a part against what else there was', () => {
  const others = weeks(200, 210, 190, 205, 100, 105, 200, 202, 198, 207, 193, 200)
  const past = others.map((count) => Math.round(count / 10))
  // a holiday on which everything halves
  expect(compare(10, past, { count: 100, before: others })).toMatchObject({ claim: 'usual', few: false })
  expect(compare(10, past, { count: 100, before: others }).ratio?.value).toBeCloseTo(1, 1)
  // on which a part does not halve, or has risen
  expect(compare(30, past, { count: 100, before: others }).claim).toBe('above')
  expect(compare(30, past).claim).toBe('usual')
  // too little else to say how busy a week was
  expect(compare(30, past, { count: 10, before: others })).toEqual(compare(30, past))
})

it('shows few events as few, and a ratio to nothing as none', () => {
  expect(compare(1, weeks(0, 0, 1, 0, 0, 0))).toMatchObject({ few: true, claim: 'usual' })
  expect(compare(4, weeks(0, 0, 0, 0))).toMatchObject({ few: true, usual: 0, ratio: null, claim: 'usual' })
  expect(compare(0, weeks(1, 0, 1, 0)).ratio?.low).toBe(0)
})

it('claims a rise where an exact test does, and nowhere else', () => {
  // the count is binomial given the sum, with a share of one in thirteen where nothing has changed
  const upperTail = (count: number, of: number, share: number) => {
    let [chance, tail] = [(1 - share) ** of, 0]
    for (let n = 0; n <= of; n++) {
      if (n >= count) tail += chance
      chance *= ((of - n) / (n + 1)) * (share / (1 - share))
    }
    return tail
  }
  let claims = 0
  for (let sum = 0; sum <= 300; sum += 12) {
    for (let count = 0; count <= 80; count++) {
      const { claim } = compare(
        count,
        Array.from({ length: 12 }, () => sum / 12),
      )
      const isRare = count >= 5 && count > sum / 12 && upperTail(count, count + sum, 1 / 13) <= 0.0005
      if (isRare) claims++
      expect([count, sum, claim === 'above']).toEqual([count, sum, isRare])
    }
  }
  expect(claims).toBeGreaterThan(500)
})

it('covers a true ratio in about nineteen of twenty intervals, and claims one that is none in about one of a thousand', () => {
  // all outcomes of Poisson counts with mean 12 against the sum of twelve such weeks, by their probability
  const poisson = (mean: number, most: number) => {
    const chances = [Math.exp(-mean)]
    for (let n = 1; n <= most; n++) chances.push(((chances[n - 1] ?? 0) * mean) / n)
    return chances
  }
  let [covered, claimed, all] = [0, 0, 0]
  const sums = poisson(144, 230)
  for (const [count, p] of poisson(12, 45).entries()) {
    for (let sum = 90; sum <= 210; sum++) {
      const mean = sum / 12
      const even = Array.from({ length: 12 }, () => mean)
      const { ratio, claim } = compare(count, even)
      const chance = p * (sums[sum] ?? 0)
      all += chance
      if (ratio && ratio.low <= 1 && (ratio.high === null || ratio.high >= 1)) covered += chance
      if (claim !== 'usual') claimed += chance
    }
  }
  expect(covered / all).toBeGreaterThan(0.93)
  expect(covered / all).toBeLessThan(0.975)
  expect(claimed / all).toBeLessThan(0.003)
})
