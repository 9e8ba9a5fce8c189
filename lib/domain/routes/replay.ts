import * as z from 'zod/mini'
import { Within } from '../query-parts'
import { Known, Moment, ReplayDays } from '../replay-answer'
import type { Routes } from '../route'
import { SaneDay, SaneInstant } from '../sane-time'

export const replayRoutes = {
  moment: {
    method: 'GET',
    path: '/api/replay',
    access: 'viewer',
    summary: 'What was known at a moment: figures on the grids of that day, events as they were heard of, alerts that lived',
    description:
      'Known of an event at a moment is what had been received by then, cut at it: a stage, an end or a light after it is not known yet. Rights, types and names are those of now. A person’s replay is in the audit once an hour. With `known=now` the figures alone are as they are known now: on the grids of now, to the whole hour before the moment, without states and lights, of which only what was known then is kept. Departments have none, since they have no area.',
    query: z.object({ at: SaneInstant, within: Within, known: z._default(Known, 'then') }),
    answer: { says: 'the moment', json: { Moment } },
    problems: [403, 404],
  },
  days: {
    method: 'GET',
    path: '/api/replay/days',
    access: 'viewer',
    summary: 'What a time machine is steered by: reported by civil day, alerts, and the hours of one day',
    query: z.object({ day: z.optional(SaneDay), within: Within }),
    answer: { says: 'the days', json: { ReplayDays } },
    problems: [403, 404],
  },
} as const satisfies Routes
