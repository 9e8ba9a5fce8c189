import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Network } from '../e2e/network'
import { health, launch } from '../server-process'
import type { FakeClock } from './clock'
import type { Place } from './databases'
import { until } from './wait'

/** A server of its own process. */
export type Server = {
  readonly port: number
  readonly pid: number
  readonly alive: boolean
  output(): string
  end(signal: NodeJS.Signals): Promise<void>
}

/** As patient as those who wait for it: a machine may be busy with other things. */
const START_MS = 120_000

/** Letters of what a server that ended by itself said last. */
const SAID = 2_000

/** Settings of every server here: an empty system on a port of its own. */
const SETTINGS = { GRIDSIGHT_DEMO: 'off', HOST: '127.0.0.1', LOG_LEVEL: 'error', PORT: '0' }

const isOver = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

/** Starts a server on a database and waits until it is ready. */
export async function startServer({ settings }: Place, more: Record<string, string> = {}): Promise<Server> {
  const { child, url, output } = await launch({ ...SETTINGS, ...settings, ...more }, { detached: true, startMs: START_MS })
  return {
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    get alive() {
      return !isOver(child)
    },
    output,
    async end(signal) {
      if (isOver(child)) return
      const exited = once(child, 'exit')
      child.kill(signal)
      await exited
    },
  }
}

/** The servers of a run: one, and at times a second, with the networks of those who use them. */
export class Servers {
  main: Server | null = null
  /** how often one had to be started again although nobody had ended it */
  fallen = 0
  /** whether the main one goes by the false clock */
  falseClock = false
  readonly networks = new Set<Network>()

  constructor(
    private readonly place: Place,
    private readonly clock: FakeClock | null,
  ) {}

  get current(): Server {
    if (!this.main) throw new Error('no server runs')
    return this.main
  }

  /** Starts the main server, and leads everybody to it. */
  async start({ falseClock = false } = {}): Promise<void> {
    this.falseClock = falseClock
    this.main = await startServer(this.place, falseClock && this.clock ? this.clock.settings : {})
    this.lead(this.main)
  }

  /** Leads everybody, or some, to a server; what was open is closed. */
  lead(to: Server, networks: Iterable<Network> = this.networks): void {
    for (const network of networks) {
      network.aim(to.port)
      network.nick()
    }
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { main } = this
    this.main = null
    if (!main) return
    await main.end(signal)
    this.clock?.sweep(main.pid)
  }

  async restart(signal: NodeJS.Signals, options: { falseClock?: boolean } = {}): Promise<void> {
    await this.end(signal)
    await this.start(options)
  }

  /** Whatever should run runs, and says that it is ready. Starts what has ended by itself. */
  async up(): Promise<void> {
    await this.place.ensure()
    if (!this.main?.alive) await this.#again()
    const ready = async () => (await health(`http://127.0.0.1:${this.current.port}`).catch(() => null))?.status === 'ready'
    await until(async () => {
      if (await ready()) return true
      await this.place.ensure()
      if (this.main && !this.main.alive) await this.#again()
      return false
    }, 'the server did not become ready')
  }

  /** Starts the main server, and tells what one that nobody had ended said last. */
  async #again(): Promise<void> {
    if (this.main) {
      this.fallen++
      console.log(`the server ended by itself, and said last: ${this.main.output().slice(-SAID)}`)
    }
    await this.start()
  }
}
