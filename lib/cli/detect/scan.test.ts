import { describe, expect, it } from 'vitest'
import { gridsight } from '@/lib/testing/cli'
import { detectScan, makeTables } from '@/lib/testing/scan-files'

const table = makeTables()
const locations = table('locations', 'location,x,y', [
  ['a', 0, 0],
  ['b', 10, 0],
  ['c', 0, 30],
])
const cases = table('cases', 'location,date,count', [
  ['a', '2023-12-30', 1],
  ['a', '2024-02-29', 3],
  ['a', '2024-03-01', 2],
  ['b', '2024-01-05', 2],
  ['c', '2024-01-20', '3.00'],
  ['c', '2024-03-02', 1],
])
const population = table('population', 'location,population', [
  ['a', 100],
  ['b', 100],
  ['c', 200],
])
const plane = '--coordinates metres --replicates 19'
const complaint = (line: string, files: Record<string, string>) =>
  detectScan(line, files).then(
    () => 'nothing',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  )

describe('gridsight detect scan', () => {
  it('answers by names and dates, and counts the rows outside the study', async () => {
    const { ms, ...answer } = await detectScan(`--model permutation ${plane} --start 2024-01-01 --end 2024-03-01 --prospective --max-window 2`, {
      cases,
      locations,
    })
    expect(ms).toBeGreaterThanOrEqual(0)
    expect(answer).toMatchObject({
      cases: 10,
      locations: 3,
      ignored: 2,
      replicates: 19,
      seed: 1,
      study: { start: '2024-01-01', end: '2024-03-01', unit: 'day', aggregate: 1 },
    })
    expect(answer.clusters[0]).toMatchObject({
      locations: ['a'],
      centre: 'a',
      radius: 0,
      start: '2024-02-29',
      end: '2024-03-01',
      observed: 5,
      expected: 2.5,
      relativeRisk: 2,
      tiedWith: [],
    })
    expect(answer.clusters[0]?.recurrenceInterval).toBe(1 / (answer.clusters[0]?.p ?? 0))
  })

  it('knows that a February of a leap year has 29 days', async () => {
    const line = `--model poisson ${plane} --time-unit month --scope temporal --start 2024-01 --end 2024-03 --max-window 1 --min-cases 1`
    const [cluster] = (await detectScan(line, { cases, locations, population })).clusters
    expect(cluster).toMatchObject({ start: '2024-01', end: '2024-01', observed: 5 })
    expect(cluster?.expected).toBeCloseTo((11 * 31) / 91, 12)
  })

  it('cuts intervals back from the end, and counts the recurrence in units', async () => {
    const line = `--model permutation ${plane} --start 2024-01-02 --end 2024-03-01 --aggregate 7 --prospective --max-window 14`
    const [cluster] = (await detectScan(line, { cases, locations })).clusters
    expect(cluster).toMatchObject({ start: '2024-02-24', end: '2024-03-01', observed: 5 })
    expect(cluster?.recurrenceInterval).toBeCloseTo(7 / (cluster?.p ?? 0), 9)
    expect(await complaint(line.replace('--max-window 14', '--max-window 6'), { cases, locations })).toContain('--max-window')
  })

  it('does not depend on when it all was', async () => {
    const later = table('later', 'location,date,count', [
      ['a', '2031-04-02', 3],
      ['a', '2031-04-03', 2],
      ['b', '2031-02-07', 2],
      ['c', '2031-02-22', 3],
    ])
    const line = `--model permutation ${plane} --prospective --max-window 9`
    const then = await detectScan(`${line} --start 2024-01-05 --end 2024-03-01`, { cases, locations })
    const now = await detectScan(`${line} --start 2031-02-07 --end 2031-04-03`, { cases: later, locations })
    expect(now.clusters.map(({ llr, p }) => [llr, p])).toEqual(then.clusters.map(({ llr, p }) => [llr, p]))
  })

  it('interpolates a population between its dates', async () => {
    const yearly = table('yearly', 'location,date,count', [
      ['a', 2021, 4],
      ['b', 2022, 4],
    ])
    const towns = table('towns', 'location,x,y', [
      ['a', 0, 0],
      ['b', 10, 0],
    ])
    const growing = table('growing', 'location,date,population', [
      ['a', 2021, 100],
      ['a', 2022, 300],
      ['b', 2021, 100],
    ])
    const line = `--model poisson ${plane} --time-unit year --max-window 1 --share-of none`
    const { clusters } = await detectScan(line, { cases: yearly, locations: towns, population: growing })
    // days lived by 1,000: from 1 July to 1 July a grows by 200 in 365 days
    const first = 100 * 181 + ((100 + (100 + (200 * 184) / 365)) / 2) * 184
    const second = 300 * 184 + ((300 + (300 - (200 * 181) / 365)) / 2) * 181
    expect(clusters.find(({ centre }) => centre === 'a')?.expected).toBeCloseTo((8 * first) / (first + second + 730 * 100), 9)
  })

  it('standardises by strata, from the file of strata and from stratified population alike', async () => {
    const strata = table('strata', 'location,stratum,cases,population', [
      ['a', 'old', 5, 50],
      ['a', 'young', 1, 50],
      ['b', 'old', 2, 20],
      ['b', 'young', 0, 80],
      ['c', 'old', 3, 30],
      ['c', 'young', 0, 170],
    ])
    const stratified = table('stratified', 'location,stratum,population', [
      ['a', 'old', 50],
      ['a', 'young', 50],
      ['b', 'old', 20],
      ['b', 'young', 80],
      ['c', 'old', 30],
      ['c', 'young', 170],
    ])
    const spatial = table('spatial', 'location,stratum,count', [
      ['a', 'old', 5],
      ['a', 'young', 1],
      ['b', 'old', 2],
      ['c', 'old', 3],
    ])
    const line = `--model poisson ${plane} --scope spatial`
    const [one] = (await detectScan(line, { cases: spatial, locations, strata })).clusters
    const [other] = (await detectScan(line, { cases: spatial, locations, population: stratified })).clusters
    expect(one).toMatchObject({ locations: ['a'], observed: 6, start: null, recurrenceInterval: null })
    expect(one?.expected).toBeCloseTo((50 * 10) / 100 + (50 * 1) / 300, 12)
    expect(other?.expected).toBeCloseTo(one?.expected ?? 0, 12)
  })

  it('takes cases with controls, or the population as trials', async () => {
    const sick = table('sick', 'location,count', [
      ['a', 3],
      ['c', 1],
    ])
    const controls = table('controls', 'location,count', [
      ['a', 1],
      ['c', 5],
    ])
    const asked = table('asked', 'location,population', [
      ['a', 4],
      ['b', 0],
      ['c', 6],
    ])
    const line = `--model bernoulli ${plane} --scope spatial`
    const [one] = (await detectScan(line, { cases: sick, locations, controls })).clusters
    const [other] = (await detectScan(line, { cases: sick, locations, population: asked })).clusters
    expect(one).toMatchObject({ observed: 3, locations: ['a'] })
    expect(other).toEqual(one)
    const few = table('few', 'location,population', [
      ['a', 2],
      ['b', 0],
      ['c', 6],
    ])
    expect(await complaint(line, { cases: sick, locations, population: few })).toContain('3 cases of "a" among only 2 trials')
  })

  it('scales a baseline to the cases, or takes it as it is', async () => {
    const spatial = table('counted', 'location,count', [
      ['a', 6],
      ['c', 2],
    ])
    const baseline = table('baseline', 'location,expected', [
      ['a', 1],
      ['b', 1],
      ['c', 2],
    ])
    const [scaled] = (await detectScan(`--model poisson ${plane} --scope spatial`, { cases: spatial, locations, baseline })).clusters
    const [taken] = (await detectScan(`--model ebp ${plane} --scope spatial`, { cases: spatial, locations, baseline })).clusters
    expect(scaled).toMatchObject({ observed: 6, expected: 2 })
    expect(taken).toMatchObject({ observed: 6, expected: 1 })
  })

  it('permutes within strata, which must be those of the cases', async () => {
    const stratify = table('by-type', 'location,date,stratum,count', [
      ['a', '2024-02-29', 'fire', 3],
      ['a', '2024-03-01', 'fire', 1],
      ['a', '2024-03-01', 'theft', 1],
      ['b', '2024-01-05', 'theft', 2],
      ['c', '2024-01-20', 'fire', 3],
      ['c', '2024-03-02', 'fire', 1],
      ['a', '2023-12-30', 'fire', 1],
    ])
    const line = `--model permutation ${plane} --start 2024-01-01 --end 2024-03-01 --prospective --max-window 2`
    const [cluster] = (await detectScan(line, { locations, cases, stratify })).clusters
    expect(cluster?.expected).toBeCloseTo((4 * 4) / 7 + (1 * 1) / 3, 12)
    expect((await detectScan(line, { locations, stratify })).clusters[0]?.llr).toBe(cluster?.llr)
    const less = table('less', 'location,date,stratum,count', [['a', '2024-02-29', 'fire', 3]])
    expect(await complaint(line, { locations, cases, stratify: less })).toMatch(/has 0 cases of "a" in 2024-03-01.*has 2/)
  })

  it.each([
    ['a header that lacks a column', { cases: table('h', 'location,day,count', [['a', '2024-01-01', 1]]) }, /no column "date"/],
    [
      'an unknown location',
      { cases: table('l', 'location,date,count', [['z', '2024-01-01', 1]]) },
      /line 2, column "location": there is no location "z"/,
    ],
    [
      'a day that there is not',
      { cases: table('d', 'location,date,count', [['a', '2023-02-29', 1]]) },
      /line 2, column "date": "2023-02-29" is not a date/,
    ],
    [
      'a date that is too coarse',
      { cases: table('c', 'location,date,count', [['a', '2023', 1]]) },
      /line 2, column "date": "2023" is not precise enough/,
    ],
    ['half a case', { cases: table('n', 'location,date,count', [['a', '2023-01-01', 0.5]]) }, /line 2, column "count": 0.5 is not a whole number/],
    [
      'a place twice',
      {
        locations: table('t', 'location,x,y', [
          ['a', 1, 1],
          ['a', 2, 2],
        ]),
      },
      /line 3, column "location": "a" stands in the file twice/,
    ],
    ['a population of nobody', { population: table('p', 'location,population', [['a', 1]]) }, /no population for the location "b"/],
    [
      'cases where nothing is expected',
      {
        population: table('z', 'location,population', [
          ['a', 0],
          ['b', 1],
          ['c', 1],
        ]),
      },
      /cases of "a" in .*nothing is expected/,
    ],
    ['a file that there is not', { cases: '/nowhere.csv' }, /There is no file \/nowhere.csv/],
  ])('says in one sentence what is wrong: %s', async (_, wrong, said) => {
    const heard = await complaint(`--model poisson ${plane}`, { cases, locations, population, ...wrong })
    expect(heard).toMatch(said)
    expect(heard.trim().split('\n')).toHaveLength(1)
  })

  it.each([
    ['--model permutation --scope spatial', /space-time/],
    ['--model ebp', /--baseline/],
    ['--model poisson --prospective --scope spatial --population p', /--prospective/],
    ['--model permutation --population p', /--population is not for/],
    ['--model permutation --share-of population', /--share-of population/],
    ['--model permutation --start 2024', /--start 2024 .*YYYY-MM-DD/],
    ['--model permutation --start 2024-03-01 --end 2024-01-01', /ends before it starts/],
    ['--model permutation --min-window 3 --max-window 2', /--max-window/],
    ['--model permutation --aggregate 2 --min-window 3 --max-window 3', /No window of whole intervals/],
    ['--model kriging', /Allowed choices/],
    ['--model permutation --max-share 50', /at most 1/],
  ])('refuses what does not go together: %s', async (line, said) => {
    expect(await complaint(`${line} ${plane}`, { cases, locations })).toMatch(said)
  })

  it('ends with 2 and one sentence for a wrong file, and answers JSON otherwise', async () => {
    const args = [
      'detect',
      'scan',
      '--model',
      'permutation',
      '--coordinates',
      'metres',
      '--locations',
      locations,
      '--replicates',
      '9',
      '--json',
      '--cases',
    ]
    const [good, bad] = await Promise.all([gridsight([...args, cases], {}), gridsight([...args, locations], {})])
    expect(good).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(good.out)).toMatchObject({ cases: 12, ignored: 0, study: { start: '2023-12-30', end: '2024-03-02' } })
    expect(bad.code).toBe(2)
    expect(bad.err.trim().split('\n')).toHaveLength(1)
  })
})
