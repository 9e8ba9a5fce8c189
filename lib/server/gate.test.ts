import { once } from 'node:events'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Gate, makeGate } from './gate'
import { listen, makeServer } from './listen'
import { isSocketPath, splitUpgrades, type Upgrades } from './upgrade'

let server: Server
let gate: Gate
let upgrades: Upgrades
let base: string
const faults: unknown[] = []

async function open(publicOrigin: string | null = 'https://grid.example.cn'): Promise<void> {
  gate = makeGate({
    publicOrigin,
    isProxy: () => false,
    starting: { version: '1', engine: 'embedded', phase: 'database' },
    onFault: (e) => faults.push(e),
  })
  server = makeServer({}).server
  server.on('request', gate.listener)
  upgrades = splitUpgrades(server, isSocketPath(false))
  base = `http://127.0.0.1:${await listen(server, { HOST: '127.0.0.1', PORT: 0 })}`
}

/** Sends bytes as they are and answers all that came back. */
async function raw(text: string): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  socket.write(text)
  let answer = ''
  socket.on('data', (data) => {
    answer += data.toString()
  })
  await once(socket, 'close')
  return answer
}
const get = (path: string, ...headers: string[]) => raw(`GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n`)

afterEach(() => {
  server.closeAllConnections()
  server.close()
})

