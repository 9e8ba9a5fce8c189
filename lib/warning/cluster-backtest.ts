import { DAY_MS } from '@/lib/domain/clock'
import { Colour } from '@/lib/domain/colour'
import { type Gate, gatesOf, RECORD_GATES, type RuleRecord } from '@/lib/domain/rule-gates'
import type { LineageSettings } from '@/lib/domain/rule-settings'
import { blocksOf, type Calibration, calibrationOf } from './calibration'
import { alarmsAt, alertsOf, type ClusterAlarm, type PastCluster } from './cluster-alarms'
import { type Rate, rateOf } from './intervals'
import { basesOf, figuresOf, type Replayed, type RuleFigures, recordOf } from './rule-record'

/** A past night that was scanned: p of the most likely cluster of each stream, and its rare clusters. */
export type ScannedNight = { readonly night: number; readonly p: readonly number[]; readonly clusters: readonly PastCluster[] }

/** A history whose nights were scanned. */
export type ScannedHistory = Omit<Replayed, 'alarms'> & { readonly nights: readonly ScannedNight[] }

/** What thresholds would have done: raised at one interval, or at a lesser one on two nights running (null: never so). */
export type CurvePoint = {
  readonly fireAt: number
  readonly fireTwiceAt: number | null
  readonly falsePer100Days: number | null
  readonly detection: number | null
  readonly medianDelayDays: number | null
}

/**
 * What the rule of clusters has done in past nights: all of its alerts, and those of yellow and above by their first moment in such a colour;
 * `byColour` by the gravest that an alert came to, where episodes come as they happen.
 */
export type ClusterBacktest = {
  readonly all: RuleFigures
  readonly yellow: RuleFigures
  readonly own: RuleFigures
  readonly byColour: readonly { readonly colour: Colour; readonly aDay: Rate | null }[]
  readonly calibration: readonly Calibration[]
  readonly curve: readonly CurvePoint[]
  readonly record: RuleRecord
  readonly gates: readonly Gate[]
}

/** Nights of a block that is drawn as a whole: twice the longest window. */
const BLOCK_NIGHTS = 28
const LEVELS = [0.05, 0.01, 0.001]
/** Thresholds that are tried beside the ones that are set. */
const THRESHOLDS = [20, 50, 100, 200, 365, 1000]

/** Judges scanned histories under some settings: which alerts they would have raised, and what these are worth. */
export function judgeBacktest(histories: readonly ScannedHistory[], settings: LineageSettings): ClusterBacktest {
  const raised = histories.map((history) => ({ history, alerts: alertsOf(history.nights, settings) }))
  const at = (colour: Colour, some = raised) => figuresOf(some.map(({ history, alerts }) => withAlarms(history, alarmsAt(alerts, colour))))
  const labels = raised.filter(({ history }) => history.basis === 'labels')
  const asTheyWere = raised.filter(({ history }) => history.basis === 'labels' || history.basis === 'unjudged')
  const all = at('blue')
  const days = asTheyWere.reduce((sum, { history: { from, to } }) => sum + (to - from) / DAY_MS, 0)
  const graves = asTheyWere.flatMap(({ alerts }) => alerts.map((rises) => rises.at(-1)?.colour))
  const quiet = histories.filter(({ basis }) => basis === 'quiet' || basis === 'permuted')
  const record = recordOf(all, basesOf(histories))
  return {
    all,
    yellow: at('yellow'),
    own: at('blue', labels),
    byColour: Colour.options.map((colour) => ({ colour, aDay: rateOf(graves.filter((own) => own === colour).length, days) })),
    calibration: calibrationOf(
      quiet.flatMap(({ nights }) =>
        blocksOf(
          nights.map(({ p }) => p),
          BLOCK_NIGHTS,
        ),
      ),
      LEVELS,
    ),
    curve: THRESHOLDS.flatMap((fireAt) =>
      (fireAt > settings.fireTwiceAt ? [settings.fireTwiceAt, null] : [null]).map((twice) => pointOf(fireAt, twice)),
    ),
    record,
    gates: gatesOf(record, RECORD_GATES),
  }

  function pointOf(fireAt: number, fireTwiceAt: number | null): CurvePoint {
    const own = { ...settings, fireAt, fireTwiceAt: fireTwiceAt ?? Infinity }
    const { detection, falseADay } = figuresOf(histories.map((history) => withAlarms(history, alarmsAt(alertsOf(history.nights, own), 'blue'))))
    return {
      fireAt,
      fireTwiceAt,
      falsePer100Days: falseADay && 100 * falseADay.value,
      detection: detection.share?.value ?? null,
      medianDelayDays: detection.medianDelayDays,
    }
  }
}

const withAlarms = ({ basis, from, to, episodes }: ScannedHistory, alarms: readonly ClusterAlarm[]): Replayed => ({
  basis,
  from,
  to,
  episodes,
  alarms,
})
