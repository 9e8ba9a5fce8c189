import { DAY_MS, dayNumber, HOUR_MS, startOfDayNumber } from './clock'
import { COLOURS, type Colour } from './colour'
import type { JudgementKind, JudgementPeriod } from './judgement'
import type { Claim, Comparison } from './judgement-claims'
import { FEW_OF_RATE, wilson } from './judgement-claims'
import type { AlertFact, FigureFact, FigureValue } from './judgement-facts'
import type { RuleRecord } from './rule-gates'

const OFFSET_MS = 8 * HOUR_MS
const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六']
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })
const NONE = '—'

const civil = (ms: number) => new Date(ms + OFFSET_MS)
const two = (n: number): string => String(n).padStart(2, '0')

/** 2026年11月26日 */
export function dateWords(ms: number): string {
  const day = civil(ms)
  return `${day.getUTCFullYear()}年${day.getUTCMonth() + 1}月${day.getUTCDate()}日`
}
/** 11月26日 14:05 */
export function momentWords(ms: number): string {
  const at = civil(ms)
  return `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}
/** 2026年11月26日 14:05 */
export const fullMoment = (ms: number): string => `${civil(ms).getUTCFullYear()}年${momentWords(ms)}`
const weekdayOf = (ms: number): string => `周${WEEKDAYS[civil(ms).getUTCDay()] ?? ''}`

/** 2026年11月26日（周四）, or 2026年11月16日至22日 with the month or year where they differ. */
export function periodWords({ from, to }: JudgementPeriod): string {
  const last = startOfDayNumber(dayNumber(to - 1))
  if (to - from <= DAY_MS) return `${dateWords(from)}（${weekdayOf(from)}）`
  const [a, b] = [civil(from), civil(last)]
  const sameYear = a.getUTCFullYear() === b.getUTCFullYear()
  const until = !sameYear ? dateWords(last) : `${a.getUTCMonth() === b.getUTCMonth() ? '' : `${b.getUTCMonth() + 1}月`}${b.getUTCDate()}日`
  return `${dateWords(from)}至${until}`
}

/** What the period, the one before and the compared ones are called. */
export const PERIOD_NAMES: Readonly<Record<Exclude<JudgementKind, 'special'>, { now: string; before: string; same: (weeks: number) => string }>> = {
  daily: { now: '当日', before: '前一日', same: (weeks) => `前 ${weeks} 周的同一星期几` },
  weekly: { now: '本周', before: '上周', same: (weeks) => `前 ${weeks} 周` },
}

/** 1,978 or 240.3 */
export const countWords = (n: number): string => grouped.format(Math.round(10 * n) / 10)
/** +31, −4.5 or 0 */
export const signed = (n: number): string => (Math.abs(n) < 0.05 ? '0' : `${n > 0 ? '+' : '−'}${countWords(Math.abs(n))}`)
/** 99.69%, and 100% only where all of it is done. */
export function percentWords(share: number): string {
  const percent = 100 * share
  return `${(share < 1 ? Math.min(percent, 99.99) : percent).toFixed(2).replace(/\.00$/, '')}%`
}
/** 3.5 小时, 2.1 天 */
const timeWords = (ms: number): string => (ms < 2 * DAY_MS ? `${countWords(ms / HOUR_MS)} 小时` : `${countWords(ms / DAY_MS)} 天`)

/** A figure as it is shown; — where its denominator is empty. */
export function valueWords(unit: FigureFact['unit'], { value }: FigureValue): string {
  if (value === null) return NONE
  return unit === 'count' ? countWords(value) : unit === 'rate' ? percentWords(value) : timeWords(value)
}

/** Both sides of a share, and its 95 % interval where they are few (样本少). */
export function fractionWords({ numerator, denominator }: FigureValue): string {
  if (numerator === null || denominator === null) return ''
  const fraction = `${countWords(numerator)}/${countWords(denominator)}`
  if (denominator === 0 || denominator >= FEW_OF_RATE) return fraction
  const { low, high } = wilson(numerator, denominator)
  return `${fraction}，样本少（${Math.round(100 * low)}%—${Math.round(100 * high)}%）`
}

/** How a figure has moved against the period before: in events, or in percentage points. */
export function changeWords({ unit, now, before }: FigureFact): string {
  if (now.value === null || before.value === null) return NONE
  const by = now.value - before.value
  if (unit === 'rate') return Math.abs(by) < 0.00005 ? '0' : `${by > 0 ? '+' : '−'}${Math.abs(100 * by).toFixed(2)} 个百分点`
  return unit === 'count' ? signed(by) : by === 0 ? '0' : `${by > 0 ? '+' : '−'}${timeWords(Math.abs(by))}`
}

/** What stands on everything that is made of a demonstration. */
export const DEMO_WORDS = '演示数据，非真实事件；边界为程序生成示意。'
/** What stands under a map: its 审图号, or that it has none. */
export const reviewWords = (number: string | null): string => (number === null ? '内部资料，未经地图审核，禁止公开。' : `审图号：${number}`)

/** What is claimed of a count. */
export const CLAIM_WORDS: Readonly<Record<Claim, string>> = { above: '高于往常', below: '低于往常', usual: '正常波动', unknown: '不作判断' }

const PART_CLAIMS: Readonly<Record<Claim, string>> = { above: '占比偏高', below: '占比偏低', usual: '正常波动', unknown: '不作判断' }
/** What is claimed of a part, which is held against what there was otherwise; 待观察 where its interval leaves the usual and no claim stands. */
export function partClaim({ claim, ratio, few }: Comparison): string {
  const leaves = ratio !== null && (ratio.low > 1 || (ratio.high !== null && ratio.high < 1))
  return claim === 'usual' && leaves && !few ? '待观察' : PART_CLAIMS[claim]
}

/** 1.32; in whole numbers from ten on. */
export const times = (ratio: number): string => (ratio < 10 ? ratio.toFixed(2) : countWords(Math.round(ratio)))

/** The ratio to the usual with its interval: 1.32 倍（1.10—1.58）; 样本少 where the events are few. */
export function ratioWords({ ratio, few, usual }: Comparison): string {
  if (usual === null) return NONE
  const small = few ? '，样本少' : ''
  if (ratio === null) return `往常没有${small}`
  const high = ratio.high === null ? '以上' : `—${times(ratio.high)}`
  return `${times(ratio.value)}（${times(ratio.low)}${high}${small}）`
}

const COLOUR_NAMES: Readonly<Record<Colour, string>> = { red: '红色', orange: '橙色', yellow: '黄色', blue: '蓝色' }
/** 红色（I 级）: a colour never stands alone. */
export const colourWords = (colour: Colour): string => `${COLOUR_NAMES[colour]}（${COLOURS[colour].numeral} 级）`

const STATES: Readonly<Record<AlertFact['state'], string>> = { firing: '待签收', acknowledged: '已签收', resolved: '已解除' }
const ENDS: Readonly<Record<string, string>> = { condition: '条件消失', person: '人工解除', merged: '并入另一条', withdrawn: '依据撤销' }
const VERDICTS: Readonly<Record<string, string>> = { true: '属实', false: '误报', unclear: '不明' }

/**
 * How rare what an alert of inference found is by chance alone, over all places, windows and streams: of the whole of it, whoever is told (整体判断).
 */
export const rarityWords = (days: number): string => (days >= 1_000 ? '1000 天以上一次' : `约 ${countWords(Number(days.toPrecision(2)))} 天一次`)

/** What has become of an alert: when it was acknowledged and ended, how it was judged. */
export function outcomeWords({ state, acknowledgedAt, endedAt, endedBy, verdict }: AlertFact): string {
  const at = (time: string) => momentWords(Date.parse(time))
  return [
    acknowledgedAt ? `${at(acknowledgedAt)} 签收` : state === 'resolved' ? '未经签收' : STATES[state],
    ...(endedAt ? [`${at(endedAt)} 解除${endedBy ? `（${ENDS[endedBy] ?? endedBy}）` : ''}`] : state === 'acknowledged' ? ['尚未解除'] : []),
    ...(verdict ? [`定性：${VERDICTS[verdict] ?? verdict}`] : state === 'resolved' ? ['未定性'] : []),
  ].join('；')
}

/** What is known of how a rule does: its volume, or what was found by trying it; 尚无历史 where it has neither. */
export function recordWords(record: RuleRecord | null): string {
  if (!record) return '尚无历史'
  const { alertsPerDay, days, precision, detection, falsePer100Days, episodes } = record
  const volume = `每日 ${countWords(alertsPerDay)} 条（近 ${countWords(days)} 天）`
  if (record.kind === 'volume') return volume
  return [
    ...(precision === undefined ? [] : [`命中率 ${percentWords(precision)}`]),
    ...(detection === undefined ? [] : [`检出率 ${percentWords(detection)}${episodes === undefined ? '' : `（${episodes} 次）`}`]),
    ...(falsePer100Days === undefined ? [] : [`每百天误报 ${countWords(falsePer100Days)} 次`]),
    volume,
  ].join('，')
}

/** What a step of an alert is called; one that nobody has named here by its own name. */
export function stepWords(step: string): string {
  return STEPS.get(step) ?? step
}
const STEPS = new Map(
  Object.entries({
    raised: '触发',
    joined: '又一件事件',
    risen: '级别升高',
    cleared: '条件消失',
    held: '条件再次出现',
    absorbed: '并入另一条',
    ended: '解除',
    renewed: '同一处再次触发',
    found: '夜间再次检出',
    quiet: '夜间未检出',
    called: '通知',
    resumed: '签收后没有办理，重新待签收',
    inhibited: '由更高级预警抑制',
    released: '抑制解除，恢复通知',
    digested: '超出预警预算，转入汇总',
    acknowledge: '签收',
    unacknowledge: '撤销签收',
    assign: '指派',
    escalate: '升级',
    comment: '备注',
    silence: '静默',
    unsilence: '取消静默',
    resolve: '解除',
    verdict: '定性',
    reopen: '重新打开',
  }),
)

/** Who made a report and when, as it is signed. */
export const signWords = ({ madeBy, madeAt }: { madeBy: string; madeAt: string }): string[] => [`制作：${madeBy}`, fullMoment(Date.parse(madeAt))]
