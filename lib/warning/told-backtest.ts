import type { Backtest, BacktestPoint } from '@/lib/domain/backtest'
import type { ClusterSettings } from '@/lib/domain/rule'
import { alarmsAt, alertsOf, type ClusterAlarm } from './cluster-alarms'
import type { ScannedHistory } from './cluster-backtest'
import { matchAlarms } from './matching'
import { figuresOf, recordOf } from './rule-record'

/** Thresholds (RI, days) that are tried beside the one that is set. */
const THRESHOLDS = [20, 50, 100, 200, 365, 1000]
const YEAR = 365

type About = Pick<Backtest, 'madeAt' | 'source' | 'seed' | 'from' | 'to'>

/**
 * What replayed histories say of the rule of clusters, as it is kept with the rule and shown: record, curve over the threshold from the same
 * nights, and the history with episodes as they happen, one by one.
 */
export function toldBacktest(histories: readonly ScannedHistory[], settings: ClusterSettings, about: About): Backtest {
  const raise = (own: ClusterSettings) => histories.map((history) => ({ ...history, alarms: alarmsAt(alertsOf(history.nights, own), 'blue') }))
  const raised = raise(settings)
  const bases = [...new Set(histories.flatMap(({ basis }) => (basis === 'quiet' ? [] : [basis])))]
  const thresholds = [...new Set([...THRESHOLDS, settings.fireAt])].sort((a, b) => a - b)
  const [happened] = raised.filter(({ basis }) => basis === 'labels')
  return {
    ...about,
    record: recordOf(figuresOf(raised), bases),
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
    alarms: alarms.flatMap(({ alarm, verdict }) => (verdict === 'echo' ? [] : [{ at: time(alarm.raisedAt), hit: verdict === 'hit' }])),
  }
}