describe('the gate', () => {
  it('answers by itself while the server starts', async () => {
    await open()
    const health = await fetch(`${base}/api/health`)
    expect(health.status).toBe(503)
    expect(health.headers.get('retry-after')).toBe('1')
    expect(await health.json()).toEqual({ status: 'starting', version: '1', engine: 'embedded', phase: 'database' })
    const api = await fetch(`${base}/api/snapshot`)
    expect(api.status).toBe(503)
    expect(api.headers.get('content-type')).toBe('application/problem+json')
    expect(await api.json()).toMatchObject({ code: 'starting', status: 503 })
    const page = await fetch(`${base}/wall?key=x`)
    expect(page.status).toBe(503)
    expect(await page.text()).toContain('正在启动')
  })

  it('passes requests on when it is open, and says itself whether they are local', async () => {
    await open()
    const seen: unknown[] = []
    gate.open(async (request, response) => {
      seen.push(request.headers['x-gridsight-local'])
      response.end('page')
    })
    expect(await (await fetch(`${base}/wall`, { headers: { 'x-gridsight-local': '0' } })).text()).toBe('page')
    await fetch(`${base}/metrics`, { headers: { 'x-gridsight-local': '1', 'x-forwarded-for': '10.0.0.1' } })
    await get('/metrics', 'Host: grid.example.cn', 'x-gridsight-local: 1')
    expect(seen).toEqual(['1', '0', '0'])
    gate.close()
    expect((await fetch(`${base}/wall`)).status).toBe(503)
  })

  it('begins nothing for whoever has gone before it is heard', async () => {
    await open()
    const seen: (string | undefined)[] = []
    gate.open(async (request, response) => {
      seen.push(request.url)
      response.end('page')
    })
    const accepted = once(server, 'connection')
    const gone = connect(Number(new URL(base).port), '127.0.0.1')
    gone.write('GET /gone HTTP/1.1\r\nHost: localhost\r\n\r\n', () => gone.destroy())
    const [socket] = await accepted
    await once(socket, 'close')
    expect(await get('/', 'Host: localhost')).toMatch(/page$/)
    expect(seen).toEqual(['/'])
  })

  it('lets in only those who came by a name it has', async () => {
    await open()
    gate.open(async (_, response) => void response.end('page'))
    for (const host of ['localhost', '127.0.0.1:1', '[::1]', 'grid.example.cn'])
      expect(await get('/', `Host: ${host}`), host).toMatch(/^HTTP\/1.1 200/)
    for (const host of ['evil.example', 'grid.example.cn.evil.example', '10.0.0.1']) {
      const answer = await get('/', `Host: ${host}`)
      expect(answer, host).toMatch(/^HTTP\/1.1 403/)
      expect(answer).toContain('"code":"bad_origin"')
    }
  })

  it('asks for one Host header, and says so', async () => {
    await open()
    gate.open(async (_, response) => void response.end('page'))
    for (const hosts of [[], ['Host: localhost', 'Host: localhost'], ['Host: localhost', 'host: evil.example']]) {
      const answer = await get('/', ...hosts)
      expect(answer, String(hosts)).toMatch(/^HTTP\/1.1 400/)
      expect(answer, String(hosts)).toContain('application/problem+json')
      expect(answer, String(hosts)).toContain('"code":"malformed"')
    }
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 400/)
  })

  it('puts the headers of security on every answer, and the transport’s where people come by https', async () => {
    await open()
    gate.open(async (_, response) => void response.end('page'))
    const policyOf = (answer: string) => /^Content-Security-Policy: (.*)\r$/m.exec(answer)?.[1]
    const answers = {
      api: await get('/api/events', 'Host: grid.example.cn'),
      metrics: await get('/metrics', 'Host: grid.example.cn'),
      file: await get('/_next/static/chunks/a.js', 'Host: grid.example.cn'),
      page: await get('/wall', 'Host: grid.example.cn'),
      refused: await get('/wall', 'Host: evil.example'),
      malformed: await get('/%', 'Host: grid.example.cn'),
      'not HTTP': await raw('HELLO\r\n\r\n'),
    }
    for (const [name, answer] of Object.entries(answers)) {
      expect(answer, name).toMatch(/^X-Content-Type-Options: nosniff\r$/m)
      expect(answer, name).toMatch(/^X-Frame-Options: DENY\r$/m)
      expect(answer, name).toMatch(/^Cross-Origin-Resource-Policy: same-origin\r$/m)
      const secure = !['refused', 'not HTTP'].includes(name)
      expect(/^Strict-Transport-Security: max-age=31536000\r$/m.test(answer), name).toBe(secure)
    }
    const nothing = "default-src 'none'; frame-ancestors 'none'"
    const { api, metrics, refused, malformed } = answers
    expect([api, metrics, refused, malformed, answers['not HTTP']].map(policyOf)).toEqual(Array(5).fill(nothing))
    expect(policyOf(answers.file)).toContain("frame-ancestors 'none'")
    expect(policyOf(answers.page)).toBeUndefined() // proxy.ts has the nonce
    // on loopback names people come by http
    expect(await get('/api/events', 'Host: localhost')).not.toContain('Strict-Transport-Security')
  })

  it('refuses paths that are none', async () => {
    await open()
    gate.open(async (_, response) => void response.end('page'))
    for (const path of ['/api/events/%', '/api/events/%ff', '/api/%00', 'http://localhost/wall', '*']) {
      const answer = await get(path, 'Host: localhost')
      expect(answer, path).toMatch(/^HTTP\/1.1 400/)
      expect(answer, path).toContain('"code":"malformed"')
    }
  })

  it('lets pages be read only, and the API be called by the methods of HTTP', async () => {
    await open()
    gate.open(async (_, response) => void response.end('page'))
    const ask = (method: string, path: string) =>
      raw(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      for (const path of ['/wall', '/apis', '/metrics', '/_next/x']) {
        const answer = await ask(method, path)
        expect(answer, `${method} ${path}`).toMatch(/^HTTP\/1.1 405/)
        expect(answer).toMatch(/^Allow: GET, HEAD\r$/m)
        expect(answer).toContain('"code":"method_not_allowed"')
      }
    }
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) expect(await ask(method, '/api/events'), method).toMatch(/^HTTP\/1.1 200/)
    expect(await ask('TRACE', '/api/events')).toMatch(/^HTTP\/1.1 405/)
    expect(await ask('HEAD', '/wall')).toMatch(/^HTTP\/1.1 200/)
  })

  it('says itself that there is nothing at the API in other letters, as a problem and by any method', async () => {
    await open()
    gate.open(async (_, response) => void response.end('page'))
    for (const request of ['GET /API/orders', 'POST /Api', 'GET /apI/', 'DELETE /%61pi/events', 'GET /api%2Fevents']) {
      const answer = await raw(`${request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
      expect(answer, request).toMatch(/^HTTP\/1.1 404[\s\S]*^Content-Type: application\/problem\+json\r$/im)
      expect(answer, request).toContain('"code":"not_found"')
      expect(answer, request).toContain("default-src 'none'")
    }
  })

  it('answers what had come in when it closes, and tells others that the server stops', async () => {
    await open()
    let finish = () => {}
    const entered = new Promise<void>((enter) => {
      gate.open(async (_, response) => {
        finish = () => void response.end('saved')
        enter()
      })
    })
    const under = get('/api/events', 'Host: localhost')
    await entered
    gate.close()
    let answered = false
    const all = gate.answered(60_000).then(() => {
      answered = true
    })
    const late = await fetch(`${base}/api/events`)
    expect([late.status, (await late.json()).code, late.headers.get('connection')]).toEqual([503, 'stopping', 'close'])
    expect((await fetch(`${base}/api/health`)).status).toBe(503)
    expect(await (await fetch(`${base}/wall`)).text()).toContain('正在停止')
    expect(answered).toBe(false)
    finish()
    expect(await under).toMatch(/^HTTP\/1.1 200[\s\S]*saved$/)
    await all
  })

  it('waits for none longer than it is told to', async () => {
    await open()
    const entered = new Promise<void>((enter) => gate.open(async () => enter()))
    const under = raw('GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await entered
    gate.close()
    await gate.answered(10)
    server.closeAllConnections()
    expect(await under).toBe('')
  })

  it('hides a fault of the pages', async () => {
    await open()
    gate.open(async () => {
      throw new Error('a secret')
    })
    const answer = await fetch(`${base}/wall`)
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('secret')
    expect(faults).toHaveLength(1)
  })
})

describe('an Upgrade that nobody here speaks', () => {
  const asked: unknown[] = []
  const opened = async () => {
    await open()
    asked.length = 0
    gate.open(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(Buffer.from(part))
      const { method, url, headers } = request
      asked.push([method, url, headers.upgrade, headers.cookie, Buffer.concat(parts).toString()])
      response.end('page')
    })
  }
  const h2c = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'

  it.each([
    ['h2c', `GET /api/health HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\n${h2c}\r\n`, ''],
    ['websocket elsewhere', 'GET /api/health HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', ''],
    ['h2c with a body', `POST /api/health HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\nContent-Length: 5\r\n${h2c}\r\nhello`, 'hello'],
    [
      'h2c with chunks',
      `POST /api/health HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\nTransfer-Encoding: chunked\r\n${h2c}\r\n5\r\nhello\r\n0\r\n\r\n`,
      'hello',
    ],
  ])('%s is answered as if it were not there, and so is what follows', async (_, text, body) => {
    await opened()
    const answer = await raw(`${text}GET /api/next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
    expect(answer.match(/HTTP\/1.1 200/g)).toHaveLength(2)
    expect(asked).toHaveLength(2)
    expect(asked).toContainEqual([text.startsWith('POST') ? 'POST' : 'GET', '/api/health', undefined, 'a=b', body])
    expect(asked).toContainEqual(['GET', '/api/next', undefined, undefined, ''])
  })

  it('passes the gate as every request does', async () => {
    await opened()
    expect(await raw(`GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`)).toMatch(/^HTTP\/1.1 403/)
    expect(asked).toEqual([])
  })

  it('and a WebSocket on the path of the sockets is left to them', async () => {
    await opened()
    const seen: unknown[] = []
    upgrades.open()
    upgrades.server.on('upgrade', (request, socket) => {
      seen.push(request.url)
      socket.end()
    })
    const ask = (path: string, protocol: string) =>
      raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, close\r\nUpgrade: ${protocol}\r\n\r\n`)
    for (const path of ['/socket.io/?EIO=4', '/socket.io']) await ask(path, 'WebSocket')
    expect(await ask('/socket.ioX', 'websocket')).toMatch(/^HTTP\/1.1 200/)
    expect(await ask('/socket.io/', 'h2c')).toMatch(/^HTTP\/1.1 200/)
    expect(seen).toEqual(['/socket.io/?EIO=4', '/socket.io'])
  })

  it('is closed when it has been read again too often', async () => {
    await opened()
    const socket = connect(Number(new URL(base).port), '127.0.0.1')
    const closed = once(socket, 'close')
    let [sent, answered] = [0, 0]
    const ask = () => {
      sent++
      socket.write(`GET /api/health HTTP/1.1\r\nHost: localhost\r\n${h2c}\r\n`)
    }
    socket.on('data', (data) => {
      if (!data.toString().includes('page')) return
      answered++
      if (sent < 200) ask()
    })
    ask()
    await closed
    expect(answered).toBe(100)
  })
})

describe('a handshake of a WebSocket', () => {
  const handshake = 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

  it('is refused and closed before anybody takes it, and after', async () => {
    await open()
    expect(await raw(handshake)).toMatch(/^HTTP\/1.1 503/)
    upgrades.open()
    upgrades.close()
    expect(await raw(handshake)).toMatch(/^HTTP\/1.1 503/)
    await new Promise((resolve) => server.close(resolve))
  })

  it('may be reset by whoever sent it', async () => {
    await open()
    upgrades.open()
    const taken = once(upgrades.server, 'upgrade')
    const client = connect(Number(new URL(base).port), '127.0.0.1')
    client.on('error', () => {})
    client.write(handshake)
    const [, socket] = await taken
    const closed = new Promise((resolve) => socket.once('close', resolve))
    client.resetAndDestroy()
    await closed
    expect(socket.destroyed).toBe(true)
  })
})

describe('the server before the gate', () => {
  it.each([
    ['no HTTP', 'HELLO\r\n\r\n', 400],
    ['too many headers', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a length and chunks', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
  ])('answers %s with a problem', async (_, text, status) => {
    await open()
    const answer = await raw(text)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status}`))
    expect(answer).toContain('application/problem+json')
  })

  it('says what to do when the port is taken or the address is not ours', async () => {
    await open()
    const port = Number(new URL(base).port)
    await expect(listen(makeServer({}).server, { HOST: '127.0.0.1', PORT: port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use`)
    await expect(listen(makeServer({}).server, { HOST: '203.0.113.1', PORT: 0 })).rejects.toThrow(/no address of this machine/)
  })

  it('says what is wrong with TLS', async () => {
    await open()
    expect(() => makeServer({ TLS_CERT: 'a.pem' })).toThrow(/must be set together/)
    expect(() => makeServer({ TLS_CERT: '/nowhere/a.pem', TLS_KEY: '/nowhere/b.pem' })).toThrow(/TLS_CERT names a file that cannot be read/)
  })
})
