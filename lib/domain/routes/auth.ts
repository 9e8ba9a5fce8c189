import * as z from 'zod/mini'
import { Viewer } from '../access'
import { Activity, CodeIn, PasswordChangeIn, PasswordIn, SecondFactor, Sessions, SignedIn, SignInIn, SteppedUp } from '../account'
import type { Routes } from '../route'
import { SessionIn } from '../session'

/** `key`: 32 bytes, base64url. */
const PhoneKey = z.object({ key: z.string() })

/** Who one is: screens by their key, people by name and password; and one's own account, as /account shows it also before there is a second factor. */
export const authRoutes = {
  whoAmI: {
    method: 'GET',
    path: '/api/session',
    access: 'viewer',
    summary: 'Who am I',
    answer: { says: 'the viewer', json: { Viewer } },
  },
  openScreen: {
    method: 'POST',
    path: '/api/session',
    access: 'public',
    summary: 'Exchange the key of a screen for the session cookie, as opening `/wall?key=…` does',
    body: { json: { SessionIn } },
    answer: { says: 'the viewer; the cookie is set', json: { Viewer } },
    problems: [401, 403],
  },
  endScreen: {
    method: 'DELETE',
    path: '/api/session',
    access: 'viewer',
    summary: 'End the session of this browser; the key stays good until it is revoked',
    answer: { says: 'ended' },
  },
  signIn: {
    method: 'POST',
    path: '/api/auth/sign-in',
    access: 'public',
    summary: 'Sign a person in by name and password; 401 code_needed asks for the code of the second factor',
    description: 'Five failures lock the account for 15 minutes. A wrong name, a wrong password and a lock are the same answer.',
    body: { json: { SignInIn } },
    answer: { says: 'who it is; the cookie is set', json: { SignedIn } },
    problems: [401, 403, 429],
  },
  signOut: {
    method: 'POST',
    path: '/api/auth/sign-out',
    access: 'viewer',
    beforeSecondFactor: true,
    summary: 'End the session of this browser',
    answer: { says: 'ended' },
  },
  phoneKey: {
    method: 'GET',
    path: '/api/auth/phone-key',
    access: 'viewer',
    summary: 'The key under which one’s phone keeps what waits to be sent: the same at each sign-in, and another for everybody',
    answer: { says: 'the key', json: { PhoneKey } },
  },
  stayActive: {
    method: 'POST',
    path: '/api/auth/active',
    access: 'person',
    beforeSecondFactor: true,
    summary: 'The person is still there: the session stays open for half an hour',
    answer: { says: 'noted' },
  },
  stepUp: {
    method: 'POST',
    path: '/api/auth/step-up',
    access: 'person',
    summary: 'Give a code of the second factor, which opens reveal, export and changes of accounts for five minutes',
    body: { json: { CodeIn } },
    answer: { says: 'until when', json: { SteppedUp } },
  },
  changePassword: {
    method: 'POST',
    path: '/api/auth/password',
    access: 'person',
    beforeSecondFactor: true,
    summary: 'Change one’s own password; the other sessions end, and the cookie is set anew',
    body: { json: { PasswordChangeIn } },
    answer: { says: 'changed' },
  },
  startSecondFactor: {
    method: 'POST',
    path: '/api/auth/second-factor',
    access: 'person',
    beforeSecondFactor: true,
    summary: 'Begin a second factor: what the authenticator scans, and codes for a lost phone; it holds once a first code of it was given',
    body: { json: { PasswordIn } },
    answer: { says: 'shown this once', json: { SecondFactor } },
    problems: [409],
  },
  confirmSecondFactor: {
    method: 'POST',
    path: '/api/auth/second-factor/confirm',
    access: 'person',
    beforeSecondFactor: true,
    summary: 'The first code of a second factor, which holds from here on; the cookie is set anew',
    body: { json: { CodeIn } },
    answer: { says: 'it holds' },
    problems: [409],
  },
  sessions: {
    method: 'GET',
    path: '/api/auth/sessions',
    access: 'person',
    beforeSecondFactor: true,
    summary: 'One’s own open sessions',
    answer: { says: 'the sessions', json: { Sessions } },
  },
  endSession: {
    method: 'DELETE',
    path: '/api/auth/sessions/{id}',
    access: 'person',
    beforeSecondFactor: true,
    summary: 'End one of one’s own sessions',
    params: z.object({ id: z.string() }),
    answer: { says: 'ended' },
    problems: [404],
  },
  activity: {
    method: 'GET',
    path: '/api/auth/activity',
    access: 'person',
    beforeSecondFactor: true,
    summary: 'What happened to one’s own account of late: sign-ins and tries, passwords, second factor, role and scope',
    answer: { says: 'the newest first', json: { Activity } },
  },
} as const satisfies Routes
