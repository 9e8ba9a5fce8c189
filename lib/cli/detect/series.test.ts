import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { csvFile, detect } from '@/lib/testing/detect'
import { formatDate, parseDate } from '@/lib/warning/timeline'

const Rows = z.object({
  rows: z.array(z.object({ index: z.optional(z.number()), date: z.optional(z.string()), observed: z.number(), alarm: z.boolean() })),
})
const labels = (data: unknown) => Rows.parse(data).rows.map(({ index, date }) => index ?? date)

const daily = (from: string, counts: readonly number[], step = 1): [string, number][] =>
  counts.map((count, i) => [formatDate((parseDate(from) ?? 0) + step * i), count])

const TEN = [1, 2, 0, 1, 3, 1, 2, 1, 9, 1]

test('rows may stand in any order, and labels are the file’s', async () => {
  const rows = daily('2024-02-24', TEN)
  const plain = await detect('ears', '--series', csvFile('a.csv', ['date', 'count'], rows))
  const mixed = await detect('ears', '--series', csvFile('b.csv', ['date', 'count'], rows.toReversed()))
  expect(mixed.data).toEqual(plain.data)
  const midnights = csvFile(
    'c.csv',
    ['date', 'count'],
    rows.map(([date, count]) => [`${date} 00:00:00`, count]),
  )
  expect((await detect('ears', '--series', midnights)).data).toEqual(plain.data)
  expect(labels(plain.data)).toEqual(['2024-03-02', '2024-03-03', '2024-03-04'])
  expect(plain.words).toContain('ALARM')
  expect(plain.words).toContain('1 of 3 are alarms.')
})

test('an index begins where the file begins', async () => {
  const file = csvFile(
    'index.csv',
    ['index', 'count'],
    TEN.map((count, i) => [100 + i, count]),
  )
  expect(labels((await detect('ears', '--series', file)).data)).toEqual([107, 108, 109])
  expect(labels((await detect('ears', '--series', file, '--from', 108, '--to', 108)).data)).toEqual([108])
})

test('a day that no row names is an error that names it, or zero where that is asked for', async () => {
  const file = csvFile(
    'gap.csv',
    ['date', 'count'],
    daily('2024-02-24', TEN).filter(([date]) => date !== '2024-02-29'),
  )
  const refused = await detect('ears', '--series', file)
  expect(refused.exitCode).toBe(2)
  expect(refused.error).toBe(`${file} has no row for 2024-02-29: add it, or ask for --fill-zero if nothing happened then.`)
  const filled = await detect('ears', '--series', file, '--fill-zero')
  const full = csvFile(
    'full.csv',
    ['date', 'count'],
    daily('2024-02-24', TEN).map(([date, count]) => [date, date === '2024-02-29' ? 0 : count]),
  )
  expect(filled.data).toEqual((await detect('ears', '--series', full)).data)
})

test('weeks are told from the gaps, through a week 53', async () => {
  const file = csvFile('weeks.csv', ['date', 'count'], daily('2020-11-16', TEN, 7))
  const byWeek = csvFile(
    'iso.csv',
    ['date', 'count'],
    TEN.map((count, i) => [i < 7 ? `2020-W${47 + i}` : `2021-W0${i - 6}`, count]),
  )
  const { data } = await detect('ears', '--series', file)
  expect(labels(data)).toEqual(['2021-01-04', '2021-01-11', '2021-01-18'])
  expect((await detect('ears', '--series', byWeek)).data).toEqual(data)
  expect(labels((await detect('ears', '--series', file, '--from', '2021-01-13', '--to', '2021-W02')).data)).toEqual(['2021-01-11'])
})

test('Farrington by dates answers with dates, and begins where the years are complete', async () => {
  const counts = Array.from({ length: 300 }, (_, i) => (i === 299 ? 40 : 3 + (i % 5)))
  const file = csvFile('years.csv', ['date', 'count'], daily('2010-01-04', counts, 7))
  for (const method of ['farrington', 'farrington-flexible']) {
    const { rows } = Rows.parse((await detect(method, '--series', file, '--from', '2015-09-21')).data)
    expect(rows.map(({ date, alarm }) => [date, alarm])).toEqual([
      ['2015-09-21', false],
      ['2015-09-28', true],
    ])
  }
  expect((await detect('farrington', '--series', file, '--from', '2014-01-06')).error).toContain('the first that can be judged is 2014-01-27.')
})

test('months are told from their firsts', async () => {
  const months = TEN.map((count, i) => [`${i < 3 ? 2023 : 2024}-${String(((i + 9) % 12) + 1).padStart(2, '0')}`, count] as const)
  const file = csvFile('months.csv', ['date', 'count'], months)
  const firsts = csvFile(
    'firsts.csv',
    ['date', 'count'],
    months.map(([month, count]) => [`${month}-01`, count]),
  )
  const { data } = await detect('ears', '--series', file)
  expect(labels(data)).toEqual(['2024-05', '2024-06', '2024-07'])
  expect((await detect('ears', '--series', firsts)).data).toEqual(data)
})

