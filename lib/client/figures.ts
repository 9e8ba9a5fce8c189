import * as z from 'zod/mini'
import { civilDate, DAY_MS, startOfDay } from '@/lib/domain/clock'
import { FigureName, figureOf } from '@/lib/domain/figure-terms'
import { said } from './language'
import { figureTexts } from './messages/figures'

/** What a list stands behind: a figure of a period, of a node of the service tree where one is named (`*`: any). Bounds are RFC 3339; null is unbounded. */
export type Behind = { figure: FigureName; from: string | null; to: string | null; service: string | null }

const Instant = z.iso.datetime({ offset: true })
const Address = z.object({
  figure: z.catch(z.optional(FigureName), undefined),
  from: z.catch(z.optional(Instant), undefined),
  to: z.catch(z.optional(Instant), undefined),
  service: z.catch(z.optional(z.string().check(z.regex(/^(\*|[\w-]{1,40})$/))), undefined),
})

/** What an address says of it; null where it names no figure. */
export function readBehind(search: string): Behind | null {
  const { figure, from = null, to = null, service = null } = Address.parse(Object.fromEntries(new URLSearchParams(search)))
  return figure ? { figure, from, to, service } : null
}

/** Writes it into the parameters of an address, or of `GET /api/events`; null takes it out. */
export function setBehind(params: URLSearchParams, behind: Behind | null): void {
  for (const name of ['figure', 'from', 'to', 'service'] as const) {
    const value = behind?.[name] ?? null
    if (value === null) params.delete(name)
    else params.set(name, value)
  }
}

/** The address of the list behind a figure, of a grid where one is named. */
export function figureAddress(behind: Behind, grid: string | null): string {
  const params = new URLSearchParams()
  setBehind(params, behind)
  if (grid !== null) params.set('grid', grid)
  return `/desk?${params}`
}

export const PeriodName = z.enum(['day', 'month', 'days', 'year', 'all'])
export type PeriodName = z.infer<typeof PeriodName>

/** Where a period begins that ends now: an instant, so that an address says the same tomorrow; null for all. */
export function periodFrom(period: PeriodName, now: number): string | null {
  const at = (ms: number) => new Date(ms).toISOString()
  const [year = '', month = ''] = civilDate(now).split('-')
  switch (period) {
    case 'day':
      return at(startOfDay(now))
    case 'days':
      return at(startOfDay(now) - 29 * DAY_MS)
    case 'month':
      return at(Date.parse(`${year}-${month}-01T00:00:00+08:00`))
    case 'year':
      return at(Date.parse(`${year}-01-01T00:00:00+08:00`))
    case 'all':
      return null
  }
}

/** What a list behind a figure is called: 按期处置率 · 应处置. */
export function behindTitle({ figure }: Pick<Behind, 'figure'>): string {
  const { label, count } = figureOf(figure)
  return figureTexts.behind.title(said(label), said(count))
}

/** Its period in words, by the days of the county; null where it has no bounds. */
export function behindPeriod({ from, to }: Pick<Behind, 'from' | 'to'>): string | null {
  if (from === null && to === null) return null
  const { behind } = figureTexts
  const day = (text: string | null, none: string) => (text === null ? none : civilDate(Date.parse(text)))
  return behind.period(day(from, behind.start), day(to, behind.now))
}
