import * as z from 'zod/mini'
import { LOOK_DAYS, Look, LookEvents, LookPart, MAX_LOOK_EVENTS } from '../look'
import type { Routes } from '../route'

const One = z.object({ part: LookPart })

/** What changed since a person last looked (标为看过): their own mark, and nobody else's. */
export const lookRoutes = {
  read: {
    method: 'GET',
    path: '/api/look',
    access: 'person',
    summary:
      'What has changed since oneself last looked: how many events were reported, went overdue, ask to be extended, were sent back, were closed',
    description: `Counted are events that the person sees one by one. Reported goes by receipt; overdue by the deadline; sent back are those that are being handled again. Of events that are over those of the last ${LOOK_DAYS} days are counted.`,
    answer: { says: 'the counts', json: { Look } },
  },
  mark: {
    method: 'POST',
    path: '/api/look',
    access: 'person',
    summary: 'Say that one has looked: from now on changes are counted from this moment; within a minute again it is the same look',
    answer: { says: 'the counts, from now on', status: 201, json: { Look } },
  },
  takeBack: {
    method: 'DELETE',
    path: '/api/look',
    access: 'person',
    summary: 'Take the last mark back: changes are counted from the one before it again',
    answer: { says: 'the counts, as before', json: { Look } },
  },
  list: {
    method: 'GET',
    path: '/api/look/{part}',
    access: 'person',
    summary: `The events behind one of the counts, the newest ${MAX_LOOK_EVENTS}`,
    params: One,
    answer: { says: 'the events', json: { LookEvents } },
  },
} as const satisfies Routes
