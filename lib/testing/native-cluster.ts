import { execFileSync, spawn } from 'node:child_process'
import { chownSync, closeSync, existsSync, fstatSync, mkdtempSync, openSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os, { tmpdir } from 'node:os'
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
  /** by how many steps all its processes give way to this one */
  niceness?: number
}

/** `detached`: a signal to the group of this process, as Ctrl-C sends it, does not reach the cluster. */
export type PostmasterOptions = ClusterOptions & { detached?: boolean }

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

/** Makes the files of a cluster in a folder, which is given to the account that PostgreSQL runs as. `more`: arguments of initdb. */
export function makeClusterFiles(bin: string, folder: string, more: readonly string[] = []): void {
  const as = account()
  if ('uid' in as) chownSync(folder, as.uid, as.gid)
  const data = path.join(folder, 'data')
  execFileSync(path.join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', ...more], {
    ...as,
    cwd: folder,
    stdio: 'ignore',
  })
}

/** Runs the postmaster of a cluster's files, until it takes connections. Throws what it logged when it ends before. */
export async function runPostmaster(
  folder: string,
  port: number,
  { bin, fsync = false, settings = {}, niceness = 0, detached = false }: PostmasterOptions,
) {
  const options = { listen_addresses: '127.0.0.1', fsync: fsync ? 'on' : 'off', shared_buffers: '128MB', max_connections: '200', ...settings }
  const log = openSync(path.join(folder, 'log'), 'a+')
  const { size: before } = fstatSync(log)
  const said = () => readFileSync(path.join(folder, 'log')).subarray(before).toString()
  const child = spawn(
    path.join(bin, 'postgres'),
    [
      '-D',
      path.join(folder, 'data'),
      '-p',
      String(port),
      '-k',
      folder,
      ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...account(), cwd: folder, detached, stdio: ['ignore', 'ignore', log] },
  )
  closeSync(log)
  if (niceness > 0 && child.pid) os.setPriority(child.pid, Math.min(19, os.getPriority(child.pid) + niceness))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  while (!said().includes('ready to accept connections')) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`PostgreSQL did not start: ${said()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return { child, ended }
}

/** Starts a private cluster of its own in a temporary folder, on a free port of the loopback. Takes about two seconds. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-postgres-'))
  makeClusterFiles(options.bin, folder)
  const port = await freePort()
  const { child, ended } = await runPostmaster(folder, port, options)
  return {
    bin: options.bin,
    url: (database) => `postgresql://postgres@127.0.0.1:${port}/${database}`,
    stop: async ({ hard = false, keep = false } = {}) => {
      child.kill(hard ? 'SIGQUIT' : 'SIGINT')
      await ended
      if (!keep) rmSync(folder, { recursive: true, force: true })
    },
  }
}
