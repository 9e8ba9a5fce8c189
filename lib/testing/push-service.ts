import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import * as z from 'zod/mini'

const Payload = z.object({ key: z.uuid(), title: z.string(), body: z.string(), tag: z.string(), url: z.string() })
/** What a browser would show, and by which subject and headers it came. */
export type Pushed = z.infer<typeof Payload> & { path: string; subject: string; audience: string; ttl: number; topic: string }

const hmac = (key: Buffer, ...parts: Buffer[]) => createHmac('sha256', key).update(Buffer.concat(parts)).digest()

/** A browser: the keys that it gives, and what it can read with its own (RFC 8291, 3.4, over RFC 8188). */
export class PushedBrowser {
  readonly #pair = createECDH('prime256v1')
  readonly #auth = randomBytes(16)
  constructor(readonly endpoint: string) {
    this.#pair.generateKeys()
  }
  get subscription() {
    return { endpoint: this.endpoint, keys: { p256dh: this.#pair.getPublicKey('base64url'), auth: this.#auth.toString('base64url') } }
  }
  read(body: Buffer): z.infer<typeof Payload> {
    const [salt, length] = [body.subarray(0, 16), body.readUInt8(20)]
    const sender = body.subarray(21, 21 + length)
    const shared = this.#pair.computeSecret(sender)
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#pair.getPublicKey(), sender])
    const input = hmac(hmac(this.#auth, shared), info, Buffer.from([1]))
    const pseudo = hmac(salt, input)
    const key = hmac(pseudo, Buffer.from('Content-Encoding: aes128gcm\0'), Buffer.from([1])).subarray(0, 16)
    const nonce = hmac(pseudo, Buffer.from('Content-Encoding: nonce\0'), Buffer.from([1])).subarray(0, 12)
    const sealed = body.subarray(21 + length)
    const open = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16))
    const plain = Buffer.concat([open.update(sealed.subarray(0, -16)), open.final()])
    // one record, its delimiter 2 and no padding
    return Payload.parse(JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString()))
  }
}

/** Who signed a request, by the public key that comes with it (RFC 8292); throws where the signature is another's. */
function signer(authorization: string, publicKey: string): { subject: string; audience: string } {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? []
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }
  const signed = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  if (!signed || key !== publicKey) throw new Error('not signed by this key')
  const { sub, aud, exp } = z
    .object({ sub: z.string(), aud: z.string(), exp: z.number() })
    .parse(JSON.parse(Buffer.from(claims, 'base64url').toString()))
  if (exp * 1_000 < Date.now()) throw new Error('the signature is over')
  return { subject: sub, audience: aud }
}

/** A push service on this machine: it takes what is sent to its browsers, checks the signature, and answers as it is told. */
export async function startPushService(publicKey: () => string) {
  const browsers = new Map<string, PushedBrowser>()
  const got: Pushed[] = []
  const faults: unknown[] = []
  let answer = 201
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      try {
        const { headers, url: path = '' } = request
        const browser = browsers.get(path)
        if (!browser || headers['content-encoding'] !== 'aes128gcm') throw new Error(`unexpected ${path}`)
        const by = signer(String(headers.authorization), publicKey())
        got.push({ ...browser.read(Buffer.concat(parts)), path, ...by, ttl: Number(headers.ttl), topic: String(headers.topic) })
      } catch (error) {
        faults.push(error)
      }
      response.writeHead(answer).end()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    got,
    faults,
    answers: (status: number) => {
      answer = status
    },
    browser(name: string): PushedBrowser {
      const made = new PushedBrowser(`${origin}/${name}`)
      browsers.set(`/${name}`, made)
      return made
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}
