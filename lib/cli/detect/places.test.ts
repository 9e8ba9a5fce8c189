import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { csvFile, detect } from '@/lib/testing/detect'

const Spots = z.object({
  rows: z.array(
    z.object({ id: z.string(), statistic: z.nullable(z.number()), p: z.nullable(z.number()), q: z.nullable(z.number()), spot: z.string() }),
  ),
})

/** A 5 × 5 board of fives with a block of hundreds in a corner, 100 m apart. */
const board = Array.from({ length: 25 }, (_, i): [string, number, number, number] => {
  const [column, row] = [i % 5, Math.floor(i / 5)]
  return [`g${i}`, 100 * column, 100 * row, column < 2 && row < 2 ? 100 : 5]
})
const COLUMNS = ['id', 'x', 'y', 'value']
const PLANE = ['--coordinates', 'metres'] as const

test('a block of high values is a hot spot, and one-sided nothing is cold', async () => {
  const values = csvFile('board.csv', COLUMNS, board)
  const { data, words } = await detect('gistar', '--values', values, '--radius', 100, ...PLANE, '--side', 'upper')
  const { rows } = Spots.parse(data)
  expect(rows.filter(({ spot }) => spot === 'hot').map(({ id }) => id)).toEqual(['g0', 'g1', 'g5', 'g6'])
  expect(rows.filter(({ spot }) => spot === 'cold')).toEqual([])
  expect(words).toContain('4 hot and 0 cold of 25 places.')
})

test('the order of the rows and the names change nothing, and weights by file are those by radius', async () => {
  const run = async (rows: typeof board, ...near: (string | number)[]) =>
    Spots.parse((await detect('gistar', '--values', csvFile('values.csv', COLUMNS, rows), ...near, ...PLANE)).data).rows
  const plain = await run(board, '--radius', 100)
  const links = board.flatMap(([from, x, y]) =>
    board.filter(([to, a, b]) => to !== from && Math.hypot(a - x, b - y) <= 100).map(([to]): [string, string, number] => [from, to, 1]),
  )
  expect(await run(board, '--weights', csvFile('links.csv', ['from', 'to', 'weight'], links))).toEqual(plain)
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(board, { minLength: 25 }), async (mixed) => {
      const rows = await run(mixed, '--radius', 100)
      for (const row of plain) expect(rows.find(({ id }) => id === row.id)?.statistic).toBeCloseTo(row.statistic ?? 0, 9)
    }),
    { numRuns: 5 },
  )
})

test('one place, or the same value everywhere, has no score and no alarm', async () => {
  const one = await detect('gistar', '--values', csvFile('one.csv', COLUMNS, board.slice(0, 1)), '--radius', 100, ...PLANE)
  expect(one.data).toMatchObject({ globalG: null, rows: [{ statistic: null, p: null, q: null, spot: 'none', alarm: false }] })
  const flat = board.map(([id, x, y]): [string, number, number, number] => [id, x, y, 0.1])
  const same = await detect('gistar', '--values', csvFile('flat.csv', COLUMNS, flat), '--radius', 100, ...PLANE)
  expect(Spots.parse(same.data).rows.every(({ statistic, spot }) => statistic === null && spot === 'none')).toBe(true)
})

