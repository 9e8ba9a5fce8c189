import * as z from 'zod/mini'
import { HeatWindow } from '@/lib/domain/heat'

const Theme = z.enum(['dark', 'light'])
const Measure = z.enum(['heat', 'choropleth'])
const Level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])

/** What is looked at, and how: chosen by hand, or by the address of a screen that nobody touches. */
export type ViewState = {
  /** as the page was opened */
  theme: z.infer<typeof Theme>
  measure: z.infer<typeof Measure>
  window: HeatWindow
  /** null: by zoom */
  level: z.infer<typeof Level> | null
  /** class codes that are shown; empty: all */
  classes: ReadonlySet<string>
  /** code of the chosen grid */
  selected: string | null
}

const Query = z.object({
  theme: z.catch(z.optional(Theme), undefined),
  measure: z.catch(z.optional(Measure), undefined),
  window: z.catch(z.optional(HeatWindow), undefined),
  level: z.catch(z.optional(z.pipe(z.transform(Number), Level)), undefined),
  classes: z.catch(z.optional(z.string().check(z.maxLength(200))), undefined),
  grid: z.catch(z.optional(z.string().check(z.regex(/^\d{1,24}$/))), undefined),
})

/** The view that an address asks for; what it cannot mean is left at its default. */
export function readView(search: string): ViewState {
  const { theme, measure, window, level, classes, grid } = Query.parse(
    Object.fromEntries([...new URLSearchParams(search)].filter(([, v]) => v !== '')),
  )
  return {
    theme: theme ?? 'dark',
    measure: measure ?? 'heat',
    window: window ?? '24h',
    level: level ?? null,
    classes: new Set((classes ?? '').split(',').filter((c) => c !== '')),
    selected: grid ?? null,
  }
}

/** The address of a view; parameters that are not ours stay. */
export function writeView(view: ViewState, search: string): string {
  const params = new URLSearchParams(search)
  const set = (name: string, value: string | null) => (value === null ? params.delete(name) : params.set(name, value))
  set('measure', view.measure === 'heat' ? null : view.measure)
  set('window', view.window === '24h' ? null : view.window)
  set('level', view.level === null ? null : String(view.level))
  set('classes', view.classes.size ? [...view.classes].sort().join(',') : null)
  set('grid', view.selected)
  const text = params.toString()
  return text ? `?${text}` : ''
}

/** The next choice when a class is switched: the first switch shows only it, the last one switched off shows all again. */
export function toggleClass(classes: ReadonlySet<string>, code: string, all: readonly string[]): Set<string> {
  const next = new Set(classes)
  if (next.has(code)) next.delete(code)
  else next.add(code)
  return next.size === all.length ? new Set() : next
}
