import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createToken } from '@/lib/db/accounts/tokens'
import { verifyAudit } from '@/lib/db/audit/audit-chain'
import { readRecord } from '@/lib/db/embedded/record'
import { pool } from '@/lib/db/engine/pool'
import { saveTypes } from '@/lib/db/ground/types'
import { changesIn, readHead, readLog } from '@/lib/db/log/log'
import { EVENT_STATES } from '@/lib/domain/life'
import { EVENTS } from '@/lib/domain/log-kinds'
import { type EngineName, enginesOfThisFile, rounds } from '../engines'
import { findPostgres, startCluster } from '../native-cluster'
import { seeded } from '../seeded'
import { startServer, type TestServer } from '../server'
import { health } from '../server-process'
import { NOW, smallTypes } from '../small-county'
import { gridsight } from './command'
import { startLoad } from './load'
import { openScreen } from './screen'
import { startWork } from './work'

/** The embedded engine, which has less behind it, is killed the more often where there is time. */
const ROUNDS = { embedded: rounds(2, 20), postgresql: rounds(2, 4) }
/** Each so many rounds the server is killed, which takes seconds to come back, and the database in the others. */
const SERVER_EACH = { embedded: rounds(2, 3), postgresql: 2 }
/** The round in which a light has to move before the kill: whoever moves it first waits for the lease of the one that was killed. */
const LIT = { embedded: 1, postgresql: 3 }
const DEPARTMENT = '城管'

const closers: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Waits until a number has grown by so much. */
function progress(of: () => number, more: number): Promise<void> {
  const wanted = of() + more
  return expect.poll(of, { interval: 20 }).toBeGreaterThanOrEqual(wanted)
}

/** A server; its PostgreSQL is one of its own, whose other databases no other test has. */
async function start(engine: EngineName): Promise<TestServer> {
  const bin = findPostgres()
  if (engine === 'embedded' || !bin) return startServer({ engine })
  const cluster = await startCluster({ bin })
  closers.push(() => cluster.stop({ hard: true }))
  const dataDir = mkdtempSync(path.join(tmpdir(), 'gridsight-kill-'))
  closers.push(() => rmSync(dataDir, { recursive: true, force: true }))
  return startServer({ engine, on: { dataDir, databaseUrl: cluster.url('postgres') } })
}

/** Kills what keeps the data: the embedded engine's process, or a backend of PostgreSQL, upon which all of them end and recover. */
async function killDatabase({ dataDir, databaseUrl }: TestServer): Promise<void> {
  if (databaseUrl === null) {
    const victim = readRecord(dataDir)?.pid ?? 0
    process.kill(victim, 'SIGKILL')
    return expect.poll(() => readRecord(dataDir)?.pid ?? victim).not.toBe(victim)
  }
  const others = `FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`
  const { rows } = await pool().query<{ pid: number }>(`SELECT pid ${others} ORDER BY (state = 'active') DESC LIMIT 1`)
  const victim = rows[0]?.pid ?? 0
  process.kill(victim, 'SIGKILL')
  const left = async () => (await pool().query(`SELECT 1 FROM pg_stat_activity WHERE pid = $1`, [victim])).rowCount
  return expect.poll(left).toBe(0)
}

/** The open 特急, and those that a living alert holds; of a rule of fact each stands in one alert. */
async function urgentAndHeld(): Promise<{ urgent: number[]; held: number[] }> {
  const { rows } = await pool().query<{ urgent: number[]; held: number[] }>(
    `SELECT COALESCE((SELECT array_agg(number ORDER BY number) FROM events WHERE urgency = 1 AND state = ANY($1::int2[]) AND handled_at IS NULL), '{}') AS urgent,
       COALESCE((SELECT array_agg((m ->> 'number')::int4 ORDER BY (m ->> 'number')::int4) FROM alerts a, jsonb_array_elements(a.body -> 'members') AS m
         WHERE a.rule_id = 'urgency' AND a.ended_at IS NULL AND m ->> 'status' = 'holds'), '{}') AS held`,
    [EVENT_STATES.flatMap((state, i) => (['closed', 'rejected', 'void'].includes(state) ? [] : [i]))],
  )
  return rows[0] ?? { urgent: [], held: [] }
}

/** How often a light moved, and nothing else, in the log after a revision. */
async function lightsAfter(revision: number): Promise<number> {
  let moved = 0
  for (let since = revision; ; ) {
    const rows = await readLog(since, 5_000)
    for (const { before, after } of changesIn(EVENTS, rows, since, Number.MAX_SAFE_INTEGER)) {
      const [was, is] = [before?.life, after?.life]
      if (was && is && was.light !== is.light && was.state === is.state && was.flags === is.flags) moved++
    }
    const last = rows.at(-1)
    if (!last) return moved
    since = last.firstRevision + last.count - 1
  }
}

