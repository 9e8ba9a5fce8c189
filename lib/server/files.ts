import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { LRUCache } from 'lru-cache'
import { pack, takesGzip } from './packing'

/** Folders by the addresses that their files stand under. */
const FOLDERS = { '/_next/static/': '.next/static', '/fonts/': 'public/fonts' }
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
/** Of a build and its fonts all that pages ask for is some 20 MB. */
const MAX_BYTES = 32 * 2 ** 20

type Held = { body: Buffer; packed: Buffer | null; etag: string }
/** Answers a request for a file; false: it is for another, or for a part of one. */
export type Files = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>

/**
 * Files of the build and fonts, from memory. The pages' server reads and packs a file for each request, which of a page with a map takes 0.2 s of the
 * processor for whoever has none of them yet, as all have after an update. A file whose address tells its content is asked for once by a browser.
 */
export function serveFiles(root: string): Files {
  const files = new Map(Object.entries(FOLDERS).flatMap(([at, folder]) => filesIn(at, path.join(root, folder))))
  const held = new LRUCache<string, Held>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ body, packed }) => body.length + (packed?.length ?? 0),
    fetchMethod: read,
  })
  return async (request, response) => {
    const { url = '', method, headers } = request
    const [address = '', query = ''] = url.split('?', 2)
    const file = files.get(address)
    if (file === undefined || headers.range !== undefined) return false
    const found = await held.fetch(file).catch(() => undefined)
    if (!found) return false
    const { body, packed, etag } = found
    const isLasting = address.startsWith('/_next/static/') || query.startsWith('v=')
    response.setHeader('Cache-Control', isLasting ? 'public, max-age=31536000, immutable' : 'no-cache')
    response.setHeader('ETag', etag)
    if (packed) response.setHeader('Vary', 'Accept-Encoding')
    if (headers['if-none-match'] === etag) {
      response.writeHead(304).end()
      return true
    }
    const isPacked = packed !== null && takesGzip(headers['accept-encoding'])
    const sent = isPacked ? packed : body
    if (isPacked) response.setHeader('Content-Encoding', 'gzip')
    response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)], 'Content-Length': sent.length })
    response.end(method === 'HEAD' ? undefined : sent)
    return true
  }
}

async function read(file: string): Promise<Held> {
  const body = await readFile(file)
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { body, packed: file.endsWith('.woff2') ? null : await pack(body), etag }
}

/** Files below a folder by their addresses, those of the types above. */
function filesIn(at: string, folder: string): [address: string, file: string][] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => path.extname(name) in TYPES)
  return names.map((name) => [at + name.split(path.sep).join('/'), path.join(folder, name)])
}
