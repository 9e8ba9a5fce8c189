import * as z from 'zod/mini'
import { AccountChange, AccountIn, AccountMade, AccountRow, Accounts, ResetIn } from '../account'
import type { Routes } from '../route'

const One = z.object({ id: z.string().check(z.describe('id, or the name to sign in with')) })

/** The accounts that an administrator manages. What changes one needs a code of the last five minutes: 403 `step_up_needed`. */
export const accountRoutes = {
  list: {
    method: 'GET',
    path: '/api/accounts',
    access: 'viewer',
    summary: 'The accounts an administrator manages',
    answer: { says: 'the accounts', json: { Accounts } },
    problems: [403],
  },
  create: {
    method: 'POST',
    path: '/api/accounts',
    access: 'viewer',
    summary: 'Make an account; without a password one is made and shown this once',
    body: { json: { AccountIn } },
    answer: { says: 'the account', status: 201, json: { AccountMade } },
    problems: [409, 422],
  },
  read: {
    method: 'GET',
    path: '/api/accounts/{id}',
    access: 'viewer',
    summary: 'One account',
    params: One,
    answer: { says: 'the account', json: { AccountRow } },
    problems: [403, 404],
  },
  change: {
    method: 'PATCH',
    path: '/api/accounts/{id}',
    access: 'viewer',
    summary: 'Change name, role, scope or member, disable or enable; open sockets of it end within 5 s',
    params: One,
    body: { json: { AccountChange } },
    answer: { says: 'the account', json: { AccountRow } },
    problems: [404, 409, 422],
  },
  resetPassword: {
    method: 'POST',
    path: '/api/accounts/{id}/password',
    access: 'viewer',
    summary: 'Give an account a new password; ends its sessions and a lock',
    params: One,
    body: { json: { ResetIn } },
    answer: { says: 'the account', json: { AccountMade } },
    problems: [404],
  },
  endSessions: {
    method: 'DELETE',
    path: '/api/accounts/{id}/sessions',
    access: 'viewer',
    summary: 'End all sessions of an account',
    params: One,
    answer: { says: 'how many', json: { Revoked: z.object({ revoked: z.int() }) } },
    problems: [404],
  },
  removeSecondFactor: {
    method: 'DELETE',
    path: '/api/accounts/{id}/second-factor',
    access: 'viewer',
    summary: 'Take the second factor of an account away; ends its sessions',
    params: One,
    answer: { says: 'taken away' },
    problems: [404],
  },
} as const satisfies Routes
