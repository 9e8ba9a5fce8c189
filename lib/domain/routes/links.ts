import * as z from 'zod/mini'
import { Links, LinksIn, MadeLinks } from '../link'
import type { Routes } from '../route'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the link')) })

/** Links for people without an account: by administrators, of the communities of their area. */
export const linkRoutes = {
  list: {
    method: 'GET',
    path: '/api/links',
    access: 'viewer',
    summary: 'The links of the communities in the asker’s area, the newest first, revoked ones and those that ran out too; never a secret',
    answer: { says: 'the links', json: { Links } },
    problems: [403],
  },
  make: {
    method: 'POST',
    path: '/api/links',
    access: 'viewer',
    summary: 'Make a link for each of these communities, by which residents tell what they see (随手拍), or ask for a service (`purpose`: order)',
    description:
      'The secrets are told in this answer and never again: only their hashes are kept. What a link reaches is switched on in the settings.',
    body: { json: { LinksIn } },
    answer: { says: 'the links with their secrets', status: 201, json: { MadeLinks } },
    problems: [403],
  },
  revoke: {
    method: 'DELETE',
    path: '/api/links/{id}',
    access: 'viewer',
    summary: 'Revoke a link: from now on it is answered as one that never was',
    params: One,
    answer: { says: 'the links', json: { Links } },
    problems: [403, 404],
  },
} as const satisfies Routes
