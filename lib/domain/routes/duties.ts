import * as z from 'zod/mini'
import { DutyIn, DutyOverview, DutyTemplate, DutyTemplates } from '../duty'
import { PeriodKey } from '../duty-period'
import { DutyPlan, PlanAccepted, PlanAcceptIn, PlanIn } from '../duty-plan'
import { Within } from '../query-parts'
import type { Routes } from '../route'

const One = z.object({ id: z.uuid() })
const Period = z.optional(PeriodKey)

/** Duties (职责): what has to be done again and again, by whom, and whether it was. */
export const dutyRoutes = {
  list: {
    method: 'GET',
    path: '/api/duties',
    access: 'viewer',
    summary:
      'Templates of duties: those that ship, which begin when somebody says so, and those that were made for grids of the scope or for all around it',
    answer: { says: 'the templates', json: { DutyTemplates } },
    problems: [403],
  },
  make: {
    method: 'POST',
    path: '/api/duties',
    access: 'viewer',
    summary: 'Make a template; the same `requestId`, which becomes its id, again is harmless',
    body: { json: { DutyIn }, limit: 60_000 },
    answer: { says: 'the template', status: 201, json: { DutyTemplate } },
    problems: [403, 409],
  },
  plan: {
    method: 'POST',
    path: '/api/duties/plan',
    access: 'viewer',
    summary: 'Propose crews for items of a period that lack somebody, each person with the reasons; nothing is changed',
    description:
      'Who holds the post or is in the unit, has been there, had little to do in the last 14 days, is near (a straight line) and was not there the last time. The names are masked and audited.',
    body: { json: { PlanIn } },
    answer: { says: 'the crews; `more`: items beyond the 500 that are planned at once', json: { DutyPlan } },
    problems: [403, 404],
  },
  accept: {
    method: 'POST',
    path: '/api/duties/plan/accept',
    access: 'viewer',
    summary: 'Assign many items at once, as proposed or otherwise; each by itself, and what was refused is told',
    body: { json: { PlanAcceptIn }, limit: 500_000 },
    answer: { says: 'how many were assigned', json: { PlanAccepted } },
    problems: [403],
  },
  read: {
    method: 'GET',
    path: '/api/duties/{id}',
    access: 'viewer',
    summary:
      'A duty in a period (unless said, the present one) and an area: figures, each with its list in /api/duties/items, and the periods before',
    params: One,
    query: z.object({ within: Within, period: Period }),
    answer: { says: 'the figures', json: { DutyOverview } },
    problems: [403, 404],
  },
  save: {
    method: 'PUT',
    path: '/api/duties/{id}',
    access: 'viewer',
    summary: 'Change a template from the next period that is made; 409 with `revision` where somebody has changed it meanwhile',
    params: One,
    body: { json: { DutyIn }, limit: 60_000 },
    answer: { says: 'the template', json: { DutyTemplate } },
    problems: [403, 404, 409],
  },
} as const satisfies Routes
