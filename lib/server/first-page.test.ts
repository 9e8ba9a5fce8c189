import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { drawForNobody } from './first-page'

it('has a page made, and waits until it is', async () => {
  const made: [string | undefined, number][] = []
  await drawForNobody(async (request: IncomingMessage, response: ServerResponse) => {
    for await (const part of request) expect.unreachable(`a body: ${part}`)
    response.writeHead(404, { 'Content-Type': 'text/html' })
    for (let i = 0; i < 100; i++) if (!response.write('x'.repeat(10_000))) await new Promise((go) => response.once('drain', go))
    await new Promise<void>((done) => response.end(done))
    made.push([request.url, response.statusCode])
  })
  expect(made).toEqual([['/nothing', 404]])
})
