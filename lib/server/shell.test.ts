import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { answerShell, scriptHashes } from './shell'

const HTML = '<html><script src="/a.js" async=""></script><script>one()</script><script id="x">two()</script><script>one()</script></html>'

it('names the scripts that stand in a document, each once, and not those that it loads', () => {
  // echo -n 'one()' | openssl dgst -sha256 -binary | base64
  expect(scriptHashes(HTML)).toEqual(["'sha256-HR7iaask9daLMRRskMI++QeJtjWDOjyPA6lGzYGzKW4='", expect.stringMatching(/^'sha256-.{43}='$/)])
  expect(scriptHashes('<script src="/a.js"></script>')).toEqual([])
})

it('gives a shell whole, with the hashes in its policy, and shows the page nobody', async () => {
  const seen: unknown[] = []
  const pages = async ({ url, headers }: IncomingMessage, response: ServerResponse) => {
    seen.push([url, headers['x-shell'], headers.cookie])
    response.setHeader('Content-Security-Policy', "default-src 'self'; script-src 'self'; object-src 'none'")
    response.writeHead(200)
    response.write(HTML.slice(0, 40))
    await new Promise((done) => setImmediate(done))
    response.end(HTML.slice(40))
  }
  const server = createServer((request, response) => void answerShell('/report', request, response, pages))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const answer = await fetch(`http://127.0.0.1:${port}/shell/report`, { headers: { cookie: 'gridsight_account=somebody' } })
  expect(await answer.text()).toBe(HTML)
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  expect(answer.headers.get('content-security-policy')).toBe(
    `default-src 'self'; script-src 'self' ${scriptHashes(HTML).join(' ')}; object-src 'none'`,
  )
  expect(seen).toEqual([['/report', '1', undefined]])
  server.close()
})
