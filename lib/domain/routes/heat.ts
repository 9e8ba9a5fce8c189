import * as z from 'zod/mini'
import { TypeCode } from '../category'
import { ColumnHeader } from '../columns'
import { HeatWindow } from '../heat'
import { HeatHeader } from '../heat-answer'
import { list, Within } from '../query-parts'
import type { Route } from '../route'
import { SaneInstant } from '../sane-time'

export const HeatQuery = z.object({
  within: Within,
  type: list(TypeCode),
  window: z._default(HeatWindow, '24h'),
  at: z.optional(SaneInstant),
  /** with `at`: as the events are known now, or as they were known then (up to 30 d) */
  known: z.optional(z.enum(['now', 'then'])),
  form: z._default(z.enum(['field', 'cells']), 'field'),
})

export const heatRoute = {
  method: 'GET',
  path: '/api/heat',
  access: 'viewer',
  summary: 'A density field in events/km², or with form=cells the counts it is made of',
  query: HeatQuery,
  answer: {
    says: 'binary, with the header',
    bytes: 'application/octet-stream',
    header: { HeatHeader: z.extend(HeatHeader, { columns: z.array(ColumnHeader) }) },
  },
  problems: [404],
} as const satisfies Route
