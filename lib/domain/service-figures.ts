import * as z from 'zod/mini'
import type { Viewer } from './access'
import { Share } from './share'

/** What the visits are called, in each language. */
const named = { name: z.string(), nameEn: z.string() }

/**
 * Figures of the residents' half in an area, numbers only, so that a screen may be told them: the visits of this month (微走访; null: they have not begun), the
 * orders (服务单) of this month beside those that are open now, and the units (组织) with the small grids that they cover.
 */
export const ServiceFigures = z.object({
  asOf: z.string(),
  visits: z.nullable(
    z.object({
      ...named,
      done: Share,
      assigned: z.int(),
      overdue: z.int(),
      found: z.int(),
      events: z.int(),
      /** the month before, at as much of it as has passed of this one */
      before: z.nullable(Share),
    }),
  ),
  orders: z.object({ waiting: z.int(), offered: z.int(), serving: z.int(), rating: z.int(), response: Share, completion: Share }),
  units: z.object({ units: z.int(), members: z.int(), registered: z.int(), grids: Share }),
})
export type ServiceFigures = z.infer<typeof ServiceFigures>

/** The same as they stood at a moment of the past: visits by when they were made (null: they had not begun), orders by what had been done with each. */
export const ServicesThen = z.object({
  at: z.string(),
  visits: z.nullable(z.object({ ...named, done: Share, overdue: z.int(), found: z.int() })),
  orders: z.object({ waiting: z.int(), offered: z.int(), serving: z.int(), rating: z.int(), came: z.int(), served: z.int() }),
})
export type ServicesThen = z.infer<typeof ServicesThen>

/** May this viewer be told these figures? They are of grids, and not of what a department was given. */
export const mayReadServiceFigures = ({ scope }: Viewer): boolean => scope.kind === 'grids'
