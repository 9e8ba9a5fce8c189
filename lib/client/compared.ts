import { HOUR_MS } from '@/lib/domain/clock'
import { type ComparedArea, type ComparedName, comparedRow, type Measured } from '@/lib/domain/figure-runs'
import { COUNT_FIGURES, type FigureName, RATE_FIGURES, RATE_NAMES } from '@/lib/domain/figure-terms'
import { formatCount, type Quantity } from './format'
import { said } from './language'
import { figureTexts } from './messages/figures'

const rateOf = (name: ComparedName) => RATE_NAMES.find((rate) => rate === name)

/** What a figure is called. */
export function comparedLabel(name: ComparedName): string {
  const rate = rateOf(name)
  if (rate) return said(RATE_FIGURES[rate].label)
  if (name === 'handlingTime' || name === 'reported') return said(COUNT_FIGURES[name].label)
  return name === 'score' ? figureTexts.compared.score : figureTexts.compared.suspended
}

/** The lists behind both sides of a figure; null where there is none. */
export function sidesOf(name: ComparedName): { numerator: FigureName | null; denominator: FigureName | null } {
  const rate = rateOf(name)
  if (rate) return { numerator: `${rate}.numerator`, denominator: `${rate}.denominator` }
  if (name === 'reported') return { numerator: 'reported', denominator: null }
  return { numerator: null, denominator: comparedRow(name).list }
}

const DAYS_FROM = 72

/** A value as it is drawn: of shares percent, of 综合评价 points of a hundred, of times hours, of others as it is. */
export const drawn = (name: ComparedName, value: number): number => {
  const { kind } = comparedRow(name)
  return kind === 'rate' || kind === 'score' ? 100 * value : kind === 'time' ? value / HOUR_MS : value
}

/** The unit of what is drawn. */
export function drawnUnit(name: ComparedName): string {
  const { units } = figureTexts.compared
  const { kind } = comparedRow(name)
  return kind === 'rate' ? units.percent : kind === 'score' ? units.points : kind === 'time' ? units.hours : units.perThousand
}

/** A drawn value with its unit; `digits` after the point. A share says 100 only where nothing is missing. */
export function drawnQuantity(name: ComparedName, value: number, digits: number): Quantity {
  const { units } = figureTexts.compared
  switch (comparedRow(name).kind) {
    case 'rate':
      return { value: (value < 100 ? Math.min(value, 100 - 10 ** -digits) : value).toFixed(digits), unit: units.percent }
    case 'score':
      return { value: value.toFixed(1), unit: units.points }
    case 'time':
      if (value < 1) return { value: formatCount(Math.round(60 * value)), unit: units.minutes }
      return value < DAYS_FROM ? { value: value.toFixed(1), unit: units.hours } : { value: (value / 24).toFixed(1), unit: units.days }
    case 'count':
      return { value: value < 10 ? value.toFixed(2) : value.toFixed(1), unit: units.perThousand }
  }
}

/** The value of a figure with its unit; — where there is none. */
export function measuredQuantity(name: ComparedName, value: number | null, digits = 2): Quantity {
  return value === null ? { value: figureTexts.none, unit: '' } : drawnQuantity(name, drawn(name, value), digits)
}
/** The same in one text. */
export function measuredText(name: ComparedName, value: number | null, digits = 2): string {
  const { value: text, unit } = measuredQuantity(name, value, digits)
  return unit === '' ? text : `${text} ${unit}`
}

/** By how much a value has moved, with its sign, in the unit of the figure (of shares in percentage points); null where either is missing. */
export function movedText(name: ComparedName, value: number | null, before: number | null): string | null {
  if (value === null || before === null) return null
  const by = drawn(name, value) - drawn(name, before)
  const { value: text } = drawnQuantity(name, Math.abs(by), 2)
  const size = comparedRow(name).kind === 'time' ? Math.abs(by).toFixed(1) : text
  return `${by < 0 ? '−' : '+'}${size}`
}

/** How an interval lies to the mean: below it, above it, or over it; null without an interval. */
export function sideOfMean({ low, high }: Pick<Measured, 'low' | 'high'>, mean: number | null): 'below' | 'above' | 'over' | null {
  if (low === null || high === null || mean === null) return null
  return high < mean ? 'below' : low > mean ? 'above' : 'over'
}

/** An area as it stands in the comparison; `value` as the figure's. */
export type ComparedRow = { grid: string; figure: Measured; before: number | null; place: number | null }
const MAX_BELOW = 10
const [WORST, SMALL, BEST] = [6, 2, 2]
const [MAX_BESIDE, ENDS] = [5, 2]

