import * as z from 'zod/mini'
import { Within } from '../query-parts'
import { BoundPhones, InviteIn, MadeInvitation, ResidentCounts } from '../resident'
import type { Routes } from '../route'

const Household = z.object({ id: z.string().check(z.describe('uuid of the household')) })
const One = z.object({ id: z.uuid().check(z.describe('uuid of the resident')) })
const OneInvitation = z.object({ id: z.string().check(z.describe('uuid of the household')), invitation: z.uuid() })
const OneMember = z.object({ id: z.uuid().check(z.describe('uuid of the unit')), person: z.uuid().check(z.describe('uuid of the person')) })

/** Residents and their invitations, for those who work with the households and the units of an area. */
export const residentRoutes = {
  counts: {
    method: 'GET',
    path: '/api/residents',
    access: 'viewer',
    summary: 'How many households of an area have a phone bound, of all that are there; the list is `GET /api/households?residents=true`',
    query: z.object({ within: Within }),
    answer: { says: 'the counts', json: { ResidentCounts } },
    problems: [403],
  },
  ofHousehold: {
    method: 'GET',
    path: '/api/households/{id}/residents',
    access: 'viewer',
    summary: 'Who of a household has a phone bound, and which invitations of it hold; audited',
    params: Household,
    answer: { says: 'residents and invitations', json: { BoundPhones } },
    problems: [403, 404],
  },
  invite: {
    method: 'POST',
    path: '/api/households/{id}/invitations',
    access: 'viewer',
    summary: 'Invite a household, or anew a resident of it who lost the phone or the PIN, by a code that holds once and for seven days',
    description: 'The code is told in this answer and never again: only a hash is kept. 409 while residents are switched off.',
    params: Household,
    body: { json: { InviteIn } },
    answer: { says: 'the code', status: 201, json: { MadeInvitation } },
    problems: [403, 404, 409],
  },
  withdraw: {
    method: 'DELETE',
    path: '/api/households/{id}/invitations/{invitation}',
    access: 'viewer',
    summary: 'Withdraw an invitation that nobody has used',
    params: OneInvitation,
    answer: { says: 'residents and invitations', json: { BoundPhones } },
    problems: [403, 404],
  },
  ofMember: {
    method: 'GET',
    path: '/api/units/{id}/people/{person}/residents',
    access: 'viewer',
    summary: 'Has somebody who is in a unit, or was, a phone bound, and which invitation of them holds? For whoever changes the unit; audited',
    params: OneMember,
    answer: { says: 'the resident, where there is one, and the invitation', json: { BoundPhones } },
    problems: [403, 404],
  },
  inviteMember: {
    method: 'POST',
    path: '/api/units/{id}/people/{person}/invitations',
    access: 'viewer',
    summary: 'Invite somebody who is in a unit, or anew where they have a phone bound, by a code that holds once and for seven days',
    description:
      'The code is told in this answer and never again: only a hash is kept. 409 while residents are switched off, and for whoever has left the unit. For whoever has a phone bound or had one, which they lose, or has an order in hand, which the phone shows, it needs a code of the last five minutes (403 `step_up_needed`, `second_factor_missing`), which a token cannot give. Whoever invites somebody gives them no order for a day.',
    params: OneMember,
    answer: { says: 'the code', status: 201, json: { MadeInvitation } },
    problems: [403, 404, 409],
  },
  withdrawMember: {
    method: 'DELETE',
    path: '/api/units/{id}/people/{person}/invitations/{invitation}',
    access: 'viewer',
    summary: 'Withdraw an invitation of somebody in a unit that nobody has used',
    params: z.extend(OneMember, { invitation: z.uuid() }),
    answer: { says: 'the resident, where there is one, and the invitation', json: { BoundPhones } },
    problems: [403, 404],
  },
  revoke: {
    method: 'DELETE',
    path: '/api/residents/{id}',
    access: 'viewer',
    summary: 'End the binding of a resident: their phone is nobody’s, and they are signed out within 5 s; what they reported stays',
    params: One,
    answer: { says: 'ended' },
    problems: [403, 404],
  },
} as const satisfies Routes
