// Server CPU a file of the build and a font take, packed with gzip as browsers ask for them; peer: `next start` with the same build.
import { spawn } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import http from 'node:http'
import { freePort } from '@/lib/testing/native-cluster'
import { load, readOptions, showProgress } from './parts/options'
import { printTable } from './parts/race'
import { cpuOf, startService } from './parts/service'

const { requests } = readOptions({ requests: 600 })
const CHUNKS = '.next/static/chunks'
/** So many at once, as a browser has lines to a server. */
const AT_ONCE = 6

const scripts = readdirSync(CHUNKS).filter((name) => name.endsWith('.js'))
const sizeOf = (name: string) => statSync(`${CHUNKS}/${name}`).size
const largest = scripts.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, 1)
const fonts = readdirSync('public/fonts').filter((name) => name.endsWith('.woff2'))
const kinds = {
  scripts: scripts.map((name) => `/_next/static/chunks/${name}`),
  'the largest script': largest.map((name) => `/_next/static/chunks/${name}`),
  fonts: fonts.map((name) => `/fonts/${name}`),
}

const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE })
/** The bytes that a file takes on the line; throws unless it comes. */
function get(url: URL): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0
      answer.on('data', (part: Buffer) => {
        bytes += part.length
      })
      answer.on('end', () => (answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url.pathname}: ${answer.statusCode}`))))
    })
    request.on('error', reject)
  })
}

/** Asks for files in turn; answers the milliseconds of the server's CPU and the bytes of one. */
async function ask({ url, pid }: { url: string; pid: number }, paths: readonly string[]): Promise<{ ms: number; bytes: number }> {
  const before = cpuOf(pid)
  let bytes = 0
  for (let i = 0; i < requests; i += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, requests - i) }, (_, j) => paths[(i + j) % paths.length] ?? '/')
    for (const size of await Promise.all(some.map((path) => get(new URL(path, url))))) bytes += size
  }
  return { ms: (cpuOf(pid) - before) / requests, bytes: bytes / requests }
}

/** Next by itself, which takes the pages of this build and their files as its own server does. */
async function startNext(): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const port = await freePort()
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  while (child.exitCode === null && !(await get(new URL(kinds.fonts[0] ?? '/', url)).catch(() => null)))
    await new Promise((resolve) => setTimeout(resolve, 50))
  return {
    url,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

showProgress('starting the servers')
const ours = await startService('')
const next = await startNext()
try {
  const rows: string[][] = []
  for (const [kind, paths] of Object.entries(kinds)) {
    showProgress(kind)
    // the second time, once everything has been asked for
    for (const server of [ours, next]) await ask(server, paths)
    const [own, peer] = [await ask(ours, paths), await ask(next, paths)]
    const ms = (value: number) => value.toFixed(2)
    rows.push([kind, (own.bytes / 1_000).toFixed(1), ms(own.ms), ms(peer.ms), (peer.ms / own.ms).toFixed(1)])
  }
  showProgress('')
  printTable([['', 'kB', 'ms of CPU', 'next start', 'ratio'], ...rows])
  console.log(`\n${requests} requests of each, ${AT_ONCE} at once; load ${load()}`)
} finally {
  agent.destroy()
  await next.stop()
  await ours.stop()
}