test.each([
  ['a date that is none', ['2024-02-30,1'], 'line 2, column "date": "2024-02-30" is not a date like'],
  ['a week 53 of a year without', ['2021-W53,1'], 'line 2, column "date": "2021-W53" is not a date like'],
  ['a count that is none', ['2024-01-01,2', '2024-01-02,1.5'], 'line 3, column "count": 1.5 is not a whole number.'],
  ['a count below zero', ['2024-01-01,-2'], 'line 2, column "count": -2 is below 0.'],
  ['a date twice', ['2024-01-02,2', '2024-01-01,1', '2024-01-02,1'], 'line 4, column "date": 2024-01-02 is there twice.'],
])('%s is told with line and column', async (_, lines, sentence) => {
  const file = csvFile(
    'bad.csv',
    ['date', 'count'],
    lines.map((line) => [line]),
  )
  const { error, exitCode } = await detect('ears', '--series', file)
  expect(error).toContain(`${file}, ${sentence}`)
  expect(exitCode).toBe(2)
})

test('what is too short or out of reach is told in one sentence', async () => {
  const file = csvFile('short.csv', ['date', 'count'], daily('2024-02-24', TEN))
  const sentence = async (...args: string[]) => {
    const { error, exitCode } = await detect(...args, '--series', file)
    expect(exitCode).toBe(2)
    return error.replace(file, 'FILE')
  }
  expect(await sentence('ears', '--method', 'C3')).toBe(
    'FILE is too short: it has 10 counts, and C3 with a baseline of 7 needs 11 before the one that it judges.',
  )
  expect(await sentence('ears', '--from', '2024-02-27')).toBe(
    '--from 2024-02-27 is too early: C1 with a baseline of 7 needs 7 before the one that it judges; the first that can be judged is 2024-03-02.',
  )
  expect(await sentence('ears', '--to', '2024-04-01')).toBe('--to 2024-04-01 is not in FILE, which goes from 2024-02-24 to 2024-03-04.')
  expect(await sentence('ears', '--from', '2024-03-04', '--to', '2024-03-03')).toContain('Nothing lies from 2024-03-04 to 2024-03-03')
  expect(await sentence('farrington')).toBe(
    'FILE is too short: it has 10 counts, and 4 years back with a half window of 3 have to lie before the one that is judged.',
  )
  expect(await sentence('cusum')).toBe('Say what the usual is the mean of: give --mean-to, or --from.')
  expect(await sentence('ears', '--alpha', '2')).toContain('a number from 0 to 0.5 is needed.')
})

test('a file without time, without counts or without rows is told', async () => {
  const counts = csvFile('counts.csv', ['week', 'count'], [[1, 2]])
  expect(await detect('ears', '--series', counts)).toMatchObject({
    exitCode: 2,
    error: `${counts} has neither a column "index" nor a column "date".`,
  })
  const cases = csvFile('cases.csv', ['index', 'cases'], [[1, 2]])
  expect(await detect('ears', '--series', cases)).toMatchObject({ exitCode: 2, error: `${cases} has no column "count"; it has index, cases.` })
  expect((await detect('ears', '--series', cases, '--column', 'cases')).error).toContain('is too short')
  expect((await detect('ears', '--series', csvFile('none.csv', ['index', 'count'], []))).error).toContain('no rows below its header')
})

test('a series of zeros has no alarm by any method, and one case after it is no CUSUM', async () => {
  const weeks = Array.from({ length: 300 }, (_, i): [number, number] => [i + 1, 0])
  const file = csvFile('zeros.csv', ['index', 'count'], weeks)
  for (const method of ['ears', 'farrington', 'farrington-flexible']) {
    const { data, error } = await detect(method, '--series', file, '--from', 290)
    expect(error).toBe('')
    expect(Rows.parse(data).rows.filter(({ alarm }) => alarm)).toEqual([])
  }
  expect((await detect('cusum', '--series', file, '--from', 290)).error).toBe(
    'All counts from 1 to 289 are 0, and without a usual count there is no CUSUM.',
  )
})

test('a cusum by --mean-to judges what follows it', async () => {
  const file = csvFile(
    'cusum.csv',
    ['index', 'count'],
    [4, 4, 4, 4, 10, 10, 0].map((count, i) => [i, count]),
  )
  const { data } = await detect('cusum', '--series', file, '--mean-to', 3, '--k', 1, '--h', 3, '--transform', 'standard')
  // (10 − 4)/2 − 1 = 2, then 4, then 4 − 2 − 1 = 1.
  expect(data).toMatchObject({
    parameters: { mean: 4, meanFrom: 0, meanTo: 3 },
    rows: [
      { index: 4, statistic: 2, alarm: false },
      { index: 5, statistic: 4, alarm: true },
      { index: 6, statistic: 1, alarm: false },
    ],
  })
})
