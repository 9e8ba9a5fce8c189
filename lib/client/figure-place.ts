import * as z from 'zod/mini'
import { Against } from '@/lib/domain/against'
import { Tree } from '@/lib/domain/binding'
import { civilDate, DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { ComparedName } from '@/lib/domain/figure-runs'
import { PeriodName, periodFrom } from './figures'

/** A period by its name, or any by its first and last civil day. */
export const PeriodChoice = z.enum([...PeriodName.options, 'custom'])
export type PeriodChoice = z.infer<typeof PeriodChoice>
export const FigureView = z.enum(['chart', 'table'])
export type FigureView = z.infer<typeof FigureView>
const Day = z.string().check(
  z.regex(/^\d{4}-\d{2}-\d{2}$/),
  z.refine((day) => !Number.isNaN(Date.parse(`${day}T00:00:00+08:00`))),
)

/**
 * What the address of a page of figures says. `from`, `to`: the civil days of a period of one's own; `figure`: the chosen one, null: none yet, which on a phone
 * means that all are shown; `open`: its months are shown large.
 */
export type FigurePlace = {
  tree: Tree
  within: string | null
  period: PeriodChoice
  from: string | null
  to: string | null
  against: Against | null
  figure: ComparedName | null
  view: FigureView
  open: boolean
}
export const FIGURES_START: FigurePlace = {
  ...{ tree: 'grids', within: null, period: 'month', from: null, to: null, against: null, figure: null, view: 'chart', open: false },
}
/** Chosen where the address names none. */
export const FIRST_FIGURE: ComparedName = 'handedInTimeRate'

const Address = z.object({
  tree: z.catch(z.optional(Tree), undefined),
  within: z.catch(z.optional(z.string().check(z.minLength(1), z.maxLength(64))), undefined),
  period: z.catch(z.optional(PeriodChoice), undefined),
  from: z.catch(z.optional(Day), undefined),
  to: z.catch(z.optional(Day), undefined),
  against: z.catch(z.optional(Against), undefined),
  fig: z.catch(z.optional(ComparedName), undefined),
  view: z.catch(z.optional(FigureView), undefined),
  open: z.catch(z.optional(z.string()), undefined),
})

export function readFigurePlace(search: string): FigurePlace {
  const { tree, within, period, from, to, against, fig, view, open } = Address.parse(Object.fromEntries(new URLSearchParams(search)))
  const own = period === 'custom' && from !== undefined && to !== undefined && from <= to
  return {
    tree: tree ?? FIGURES_START.tree,
    within: within ?? null,
    period: period === undefined || (period === 'custom' && !own) ? FIGURES_START.period : period,
    from: own ? from : null,
    to: own ? to : null,
    against: against ?? null,
    figure: fig ?? null,
    view: view ?? FIGURES_START.view,
    open: open === '1' && fig !== undefined,
  }
}

export function writeFigurePlace({ tree, within, period, from, to, against, figure, view, open }: FigurePlace): string {
  const said: [string, string | null][] = [
    ['tree', tree === FIGURES_START.tree ? null : tree],
    ['period', period],
    ['from', period === 'custom' ? from : null],
    ['to', period === 'custom' ? to : null],
    ['against', against],
    ['within', within],
    ['fig', figure],
    ['view', view === FIGURES_START.view ? null : view],
    ['open', open && figure !== null ? '1' : null],
  ]
  return `?${new URLSearchParams(said.flatMap(([name, value]) => (value === null ? [] : [[name, value]])))}`
}

/**
 * From when to when a period is, RFC 3339; null is unbounded. One that runs ends with the running hour, so that what is due later is not counted as missed
 * already, and an address of it says the same tomorrow.
 */
export function periodBounds(
  { period, from, to }: Pick<FigurePlace, 'period' | 'from' | 'to'>,
  now: number,
): { from: string | null; to: string | null } {
  const at = (ms: number) => new Date(ms).toISOString()
  const hour = Math.floor(now / HOUR_MS + 1) * HOUR_MS
  if (period === 'all') return { from: null, to: null }
  if (period !== 'custom') return { from: periodFrom(period, now), to: at(hour) }
  const start = (day: string) => Date.parse(`${day}T00:00:00+08:00`)
  return { from: from === null ? null : at(start(from)), to: to === null ? at(hour) : at(Math.min(start(to) + DAY_MS, hour)) }
}

/** The days to begin with when somebody wants a period of their own: those of the month before. */
export function ownDays(now: number): { from: string; to: string } {
  const lastDay = startOfDay(Date.parse(`${civilDate(now).slice(0, 7)}-01T00:00:00+08:00`)) - DAY_MS
  return { from: `${civilDate(lastDay).slice(0, 7)}-01`, to: civilDate(lastDay) }
}
