import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** The product as a process of its own, on a database that is there already. */
export type Service = { url: string; pid: number; tokens: { reporter: string; supervisor: string }; stop(): Promise<void> }

/** Starts the built server on `databaseUrl`; `env` are further settings. */
export async function startService(databaseUrl: string, env: Record<string, string> = {}): Promise<Service> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'gridsight-bench-'))
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'lib/server/main.ts'], {
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
  const accounts = JSON.parse(readFileSync(path.join(dataDir, 'accounts.json'), 'utf8')) as Record<'reporter' | 'supervisor', { token: string }>
  return {
    url,
    pid: child.pid ?? 0,
    tokens: { reporter: accounts.reporter.token, supervisor: accounts.supervisor.token },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** CPU time a process has used so far, milliseconds, user and system (Linux). */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/**
 * A client that posts JSON on a connection it keeps, as a system that sends for a living does; answers the parsed answer, throws unless
 * it is 200. Each has a token of its own, since a token may make so many requests a second.
 */
export function poster(url: string, token: string): (body: string) => Promise<{ accepted: number; revision: number }> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  const target = new URL('/api/events', url)
  return (body) =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      }
      const request = http.request(target, { agent, method: 'POST', headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('end', () => {
          const text = Buffer.concat(parts).toString()
          if (answer.statusCode === 200) resolve(JSON.parse(text) as { accepted: number; revision: number })
          else reject(new Error(`${answer.statusCode}: ${text.slice(0, 300)}`))
        })
      })
      request.on('error', reject)
      request.end(body)
    })
}
