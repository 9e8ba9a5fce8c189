import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { migrate } from '@/lib/db/engine/migrate'
import { type Cluster, findPostgres, startCluster } from './native-cluster'
import { withClient } from './templates'

// Proves, on a PostgreSQL of its own, that prisma/schema.prisma says what prisma/migrations make, and that our runner and
// `prisma migrate deploy` take each other's work for their own. Exit code 1 and the difference otherwise.

const run = promisify(execFile)
const here = import.meta.dirname

/** A program that Prisma's command line takes for its schema engine. */
function engineProgram(folder: string): string {
  const program = path.join(folder, 'schema-engine')
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' --import '${tsx}' '${path.join(here, 'schema-engine.ts')}' "$@"\n`)
  chmodSync(program, 0o755)
  return program
}

/** What a database looks like, in SQL, Prisma's own table included. */
async function dump(cluster: Cluster, url: string): Promise<string> {
  const { stdout } = await run(path.join(cluster.bin, 'pg_dump'), ['--schema-only', '--no-owner', url])
  return stdout.replace(/^\\(un)?restrict .*$/gm, '') // a random word in each dump
}

/** What is recorded of the migrations, without ids and times. */
const records = (url: string) =>
  withClient(url, async (client) => {
    const sql = `SELECT migration_name, checksum, logs, rolled_back_at, applied_steps_count, finished_at >= started_at AS finished, length(id) AS id
      FROM _prisma_migrations ORDER BY migration_name`
    return JSON.stringify((await client.query(sql)).rows, null, 1)
  })

async function check(cluster: Cluster, folder: string): Promise<string[]> {
  const prisma = async (url: string, ...args: string[]) => {
    const env = {
      ...process.env,
      DATABASE_URL: url,
      PRISMA_SCHEMA_ENGINE_BINARY: engineProgram(folder),
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    }
    try {
      const { stdout } = await run(process.execPath, ['node_modules/prisma/build/index.js', ...args], { env })
      return { code: 0, said: stdout }
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
      return { code, said: `${stdout}\n${stderr}` }
    }
  }
  const [ours, theirs] = [cluster.url('ours'), cluster.url('theirs')]
  await withClient(cluster.url('postgres'), async (client) => {
    for (const name of ['ours', 'theirs']) await client.query(`CREATE DATABASE ${name}`)
  })
  const wrong: string[] = []
  const expect = (holds: boolean, sentence: string) => holds || wrong.push(sentence)

  const applied = await withClient(ours, (client) => migrate(client))
  expect(applied.length > 0, 'our runner applied no migration to an empty database')
  const deploy = await prisma(theirs, 'migrate', 'deploy')
  expect(
    deploy.code === 0 && applied.every((name) => deploy.said.includes(name)),
    `prisma migrate deploy did not apply the migrations:\n${deploy.said}`,
  )
  if (wrong.length) return wrong

  const again = await prisma(ours, 'migrate', 'deploy')
  expect(again.code === 0 && again.said.includes('No pending migrations'), `prisma migrate deploy does not accept our records:\n${again.said}`)
  const status = await prisma(ours, 'migrate', 'status')
  expect(status.code === 0 && status.said.includes('up to date'), `prisma migrate status does not accept our records:\n${status.said}`)
  const rest = await withClient(theirs, (client) => migrate(client))
  expect(rest.length === 0, `our runner does not accept Prisma's records and would apply ${rest.join(', ')}`)
  expect((await records(ours)) === (await records(theirs)), `the records differ:\nours ${await records(ours)}\nPrisma's ${await records(theirs)}`)
  expect((await dump(cluster, ours)) === (await dump(cluster, theirs)), 'the two databases differ (pg_dump --schema-only)')

  const diff = (url: string) =>
    prisma(url, 'migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma', '--script', '--exit-code')
  const drift = await diff(ours)
  expect(drift.code === 0, `prisma/schema.prisma and prisma/migrations differ; the migrations lack:\n${drift.said}`)
  // A check that cannot fail proves nothing (with a broken engine the same command prints nothing and exits 0).
  await withClient(theirs, (client) => client.query('ALTER TABLE events DROP COLUMN household_id'))
  const made = await diff(theirs)
  expect(made.code === 2 && made.said.includes('household_id'), `a column that was dropped on purpose is not noticed:\n${made.said}`)
  return wrong
}

const bin = findPostgres()
if (!bin) {
  console.log('skipped: no PostgreSQL with PostGIS on this machine (Debian: apt install postgresql-15-postgis-3)')
} else {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-drift-'))
  const cluster = await startCluster({ bin })
  try {
    const wrong = await check(cluster, folder)
    for (const sentence of wrong) console.error(sentence)
    process.exitCode = wrong.length ? 1 : 0
    if (!wrong.length) console.log('schema, migrations, our runner and prisma migrate deploy agree')
  } finally {
    await cluster.stop({ hard: true })
    rmSync(folder, { recursive: true, force: true })
  }
}
