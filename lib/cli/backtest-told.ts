import { COLOURS } from '@/lib/domain/colour'
import type { Gate } from '@/lib/domain/rule-gates'
import type { ClusterBacktest } from '@/lib/warning/cluster-backtest'
import type { Estimate, Rate } from '@/lib/warning/intervals'
import type { Detection, RuleFigures } from '@/lib/warning/rule-record'

const NONE = '—'
const number = (value: number | null, digits: number): string => (value === null ? NONE : value.toFixed(digits))
const within = (one: Estimate | null, digits: number, times = 1): string =>
  one ? `${(times * one.value).toFixed(digits)} (${(times * one.low).toFixed(digits)}–${(times * one.high).toFixed(digits)})` : NONE
const rate = (one: Rate | null): string => within(one, 2, 100)
const found = ({ share, medianDelayDays }: Detection): string =>
  share ? `${within(share, 2)} of ${share.trials}, median delay ${number(medianDelayDays, 1)} days` : NONE

const GATES: Readonly<Record<Gate['gate'], string>> = {
  days: 'days replayed, at least',
  episodes: 'episodes, at least',
  detection: 'detection, at least',
  falsePer100Days: 'false alerts per 100 days, at most',
}

/** What a backtest has shown, for people. Intervals (95 %) stand in brackets. */
export function tellBacktest(result: ClusterBacktest): string {
  const { all, yellow, own, byColour, calibration, curve, gates } = result
  return [
    '',
    ...tellAlerts('All alerts', all),
    '',
    ...tellAlerts('Yellow and above', yellow),
    '',
    'As the demonstration is (its own episodes)',
    `  detection              ${found(own.detection)}`,
    `  precision              ${within(own.precision, 2)}`,
    ...byColour.map(({ colour, aDay }) => `  ${COLOURS[colour].words.en.toLowerCase().padEnd(6)} alerts per 100 d  ${rate(aDay)}`),
    '',
    'Quiet nights: share of p below a level, by stream and night',
    ...calibration.map(({ level, values, ...share }) => `  p < ${String(level).padEnd(6)}           ${within(share, 5)} of ${values}`),
    '',
    'Thresholds (RI in days)            false per 100 d  detection  median delay',
    ...curve.map(({ fireAt, fireTwiceAt, falsePer100Days, detection, medianDelayDays }) => {
      const name = `${fireAt}${fireTwiceAt === null ? '' : `, or ${fireTwiceAt} on two nights running`}`
      return `  ${name.padEnd(34)} ${number(falsePer100Days, 2).padEnd(15)} ${number(detection, 3).padEnd(10)} ${number(medianDelayDays, 1)}`
    }),
    '',
    'May it notify?',
    ...gates.map(
      ({ gate, reached, asked, passed }) =>
        `  ${passed ? '✓' : '✗'} ${GATES[gate]} ${asked}: ${reached === null ? NONE : Number(reached.toFixed(3))}`,
    ),
  ].join('\n')
}

function tellAlerts(title: string, { detection, byStrength, falseADay, overlap, echoes }: RuleFigures): string[] {
  return [
    title,
    `  false per 100 quiet d  ${rate(falseADay)} (${falseADay?.count ?? 0} in ${falseADay?.exposure ?? 0} days)`,
    `  detection              ${found(detection)}`,
    ...byStrength.map((band) => `    ${band.name.padEnd(20)} ${found(band)}`),
    `  overlap of leaves      ${number(overlap, 2)}; echoes ${echoes}`,
  ]
}
