import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { csvFile, detect, hasReference, referenceRows, referenceText } from '@/lib/testing/detect'
import { farringtonBound } from '@/lib/warning/farrington-bound'
import { normalUpperQuantile } from '@/lib/warning/probability'

const published = test.skipIf(!hasReference)
const because = '(skipped where ../shared is absent)'

const Rows = z.object({
  rows: z.array(
    z.object({
      index: z.number(),
      alarm: z.boolean(),
      expected: z.optional(z.number()),
      upper: z.optional(z.number()),
      statistic: z.optional(z.nullable(z.number())),
    }),
  ),
})
const Numbers = z.array(z.number())
const Alarms = z.record(z.string(), z.unknown())
const Expected = z.object({
  ears_cusum_farrington: z.object({
    ears_agona_default_alarm_indices: z.record(z.string(), Numbers),
    agona_282_312_alarms: z.record(z.string(), Numbers),
    cusum_agona: Alarms,
    farrington_threshold_units: Alarms,
    'cusum_arl_two_sided_normal_k0.5': Alarms,
  }),
  getis_ord: z.object({
    tiny: z.object({
      points: z.array(z.tuple([z.number(), z.number()])),
      y: Numbers,
      distance_band: z.number(),
      Gi_binary: Numbers,
      Gi_star_binary: Numbers,
      global_G: z.number(),
    }),
  }),
  knox: z.object({ burkitt: Alarms }),
})
const expected = () => Expected.parse(JSON.parse(referenceText('expected.json')))

const agona = () =>
  csvFile(
    'agona.csv',
    ['index', 'count'],
    referenceRows('salmonella-agona.csv').map((row) => [row.index ?? '', row.observed ?? '']),
  )

async function rowsOf(...args: (string | number)[]) {
  const { data, error } = await detect(...args)
  expect(error).toBe('')
  return Rows.parse(data).rows
}

const alarmsIn = (rows: readonly { index: number; alarm: boolean }[]) => rows.filter(({ alarm }) => alarm).map(({ index }) => index)

published.each(['C1', 'C2', 'C3'])(`EARS %s on Salmonella Agona is R’s ${because}`, async (method) => {
  const all = await rowsOf('ears', '--series', agona(), '--method', method)
  expect(alarmsIn(all)).toEqual(expected().ears_cusum_farrington.ears_agona_default_alarm_indices[method])
  const rows = all.filter(({ index }) => index >= 282)
  const theirs = referenceRows('expected-ears-agona.csv')
  expect(theirs.length).toBeGreaterThan(20)
  theirs.forEach((row, i) => {
    expect(rows[i]?.index).toBe(Number(row.index))
    expect(Math.abs((rows[i]?.upper ?? Number.NaN) - Number(row[`${method}_upper`]))).toBeLessThan(1e-9)
    expect(rows[i]?.alarm).toBe(row[`${method}_alarm`] === '1')
  })
})

published.each(['standard', 'rossi', 'anscombe'])(`the CUSUM (%s) of Salmonella Agona is R’s ${because}`, async (transform) => {
  const rows = await rowsOf('cusum', '--series', agona(), '--from', 209, '--to', 312, '--transform', transform, '--k', 1.04, '--h', 2.26)
  expect(alarmsIn(rows)).toEqual(expected().ears_cusum_farrington.cusum_agona[`alarms_${transform}`])
  const theirs = referenceRows('expected-cusum-agona.csv')
  expect(rows.length).toBe(theirs.length)
  theirs.forEach((row, i) => {
    expect(Math.abs((rows[i]?.statistic ?? Number.NaN) - Number(row[`cusum_${transform}`]))).toBeLessThan(1e-9)
    expect(rows[i]?.alarm).toBe(row[`alarm_${transform}`] === '1')
  })
})

const SAME_WEEKS = '--back 4 --half-window 3'
const ALL_WEEKS = `${SAME_WEEKS} --periods 10 --exclude-recent 26 --weights-threshold 2.58 --trend-p 1`
const ONLY_SAME_WEEKS = `${SAME_WEEKS} --periods 1 --exclude-recent 3 --weights-threshold 1 --trend-p 0.05`

published.each([
  ['farr1996_a05', `farrington ${SAME_WEEKS} --alpha 0.05`],
  ['farr1996_a01', `farrington ${SAME_WEEKS} --alpha 0.01`],
  ['flexA', `farrington-flexible ${ONLY_SAME_WEEKS} --alpha 0.1 --dispersion r-1.20`],
  ['flexB', `farrington-flexible ${ALL_WEEKS} --alpha 0.1 --dispersion r-1.20`],
  ['flexNB_a01', `farrington-flexible ${ALL_WEEKS} --alpha 0.01 --threshold nb`],
  ['flexNB_a01', `farrington-flexible ${ALL_WEEKS} --alpha 0.01 --threshold nb --dispersion r-1.20`],
  ['flexMuan_a01', `farrington-flexible ${ALL_WEEKS} --alpha 0.01 --threshold muan --dispersion r-1.20`],
])(`Farrington’s bounds on Salmonella Agona are R’s: %s by %s ${because}`, async (name, words) => {
  const [method = '', ...options] = words.split(' ')
  const rows = await rowsOf(method, '--series', agona(), ...options, '--from', 282)
  const theirs = referenceRows('expected-farrington-agona.csv')
  expect(rows.length).toBe(theirs.length)
  // R stops its fits at a change of 1e-8 of the deviance, which is 1e-4 of a bound.
  const tolerance = /^(flexNB|flexMuan)/.test(name) ? 1e-9 : 2e-4
  theirs.forEach((row, i) => {
    expect(Math.abs((rows[i]?.upper ?? Number.NaN) - Number(row[`${name}_upper`]))).toBeLessThan(tolerance)
    expect(rows[i]?.alarm).toBe(row[`${name}_alarm`] === '1')
    if (row[`${name}_expected`]) expect(Math.abs((rows[i]?.expected ?? Number.NaN) - Number(row[`${name}_expected`]))).toBeLessThan(1e-5)
  })
})

