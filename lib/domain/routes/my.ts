import { My } from '../my'
import { BindIn, PinIn } from '../resident'
import type { Routes } from '../route'

/** All that a resident reaches: what is their own. A phone is bound by the code of an invitation, and signs in with a PIN. */
export const myRoutes = {
  bind: {
    method: 'POST',
    path: '/api/my/binding',
    access: 'public',
    summary: 'Bind this phone by the code of an invitation, with a PIN to sign in with from now on; signs in at once',
    description:
      'A code holds once and for seven days. The phone keeps a secret in a cookie, and whoever has neither the phone nor the PIN comes no further. 401 for a code that does not hold; 400 names what is wrong with a PIN.',
    body: { json: { BindIn } },
    answer: { says: 'bound; the cookies of the phone and of the session are set' },
    problems: [401, 403, 429],
  },
  signIn: {
    method: 'POST',
    path: '/api/my/sign-in',
    access: 'public',
    summary: 'Sign in on a bound phone by its PIN; the fifth wrong one locks it until the household is invited anew',
    description: '401 for a wrong PIN, with `left`, the tries that are left; 404 where the phone is bound to nobody; 409 where it is locked.',
    body: { json: { PinIn } },
    answer: { says: 'signed in; the cookie of the session is set' },
    problems: [401, 403, 404, 409],
  },
  signOut: {
    method: 'POST',
    path: '/api/my/sign-out',
    access: 'resident',
    summary: 'End the session of this phone; it stays bound',
    answer: { says: 'ended' },
  },
  read: {
    method: 'GET',
    path: '/api/my',
    access: 'resident',
    summary: 'Who one is here, and what is one’s own',
    answer: { says: 'what is one’s own', json: { My } },
  },
} as const satisfies Routes
