// The record that a county gets from its own days: made of the demonstration's, as if nobody knew its episodes; beside it the shipped one, which knows them.
import { startOfDayNumber } from '@/lib/domain/clock'
import { gatesOf, RECORD_GATES, type RuleRecord } from '@/lib/domain/rule-gates'
import { replayNights } from '@/lib/server/backtest-run'
import { judgeBacktest } from '@/lib/warning/cluster-backtest'
import { CLUSTER_SETTINGS } from '@/lib/warning/cluster-settings'
import { SHIPPED_CLUSTER_BACKTEST } from '@/lib/warning/shipped-record'
import { load, readOptions, showProgress } from './parts/options'
import { demonstrationDays } from './parts/own-days'
import { printTable } from './parts/race'

/** 2026-11-24, midnight in China. */
const END = Date.UTC(2026, 10, 23, 16)

const { nights, total, county, seed } = readOptions({ nights: 180, total: 287_000, county: 1, seed: 1 })

showProgress('a history is made')
const { known, kinds, places, codes, events, from, to } = demonstrationDays({ nights, total, county, study: CLUSTER_SETTINGS.studyDays, end: END })
const began = performance.now()
let of = 0
const histories = await replayNights(
  { known, places, codes, from, to, settings: CLUSTER_SETTINGS, episodes: [], own: { kinds, seed: String(seed) } },
  (done, all) => {
    of = all
    showProgress(`nights are replayed: ${done} of ${all}`)
  },
)
const seconds = (performance.now() - began) / 1e3
const replayed = histories.map((history) => ({ ...history, from: startOfDayNumber(from - 1), to: startOfDayNumber(to) }))
const { record, all, calibration } = judgeBacktest(replayed, CLUSTER_SETTINGS)
showProgress('')

const percent = (value: number | undefined) => (value === undefined ? '' : `${(100 * value).toFixed(1)} %`)
const row = (what: string, get: (record: RuleRecord) => string) => [what, get(record), get(SHIPPED_CLUSTER_BACKTEST.backtest.record)]
console.log(`\n${events} events of ${known.days} days; ${nights} nights of ${histories.length} histories`)
printTable([
  ['', 'own record', 'shipped'],
  row('days', ({ days }) => String(days)),
  row('episodes', ({ episodes }) => String(episodes ?? '')),
  row('found', ({ detection }) => percent(detection)),
  row('median delay, days', ({ medianDelayDays }) => medianDelayDays?.toFixed(1) ?? ''),
  row('false per 100 days', ({ falsePer100Days }) => falsePer100Days?.toFixed(2) ?? ''),
  row('precision', ({ precision }) => percent(precision)),
  row('alerts per 100 days', ({ alertsPerDay }) => (100 * alertsPerDay).toFixed(1)),
])
console.log('\nBy strength')
printTable([['S', 'found', 'of'], ...all.byStrength.map(({ name, share }) => [name, String(share?.successes ?? 0), String(share?.trials ?? 0)])])
console.log('\nShare of p below a level on permuted days, by stream and night')
printTable([['p <', 'share', 'values'], ...calibration.map(({ level, value, values }) => [String(level), value.toFixed(5), String(values)])])
console.log(
  `\nmay be published: ${gatesOf(record, RECORD_GATES).every(({ passed }) => passed) ? 'yes' : 'no'}; ${seconds.toFixed(0)} s of the clock for ${of} nights, load ${load()}; aim at most 180 s of an idle processor for 180 nights`,
)
