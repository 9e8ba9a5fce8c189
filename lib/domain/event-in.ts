import * as z from 'zod/mini'
import { TypeCode, Urgency } from './category'
import { Crs, Instant, textLimits } from './event-parts'
import { GridCode } from './grid'
import { Position } from './position'
import { MAX_STAGES, Stage } from './stages'

const text = (field: keyof typeof textLimits) => z.string().check(z.maxLength(textLimits[field]))

/**
 * One event as it comes in over `POST /api/events` (contract). `position` or `grid` is required. `stages`: what the source tells of its life
 * beside report and end, in ascending order of time (stages.ts). Apart from `event.ts`, so that pages that only show events do without it.
 */
export const EventIn = z.object({
  id: z.uuid(),
  occurredAt: Instant,
  type: TypeCode,
  position: z.optional(Position),
  grid: z.optional(GridCode),
  crs: z.optional(Crs),
  urgency: z.optional(Urgency),
  updatedAt: z.optional(Instant),
  handledAt: z.optional(z.nullable(Instant)),
  title: z.optional(text('title')),
  description: z.optional(text('description')),
  source: z.optional(text('source')),
  reporter: z.optional(text('reporter')),
  householdId: z.optional(text('householdId')),
  externalId: z.optional(text('externalId')),
  stages: z.optional(z.array(Stage).check(z.maxLength(MAX_STAGES))),
})
export type EventIn = z.infer<typeof EventIn>
