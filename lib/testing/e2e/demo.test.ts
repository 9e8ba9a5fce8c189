import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import * as z from 'zod/mini'
import { pool } from '@/lib/db/engine/pool'
import { readSetting } from '@/lib/db/engine/settings'
import { readEpisodes } from '@/lib/db/events/episodes'
import { loadAtlas } from '@/lib/db/ground/grids'
import { planFeed } from '@/lib/demo/feed-plan'
import { makeModel } from '@/lib/demo/history-model'
import { Kpis } from '@/lib/domain/figures'
import { gridsight } from '../cli'
import { startServer, type TestServer } from '../server'
import { TEST_TIMEOUT_MS, WAIT_MS } from '../wait'

// as bundle.test.ts does on the embedded engine
const HISTORY = 500
// a source that is a day late has something to send at any hour
const settings = { GRIDSIGHT_DEMO: 'county', GRIDSIGHT_DEMO_HISTORY: String(HISTORY), GRIDSIGHT_DEMO_LAG: '24h' }
const Kept = z.looseObject({ people: z.record(z.string(), z.object({ password: z.string() })) })
let server: TestServer | undefined
let ending: (() => Promise<unknown>) | undefined

afterAll(async () => {
  await server?.end()
  await ending?.()
})

async function reported(running: TestServer): Promise<number> {
  return Kpis.parse(await (await running.fetch('/api/kpis', running.tokens.supervisor)).json()).total.reported
}

/** Where the command line finds its database. */
const place = ({ dataDir, databaseUrl }: TestServer) => ({ DATA_DIR: dataDir, ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }) })

/** Ids of what the feed sent, in the order in which it came in. */
async function fed(): Promise<string[]> {
  const { rows } = await pool().query<{ id: string }>(
    `SELECT id::text AS id FROM events WHERE source = 'demo' AND occurred_at >=
       (SELECT to_timestamp((value ->> 'end')::float8 / 1000) FROM settings WHERE key = 'demo.start') ORDER BY number`,
  )
  return rows.map((row) => row.id)
}

it('the demonstration makes its history once and its feed goes on where a kill cut it off', { timeout: 2 * TEST_TIMEOUT_MS }, async () => {
  let running = await startServer({ county: 'none', env: settings })
  server = running
  const first = running
  ending = () => first.stop()
  await vi.waitUntil(async () => (await reported(running)) >= HISTORY + 3, { timeout: 2 * WAIT_MS, interval: 250 })
  // the people of a folder that had none, whom other tests find there already
  const { people } = Kept.parse(JSON.parse(readFileSync(path.join(running.dataDir, 'accounts.json'), 'utf8')))
  expect(Object.values(people).filter(({ password }) => running.output().includes(password))).toHaveLength(11)
  const before = await fed()

  running = await running.restart('SIGKILL')
  server = running
  await vi.waitUntil(async () => (await fed()).length >= before.length + 4, { timeout: 2 * WAIT_MS, interval: 250 })
  const sent = await fed()
  expect(sent.slice(0, before.length)).toEqual(before)

  // What it sent is what it planned, in order, none left out and none twice.
  const { end } = z.parse(z.object({ end: z.int() }), await readSetting('demo.start', z.object({ end: z.int() })))
  const atlas = await loadAtlas()
  const plan = planFeed(makeModel(atlas.leaves, atlas.types), end)
  const day = plan.day(end)
  const planned = [...day.events, ...plan.day(day.next).events].map(({ event }) => event.id)
  expect(sent).toEqual(planned.slice(0, sent.length))

  const { rows } = await pool().query(
    `SELECT count(*)::int AS n, count(handled_at)::int AS handled FROM events WHERE occurred_at < to_timestamp($1::float8 / 1000)`,
    [end],
  )
  expect(rows[0]?.n).toBe(HISTORY)
  expect(rows[0]?.handled).toBeGreaterThanOrEqual(Math.round(HISTORY * 0.9969))
  expect((await readEpisodes()).some((episode) => episode.live && episode.startsAt >= end)).toBe(true)
  const doctor = await gridsight(['doctor', '--figures', '--json'], place(running))
  expect(doctor.code, `${doctor.err}${running.output()}`).toBe(0)
  expect(JSON.parse(doctor.out)).toMatchObject({ differences: [] })
})

it('a load comes at its rate, marked as one, in place of the rhythm', async () => {
  if (!server) throw new Error('no server')
  const before = server
  await before.end()
  const running = await startServer({ county: 'none', on: before, env: { ...settings, GRIDSIGHT_DEMO_RATE: '6000', PORT: String(before.port) } })
  server = running
  const loads = async () => (await pool().query(`SELECT count(*)::int AS n, max(received_at) AS last FROM events WHERE source = 'load'`)).rows[0]?.n
  const sent = (await fed()).length
  await vi.waitUntil(async () => (await loads()) > 300, { timeout: WAIT_MS, interval: 100 })
  expect(await fed()).toHaveLength(sent)
})
