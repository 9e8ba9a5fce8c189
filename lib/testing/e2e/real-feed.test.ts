import { createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { Tally } from '@/lib/cli/replay-run'
import { pool } from '@/lib/db/engine/pool'
import { Kpis } from '@/lib/domain/figures'
import { makeRandom } from '@/lib/domain/random'
import { gridsight } from '../cli'
import { type EngineName, usualEngine } from '../engines'
import { startServer, type TestServer } from '../server'
import { WAIT_MS } from '../wait'

/** A real dispatch feed that lies beside the repository where the product is built; a user's clone has none. */
const FEED = path.resolve(import.meta.dirname, '../../../../shared/data/events/slo_cad_feed_2014.csv.gz')
const MESSAGES = 5_000

/** The figures without what follows the order of arrival: log, revision and the numbers of events. */
const apartFromArrival = ({ funnel, ...kpis }: Kpis) => ({
  ...kpis,
  logId: '',
  revision: 0,
  asOf: null,
  funnel: funnel?.map(({ oldest, ...stage }) => ({ ...stage, since: oldest?.since })),
})

/** Whether the lights of all events are as their clocks say: a leased job writes those that have turned. */
const noClockIsDue = async () => (await pool().query('SELECT FROM events WHERE next_light_at <= now() LIMIT 1')).rowCount === 0

const Told = z.extend(Tally, { balanced: z.boolean(), reportedAfter: z.int(), complete: z.boolean() })

describe.skipIf(!existsSync(FEED))(`docs/real-feed.md on a real feed (skipped where ${FEED} is absent)`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-feed-'))
  const slice = path.join(folder, 'slice.csv')
  const shuffled = path.join(folder, 'shuffled.csv')
  const types = path.join(folder, 'types.csv')
  const grids = path.join(folder, 'grids.geojson')
  let ids = new Set<string>()
  let contents = new Set<string>()
  let server: TestServer | undefined

  beforeAll(async () => {
    const lines: string[] = []
    for await (const line of createInterface({ input: createReadStream(FEED).pipe(createGunzip()) })) {
      lines.push(line)
      if (lines.length > MESSAGES) break
    }
    const [header = '', ...rows] = lines
    // A message of a place on another continent, which no grid can hold.
    rows.push('2014-01-04T10:00:00,FARAWAY1,2014-01-04T09:59:00,MED,2.352,48.857')
    writeFileSync(slice, `${[header, ...rows].join('\n')}\n`)
    const random = makeRandom('shuffle')
    const order = rows.map((row) => ({ row, key: random.next() })).sort((a, b) => a.key - b.key)
    writeFileSync(shuffled, `${[header, ...order.map((o) => o.row)].join('\n')}\n`)
    ids = new Set(rows.map((row) => row.split(',')[1] ?? ''))
    contents = new Set(rows)
  })
  afterEach(async () => {
    await server?.stop()
    server = undefined
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** The walk-through from an empty system; answers what the replay said and the server's figures. */
  async function walkThrough(
    file: string,
    { engine, interrupted = false }: { engine: EngineName; interrupted?: boolean },
  ): Promise<{ told: z.infer<typeof Told>; kpis: Kpis; env: Record<string, string> }> {
    const running = await startServer({ engine, county: 'none' })
    server = running
    const env = { DATA_DIR: running.dataDir, GRIDSIGHT_DEMO: 'off', ...(running.databaseUrl !== null && { DATABASE_URL: running.databaseUrl }) }
    const done = async (...args: string[]) => {
      const { code, out, err } = await gridsight(args, env)
      expect(code, err).toBe(0)
      return out
    }
    // what is derived of the whole feed needs no database, and takes seconds
    if (!existsSync(grids)) await done('grids', 'generate', '--around', FEED, '--count', '345', '--out', grids)
    await done('grids', 'import', grids)
    if (!existsSync(types)) writeFileSync(types, await done('types', 'derive', FEED, '--column', 'type'))
    await done('types', 'import', types)
    const { token } = z
      .object({ token: z.string() })
      .parse(JSON.parse(await done('token', 'create', '--name', 'slo', '--role', 'reporter', '--within', 'all', '--json')))
    if (interrupted) await interrupt(running, file, { ...env, GRIDSIGHT_TOKEN: token })
    const replay = await gridsight([...replayArgs(running, file), '--json'], { ...env, GRIDSIGHT_TOKEN: token })
    expect(replay.code, replay.err).toBe(0)
    await vi.waitUntil(noClockIsDue, { timeout: WAIT_MS, interval: 100 })
    const { rows } = await pool().query<{ revision: number }>('SELECT revision::float8 AS revision FROM log_head')
    const head = rows[0]?.revision ?? Number.NaN
    // the board comes a moment after the database
    const kpis = await vi.waitUntil(
      async () => {
        const read = Kpis.parse(await (await running.fetch('/api/kpis', running.tokens.supervisor)).json())
        return read.revision >= head && read
      },
      { timeout: WAIT_MS, interval: 50 },
    )
    return { told: Told.parse(JSON.parse(replay.out)), kpis, env: { ...env, GRIDSIGHT_TOKEN: token } }
  }

  /** Starts the replay at a pace that lasts, and ends it by Ctrl-C in the middle. */
  async function interrupt(running: TestServer, file: string, env: Record<string, string>): Promise<void> {
    const stop = new AbortController()
    const args = replayArgs(running, file).map((arg) => (arg === 'max' ? '20000' : arg))
    const replay = gridsight([...args, '--json'], env, '', stop.signal)
    const kpis = async () => Kpis.parse(await (await running.fetch('/api/kpis', running.tokens.supervisor)).json())
    await vi.waitUntil(async () => (await kpis()).total.reported > 20, { timeout: WAIT_MS, interval: 50 })
    stop.abort()
    const { code, out } = await replay
    expect(code).toBe(1)
    const told = Told.parse(JSON.parse(out))
    expect(told).toMatchObject({ complete: false, balanced: true })
    expect(told.messages).toBeLessThan(MESSAGES)
  }

  const replayArgs = (running: TestServer, file: string) =>
    // one line for each option, as the document has them
    [
      ['replay', file, '--url', running.url],
      ['--source', 'slo', '--zone', 'America/Los_Angeles', '--speed', 'max'],
      ['--map', 'id=event_id,occurredAt=created_local,updatedAt=recv_local,type=type,lon=lon,lat=lat'],
    ].flat()

  it('takes every message, in any order of the file and on any engine, and says what became of each', { timeout: 600_000 }, async () => {
    const inOrder = await walkThrough(slice, { engine: usualEngine, interrupted: true })
    const { told, kpis, env } = inOrder
    expect(told.messages).toBe(MESSAGES + 1)
    expect(told.balanced).toBe(true)
    const refused = Object.values(told.rejected).reduce((a, b) => a + b, 0)
    expect(told.rejected.outside_area).toBeGreaterThanOrEqual(1)
    expect(Object.keys(told.rejected)).toEqual(['outside_area'])
    // Nothing is counted twice: as many events as ids, as many updates as further contents, the rest repeats.
    expect(told.accepted).toBeLessThanOrEqual(ids.size - 1)
    expect(told.accepted + told.updated + refused).toBeGreaterThanOrEqual(contents.size)
    expect(told.duplicates).toBeGreaterThan(100)
    expect(kpis.total.reported).toBe(told.accepted)
    expect(told.reportedAfter).toBe(told.accepted)
    expect(kpis.children.reduce((sum, child) => sum + child.reported, 0)).toBe(told.accepted)

    if (!server) throw new Error('no server')
    const again = await gridsight([...replayArgs(server, slice), '--restart'], env)
    expect(again.out).toContain(`${MESSAGES + 1} messages = 0 accepted + 0 updated + ${MESSAGES + 1 - refused} duplicates + ${refused} rejected`)
    const doctor = await gridsight(['doctor', '--figures', '--json'], env)
    expect(JSON.parse(doctor.out)).toMatchObject({ differences: [] })
    await server.stop()

    const other = await walkThrough(shuffled, { engine: 'embedded' })
    expect(other.told).toEqual(told)
    expect(apartFromArrival(other.kpis)).toEqual(apartFromArrival(kpis))
  })
})
