import type { Backtest, BacktestPoint } from '@/lib/domain/backtest'
import type { LineageSettings } from '@/lib/domain/rule-settings'
import { alarmsAt, alertsOf, type ClusterAlarm } from './cluster-alarms'
import type { ScannedHistory } from './cluster-backtest'
import { matchAlarms } from './matching'
import { basesOf, figuresOf, recordOf } from './rule-record'

/** Thresholds (RI, days) that are tried beside the one that is set. */
const THRESHOLDS = [20, 50, 100, 200, 365, 1000]
const YEAR = 365

type About = Pick<Backtest, 'madeAt' | 'source' | 'seed' | 'from' | 'to'>

/**
 * What replayed histories say of the rule of clusters, as it is kept with the rule and shown: record, curve over the threshold from the same
 * nights, and the history as it was, episode by episode and alarm by alarm. Where its episodes are not known, nobody knows which alarm was right.
 */
export function toldBacktest(histories: readonly ScannedHistory[], settings: LineageSettings, about: About): Backtest {
  const raise = (own: LineageSettings) => histories.map((history) => ({ ...history, alarms: alarmsAt(alertsOf(history.nights, own), 'blue') }))
  const raised = raise(settings)
  const thresholds = [...new Set([...THRESHOLDS, settings.fireAt])].sort((a, b) => a - b)
  const [happened] = raised.filter(({ basis }) => basis === 'labels' || basis === 'unjudged')
  return {
    ...about,
    record: recordOf(figuresOf(raised), basesOf(histories)),
    curve: thresholds.map((interval) => pointOf(interval, raise({ ...settings, fireAt: interval }))),
    ...storyOf(happened),
  }
}

function pointOf(interval: number, raised: Parameters<typeof figuresOf>[0]): BacktestPoint {
  const { detection, falseADay, alertsADay } = figuresOf(raised)
  const { value = null, low = null, high = null } = detection.share ?? {}
  return { interval, detection: value, low, high, falsePer100Days: 100 * (falseADay?.value ?? 0), alertsPerYear: YEAR * (alertsADay?.value ?? 0) }
}

const time = (at: number): string => new Date(at).toISOString()

/** Episodes and alarms one by one; echoes are in no figure, so they are left out. */
function storyOf(history: (ScannedHistory & { alarms: readonly ClusterAlarm[] }) | undefined): Pick<Backtest, 'episodes' | 'alarms'> {
  if (!history) return { episodes: [], alarms: [] }
  const { alarms, episodes } = matchAlarms(history.alarms, history.episodes)
  const within = episodes.filter(({ episode }) => episode.to > history.from && episode.from < history.to)
  return {
    episodes: within.map(({ episode, foundAt }) => ({ from: time(episode.from), to: time(episode.to), found: foundAt !== null })),
    alarms: alarms.flatMap(({ alarm, verdict }) =>
      verdict === 'echo' ? [] : [{ at: time(alarm.raisedAt), hit: history.basis === 'unjudged' ? null : verdict === 'hit' }],
    ),
  }
}
