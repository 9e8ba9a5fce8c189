import * as z from 'zod/mini'
import { Against } from '../against'
import { FIGURES_RULE, FigureRuns, MIN_SAMPLE, MIN_USUAL_MONTHS, RUN_MONTHS, USUAL_MONTHS } from '../figure-runs'
import { Within } from '../query-parts'
import type { Route } from '../route'
import { SaneInstant } from '../sane-time'

export const FiguresQuery = z.object({ within: Within, from: z.optional(SaneInstant), to: z.optional(SaneInstant), against: z.optional(Against) })

export const figuresRoute = {
  method: 'GET',
  path: '/api/figures',
  access: 'viewer',
  summary: 'Figures of a period compared: with months before, with another period, and street by street and community by community',
  description: `By the rules ${FIGURES_RULE} and those of \`GET /api/kpis\`, which counts the same. Runs are ${RUN_MONTHS} complete civil months and the running one up to yesterday, each as it is known now (of 挂账 the number at the end of each, as it was known then), with P10 and P90 of the ${USUAL_MONTHS} months before them (null below ${MIN_USUAL_MONTHS}). Intervals hold with 95 %: of shares Wilson's, of counts for every 1,000 households the exact one of a Poisson number, of the median that of its ranks. What rests on fewer than ${MIN_SAMPLE} events is \`few\`. A period that began before all is written is null where that would tell less than there is. Counts of what the viewer does not see one by one are in no other numbers than there.`,
  query: FiguresQuery,
  answer: { says: 'the figures, compared', json: { FigureRuns } },
  problems: [404],
} as const satisfies Route
