import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { isPrivate, lookUpPublic } from '@/lib/sources/public-address'

const ANSWER_MS = 10_000

/** What is posted to an address that somebody gave us. */
export type PostedOutside = { url: string; allowPrivate: boolean; headers: Readonly<Record<string, string | number>>; body: string | Buffer }
/** How it ended: the status of the answer, or why there is none, in words without the address. */
export type Answer = { status: number | null; fault: string | null }

/** Posts once. Redirects are not followed; what is answered is not read. Private addresses are refused unless they are allowed. */
export function postOutside({ url, allowPrivate, headers, body }: PostedOutside, signal?: AbortSignal): Promise<Answer> {
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
        headers: { 'content-length': Buffer.byteLength(body), 'user-agent': 'Gridsight', ...headers },
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
