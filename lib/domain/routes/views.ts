import * as z from 'zod/mini'
import type { Routes } from '../route'
import { MAX_VIEWS, SavedViewIn, SavedViews } from '../saved-view'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the view')) })

/** Saved views of lists: a person's own, and nobody else's. */
export const viewRoutes = {
  list: {
    method: 'GET',
    path: '/api/views',
    access: 'person',
    summary: 'The views that the person has saved, in the order in which they were made',
    answer: { says: 'the views', json: { SavedViews } },
  },
  save: {
    method: 'POST',
    path: '/api/views',
    access: 'person',
    summary: `Save a view; the same name again takes its place; at most ${MAX_VIEWS}`,
    body: { json: { SavedViewIn } },
    answer: { says: 'the views', status: 201, json: { SavedViews } },
    problems: [409],
  },
  remove: {
    method: 'DELETE',
    path: '/api/views/{id}',
    access: 'person',
    summary: 'Remove a view of one’s own',
    params: One,
    answer: { says: 'the views', json: { SavedViews } },
    problems: [404],
  },
} as const satisfies Routes
