import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { readRecord, socketUrl } from '@/lib/db/embedded/record'
import { pool } from '@/lib/db/engine/pool'
import type { EngineName } from '../engines'
import { findPostgres, freePort, makeClusterFiles, runPostmaster } from '../native-cluster'
import { withClient } from '../templates'
import { persist, until } from './wait'

/** The database of a run, with what can be done to it. A backup and a restore want the server to be stopped. */
export type Place = {
  readonly engine: EngineName
  /** settings of a server on it */
  readonly settings: Record<string, string>
  /** its address; of the embedded engine once a server runs */
  url(): string
  /** starts again what has ended and does not start itself */
  ensure(): Promise<void>
  /** how often that was needed */
  fallen(): number
  backup(): void
  restore(): Promise<void>
  kills: Record<string, () => Promise<void>>
  stop(): Promise<void>
}

/** Where things lie: `disk` may be small and full at times, `folder` never. */
export type Folders = { folder: string; disk: string }

/** The embedded engine, which the server starts and minds itself. */
export function embeddedPlace({ folder, disk }: Folders): Place {
  const dataDir = path.join(disk, 'data')
  const saved = path.join(folder, 'backup')
  mkdirSync(dataDir, { recursive: true })
  return {
    engine: 'embedded',
    settings: { DATA_DIR: dataDir },
    url: () => socketUrl(readRecord(dataDir)?.socket ?? ''),
    ensure: async () => {},
    fallen: () => 0,
    backup() {
      rmSync(saved, { recursive: true, force: true })
      cpSync(dataDir, saved, { recursive: true })
    },
    async restore() {
      rmSync(dataDir, { recursive: true })
      cpSync(saved, dataDir, { recursive: true })
    },
    kills: {
      async child() {
        const victim = readRecord(dataDir)?.pid ?? 0
        process.kill(victim, 'SIGKILL')
        await until(() => (readRecord(dataDir)?.pid ?? victim) !== victim, 'the embedded database did not come back')
      },
    },
    stop: async () => {},
  }
}

const DATABASE = 'gridsight'
/** Segments of the write-ahead log are small and never used again, so that on a full disk it is soon the log that cannot be written. */
const WAL_SEGMENT = '--wal-segsize=1'
const SETTINGS = { wal_recycle: 'off', min_wal_size: '2MB', max_wal_size: '96MB', shared_buffers: '64MB' }

/** A cluster of its own, whose postmaster is started again here when it ends, as a service manager does. */
export async function postgresPlace({ folder, disk }: Folders): Promise<Place> {
  const bin = findPostgres()
  if (!bin) throw new Error('There is no PostgreSQL with PostGIS on this machine.')
  const cluster = path.join(disk, 'cluster')
  mkdirSync(cluster)
  makeClusterFiles(bin, cluster, [WAL_SEGMENT])
  const port = await freePort()
  const run = () => runPostmaster(cluster, port, { bin, fsync: true, settings: SETTINGS, detached: true })
  let postmaster = await run()
  let fallen = 0
  const url = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`
  const saved = path.join(folder, 'backup.dump')
  const program = (name: string, ...args: string[]) =>
    execFileSync(path.join(bin, name), ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', ...args], { stdio: 'pipe' })
  await withClient(url('postgres'), (client) => client.query(`CREATE DATABASE ${DATABASE}`))
  return {
    engine: 'postgresql',
    settings: { DATABASE_URL: url(DATABASE), DATA_DIR: path.join(folder, 'data') },
    url: () => url(DATABASE),
    async ensure() {
      if (postmaster.child.exitCode === null && postmaster.child.signalCode === null) return
      fallen++
      // backends of the one before may take a moment to notice that it is gone
      postmaster = await persist(run)
    },
    fallen: () => fallen,
    backup: () => void program('pg_dump', '-Fc', '-f', saved, DATABASE),
    async restore() {
      await withClient(url('postgres'), async (client) => {
        await client.query(`DROP DATABASE ${DATABASE} WITH (FORCE)`)
        await client.query(`CREATE DATABASE ${DATABASE}`)
      })
      program('pg_restore', '-d', DATABASE, saved)
    },
    kills: {
      async backend() {
        const others = `FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`
        const victim = await persist(async () => {
          const { rows } = await pool().query<{ pid: number }>(`SELECT pid ${others} ORDER BY (state = 'active') DESC, random() LIMIT 1`)
          return rows[0]?.pid ?? 0
        })
        if (victim > 0) process.kill(victim, 'SIGKILL')
      },
      async postmaster() {
        postmaster.child.kill('SIGKILL')
        await postmaster.ended
      },
    },
    async stop() {
      postmaster.child.kill('SIGQUIT')
      await postmaster.ended
    },
  }
}
