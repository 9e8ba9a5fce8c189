import * as z from 'zod/mini'
import type { Routes } from '../route'
import { Delivery, Webhook, WebhookIn, WebhookMade } from '../webhook'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the webhook')) })
const OneAlert = z.object({ id: z.uuid().check(z.describe('uuid of the alert')) })

export const Webhooks = z.object({ webhooks: z.array(Webhook) })
export const Deliveries = z.object({ deliveries: z.array(Delivery) })

/** Alerts that are posted to other systems. */
export const webhookRoutes = {
  list: {
    method: 'GET',
    path: '/api/webhooks',
    access: 'viewer',
    summary: 'Where alerts are posted to, with what was posted last; for administrators of the whole county',
    answer: { says: 'the webhooks', json: { Webhooks } },
    problems: [403],
  },
  make: {
    method: 'POST',
    path: '/api/webhooks',
    access: 'viewer',
    summary: 'Have alerts posted to an address; the answer tells the secret that its signatures are made with, this once',
    description:
      'Each change of an alert that people are told of is posted as JSON `{id, steps, alert, logId, revision}`, what a viewer of that place is told of it, with `X-Gridsight-Delivery` (the same for each try) and `X-Gridsight-Signature: t=SECONDS,v1=HEX`, the HMAC-SHA-256 of `SECONDS.BODY` under the secret. Any 2xx takes it; otherwise it is tried again for 24 hours, 10 seconds after the first time and an hour at most between tries. It can come twice. Alerts of sensitive types are never posted. Redirects are not followed; private addresses are refused unless `allowPrivate`.',
    body: { json: { WebhookIn } },
    answer: { says: 'the webhook and its secret', status: 201, json: { WebhookMade } },
    problems: [404],
  },
  remove: {
    method: 'DELETE',
    path: '/api/webhooks/{id}',
    access: 'viewer',
    summary: 'Post nothing to it any more; what waits for it is let go of',
    params: One,
    answer: { says: 'those that are left', json: { Webhooks } },
    problems: [404],
  },
  test: {
    method: 'POST',
    path: '/api/webhooks/{id}/test',
    access: 'viewer',
    summary: 'Post something without an alert (`alert` null), to see whether it arrives',
    params: One,
    answer: { says: 'it is on its way', status: 201, json: { Delivery } },
    problems: [404],
  },
  deliveries: {
    method: 'GET',
    path: '/api/alerts/{id}/deliveries',
    access: 'viewer',
    summary: 'What of an alert was posted to other systems and what became of it, the latest first; for those who read its notes',
    params: OneAlert,
    answer: { says: 'at most 200', json: { Deliveries } },
    problems: [403, 404],
  },
} as const satisfies Routes
