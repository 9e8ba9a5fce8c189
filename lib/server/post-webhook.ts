import { createHmac } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { isPrivate, lookUpPublic } from './public-address'

const ANSWER_MS = 10_000

/** What is posted where. `id` names the delivery, the same for each try. */
export type Posted = { id: string; url: string; secret: string; allowPrivate: boolean; body: string }

/** `t=SECONDS,v1=HEX`: the HMAC-SHA-256 of `SECONDS.BODY` under the secret; the time lets a receiver refuse what is old. */
export const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

/**
 * Posts once: the status of the answer, or why there is none, in words without the address. Redirects are not followed; what is answered is not
 * read. `now`: epoch milliseconds.
 */
export function postWebhook(
  { id, url, secret, allowPrivate, body }: Posted,
  now: number,
  signal?: AbortSignal,
): Promise<{ status: number | null; fault: string | null }> {
  const target = new URL(url)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivate && isIP(host) !== 0 && isPrivate(host)) return Promise.resolve({ status: null, fault: 'private address' })
  return new Promise((resolve) => {
    const request = (target.protocol === 'https:' ? https : http).request(
      target,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_MS), ...(signal ? [signal] : [])]),
        ...(allowPrivate ? {} : { lookup: lookUpPublic }),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Gridsight',
          'x-gridsight-delivery': id,
          'x-gridsight-signature': signatureOf(secret, Math.floor(now / 1_000), body),
        },
      },
      (answer) => {
        const status = answer.statusCode ?? null
        answer.destroy()
        resolve({ status, fault: status !== null && status >= 200 && status < 300 ? null : `answered ${status}` })
      },
    )
    request.once('error', (error) => resolve({ status: null, fault: faultOf(error) }))
    request.end(body)
  })
}

function faultOf(error: Error & { code?: string }): string {
  if (error.name === 'PrivateAddress') return 'private address'
  if (error.name === 'TimeoutError') return 'no answer in 10 seconds'
  return error.code ?? error.name
}
