import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { programs } from '@/lib/cli/prepare.mjs'
import { compilePrograms } from '@/lib/cli/programs.mjs'
import { type Cluster, findPostgres, startCluster } from './native-cluster'
import { keepTemporaryFilesInMemory } from './scratch'
import {
  COUNTY_TEMPLATE,
  countyKey,
  makeCountyDatabase,
  makeCountyFolder,
  makeEmbeddedTemplate,
  migrateTemplate,
  POSTGRES_TEMPLATE,
  templateKey,
} from './templates'

declare module 'vitest' {
  interface ProvidedContext {
    /** socket of the process that makes databases for the tests */
    databases: string
    /** folder of the compiled programs that tests run beside themselves (worker.ts) */
    workers: string
  }
}

/** What a test process may ask for; made when the first one asks, so that a run of pure tests starts nothing. */
export type Services = {
  /** folder of a migrated data folder of the embedded engine, to copy */
  embedded(): Promise<string>
  /** folder of one with the demonstration's grids, types, people and accounts, to copy */
  county(): Promise<string>
  /** address of a cluster's maintenance database; it has a migrated template database */
  postgresql(): Promise<string>
  /** the same, and it has a template database with the demonstration's grids, types, people and accounts too */
  countyDatabase(): Promise<string>
  /** folder with what those accounts know, to copy */
  countyAccounts(): Promise<string>
}

function makeServices(folder: string): { services: Services; stop(): Promise<void> } {
  let embedded: Promise<string> | undefined
  let county: Promise<string> | undefined
  let cluster: Promise<Cluster> | undefined
  let countyDatabase: Promise<void> | undefined
  const accounts = path.join(folder, 'county')
  const start = async () => {
    const bin = findPostgres()
    if (!bin) throw new Error('no PostgreSQL with PostGIS on this machine')
    // no statement of a test runs long enough to be worth compiling, and no connection lives long enough to be worth the 5 ms that PostGIS takes to load
    const settings = { jit: 'off', max_connections: '400', shared_preload_libraries: 'postgis-3' }
    const started = await startCluster({ bin, settings })
    await migrateTemplate(started.url('postgres'), started.url(POSTGRES_TEMPLATE))
    return started
  }
  const migrated = () => {
    embedded ??= templateKey().then((key) => cachedTemplate('embedded', key, makeEmbeddedTemplate))
    return embedded
  }
  const withCounty = async () => {
    const base = await migrated()
    return cachedTemplate('county', await countyKey(), (folder) => makeCountyFolder(folder, base))
  }
  const running = () => {
    cluster ??= start()
    return cluster
  }
  const services: Services = {
    embedded: migrated,
    county: () => {
      county ??= withCounty()
      return county
    },
    postgresql: async () => (await running()).url('postgres'),
    countyDatabase: async () => {
      const { url } = await running()
      countyDatabase ??= makeCountyDatabase(url('postgres'), url(COUNTY_TEMPLATE), accounts)
      await countyDatabase
      return url('postgres')
    },
    countyAccounts: async () => {
      await services.countyDatabase()
      return accounts
    },
  }
  return {
    services,
    stop: async () => {
      if (cluster) await (await cluster).stop({ hard: true })
    },
  }
}

/** Data folders take seconds to make, so the last one of a kind is kept in .cache, under a key that changes with what it is made of. */
async function cachedTemplate(kind: string, key: string, make: (folder: string) => Promise<void>): Promise<string> {
  const cache = path.resolve('.cache')
  const folder = path.join(cache, `${kind}-${key}`)
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  for (const name of readdirSync(cache)) if (name.startsWith(`${kind}-`)) rmSync(path.join(cache, name), { recursive: true, force: true })
  const unfinished = mkdtempSync(path.join(cache, `new-${kind}-`))
  await make(unfinished)
  try {
    renameSync(unfinished, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error // another run was faster
    rmSync(unfinished, { recursive: true, force: true })
  }
  return folder
}

/** Compiles them into a folder of this run, inside the repository, where they find its packages. */
async function compileWorkers(): Promise<string> {
  mkdirSync('.cache', { recursive: true })
  const folder = mkdtempSync(path.resolve('.cache', 'workers-'))
  const names = readdirSync('lib/testing').filter((name) => name.endsWith('-worker.ts'))
  await compilePrograms(
    names.map((name) => `lib/testing/${name}`),
    folder,
  )
  return folder
}

function answer(socket: Socket, services: Services): void {
  socket.on('error', () => {})
  socket.once('data', (data) => {
    services[data.toString().trim() as keyof Services]().then(
      (value) => socket.end(JSON.stringify({ value })),
      (error: unknown) => socket.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
    )
  })
}

/** Of vitest: one process makes databases for all test processes, and takes them away at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  keepTemporaryFilesInMemory()
  await programs()
  const workers = await compileWorkers()
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-tests-'))
  const { services, stop } = makeServices(folder)
  const socket = path.join(folder, 'databases')
  const server = createServer((client) => answer(client, services))
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  server.unref()
  project.provide('databases', socket)
  project.provide('workers', workers)
  return async () => {
    server.close()
    await stop()
    for (const made of [folder, workers]) rmSync(made, { recursive: true, force: true })
  }
}
