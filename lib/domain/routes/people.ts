import * as z from 'zod/mini'
import { Coverage } from '../binding'
import { Departments, HouseholdRow, Households, People, PersonRow, RevealIn } from '../people'
import { CoverageQuery, DepartmentsQuery, HouseholdsQuery, PeopleQuery } from '../people-queries'
import type { Routes } from '../route'

const One = z.object({ id: z.string().check(z.describe('uuid')) })
const ONCE_OPENED = 'For a person who signed in, with a code of their second factor; lasts five minutes, and is audited'

/** People, households, who looks after whom, and whom an event can be given to. */
export const peopleRoutes = {
  coverage: {
    method: 'GET',
    path: '/api/people/coverage',
    access: 'viewer',
    summary: 'Which households are bound to a member, and the posts that nobody holds, along the grids or the service tree; figures only',
    description:
      'Grids and nodes with fewer than 3 households show no figure (null). A grid that lies in two nodes of the service tree counts in both, and once above them.',
    query: CoverageQuery,
    answer: { says: 'the coverage', json: { Coverage } },
    problems: [404],
  },
  people: {
    method: 'GET',
    path: '/api/people',
    access: 'viewer',
    summary: 'Members and chiefs of the grids, masked; every call is audited; none for a place outside the scope',
    query: PeopleQuery,
    answer: { says: 'a page', json: { People } },
    problems: [403],
  },
  person: {
    method: 'GET',
    path: '/api/people/{id}',
    access: 'viewer',
    summary: 'One member or chief, masked but for what the asker opened in the last five minutes',
    params: One,
    answer: { says: 'the person', json: { PersonRow } },
    problems: [403, 404],
  },
  revealPerson: {
    method: 'POST',
    path: '/api/people/{id}/reveal',
    access: 'viewer',
    summary: `Open personal data of a member or chief: name, phone, idNumber. ${ONCE_OPENED}`,
    params: One,
    body: { json: { RevealIn } },
    answer: { says: 'with the fields in clear, until then', json: { PersonRow } },
    problems: [404],
  },
  households: {
    method: 'GET',
    path: '/api/households',
    access: 'viewer',
    summary: 'Households, masked, their address to the building; every call is audited; none for a place outside the scope',
    query: HouseholdsQuery,
    answer: { says: 'a page', json: { Households } },
    problems: [403],
  },
  household: {
    method: 'GET',
    path: '/api/households/{id}',
    access: 'viewer',
    summary: 'One household, masked but for what the asker opened in the last five minutes',
    params: One,
    answer: { says: 'the household', json: { HouseholdRow } },
    problems: [403, 404],
  },
  revealHousehold: {
    method: 'POST',
    path: '/api/households/{id}/reveal',
    access: 'viewer',
    summary: `Open personal data of a household: name, phone, idNumber, address. ${ONCE_OPENED}`,
    params: One,
    body: { json: { RevealIn } },
    answer: { says: 'with the fields in clear, until then', json: { HouseholdRow } },
    problems: [404],
  },
  departments: {
    method: 'GET',
    path: '/api/departments',
    access: 'viewer',
    summary: 'Whom an event can be given to: departments, teams, and the members of the grids (masked)',
    query: DepartmentsQuery,
    answer: { says: 'departments, teams and members', json: { Departments } },
  },
} as const satisfies Routes