describe.each(enginesOfThisFile())('a load of reports and of lives (%s)', (engine) => {
  const kills = ROUNDS[engine]
  it(`keeps all it acknowledged, once, through ${kills} kills of the server and of its database`, { timeout: 420_000 }, async () => {
    let current = await start(engine)
    closers.push(() => current.stop())
    // limits of half a minute, so that lights move while it is going on
    await saveTypes(
      smallTypes().map((type) => ({ ...type, limit: 0.008, clock: 'urgent_hour' as const })),
      { now: NOW },
    )
    const handler = { name: 'handler', role: 'handler', scope: { kind: 'department', department: DEPARTMENT }, expiresAt: null } as const
    const tokens = {
      dispatcher: await current.makeToken('dispatcher'),
      supervisor: await current.makeToken('supervisor'),
      handler: (await createToken(handler)).token,
    }
    const screen = openScreen(current.url, current.tokens.wall)
    closers.push(() => screen.stop())
    const load = startLoad({
      url: current.url,
      token: current.tokens.reporter,
      types: ['0101', '0402', '0501'],
      bounds: [112.2, 33, 112.248, 33.024],
      clients: 2,
      batch: 10,
      restMs: 100,
      agoMs: 5_000,
      handled: false,
    })
    closers.push(() => load.stop().catch(() => {}))
    const taken = new Set<string>()
    const next = () => {
      const id = [...load.acknowledged].find((known) => !taken.has(known)) ?? null
      if (id !== null) taken.add(id)
      return id
    }
    const work = startWork({ url: current.url, tokens, department: DEPARTMENT, next, restMs: 100 })
    closers.push(() => work.stop().catch(() => {}))

    const random = seeded(`kills on ${engine}`)
    for (let round = 0; round < kills; round++) {
      await Promise.all([progress(() => load.acknowledged.size, 50 + Math.floor(random.next() * 100)), progress(() => work.done.size, 3)])
      if (round === LIT[engine]) {
        const { revision } = await readHead()
        await expect.poll(() => lightsAfter(revision), { interval: 500 }).toBeGreaterThan(0)
      }
      if (round % SERVER_EACH[engine] === 0) current = await current.restart('SIGKILL')
      else await killDatabase(current)
    }
    await Promise.all([progress(() => load.acknowledged.size, 100), progress(() => work.done.size, 5)])
    await Promise.all([load.stop(), work.stop()])
    expect(load.repeats).toBeGreaterThan(0) // otherwise no kill hit a write
    expect(work.repeats).toBeGreaterThan(0)

    const { rows } = await pool().query<{ id: string }>('SELECT id FROM events')
    const kept = new Set(rows.map((r) => r.id))
    expect([...load.acknowledged].filter((id) => !kept.has(id))).toEqual([])
    expect(kept.size).toBe(load.acknowledged.size)
    const steps = await pool().query<{ id: string; action: string }>('SELECT request_id::text AS id, action FROM transitions')
    expect(new Map(steps.rows.map(({ id, action }) => [id, action]))).toEqual(work.done)
    expect(steps.rows.length).toBe(work.done.size)
    const log = await pool().query<{ last: number; rows: number }>(
      'SELECT max(first_revision + count - 1)::int AS last, sum(count)::int AS rows FROM changes',
    )
    expect(log.rows[0]?.rows).toBe(log.rows[0]?.last) // revisions without a gap, none twice
    const audited = await pool().query<{ n: number }>(`SELECT count(*)::int AS n FROM audit WHERE action = 'event.transitioned'`)
    expect(audited.rows[0]?.n).toBe(work.done.size)

    await expect.poll(async () => (await health(current.url)).status).toBe('ready')
    const { urgent } = await urgentAndHeld()
    expect(urgent.length).toBeGreaterThan(0)
    await expect.poll(async () => (await urgentAndHeld()).held).toEqual(urgent)
    const raised = await pool().query<{ steps: number; of: number; alerts: number }>(
      `SELECT count(*)::int4 AS steps, count(DISTINCT alert_id)::int4 AS of, (SELECT count(*)::int4 FROM alerts) AS alerts
       FROM alert_steps WHERE step = 'raised'`,
    )
    const [{ steps: raises, of, alerts } = { steps: 0, of: 0, alerts: -1 }] = raised.rows
    expect([raises, of]).toEqual([alerts, alerts])
    await screen.agreesWith(current)
    expect(screen.faults).toEqual([])
    const figures = await gridsight(current, 'doctor', '--figures', '--json')
    expect(figures.output).toMatch(/"differences":\s*\[\]/)
    expect(figures.code).toBe(0)
    const unchained = async () =>
      (await pool().query('SELECT count(*)::int AS n FROM audit WHERE id NOT IN (SELECT row_id FROM audit_chain)')).rows[0].n
    await expect.poll(unchained, { interval: 500 }).toBe(0)
    expect((await verifyAudit()).broken).toBeNull()
  })
})
