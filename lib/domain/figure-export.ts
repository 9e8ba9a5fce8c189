import { HOUR_MS } from './clock'
import type { ExportColumn } from './event-export'
import type { ExportCell } from './export'
import { COMPARED_NAMES, type ComparedName, comparedRow, type FigureRuns, type Measured } from './figure-runs'
import { COUNT_FIGURES, RATE_FIGURES } from './figure-terms'
import type { Words } from './language'

/** A line of an export of figures: a figure of a place, of the period or of a month. `grid`: null is all that one sees; `own`: the place that is looked at, and none that it is compared with. */
export type FigureLine = { grid: string | null; name: ComparedName; span: string; measured: Measured; own: boolean }

/** Figures that are neither a share nor a count of events. */
const OWN_LABELS = { score: { zh: '综合评价', en: 'Overall score' }, suspended: { zh: '挂账', en: 'Suspended' } } as const satisfies Partial<
  Record<ComparedName, Words>
>
const ALL: Words = { zh: '全部范围', en: 'Everywhere' }
const UNITS: Readonly<Record<ReturnType<typeof comparedRow>['kind'], Words>> = {
  rate: { zh: '%', en: '%' },
  score: { zh: '分', en: 'points' },
  time: { zh: '小时（中位）', en: 'hours (median)' },
  count: { zh: '件/千户', en: 'per 1,000 households' },
}
const FEW: Words = { zh: '样本少', en: 'small sample' }

function labelOf(name: ComparedName): Words {
  if (name === 'score' || name === 'suspended') return OWN_LABELS[name]
  return name === 'handlingTime' || name === 'reported' ? COUNT_FIGURES[name].label : RATE_FIGURES[name].label
}

/** A value in the unit of its figure; in a comparison none of a small sample, as on the page. */
function inUnit({ name, measured, own }: FigureLine, value: number | null | undefined): ExportCell {
  if (value === null || value === undefined || (measured.few && !own)) return null
  const { kind } = comparedRow(name)
  return Number((kind === 'time' ? value / HOUR_MS : kind === 'count' ? value : 100 * value).toFixed(2))
}
const said = (language: string, words: Words): string => (language === 'en' ? words.en : words.zh)

/** The columns of an export of figures; none is personal. */
export const FIGURE_COLUMNS: readonly ExportColumn<FigureLine>[] = [
  { label: { zh: '地方', en: 'Place' }, width: 32, of: ({ grid }, { language, place }) => (grid === null ? said(language, ALL) : place(grid)) },
  { label: { zh: '网格编码', en: 'Grid' }, width: 20, of: ({ grid }) => grid },
  { label: { zh: '时段', en: 'Period' }, width: 24, of: ({ span }) => span },
  { label: { zh: '指标', en: 'Figure' }, width: 22, of: ({ name }, { language }) => said(language, labelOf(name)) },
  { label: { zh: '数值', en: 'Value' }, width: 10, of: (line) => inUnit(line, line.measured.value) },
  { label: { zh: '单位', en: 'Unit' }, width: 14, of: ({ name }, { language }) => said(language, UNITS[comparedRow(name).kind]) },
  { label: { zh: '分子', en: 'Numerator' }, width: 10, of: ({ measured }) => measured.numerator },
  { label: { zh: '分母', en: 'Denominator' }, width: 10, of: ({ measured }) => measured.denominator },
  { label: { zh: '95% 区间下限', en: '95 % from' }, width: 13, of: (line) => inUnit(line, line.measured.low) },
  { label: { zh: '95% 区间上限', en: '95 % to' }, width: 13, of: (line) => inUnit(line, line.measured.high) },
  { label: { zh: 'P90', en: 'P90' }, width: 10, of: (line) => inUnit(line, line.measured.p90) },
  { label: { zh: '说明', en: 'Note' }, width: 10, of: ({ measured }, { language }) => (measured.few ? said(language, FEW) : null) },
]

/** The figures of a page as lines: of the place itself, of each area that is compared, and month by month. */
export function figureLines({ within, days, total, areas, months, runs }: FigureRuns): FigureLine[] {
  const span = [days.from, days.to].map((day) => day ?? '…').join(' – ')
  const of = (grid: string | null, figures: FigureRuns['total'], own = false) =>
    COMPARED_NAMES.map((name): FigureLine => ({ grid, name, span, measured: figures[name], own }))
  const monthly = COMPARED_NAMES.flatMap((name) =>
    months.flatMap((month, i): FigureLine[] => {
      const run = runs[name]
      const value = run?.values[i] ?? null
      const numerator = run?.numerators[i] ?? null
      if (!run || (value === null && numerator === null)) return []
      const measured = { value, low: null, high: null, numerator, denominator: run.denominators[i] ?? 0, few: false, p90: run.p90?.[i] }
      return [{ grid: within, name, span: month, measured, own: true }]
    }),
  )
  return [...of(within, total, true), ...areas.filter(({ grid }) => grid !== within).flatMap(({ grid, figures }) => of(grid, figures)), ...monthly]
}
