import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '@/lib/domain/random'
import { spawnServer } from '../server-process'
import { below, oneOf, shuffled } from './chance'
import type { FakeClock } from './clock'
import type { Place } from './databases'
import type { Disk } from './disk'
import type { Model } from './model'
import { renewLog } from './renew-log'
import { type Server, type Servers, startServer } from './servers'
import type { Traffic } from './traffic'
import { until } from './wait'
import type { Watcher } from './watchers'

/** All that a fault may lay its hands on. */
export type World = {
  place: Place
  servers: Servers
  watchers: readonly Watcher[]
  traffic: Traffic
  model: Model
  disk: Disk | null
  clock: FakeClock | null
  random: Random
}

/**
 * A kind of fault. `cards`: how many of 50 faults are of this kind, so that 300 hold 66 kills of the server, 66 of the database and 12 of
 * each rare kind. `run` does it in the middle of traffic and undoes it; that everything runs again is seen to afterwards.
 */
export type Fault = { kind: string; engine?: Place['engine']; needs?: 'disk' | 'clock'; cards: number; run(world: World): Promise<void> }

/** Long enough for a request to be in the middle of it, short enough for many faults. */
const moment = ({ random }: Pick<World, 'random'>, ms: number) => pause(below(random, ms))

/** Some of the watchers, at least one. */
const some = ({ watchers, random }: World) => shuffled(random, watchers).slice(0, 1 + below(random, watchers.length))

export const FAULTS: readonly Fault[] = [
  { kind: 'server killed', cards: 11, run: ({ servers }) => servers.restart('SIGKILL') },
  { kind: 'server stopped', cards: 2, run: ({ servers }) => servers.restart('SIGTERM') },
  { kind: 'database killed', engine: 'embedded', cards: 11, run: killed('child') },
  { kind: 'backend killed', engine: 'postgresql', cards: 7, run: killed('backend') },
  { kind: 'postmaster killed', engine: 'postgresql', cards: 4, run: killed('postmaster') },
  {
    kind: 'sockets cut',
    cards: 6,
    async run(world) {
      for (const watcher of some(world)) {
        if (world.random.next() < 0.5) watcher.hangUp()
        else watcher.network.nick()
        await moment(world, 50)
      }
    },
  },
  {
    kind: 'sockets half open',
    cards: 4,
    async run(world) {
      const deaf = some(world)
      for (const { network } of deaf) world.random.next() < 0.3 ? network.freeze() : network.swallow()
      await moment(world, 1_500)
      for (const { network } of deaf) network.mend()
    },
  },
  {
    kind: 'network away',
    cards: 2,
    async run(world) {
      for (const network of world.servers.networks) network.cut()
      await moment(world, 1_000)
      for (const network of world.servers.networks) network.mend()
    },
  },
  { kind: 'requests cut', cards: 3, run: (world) => severed(world, 'up') },
  { kind: 'answers cut', cards: 3, run: (world) => severed(world, 'down') },
  {
    kind: 'disk full',
    needs: 'disk',
    cards: 2,
    async run(world) {
      world.disk?.fill()
      await pause(500)
      await moment(world, 2_000)
      world.disk?.free()
    },
  },
  { kind: 'clock set', needs: 'clock', cards: 2, run: clockSet },
  { kind: 'second server', engine: 'postgresql', cards: 2, run: secondServer },
  { kind: 'second start', engine: 'embedded', cards: 2, run: secondStart },
  { kind: 'backup restored', cards: 2, run: restored },
]

function killed(what: string): Fault['run'] {
  return async ({ place }) => {
    const kill = place.kills[what]
    if (!kill) throw new Error(`${place.engine} has no ${what}`)
    await kill()
  }
}

/** Several requests are cut in their middle: those of an answer have been done, and nobody was told. */
async function severed({ traffic, random }: World, way: 'up' | 'down'): Promise<void> {
  for (let n = 2 + below(random, 4); n > 0; n--) {
    const cuts = traffic.counted.retried
    traffic.network.sever(way, below(random, 150))
    await until(() => traffic.counted.retried > cuts, 'no request was cut', 10_000).catch(() => {})
  }
}

/** Hours forward and minutes back, while the work goes on; and right again at the end, which is a step back or forward too. */
async function clockSet(world: World): Promise<void> {
  const { servers, clock, traffic, random } = world
  if (!clock) return
  if (!servers.falseClock) await servers.restart('SIGTERM', { falseClock: true })
  traffic.isClockSet = true
  for (const seconds of shuffled(random, [3_600 * (1 + below(random, 30)), -(60 + below(random, 3_600)), 0])) {
    traffic.offsetMs = Math.min(seconds * 1_000, 0)
    clock.set(seconds)
    await pause(500)
    await moment(world, 1_500)
  }
  clock.set(0)
  await traffic.quiet()
  traffic.offsetMs = 0
  traffic.isClockSet = false
  traffic.go()
}

/** A second server on the same database takes half of the clients and the work; then one of the two goes. */
async function secondServer(world: World): Promise<void> {
  const { place, servers, traffic, random, watchers } = world
  const { current } = servers
  const second = await startServer(place)
  try {
    servers.lead(second, [traffic.network, ...watchers.filter((_, i) => i % 2 === 0).map((w) => w.network)])
    await traffic.progress(10, 1, 2)
    const gone: Server = random.next() < 0.5 ? second : current
    await gone.end(oneOf(random, ['SIGKILL', 'SIGTERM']))
    servers.main = gone === second ? current : second
    servers.lead(servers.main)
  } catch (error) {
    await second.end('SIGKILL')
    throw error
  }
}

const REFUSAL_MS = 40_000

/** The folder of the embedded engine belongs to one process: a second server says so and ends, and the first does not notice. */
async function secondStart({ place }: World): Promise<void> {
  const { child, output, exited } = spawnServer({ GRIDSIGHT_DEMO: 'off', HOST: '127.0.0.1', PORT: '0', ...place.settings }, { detached: true })
  const timer = setTimeout(() => child.kill('SIGKILL'), REFUSAL_MS)
  const code = await exited
  clearTimeout(timer)
  if (code !== 1 || !output().includes('is in use')) throw new Error(`a second server on the folder ended with ${code} and said: ${output()}`)
}

/** A backup, work after it, and the restore: everybody starts over from what the backup holds, and senders send again what it lacks. */
async function restored(world: World): Promise<void> {
  const { place, servers, traffic, model, random } = world
  await traffic.quiet()
  await servers.end()
  place.backup()
  const saved = model.save()
  await servers.start()
  traffic.go()
  await traffic.progress(10, 2, 3)
  await traffic.quiet()
  // not killed: its database would still be writing into the folder that is put back
  await servers.end()
  await place.restore()
  await renewLog(place)
  const gone = model.restore(saved)
  await servers.start()
  await traffic.sendAgain(gone.filter(() => random.next() < 0.5))
  traffic.go()
}
