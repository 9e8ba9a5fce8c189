import { afterAll, beforeAll, expect, it } from 'vitest'
import { rounds } from '../engines'
import { seeded } from '../seeded'
import { startServer, type TestServer } from '../server'
import { startLoad } from './load'
import { type Network, startNetwork } from './network'
import { openScreen, type Screen } from './screen'

const SCREENS = 5
const CUTS = rounds(60, 220)

let server: TestServer
const networks: Network[] = []
const screens: Screen[] = []

beforeAll(async () => {
  server = await startServer()
  for (let i = 0; i < SCREENS; i++) networks.push(await startNetwork(server.port))
})

afterAll(async () => {
  for (const screen of screens) screen.stop()
  for (const network of networks) await network.stop()
  await server?.stop()
})

it(`loses and doubles nothing through ${CUTS} cuts at random moments while events are written`, async () => {
  for (const network of networks) screens.push(openScreen(network.origin, server.tokens.wall))
  await expect.poll(() => screens.every((s) => s.state().board)).toBe(true)
  const load = startLoad({ url: server.url, token: server.tokens.reporter, types: ['0101', '0102', '0501'], bounds: [112.2, 33, 112.248, 33.024] })
  const random = seeded('cuts')
  let cuts = 0
  const cutter = async (network: Network, own: Screen) => {
    while (cuts < CUTS) {
      // A moment of its own choice: as soon as it has heard of a few more changes, sometimes at once.
      const wanted = (own.state().board?.revision ?? 0) + Math.floor(random.next() * 60)
      await expect.poll(() => own.state().board?.revision ?? 0, { interval: 7 }).toBeGreaterThanOrEqual(wanted)
      cuts++
      if (random.next() < 0.7) network.nick()
      else {
        const tried = network.connections
        network.cut()
        if (random.next() < 0.5) await expect.poll(() => own.state().link, { interval: 5 }).not.toBe('socket')
        network.mend()
        await expect.poll(() => network.connections, { interval: 5 }).toBeGreaterThan(tried)
      }
    }
  }
  await Promise.all(networks.map((network, i) => cutter(network, screens[i] as Screen)))
  await load.stop()
  expect(load.acknowledged.size).toBeGreaterThan(2 * CUTS)
  for (const screen of screens) {
    await screen.agreesWith(server)
    expect(screen.faults).toEqual([])
    expect(screen.state().mismatches).toBe(0)
    expect(screen.connections).toBeGreaterThan(CUTS / SCREENS / 2)
  }
})
