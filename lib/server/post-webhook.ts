import { createHmac } from 'node:crypto'
import { type Answer, postOutside } from './post-outside'

/** What is posted where. `id` names the delivery, the same for each try. */
export type Posted = { id: string; url: string; secret: string; allowPrivate: boolean; body: string }

/** `t=SECONDS,v1=HEX`: the HMAC-SHA-256 of `SECONDS.BODY` under the secret; the time lets a receiver refuse what is old. */
export const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

/** Posts a delivery once, signed. `now`: epoch milliseconds. */
export function postWebhook({ id, url, secret, allowPrivate, body }: Posted, now: number, signal?: AbortSignal): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    'x-gridsight-delivery': id,
    'x-gridsight-signature': signatureOf(secret, Math.floor(now / 1_000), body),
  }
  return postOutside({ url, allowPrivate, headers, body }, signal)
}