/** The worst first; where neither way is good, the highest. What has no value comes last. */
function fromWorst(name: ComparedName) {
  const low = comparedRow(name).better === 'high' ? 1 : -1
  return (a: ComparedRow, b: ComparedRow) => {
    const [x, y] = [a.figure.value, b.figure.value]
    return x === null || y === null ? Number(x === null) - Number(y === null) : low * (x - y) || (a.grid < b.grid ? -1 : 1)
  }
}

/**
 * The rows of a comparison: what stands beside the place, the best first, of many it and two at either end; and what lies below it, the worst first: all of a few, else the six worst,
 * two of small samples (the largest of them) and the two best. Where few have a sound value, as early in a month, small ones take the rows that are left, so that the way down is
 * always there. `left`: how many are not shown.
 */
export function comparedRows(
  areas: readonly ComparedArea[],
  name: ComparedName,
  within: string | null = null,
): { beside: ComparedRow[]; below: ComparedRow[]; left: number } {
  const rows = (group: ComparedArea['group']) =>
    areas
      .filter((area) => area.group === group)
      .map(({ grid, figures, before, places }): ComparedRow => {
        return {
          grid,
          figure: figures[name],
          before: comparedRow(name).ripens === 'always' ? null : (before?.[name] ?? null),
          place: places?.[name] ?? null,
        }
      })
      .sort(fromWorst(name))
  const ordered = rows('beside')
  const known = comparedRow(name).better === null ? ordered : ordered.toReversed()
  // of many beside it the place itself, and those at either end
  const isShown = ({ grid }: ComparedRow, i: number) => grid === within || i < ENDS || i >= known.length - ENDS
  const beside = known.length <= MAX_BESIDE ? known : known.filter(isShown)
  const all = rows('below')
  const leftBeside = known.length - beside.length
  if (all.length <= MAX_BELOW) return { beside, below: all, left: leftBeside }
  const sound = all.filter(({ figure }) => !figure.few)
  const small = all.filter(({ figure }) => figure.few).sort((a, b) => b.figure.denominator - a.figure.denominator)
  const below = [...sound.slice(0, WORST), ...small.slice(0, Math.max(SMALL, MAX_BELOW - sound.length)), ...sound.slice(WORST).slice(-BEST)]
  return { beside, below, left: leftBeside + all.length - below.length }
}

/** 1, 2 or 5 times a power of ten, no less than what is given. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return power * ([1, 2, 5, 10].find((times) => times * power >= least * (1 - 1e-9)) ?? 10)
}

/** The ends of an axis and its ticks, for drawn values: from zero where they count something, else cut, and of shares never beyond 100. */
export function axisOf(name: ComparedName, values: readonly number[]): { from: number; to: number; ticks: number[] } {
  const { kind } = comparedRow(name)
  const cut = kind === 'rate' || kind === 'score'
  const [least, most] = [Math.min(...values), Math.max(...values)]
  if (values.length === 0 || !Number.isFinite(least)) return { from: 0, to: cut ? 100 : 1, ticks: [0, cut ? 100 : 1] }
  const step = niceStep(Math.max((most - (cut ? least : 0)) / 3, cut ? 0.5 : 1e-3))
  const from = cut ? Math.max(0, Math.floor(least / step) * step) : 0
  const end = Math.max(Math.ceil(most / step) * step, from + step)
  const to = cut ? Math.min(100, end) : end
  const digits = Math.max(0, -Math.floor(Math.log10(step)))
  const ticks = Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, i) => Number((from + i * step).toFixed(digits)))
  return { from, to, ticks }
}

/** The four borders between five shades, ascending, in drawn values; null where there is nothing to tell apart. */
export function shadeBorders(name: ComparedName, values: readonly number[]): number[] | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const [low, high] = [at(0.1), at(0.9)]
  const step = niceStep(Math.max((high - low) / 4, comparedRow(name).kind === 'count' ? 0.1 : 0.2))
  let first = (Math.floor(low / step) + 1) * step
  const isShare = comparedRow(name).kind === 'rate'
  while (isShare && first + 3 * step >= 100) first -= step
  if (first <= 0) first = step
  return [0, 1, 2, 3].map((i) => Number((first + i * step).toFixed(6)))
}

/** Which of the five shades a drawn value has, 0 the lightest: dark is what is to be looked at. */
export function shadeOf(name: ComparedName, value: number, borders: readonly number[]): number {
  const reached = borders.filter((border) => value >= border).length
  return comparedRow(name).better === 'high' ? 4 - reached : reached
}
