import { afterAll, describe, expect, it } from 'vitest'
import { rounds } from '../engines'
import { findPostgres } from '../native-cluster'
import { startServer, type TestServer } from '../server'
import { gridsight } from './command'
import { type Load, startLoad } from './load'
import { openScreen, type Screen } from './screen'

const running: { stop(): unknown }[] = []
afterAll(async () => {
  for (const one of running.reverse()) await one.stop()
})

describe.skipIf(!findPostgres())('two processes on one PostgreSQL', () => {
  it('show the same board, also when either is killed', async () => {
    const a = await startServer({ engine: 'postgresql' })
    const b = await startServer({ engine: 'postgresql', county: 'none', on: { dataDir: a.dataDir, databaseUrl: a.databaseUrl } })
    const servers: [TestServer, TestServer] = [a, b]
    // A server that was killed and started again is another one than before.
    running.push({ stop: () => servers[0].stop() }, { stop: () => servers[1].end() })
    const screens: Screen[] = servers.flatMap((s) => [openScreen(s.url, s.tokens.wall), openScreen(s.url, s.tokens.supervisor)])
    const loads: Load[] = servers.map((s) =>
      startLoad({ url: s.url, token: s.tokens.reporter, types: ['0101', '0102', '0501'], bounds: [112.2, 33, 112.248, 33.024], restMs: 20 }),
    )
    running.push(...screens)
    for (const victim of ([0, 1, 0, 1] as const).slice(0, rounds(2, 4))) {
      for (const load of loads) {
        const wanted = load.acknowledged.size + 200
        await expect.poll(() => load.acknowledged.size, { interval: 20 }).toBeGreaterThanOrEqual(wanted)
      }
      servers[victim] = await servers[victim].restart('SIGKILL')
    }
    for (const load of loads) await load.stop()
    const sent = loads.reduce((n, l) => n + l.acknowledged.size, 0)
    for (const server of servers) {
      await expect.poll(async () => (await (await server.fetch('/api/snapshot', server.tokens.supervisor)).json()).figures.total.reported).toBe(sent)
    }
    for (const [i, screen] of screens.entries()) {
      await screen.agreesWith(servers[i < 2 ? 0 : 1])
      expect(screen.faults).toEqual([])
    }
    const doctor = await gridsight(a, 'doctor', '--figures', '--json')
    expect(doctor.code).toBe(0)
  })
})
