import * as z from 'zod/mini'
import { Tree } from '../binding'
import { KPI_RULE, Kpis } from '../figures'
import { KPI_RULES } from '../kpi'
import { Within } from '../query-parts'
import type { Route } from '../route'
import { SaneInstant } from '../sane-time'

/** `within`: a grid, or a node of the service tree when that is the tree. */
export const KpisQuery = z.object({ within: Within, tree: z.optional(Tree), from: z.optional(SaneInstant), to: z.optional(SaneInstant) })

const kpiRules = Object.entries(KPI_RULES)
  .map(([name, { label, formula }]) => `${name} ${label}: ${formula}.`)
  .join(' ')

export const kpisRoute = {
  method: 'GET',
  path: '/api/kpis',
  access: 'viewer',
  summary: 'Figures of a period with numerators and denominators, in all and per child grid or node, and the funnel of now',
  description: `By the rules ${KPI_RULE}. Figures of the life cycle are counted by the whole civil days that the period touches (\`days\`). With \`tree=service\`, \`within\` is a node of the service tree: its events are those of the grids that it lies in; a grid linked with several nodes counts in each, and once above them, and only what the viewer sees one by one counts. ${kpiRules}`,
  query: KpisQuery,
  answer: { says: 'the figures', json: { Kpis } },
  problems: [404],
} as const satisfies Route
