import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import type { Route } from '@/lib/domain/route'
import { http } from './http'

/** What the server was asked, and what it answers next. */
let asked: { method: string; url: string; type: string | undefined; body: string }[] = []
let answer: { status: number; body: string } = { status: 200, body: '' }
let server: Server

// A page's fetch knows the page's own address; Node's has none, so the test gives it one.
const plain = globalThis.fetch
beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      asked.push({
        method: request.method ?? '',
        url: request.url ?? '',
        type: request.headers['content-type'],
        body: Buffer.concat(parts).toString(),
      })
      response.writeHead(answer.status).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  vi.stubGlobal('fetch', (at: string, init: RequestInit) => plain(new URL(at, origin), init))
})
afterEach(() => {
  asked = []
})
afterAll(() => {
  vi.unstubAllGlobals()
  server.close()
})

const Sum = z.object({ sum: z.number() })
const route = {
  method: 'POST',
  path: '/api/sums/{of}',
  access: 'viewer',
  summary: 'for this test',
  params: z.object({ of: z.string() }),
  query: z.object({ times: z.optional(z.number()), names: z.optional(z.array(z.string())), within: z.optional(z.string()) }),
  body: { json: { Terms: z.array(z.number()) } },
  answer: { says: 'the sum', json: { Sum } },
} as const satisfies Route

it('sends what a route takes, and reads its answer by the schema', async () => {
  answer = { status: 200, body: '{"sum":3,"more":1}' }
  const query = { times: 2, names: ['a', 'b'], within: null }
  expect(await http(route, { params: { of: '镇/平' }, query, body: [1, 2] })).toEqual({ ok: true, body: { sum: 3 } })
  expect(asked).toEqual([
    { method: 'POST', url: `/api/sums/${encodeURIComponent('镇/平')}?times=2&names=a%2Cb`, type: 'application/json', body: '[1,2]' },
  ])
})
it('sends bytes as they are', async () => {
  answer = { status: 200, body: '{"sum":0}' }
  await http(route, { params: { of: 'x' }, body: new Blob(['PNG'], { type: 'image/png' }) })
  expect(asked).toEqual([{ method: 'POST', url: '/api/sums/x', type: 'image/png', body: 'PNG' }])
})
it('reads nothing where nothing comes', async () => {
  answer = { status: 204, body: '' }
  expect(await http({ ...route, answer: { says: 'done' } }, { params: { of: 'x' } })).toEqual({ ok: true, body: undefined })
})
it('tells why it was refused', async () => {
  const problem = { code: 'invalid', title: 'No.', errors: [{ name: 'a', message: 'too short' }], event: { id: 1 } }
  answer = { status: 400, body: JSON.stringify(problem) }
  expect(await http(route)).toEqual({ ok: false, code: 'invalid', message: 'No.', field: 'too short', problem })
  answer = { status: 502, body: '{}' }
  expect(await http(route)).toMatchObject({ ok: false, code: 'other' })
})
it('takes an answer that nobody understands, and none at all, for lost', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  for (const body of ['<html>', '{"sum":"3"}']) {
    answer = { status: 200, body }
    expect(await http(route)).toMatchObject({ ok: false, code: 'lost' })
  }
  expect(said).toHaveBeenCalledTimes(2)
  said.mockRestore()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  expect(await http(route)).toMatchObject({ ok: false, code: 'lost' })
})
