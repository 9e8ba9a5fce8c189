import * as z from 'zod/mini'
import { HandOverIn, Roster, RosterIn } from '../roster'
import type { Routes } from '../route'
import { SaneInstant } from '../sane-time'

export const RosterQuery = z.object({ from: z.optional(SaneInstant), to: z.optional(SaneInstant) })

/** The duty roster (值班表), which the ladder of alerts begins and ends with. */
export const rosterRoutes = {
  read: {
    method: 'GET',
    path: '/api/roster',
    access: 'viewer',
    summary: 'Shifts of two weeks from `from` (at most 92 days to `to`), and who is on now; not for screens',
    description:
      'The shift that was taken over last is on until the hand-over to another is signed (`kept`: longer than it was to). Before the first hand-over it goes by the clock.',
    query: RosterQuery,
    answer: { says: 'the roster', json: { Roster } },
    problems: [403],
  },
  change: {
    method: 'PUT',
    path: '/api/roster',
    access: 'viewer',
    summary: 'Plan shifts and replace who is on them: what is not named stays; by administrators and supervisors of the whole county',
    description:
      'All of it or nothing. No two shifts overlap; one that was taken over keeps its times. A shift names people, with their accounts where they have one. 409 where one is not as it was `seen`.',
    body: { json: { RosterIn }, limit: 200_000 },
    answer: { says: 'the roster of two weeks from today', json: { Roster } },
    problems: [409],
  },
  handOver: {
    method: 'POST',
    path: '/api/roster/handover',
    access: 'viewer',
    summary: 'Sign a hand-over: the shift is on from now; `shift` null, where none is planned: whoever signs is',
    description:
      'By whoever acknowledges alerts of the whole county, from an hour before the shift begins. `note` is what the shift before leaves to say. The same requestId is one hand-over.',
    body: { json: { HandOverIn } },
    answer: { says: 'the roster of two weeks from today', json: { Roster } },
    problems: [409],
  },
} as const satisfies Routes
