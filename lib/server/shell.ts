import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { SHELL_HEADER } from '@/lib/domain/phone-pages'
import { takesGzip } from './packing'

type Pages = (request: IncomingMessage, response: ServerResponse) => Promise<void>

/** The scripts that stand in a document itself, as a policy names them. */
export function scriptHashes(html: string): string[] {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, code = '']) => code)
  return [...new Set(inline.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`))]
}

/**
 * Answers with the shell of a page, which that page makes itself, so that a phone keeps no other files for it. It is the same for everybody, so it can be kept: nobody's cookies come to the page, and its policy allows the scripts in it by
 * their hashes, where other pages have a nonce for each answer. Those are known when the page is whole, so it is held back until then.
 */
export async function answerShell(page: string, request: IncomingMessage, response: ServerResponse, pages: Pages): Promise<void> {
  const packs = takesGzip(request.headers['accept-encoding'])
  for (const name of ['cookie', 'authorization', 'accept-encoding', 'accept-language', 'if-none-match']) delete request.headers[name]
  request.headers[SHELL_HEADER] = '1'
  request.url = page
  const { writeHead, write, end, flushHeaders } = response
  const parts: Buffer[] = []
  const keep = (part: unknown) => {
    if (typeof part === 'string') parts.push(Buffer.from(part))
    else if (part instanceof Uint8Array) parts.push(Buffer.from(part))
  }
  response.writeHead = (status: number) => {
    response.statusCode = status
    return response
  }
  response.flushHeaders = () => {}
  response.write = (part: unknown, ...rest: unknown[]) => {
    keep(part)
    for (const done of rest) if (typeof done === 'function') done()
    return true
  }
  response.end = (part?: unknown) => {
    keep(part)
    Object.assign(response, { writeHead, write, end, flushHeaders })
    const body = Buffer.concat(parts)
    const policy = String(response.getHeader('Content-Security-Policy') ?? '')
    const hashes = scriptHashes(body.toString()).join(' ')
    response.setHeader('Content-Security-Policy', policy.replace("script-src 'self'", `script-src 'self' ${hashes}`))
    response.removeHeader('Transfer-Encoding')
    response.setHeader('Vary', 'Accept-Encoding')
    if (packs) response.setHeader('Content-Encoding', 'gzip')
    const sent = packs ? gzipSync(body) : body
    response.setHeader('Content-Length', sent.length)
    return response.end(sent)
  }
  await pages(request, response)
}
