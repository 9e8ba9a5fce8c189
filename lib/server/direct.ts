import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { Streamed, Whole } from '@/lib/api/request'
import { answer } from '@/lib/api/routes'
import { pack, packKept, takesGzip } from './packing'
import { apiPath } from './security-headers'

/** Text shorter than this is sent as it is. */
const WORTH_PACKING = 1_024

/** Is this what a program asks for, and no page? */
export const isForPrograms = ({ url = '/' }: IncomingMessage): boolean => {
  const [path = ''] = url.split('?', 1)
  return path === '/metrics' || apiPath(path) === 'api'
}

/**
 * Answers a request of the API as the pages' server would, but without it. On its way through that one a request costs about a millisecond of
 * CPU, several times what it takes to save an event that shares its transaction with others, and as much as most reads; and it leaves what only
 * a full collection takes away, all of it in one turn of the event loop. In development it goes that way all the same (start.ts), so that a
 * changed handler answers the next request.
 */
export async function answerDirectly(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers } = request
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort()
  })
  const answered = await answer({
    method: request.method ?? 'GET',
    url: `http://localhost${request.url}`,
    headers: {
      get(name: string) {
        const value = headers[name]
        return value === undefined ? null : typeof value === 'string' ? value : value.join(', ')
      },
    },
    body: request,
    signal: gone.signal,
  })
  // what can be asked for in parts is sent as it is, since parts are of that
  const mayPack =
    isText(answered) && !['content-encoding', 'accept-ranges'].some((name) => answered.headers.has(name)) && takesGzip(headers['accept-encoding'])
  if (answered instanceof Streamed) return stream(answered, mayPack, request, response)
  let body = await contentOf(answered)
  const packed = mayPack && body.length >= WORTH_PACKING
  if (packed) body = await (answered instanceof Whole && typeof answered.content !== 'string' ? packKept(answered.content) : pack(body))
  if (response.destroyed) return
  const hasLength = answered.status !== 304 && answered.status !== 204
  writeHead(answered, packed, request, response, hasLength ? { 'Content-Length': body.length } : {})
  response.end(body)
}

async function contentOf(answered: Response): Promise<Buffer> {
  if (!(answered instanceof Whole)) return Buffer.from(await answered.arrayBuffer())
  const { content } = answered
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
}

/** Sends an answer as fast as it is made and taken. One that fails on its way is cut off, so that nobody takes it for whole. */
async function stream(answered: Streamed, packed: boolean, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { body } = answered
  if (response.destroyed || !body || request.method === 'HEAD') {
    await body?.cancel()
    if (response.destroyed) return
    writeHead(answered, false, request, response)
    response.end()
    return
  }
  writeHead(answered, packed, request, response)
  try {
    await (packed ? pipeline(body, createGzip(), response) : pipeline(body, response))
  } catch {
    response.destroy() // whoever made it has said why, or the asker has gone
  }
}

function writeHead(answered: Response, packed: boolean, request: IncomingMessage, response: ServerResponse, length = {}): void {
  // What is left of a body that was given up must not be taken for the next request.
  if (!request.readableEnded && hasBody(request)) response.setHeader('Connection', 'close')
  const headers = Object.fromEntries(answered.headers)
  if (packed) {
    response.setHeader('Content-Encoding', 'gzip')
    delete headers['content-length']
  }
  const vary = [answered.headers.get('vary'), isText(answered) ? 'Accept-Encoding' : null].filter((name) => name !== null).join(', ')
  const cookies = answered.headers.getSetCookie()
  response.writeHead(answered.status, {
    ...headers,
    ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    ...(vary ? { Vary: vary } : {}),
    ...length,
  })
}

const isText = ({ headers }: Response): boolean => /json|^text\//.test(headers.get('content-type') ?? '')
const hasBody = ({ headers }: IncomingMessage): boolean => headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
