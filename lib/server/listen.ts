import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type Env, SettingError } from '@/lib/env'
import { answerBadClient } from './gate'

/** A request must have arrived whole within this; the largest body at 2 Mbit/s needs 40 s. */
const REQUEST_MS = 60_000
const HEADERS_MS = 15_000
/** Longer than the 60 s for which nginx keeps an idle connection, so that it is never us who hang up first. */
const KEEP_ALIVE_MS = 65_000

/** Makes the HTTP server, with TLS when TLS_CERT and TLS_KEY are set. Throws SettingError when they cannot be read. */
export function makeServer(env: Pick<Env, 'TLS_CERT' | 'TLS_KEY'>): { server: Server; tls: boolean } {
  const options = {
    requestTimeout: REQUEST_MS,
    headersTimeout: HEADERS_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: 5_000,
    noDelay: true,
    requireHostHeader: false, // the gate asks for it, and says so as it says everything
  }
  const tls = readTls(env)
  let server: Server
  try {
    server = tls ? createTlsServer({ ...options, ...tls }) : createServer(options)
  } catch (error) {
    throw new SettingError(`TLS_CERT and TLS_KEY cannot be used together (${messageOf(error)}). Check that the key belongs to the certificate.`)
  }
  server.on('clientError', answerBadClient)
  return { server, tls: tls !== null }
}

function readTls({ TLS_CERT, TLS_KEY }: Pick<Env, 'TLS_CERT' | 'TLS_KEY'>): { cert: Buffer; key: Buffer } | null {
  if (!TLS_CERT && !TLS_KEY) return null
  if (!TLS_CERT || !TLS_KEY) throw new SettingError('TLS_CERT and TLS_KEY must be set together: two files in PEM form.')
  const read = (name: string, file: string) => {
    try {
      return readFileSync(file)
    } catch (error) {
      throw new SettingError(`${name} names a file that cannot be read (${messageOf(error)}).`)
    }
  }
  return { cert: read('TLS_CERT', TLS_CERT), key: read('TLS_KEY', TLS_KEY) }
}

/** Listens and answers the port (which 0 leaves to the system). Throws SettingError with what to do when the address cannot be had. */
export function listen(server: Server, { HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(new SettingError(whyNot(error, HOST, PORT)))
    server.once('error', failed)
    server.listen(PORT, HOST, () => {
      server.off('error', failed)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : PORT)
    })
  })
}

/** The address to type for a server that listens on `host`; where that is every network, the one of this machine. */
export function addressOf(host: string, port: number, tls: boolean): string {
  const name = host === '0.0.0.0' || host === '::' || host === '' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  return `${tls ? 'https' : 'http'}://${name}:${port}`
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use; stop the program that has it, or choose another: PORT=${port + 1} npm start`
    case 'EACCES':
      return `Port ${port} may not be used by this account; choose one above 1023: PORT=3000 npm start`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST=${host} is no address of this machine; use 127.0.0.1 (only this machine) or 0.0.0.0 (all networks).`
    default:
      return `${host}:${port} cannot be listened on (${error.message}); check HOST and PORT.`
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