test('what is wrong with places is told with line and column', async () => {
  const fault = async (...args: (string | number)[]) => {
    const { error, exitCode } = await detect(...args)
    expect(exitCode).toBe(2)
    return error.replace(/^\S*\//, '')
  }
  const values = csvFile('v.csv', COLUMNS, board)
  expect(await fault('gistar', '--values', values)).toBe('Give either --radius or --weights.')
  expect(await fault('gistar', '--values', values, '--radius', 100)).toBe(
    'v.csv, line 4, column "x": 200 is no longitude in degrees; a plane needs --coordinates metres.',
  )
  expect(await fault('gistar', '--values', values, '--weights', csvFile('w.csv', ['from', 'to'], [['g0', 'h']]))).toBe(
    'w.csv, line 2, column "to": "h" has no value.',
  )
  const twice = csvFile(
    'w.csv',
    ['from', 'to'],
    [
      ['g0', 'g1'],
      ['g0', 'g1'],
    ],
  )
  expect(await fault('gistar', '--values', values, '--weights', twice)).toBe('w.csv, line 3, column "to": this pair is there twice.')
  const again = csvFile('v.csv', COLUMNS, [...board.slice(0, 2), ['g0', 0, 0, 1]])
  expect(await fault('gistar', '--values', again, '--radius', 1, ...PLANE)).toBe('v.csv, line 4, column "id": g0 is there twice.')
})

const cube = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((id, x) =>
  [1, 2, 9, 10].map((period): (string | number)[] => [id, 1000 * x, 0, period, id === 'a' && period === 10 ? 50 : 1]),
)
const CUBE_COLUMNS = ['id', 'x', 'y', 'period', 'value']

test('emerging hot spots: a place that has just risen is new, with numbers in order of size', async () => {
  const file = csvFile('cube.csv', CUBE_COLUMNS, cube)
  const { data, words } = await detect('emerging', '--values', file, '--radius', 500, ...PLANE)
  const found = z
    .object({ rows: z.array(z.object({ id: z.string(), class: z.string(), side: z.string(), steps: z.array(z.object({ period: z.string() })) })) })
    .parse(data)
  expect(found.rows.map((row) => row.class)).toEqual(['new', 'none', 'none', 'none', 'none', 'none'])
  expect(found.rows[0]?.steps.map(({ period }) => period)).toEqual(['1', '2', '9', '10'])
  expect(words).toContain('new hot spot')
  const mixed = await detect('emerging', '--values', csvFile('mixed.csv', CUBE_COLUMNS, cube.toReversed()), '--radius', 500, ...PLANE)
  const reversed = z.object({ rows: z.array(z.unknown()) }).parse(mixed.data).rows
  expect(reversed.toReversed()).toEqual(z.object({ rows: z.array(z.unknown()) }).parse(data).rows)
})

test('emerging hot spots: a step that is missing is an error that names it, or zero', async () => {
  const file = csvFile(
    'gap.csv',
    CUBE_COLUMNS,
    cube.filter(([id, , , period]) => id !== 'c' || period !== 9),
  )
  const { error, exitCode } = await detect('emerging', '--values', file, '--radius', 500, ...PLANE)
  expect({ error, exitCode }).toEqual({
    error: `${file} has no row for c in 9: add it, or ask for --fill-zero if nothing happened there then.`,
    exitCode: 2,
  })
  expect((await detect('emerging', '--values', file, '--radius', 500, ...PLANE, '--fill-zero')).error).toBe('')
  const moved = csvFile('moved.csv', CUBE_COLUMNS, [...cube, ['a', 5, 0, 11, 1]])
  expect((await detect('emerging', '--values', moved, '--radius', 500, ...PLANE)).error).toBe(
    `${moved}, line 26, column "x": a lies elsewhere in an earlier row.`,
  )
})

test('knox reads dates as days and moments as parts of days, and says nothing of one event', async () => {
  const columns = ['x', 'y', 't']
  const dates = csvFile('dates.csv', columns, [
    [112, 33, '2024-02-28'],
    [112, 33, '2024-03-01'],
    [113, 33, '2024-03-01T12:00'],
  ])
  const run = async (...args: (string | number)[]) => (await detect('knox', '--events', ...args)).data
  expect(await run(dates, '--space', 0, '--time', 2)).toMatchObject({ pairs: 3, closeSpace: 1, closeTime: 2, observed: 1 })
  expect(await run(dates, '--space', 0, '--time', 1.9)).toMatchObject({ closeTime: 1, observed: 0, pAtLeast: 1, pPermutation: 1 })
  const one = csvFile('one.csv', columns, [[112, 33, 1]])
  expect(await run(one, '--space', 1, '--time', 1, '--replicates', 0)).toMatchObject({
    pairs: 0,
    observed: 0,
    expected: 0,
    pGreater: 0,
    pPermutation: null,
  })
})
