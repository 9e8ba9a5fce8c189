import * as z from 'zod/mini'
import {
  DutyActIn,
  DutyIn,
  DutyItemDetail,
  DutyItems,
  DutyOverview,
  DutyPlan,
  DutyState,
  DutyTemplate,
  DutyTemplates,
  PlanAccepted,
  PlanAcceptIn,
  PlanIn,
} from '../duty'
import { PeriodKey } from '../duty-period'
import { Light } from '../life'
import { list, Within, whole } from '../query-parts'
import type { Routes } from '../route'

const One = z.object({ id: z.uuid() })
const Period = z.optional(PeriodKey)

/** `mine`: in which the asker goes, or, of whoever acts for the grids of their area, those of it. `order`: by the day they are due, or the longest not done first. */
export const DutyItemsQuery = z.object({
  within: Within,
  template: z.optional(z.uuid()),
  period: Period,
  state: list(DutyState),
  light: list(Light),
  found: z.optional(z.enum(['any', 'solved', 'event'])),
  mine: z.optional(z.literal('true')),
  order: z._default(z.enum(['due', 'longest']), 'due'),
  limit: z._default(whole(1, 1_000), 200),
  cursor: z.optional(z.string().check(z.maxLength(100))),
})

/** Duties (职责): what has to be done again and again, by whom, and whether it was. */
export const dutyRoutes = {
  list: {
    method: 'GET',
    path: '/api/duties',
    access: 'viewer',
    summary: 'Templates of duties: those that ship, which begin when somebody says so, and those that were made here',
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
  items: {
    method: 'GET',
    path: '/api/duties/items',
    access: 'viewer',
    summary: 'Items of duties in the scope: a subject and a period each, with state, light and which places of the crew are filled',
    description:
      'An item whose period has passed without its being done is `missed`, also where nobody has said why. Names and what was written are told of one item, to whoever works with it.',
    query: DutyItemsQuery,
    answer: { says: 'the items, by the page', json: { DutyItems } },
    problems: [403, 404],
  },
  item: {
    method: 'GET',
    path: '/api/duties/items/{id}',
    access: 'viewer',
    summary: 'One item: its form, who goes (masked), what was found and what became of it; names that are told are audited',
    params: One,
    answer: { says: 'the item', json: { DutyItemDetail } },
    problems: [403, 404],
  },
  act: {
    method: 'POST',
    path: '/api/duties/items/{id}/transitions',
    access: 'viewer',
    summary: 'Assign, reassign, do, find, miss (say why) or excuse; the same `requestId` again is harmless, whenever it comes',
    description:
      '`find` may come at any revision: what is not solved on the spot becomes an event, whose id is that of the request, in one transaction with the finding. 409 with `item` as it stands by then.',
    params: One,
    body: { json: { DutyActIn }, limit: 40_000 },
    answer: { says: 'the item', json: { DutyItemDetail } },
    problems: [403, 404, 409],
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
