import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { vi } from 'vitest'
import { assets, build, client, programs } from '@/lib/cli/prepare.mjs'
import { createToken } from '@/lib/db/accounts/tokens'
import { readRecord, socketUrl } from '@/lib/db/embedded/record'
import { openPool, pool, setPool } from '@/lib/db/engine/pool'
import type { Role } from '@/lib/domain/access'
import { askFor, copyDataFolder, startPostgresDatabase } from './database'
import { type EngineName, usualEngine } from './engines'
import { health, launch, readTokens, root, type TestTokens } from './server-process'
import { saveSmallCounty } from './small-county'
import { COUNTY_TEMPLATE, POSTGRES_TEMPLATE } from './templates'
import { WAIT_MS } from './wait'

export type ServerOptions = {
  /** the one that tests of the database run on, unless something here depends on the other: files beside the database, or its end */
  engine?: EngineName
  /** settings beside those a test needs (GRIDSIGHT_DEMO=off, PORT=0, a data folder of its own) */
  env?: Record<string, string>
  /**
   * the grids and types to begin with; `none`: an empty system; `demo`: the demonstration with 2,000 past events and no feed, unless
   * `env` says otherwise, whose people and accounts are there already, since making them takes a start half a minute in the background
   */
  county?: 'small' | 'demo' | 'none'
  /** an existing data folder or database to start on, which `stop` then leaves alone */
  on?: Pick<TestServer, 'dataDir' | 'databaseUrl'>
}

/** A server of its own process, as a user starts it. The shared pool of the test process is on its database. */
export type TestServer = {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  /** set on PostgreSQL only; the embedded engine is reached by its record in the data folder */
  readonly databaseUrl: string | null
  readonly tokens: TestTokens
  readonly pid: number
  /** all that it printed so far, stdout and stderr */
  output(): string
  /** a request to a path, with a token (null: none) */
  fetch(path: string, token: string | null, init?: RequestInit): Promise<Response>
  /** POST of events as JSON */
  post(events: unknown, token?: string): Promise<Response>
  makeToken(role: Role, ...prefixes: string[]): Promise<string>
  /** a signal, then its end; answers the exit code */
  end(signal?: NodeJS.Signals): Promise<number | null>
  /** ends it (SIGTERM) and starts it again on the same port, folder and database */
  restart(signal?: NodeJS.Signals): Promise<TestServer>
  /** ends it and takes away what was made for it; answers the exit code */
  stop(): Promise<number | null>
}

let prepared: Promise<void> | undefined
/** Builds the pages when they are older than their sources; `npm test` has done it before, and it can take a minute. */
export function preparePages(): Promise<void> {
  const work = async () => {
    const before = process.cwd()
    process.chdir(root)
    try {
      await client()
      await programs()
      await assets()
      await build()
    } finally {
      process.chdir(before)
    }
  }
  prepared ??= work()
  return prepared
}

/** Starts lib/server/main.ts in production mode and waits until it says that it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
  const { engine = usualEngine, env = {}, county = 'small', on } = options
  await preparePages()
  const ours: (() => Promise<void> | void)[] = []
  let dataDir = on?.dataDir
  let databaseUrl = on?.databaseUrl ?? null
  if (dataDir === undefined) {
    const made =
      engine === 'embedded' ? await copyDataFolder(county === 'demo' ? 'county' : 'embedded') : mkdtempSync(path.join(tmpdir(), 'gridsight-server-'))
    ours.push(() => rmSync(made, { recursive: true, force: true }))
    dataDir = made
  }
  if (!on && engine === 'postgresql') {
    const database = await startPostgresDatabase(county === 'demo' ? COUNTY_TEMPLATE : POSTGRES_TEMPLATE)
    ours.push(() => database.stop())
    databaseUrl = database.url
    if (county === 'demo') cpSync(await askFor('countyAccounts'), dataDir, { recursive: true })
  }
  const demo = county === 'demo' && { GRIDSIGHT_DEMO: 'county', GRIDSIGHT_DEMO_HISTORY: '2000', GRIDSIGHT_DEMO_RATE: '0' }
  const settings = { GRIDSIGHT_DEMO: 'off', HOST: '127.0.0.1', LOG_LEVEL: 'warn', PORT: '0', ...demo, ...env }
  const server = await launch({ ...settings, DATA_DIR: dataDir, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) })

  const record = readRecord(dataDir)
  setPool(openPool(databaseUrl ?? (record ? socketUrl(record.socket) : '')))
  const tokens = readTokens(dataDir)
  const port = Number(new URL(server.url).port)
  const place = { dataDir, databaseUrl }
  const ask = (at: string, token: string | null, init: RequestInit = {}) =>
    fetch(new URL(at, server.url), {
      ...init,
      headers: { 'accept-encoding': 'identity', ...(token ? { authorization: `Bearer ${token}` } : {}), ...init.headers },
    })
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    await closePool()
    if (server.child.exitCode === null && server.child.signalCode === null) {
      const exited = once(server.child, 'exit')
      server.child.kill(signal)
      await exited
    }
    return server.child.exitCode
  }

  const testServer: TestServer = {
    ...place,
    url: server.url,
    port,
    tokens,
    pid: server.child.pid ?? 0,
    output: server.output,
    fetch: ask,
    post: (events, token = tokens.reporter) =>
      ask('/api/events', token, { method: 'POST', body: JSON.stringify(events), headers: { 'content-type': 'application/json' } }),
    makeToken: async (role, ...prefixes) => {
      const scope = { kind: 'grids' as const, prefixes: prefixes.length ? prefixes : [''] }
      return (await createToken({ name: `test ${role}`, role, scope, expiresAt: null, sources: ['*'] })).token
    },
    end,
    async restart(signal) {
      await end(signal)
      return kept(await startServer({ ...options, county: 'none', on: place, env: { ...demo, ...env, PORT: String(port) } }))
    },
    stop: () => end().then(takeAway),
  }
  /** A later start on the same data, whichever it is: the one that stops last takes them away. */
  function kept(again: TestServer): TestServer {
    return { ...again, restart: async (signal) => kept(await again.restart(signal)), stop: () => again.end().then(takeAway) }
  }
  async function takeAway(code: number | null): Promise<number | null> {
    for (const take of ours.reverse()) await take()
    return code
  }
  if (county === 'small') {
    await saveSmallCounty()
    await vi.waitUntil(async () => (await health(server.url)).grids === 34, { timeout: WAIT_MS, interval: 50 })
  }
  return testServer
}

async function closePool(): Promise<void> {
  try {
    await pool().end()
  } catch {
    // it was ended before
  }
  setPool(null)
}
