import * as z from 'zod/mini'
import { Preferences } from '../preferences'
import { PushIn, PushState } from '../push'
import type { Routes } from '../route'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the browser')) })

/** How alerts reach a person: what may call them, and their browsers that are told while no page is open. */
export const reachRoutes = {
  preferences: {
    method: 'GET',
    path: '/api/preferences',
    access: 'person',
    summary: 'Which alerts call oneself, by pop-up, sound and push; everything where nothing was set',
    answer: { says: 'the preferences', json: { Preferences } },
  },
  prefer: {
    method: 'PUT',
    path: '/api/preferences',
    access: 'person',
    summary: 'Set which alerts call oneself: colours, types (null: all), quiet hours of the county’s clock, volume in per cent',
    description:
      'They change nothing of what lists show and nothing of the ladder: whoever it calls by name is told whatever they prefer. What quiet hours hold is told after them as one digest.',
    body: { json: { Preferences } },
    answer: { says: 'the preferences', json: { Preferences } },
    problems: [404],
  },
  push: {
    method: 'GET',
    path: '/api/push',
    access: 'person',
    summary:
      'One’s own browsers that are told of alerts by Web Push, what became of what was sent last, and the public key that a subscription is made with',
    answer: { says: 'the browsers', json: { PushState } },
  },
  subscribe: {
    method: 'POST',
    path: '/api/push',
    access: 'person',
    summary: 'Have this browser told of alerts while no page is open; the same endpoint is one browser, however often it is sent',
    description:
      'A browser is told nothing more after signing out in it, when the account is closed, and when its push service answers 404 or 410. Messages are encrypted for it (RFC 8291) and carry no personal data; of sensitive types a number of a street. They can come twice, with the same `key`. Private addresses are refused.',
    body: { json: { PushIn } },
    answer: { says: 'the browsers, and which of them this one is', status: 201, json: { PushState } },
  },
  unsubscribe: {
    method: 'DELETE',
    path: '/api/push/{id}',
    access: 'person',
    summary: 'Tell a browser of one’s own nothing any more',
    params: One,
    answer: { says: 'those that are left', json: { PushState } },
    problems: [404],
  },
  testPush: {
    method: 'POST',
    path: '/api/push/{id}/test',
    access: 'person',
    summary: 'Send something to a browser of one’s own, to see whether it arrives',
    params: One,
    answer: { says: 'it is on its way', status: 201, json: { PushState } },
    problems: [404],
  },
} as const satisfies Routes
