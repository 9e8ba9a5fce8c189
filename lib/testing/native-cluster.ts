import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

const VERSIONED = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/Library/PostgreSQL', '/Applications/Postgres.app/Contents/Versions']

const list = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort((a, b) => Number.parseFloat(b) - Number.parseFloat(a)) : [])

/** Folder of the programs of a PostgreSQL with PostGIS on this machine, the newest one; null when there is none. */
export function findPostgres(): string | null {
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    ...VERSIONED.flatMap((parent) => list(parent).map((v) => path.join(parent, v, 'bin'))),
  ]
  for (const folder of folders) {
    if (!['initdb', 'postgres'].every((program) => existsSync(path.join(folder, program)))) continue
    const bin = path.dirname(realpathSync(path.join(folder, 'postgres')))
    const extensions = [
      path.join(bin, '../share/extension'),
      path.join(bin, '../share/postgresql/extension'),
      bin.replace('/usr/lib/postgresql', '/usr/share/postgresql').replace(/\/bin$/, '/extension'),
    ]
    if (extensions.some((extension) => existsSync(path.join(extension, 'postgis.control')))) return bin
  }
  return null
}

export type Cluster = {
  bin: string
  /** the address of a database in it */
  url(database: string): string
  /** ends it (SIGKILL with `hard`) and, unless `keep`, removes its files */
  stop(options?: { hard?: boolean; keep?: boolean }): Promise<void>
}

export type ClusterOptions = {
  bin: string
  /** with true every commit waits for the disk, as in production; tests of logic do without */
  fsync?: boolean
  settings?: Record<string, string>
}

/** A free TCP port of the loopback. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** PostgreSQL refuses to run as root, so root runs it as nobody. */
function account(): { uid: number; gid: number } | Record<never, never> {
  if (process.getuid?.() !== 0) return {}
  const [uid = 0, gid = 0] = execFileSync('sh', ['-c', 'id -u nobody; id -g nobody']).toString().trim().split('\n').map(Number)
  return { uid, gid }
}

/** Starts a private cluster of its own in a temporary folder, on a free port of the loopback. Takes about two seconds. */
export async function startCluster({ bin, fsync = false, settings = {} }: ClusterOptions): Promise<Cluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-postgres-'))
  const as = account()
  if ('uid' in as) chownSync(folder, as.uid, as.gid)
  const data = path.join(folder, 'data')
  execFileSync(path.join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
    ...as,
    cwd: folder,
    stdio: 'ignore',
  })
  const port = await freePort()
  const options = { listen_addresses: '127.0.0.1', fsync: fsync ? 'on' : 'off', shared_buffers: '128MB', max_connections: '200', ...settings }
  const log = path.join(folder, 'log')
  const child = spawn(
    path.join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-k', folder, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...as, cwd: folder, stdio: ['ignore', 'ignore', openSync(log, 'a')] },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop: Cluster['stop'] = async ({ hard = false, keep = false } = {}) => {
    child.kill(hard ? 'SIGQUIT' : 'SIGINT')
    await ended
    if (!keep) rmSync(folder, { recursive: true, force: true })
  }
  while (!readFileSync(log, 'utf8').includes('ready to accept connections')) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL did not start: ${readFileSync(log, 'utf8')}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { bin, url: (database) => `postgresql://postgres@127.0.0.1:${port}/${database}`, stop }
}
