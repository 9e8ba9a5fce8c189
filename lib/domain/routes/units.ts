import * as z from 'zod/mini'
import { orderBy } from '../list-order'
import { list, Within, whole } from '../query-parts'
import type { Routes } from '../route'
import { MemberIn, REGISTERED_SORTS, RegisteredAs, RegisteredPeople, UNIT_SORTS, UnitDetail, UnitIn, UnitKind, Units, UnitsOverview } from '../unit'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the unit')) })
const limit = z._default(whole(1, 200), 50)

/** `q`: a part of the name; `parent`: right below this one. */
export const UnitsQuery = z.object({
  within: Within,
  kind: list(UnitKind),
  parent: z.optional(z.uuid()),
  q: z.optional(z.string().check(z.maxLength(50))),
  order: z._default(orderBy(UNIT_SORTS), 'kind'),
  limit,
  cursor: z.optional(z.string().check(z.maxLength(1_500))),
})
export const RegisteredQuery = z.object({
  within: Within,
  as: z.optional(RegisteredAs),
  order: z._default(orderBy(REGISTERED_SORTS), '-from'),
  limit,
  cursor: z.optional(z.string().check(z.maxLength(1_000))),
})

/** Units (组织): the trees of organisations on the grids, and who is in them. */
export const unitRoutes = {
  list: {
    method: 'GET',
    path: '/api/units',
    access: 'viewer',
    summary: 'Units (组织) that are linked with grids of the scope, searched by name and sorted; none for a place outside it',
    query: UnitsQuery,
    answer: { says: 'a page', json: { Units } },
    problems: [403],
  },
  overview: {
    method: 'GET',
    path: '/api/units/overview',
    access: 'viewer',
    summary:
      'The trees of units as a picture with figures, and the blank spots of the two coverages (两个覆盖) with who could take them on; no personal data',
    query: z.object({ within: Within }),
    answer: { says: 'the picture', json: { UnitsOverview } },
    problems: [403, 404],
  },
  registered: {
    method: 'GET',
    path: '/api/units/registered',
    access: 'viewer',
    summary: 'Who reported to units of the scope (报到), the last ones first or sorted by a column, masked; every call is audited',
    query: RegisteredQuery,
    answer: { says: 'a page', json: { RegisteredPeople } },
    problems: [403],
  },
  one: {
    method: 'GET',
    path: '/api/units/{id}',
    access: 'viewer',
    summary: 'One unit with its links, and for whoever reads personal data its people, masked; that is audited',
    params: One,
    answer: { says: 'the unit', json: { UnitDetail } },
    problems: [403, 404],
  },
  save: {
    method: 'POST',
    path: '/api/units',
    access: 'viewer',
    summary: 'Make a unit, or, with its `id` and `expectedRevision`, change it; the same `requestId` is done once',
    body: { json: { UnitIn }, limit: 200_000 },
    answer: { says: 'the unit', json: { UnitDetail } },
    problems: [403, 404, 409],
  },
  member: {
    method: 'POST',
    path: '/api/units/{id}/members',
    access: 'viewer',
    summary: 'Record that somebody joins a unit, reports to it (报到) or leaves it, with the day; the same `requestId` is done once',
    params: One,
    body: { json: { MemberIn } },
    answer: { says: 'the unit', json: { UnitDetail } },
    problems: [403, 404, 409],
  },
} as const satisfies Routes
