import * as z from 'zod/mini'
import { DUTY_SORTS, DutyActIn, DutyItemDetail, DutyItems, DutyState } from '../duty-item'
import { PeriodKey } from '../duty-period'
import { Light } from '../life'
import { orderBy } from '../list-order'
import { list, Within, whole } from '../query-parts'
import type { Routes } from '../route'

const One = z.object({ id: z.uuid() })

/**
 * `mine`: in which the asker goes, or, of whoever acts for the grids of their area, those of it. `q`: words that are all in the name of a grid that it is in, or of
 * its unit. `order`: the name of a column, with a hyphen in front where it descends, as `-since`: the longest not done first.
 */
export const DutyItemsQuery = z.object({
  within: Within,
  template: z.optional(z.uuid()),
  period: z.optional(PeriodKey),
  state: list(DutyState),
  light: list(Light),
  found: z.optional(z.enum(['any', 'solved', 'event'])),
  mine: z.optional(z.literal('true')),
  q: z.optional(z.string().check(z.trim(), z.maxLength(100))),
  order: z._default(orderBy(DUTY_SORTS), 'due'),
  limit: z._default(whole(1, 1_000), 200),
  cursor: z.optional(z.string().check(z.maxLength(500))),
})

/** Items of duties (职责), apart from the templates, so that phones are sent no more than they need. */
export const dutyItemRoutes = {
  items: {
    method: 'GET',
    path: '/api/duties/items',
    access: 'viewer',
    summary: 'Items of duties in the scope: a subject and a period each, with state, light and which places of the crew are filled',
    description:
      'An item whose period has passed without its being done is `missed`, also where nobody has said why. Names and what was written are told of one item, to whoever works with it: in the list whoever holds a post is called by the post and its grid.',
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
} as const satisfies Routes
