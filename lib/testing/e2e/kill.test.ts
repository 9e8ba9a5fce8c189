import { afterAll, expect, it } from 'vitest'
import { readRecord } from '@/lib/db/embedded/record'
import { pool } from '@/lib/db/pool'
import { health, startServer, type TestServer } from '../server'
import { gridsight } from './command'
import { type Load, startLoad } from './load'
import { openScreen, type Screen } from './screen'

const ROUNDS = 20

let server: TestServer | undefined
let screen: Screen | undefined
let load: Load | undefined

afterAll(async () => {
  screen?.stop()
  await load?.stop().catch(() => {})
  await server?.stop()
})

/** Waits until so many more events were acknowledged. */
function progress(running: Load, more: number): Promise<void> {
  const wanted = running.acknowledged.size + more
  return expect.poll(() => running.acknowledged.size, { timeout: 60_000, interval: 20 }).toBeGreaterThanOrEqual(wanted)
}

it(`keeps all it acknowledged, once, through ${ROUNDS} kills of the server and of its database under load`, { timeout: 420_000 }, async () => {
  let current = await startServer()
  server = current
  screen = openScreen(current.url, current.tokens.wall)
  load = startLoad({
    url: current.url,
    token: current.tokens.reporter,
    types: ['0101', '0402', '0501'],
    bounds: [112.2, 33, 112.248, 33.024],
    clients: 3,
  })
  for (let round = 0; round < ROUNDS; round++) {
    await progress(load, 100 + Math.floor(Math.random() * 200))
    if (round % 2 === 0) {
      current = await current.restart('SIGKILL')
      server = current
      continue
    }
    const victim = readRecord(current.dataDir)?.pid ?? 0
    process.kill(victim, 'SIGKILL')
    await expect.poll(() => readRecord(current.dataDir)?.pid ?? victim, { timeout: 60_000 }).not.toBe(victim)
  }
  await progress(load, 100)
  await load.stop()
  expect(load.repeats).toBeGreaterThan(0) // otherwise no kill hit a write

  const { rows } = await pool().query<{ id: string }>('SELECT id FROM events')
  const kept = new Set(rows.map((r) => r.id))
  expect([...load.acknowledged].filter((id) => !kept.has(id))).toEqual([])
  expect(kept.size).toBe(load.acknowledged.size)
  const log = await pool().query<{ last: number; rows: number }>(
    'SELECT max(first_revision + count - 1)::int AS last, sum(count)::int AS rows FROM changes',
  )
  expect(log.rows[0]?.rows).toBe(log.rows[0]?.last) // revisions without a gap, none twice

  await expect.poll(async () => (await health(current.url)).status).toBe('ready')
  await screen.agreesWith(current)
  expect(screen.faults).toEqual([])
  const doctor = await gridsight(current, 'doctor', '--figures', '--json')
  expect(doctor.output).toMatch(/"differences":\s*(0|\[\])/)
  expect(doctor.code).toBe(0)
})
