import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SERVER } from '@/lib/cli/commands.mjs'

/** The product as a process of its own, on a database that is there already. */
export type Service = { url: string; pid: number; tokens: { wall: string; reporter: string; supervisor: string }; stop(): Promise<void> }

/** Starts the built server on `databaseUrl` ('': with the embedded engine); `env` are further settings. A data folder of these is kept. */
export async function startService(databaseUrl: string, env: Record<string, string> = {}): Promise<Service> {
  const dataDir = env.DATA_DIR ?? mkdtempSync(path.join(tmpdir(), 'gridsight-bench-'))
  const child: ChildProcess = spawn(process.execPath, SERVER, {
    cwd: path.join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      GRIDSIGHT_DEMO: 'off',
      LOG_LEVEL: 'error',
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      ...env,
    },
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: { url: string }) => resolve(message.url))
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  const accounts = JSON.parse(readFileSync(path.join(dataDir, 'accounts.json'), 'utf8')) as Record<
    'wall' | 'reporter' | 'supervisor',
    { token: string }
  >
  return {
    url,
    pid: child.pid ?? 0,
    tokens: { wall: accounts.wall.token, reporter: accounts.reporter.token, supervisor: accounts.supervisor.token },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
      if (env.DATA_DIR === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** CPU time a process has used so far, milliseconds, user and system (Linux). */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** What a server answers to a batch. */
type Answer = { accepted: number; revision: number }

/**
 * A client that posts JSON on one connection that it keeps, as a system that sends for a living does, in as little of HTTP as that takes:
 * the clients share the machine with the server. A connection that the server closed while it was idle is opened again. It answers the
 * parsed answer and throws unless that is 200. Each has a token of its own, since a token may make so many requests a second.
 */
export function openPoster(url: string, token: string): (body: string) => Promise<Answer> {
  const { hostname, port } = new URL(url)
  const head = `POST /api/events HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: `
  let line: { socket: Socket; ask(request: string): Promise<Answer> } | null = null
  return async (body) => {
    if (line?.socket.readyState !== 'open') line = await openLine(hostname, Number(port))
    return line.ask(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
}

async function openLine(host: string, port: number): Promise<{ socket: Socket; ask(request: string): Promise<Answer> }> {
  const socket = connect({ host, port, noDelay: true })
  await once(socket, 'connect')
  let received: Buffer = Buffer.alloc(0)
  let waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null
  const settle = () => {
    const head = received.indexOf('\r\n\r\n')
    if (head < 0 || !waiting) return
    const headers = received.toString('latin1', 0, head)
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(headers)?.[1])
    if (received.length < head + 4 + length) return
    const text = received.toString('utf8', head + 4, head + 4 + length)
    received = received.subarray(head + 4 + length)
    const { resolve, reject } = waiting
    waiting = null
    if (headers.startsWith('HTTP/1.1 200')) resolve(JSON.parse(text) as Answer)
    else reject(new Error(`${headers.slice(9, 12)}: ${text.slice(0, 300)}`))
  }
  socket.on('data', (data: Buffer) => {
    received = received.length ? Buffer.concat([received, data]) : data
    settle()
  })
  socket.on('error', (error) => waiting?.reject(error))
  socket.on('close', () => waiting?.reject(new Error('the server closed the connection')))
  socket.unref()
  const ask = (request: string) =>
    new Promise<Answer>((resolve, reject) => {
      waiting = { resolve, reject }
      socket.write(request)
    })
  return { socket, ask }
}