published(`the expected means of the flexible method do not depend on how the dispersion is taken ${because}`, async () => {
  const rows = await rowsOf('farrington-flexible', '--series', agona(), ...ALL_WEEKS.split(' '), '--alpha', 0.1, '--from', 282)
  referenceRows('expected-farrington-agona.csv').forEach((row, i) => {
    expect(Math.abs((rows[i]?.expected ?? Number.NaN) - Number(row.flexB_expected))).toBeLessThan(1e-5)
  })
})

published(`the listed alarms of Farrington’s methods ${because}`, async () => {
  const listed = expected().ears_cusum_farrington.agona_282_312_alarms
  const run = async (words: string) => alarmsIn(await rowsOf(...words.split(' '), '--series', agona(), '--from', 282))
  expect(await run(`farrington ${SAME_WEEKS} --alpha 0.05`)).toEqual(listed.farrington1996_a05)
  expect(await run(`farrington ${SAME_WEEKS} --alpha 0.01`)).toEqual(listed.farrington1996_a01)
  expect(await run(`farrington-flexible ${ONLY_SAME_WEEKS} --alpha 0.1 --dispersion r-1.20`)).toEqual(listed.flexA_a10)
  expect(await run(`farrington-flexible ${ALL_WEEKS} --alpha 0.1 --dispersion r-1.20`)).toEqual(listed.flexB_a10)
  expect(await run(`farrington-flexible ${ALL_WEEKS} --alpha 0.01 --threshold nb`)).toEqual(listed.flexNB_a01)
})

published.each([
  ['none', 'none'],
  ['sqrt', 'sqrt'],
  ['two-thirds', 'two_thirds'],
] as const)(`Farrington’s bounds of one mean on the scale %s ${because}`, (power, name) => {
  const units = expected().ears_cusum_farrington.farrington_threshold_units
  const [lower = 0, upper = 0, p = 0, score = 0] = Numbers.parse(units[name])
  const bound = farringtonBound(power, { mean: 5, error: 0.2, dispersion: 1 }, normalUpperQuantile(0.05), 8)
  expect(bound.lower).toBeCloseTo(lower, 6)
  expect(bound.upper).toBeCloseTo(upper, 6)
  expect(bound.p).toBeCloseTo(p, 6)
  expect((8 - 5) / (bound.upper - 5)).toBeCloseTo(score, 6)
})

published.each(['h4', 'h5'])(`average run lengths of a CUSUM, %s, to the printed digits ${because}`, async (name) => {
  const table = expected().ears_cusum_farrington['cusum_arl_two_sided_normal_k0.5']
  const { data } = await detect('cusum-arl', '--k', 0.5, '--h', name.slice(1), '--shift', Numbers.parse(table.shift).join(','))
  const lengths = z
    .object({ rows: z.array(z.object({ twoSided: z.number() })) })
    .parse(data)
    .rows.map(({ twoSided }) => Number(twoSided.toPrecision(3)))
  expect(lengths).toEqual(Numbers.parse(table[name]))
})

const Places = z.object({ globalG: z.number(), rows: z.array(z.object({ statistic: z.number() })) })

published(`G and G* of six points are esda’s ${because}`, async () => {
  const { tiny } = expected().getis_ord
  const values = csvFile(
    'tiny.csv',
    ['id', 'x', 'y', 'value'],
    tiny.points.map(([x, y], i) => [i, x, y, tiny.y[i] ?? 0]),
  )
  const run = async (...more: string[]) =>
    Places.parse((await detect('gistar', '--values', values, '--radius', tiny.distance_band, '--coordinates', 'metres', ...more)).data)
  const [star, plain] = [await run(), await run('--no-self')]
  tiny.Gi_star_binary.forEach((score, i) => void expect(Math.abs((star.rows[i]?.statistic ?? 0) - score)).toBeLessThan(1e-7))
  tiny.Gi_binary.forEach((score, i) => void expect(Math.abs((plain.rows[i]?.statistic ?? 0) - score)).toBeLessThan(1e-7))
  expect(Math.abs(star.globalG - tiny.global_G)).toBeLessThan(1e-7)
})

published(`Knox’s test on Burkitt’s lymphoma is pointpats’ ${because}`, async () => {
  const theirs = expected().knox.burkitt
  const events = csvFile(
    'burkitt.csv',
    ['x', 'y', 't'],
    referenceRows('burkitt-188.csv').map((row) => [row.X ?? '', row.Y ?? '', row.T ?? '']),
  )
  const { data } = await detect('knox', '--events', events, '--space', 20, '--time', 5, '--coordinates', 'metres', '--replicates', 1999)
  expect(data).toMatchObject({ pairs: theirs.n_pairs, closeSpace: theirs.close_space, closeTime: theirs.close_time, observed: theirs.statistic })
  const found = z.object({ expected: z.number(), pGreater: z.number(), pAtLeast: z.number(), pPermutation: z.number() }).parse(data)
  expect(found.expected).toBeCloseTo(z.number().parse(theirs.expected), 9)
  expect(found.pGreater).toBeCloseTo(z.number().parse(theirs.p_poisson_strict_gt), 12)
  expect(found.pAtLeast).toBeCloseTo(z.number().parse(theirs.p_poisson_ge), 12)
  // 1,999 replicates have a standard error of 0.009.
  expect(Math.abs(found.pPermutation - z.number().parse(theirs.p_permutation_ours_9999))).toBeLessThan(0.04)
})
