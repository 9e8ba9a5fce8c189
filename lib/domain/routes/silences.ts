import * as z from 'zod/mini'
import type { Routes } from '../route'
import { SilenceIn, Silences } from '../silence'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the silence')) })

/** Silences (静默) that hold alerts by matching them, and maintenance (维护) of sources. */
export const silenceRoutes = {
  list: {
    method: 'GET',
    path: '/api/silences',
    access: 'viewer',
    summary: 'The silences and maintenance that hold or are to come, with reasons; for those who read notes about alerts, of what touches their area',
    answer: { says: 'the first to end first', json: { Silences } },
    problems: [403],
  },
  set: {
    method: 'POST',
    path: '/api/silences',
    access: 'viewer',
    summary: 'Have alerts that match a rule, a type and a grid tell and call nobody for a while; or say that a source is in maintenance',
    description:
      'A silence holds an alert whose rule, all types and all grids it matches, those that come while it holds too: evaluation, list and record go on, notices and ladder stand still, and go on at the rung reached when it ends. It is set by those on duty (dispatcher, supervisor, administrator) within their area, for 24 hours at most. Red alerts only with `red`, by the leader on duty for 30 minutes at most. `kind: maintenance` names a `source` and a time: alerts that count events say that their data are incomplete, the rule `silence` is off for each night whose last day it touches, and rules of the kind `quiet` count their hours anew from its end; those of urgency 1 are never touched. The id is the sender’s: the same one is one silence.',
    body: { json: { SilenceIn } },
    answer: { says: 'those that hold or are to come', status: 201, json: { Silences } },
    problems: [404, 409],
  },
  end: {
    method: 'DELETE',
    path: '/api/silences/{id}',
    access: 'viewer',
    summary: 'End a silence or maintenance before its time, by those on duty for its area',
    params: One,
    answer: { says: 'those that hold or are to come', json: { Silences } },
    problems: [404, 409],
  },
} as const satisfies Routes
