import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http, { type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveFiles } from './files'

const SCRIPT = 'export const a = 1\n'.repeat(200)
const root = mkdtempSync(path.join(tmpdir(), 'gridsight-files-'))
const put = (name: string, content: string) => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  writeFileSync(path.join(root, name), content)
}
let server: http.Server

beforeAll(async () => {
  put('.next/static/chunks/a.js', SCRIPT)
  put('.next/static/chunks/a.js.map', 'sources')
  put('.next/server/secret.js', 'secret')
  put('public/fonts/a.woff2', 'font')
  put('public/fonts/fonts.css', '@font-face{}')
  const answersFile = serveFiles(root)
  server = http.createServer((request, response) => void answersFile(request, response).then((done) => done || response.writeHead(404).end('left')))
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => {
  server.close()
  rmSync(root, { recursive: true, force: true })
})

/** Asks for a path as it is written, which fetch would tidy up. */
async function ask(
  at: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }> {
  const { port } = server.address() as AddressInfo
  const request = http.request({ host: '127.0.0.1', port, path: at, method, headers }).end()
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) }
}

it('a file of the build is packed once, and kept for good by whoever has it', async () => {
  const first = await ask('/_next/static/chunks/a.js', { 'accept-encoding': 'gzip, br' })
  expect(gunzipSync(first.body).toString()).toBe(SCRIPT)
  expect(first.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'content-encoding': 'gzip',
    'content-length': String(first.body.length),
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
  })
  put('.next/static/chunks/a.js', 'another build')
  const plain = await ask('/_next/static/chunks/a.js?dpl=1')
  expect([plain.body.toString(), plain.headers['content-encoding']]).toEqual([SCRIPT, undefined])
  const head = await ask('/_next/static/chunks/a.js', {}, 'HEAD')
  expect([head.headers['content-length'], head.body.length]).toEqual([String(SCRIPT.length), 0])
})

it('a font is kept for good by the address of its version, and what names them is asked for again', async () => {
  const font = await ask('/fonts/a.woff2?v=5', { 'accept-encoding': 'gzip' })
  expect([font.body.toString(), font.headers['content-encoding'], font.headers['content-type']]).toEqual(['font', undefined, 'font/woff2'])
  expect(font.headers['cache-control']).toMatch(/immutable/)
  const sheet = await ask('/fonts/fonts.css')
  expect(sheet.headers['cache-control']).toBe('no-cache')
  const again = await ask('/fonts/fonts.css', { 'if-none-match': sheet.headers.etag ?? '' })
  expect([again.status, again.body.length]).toEqual([304, 0])
})

it.each([
  ['one that is not there', '/_next/static/chunks/b.js', {}],
  ['a type that no page asks for', '/_next/static/chunks/a.js.map', {}],
  ['a way out of the folder', '/_next/static/../server/secret.js', {}],
  ['a hidden way out of the folder', '/_next/static/%2e%2e/server/secret.js', {}],
  ['the folder', '/fonts/', {}],
  ['a part of one', '/_next/static/chunks/a.js', { range: 'bytes=0-3' }],
  ['a page', '/desk', {}],
])('%s is left to others', async (_, at, headers) => {
  expect(await ask(at, headers)).toMatchObject({ status: 404, body: Buffer.from('left') })
})
