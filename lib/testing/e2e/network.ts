import { once } from 'node:events'
import { createServer, connect as dial, type Server, type Socket } from 'node:net'

/**
 * The network between a browser and the server, as a wire that a test can cut: `cut` closes every connection and refuses new ones,
 * `freeze` keeps them open and passes nothing on (a half-open connection), `mend` ends either, `nick` closes those open now and no more.
 */
export type Network = {
  origin: string
  /** connections passed on since the start */
  readonly connections: number
  aim(port: number): void
  cut(): void
  freeze(): void
  mend(): void
  nick(): void
  stop(): Promise<void>
}

type Pair = { near: Socket; far: Socket }

/** Listens on a free loopback port and passes connections on to `port`. */
export async function startNetwork(port: number, host = '127.0.0.1'): Promise<Network> {
  const pairs = new Set<Pair>()
  const state = { port, open: true, frozen: false, connections: 0 }
  const hold = (pair: Pair, held: boolean) => {
    for (const socket of [pair.near, pair.far]) held ? socket.pause() : socket.resume()
  }
  const close = (pair: Pair) => {
    pairs.delete(pair)
    pair.near.destroy()
    pair.far.destroy()
  }
  const closeAll = () => {
    for (const pair of [...pairs]) close(pair)
  }
  const server: Server = createServer((near) => {
    near.on('error', () => {})
    if (!state.open) return near.destroy()
    const pair = { near, far: dial(state.port, host) }
    state.connections++
    pairs.add(pair)
    pass(pair.near, pair.far, () => close(pair))
    pass(pair.far, pair.near, () => close(pair))
    if (state.frozen) hold(pair, true)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  const own = typeof address === 'object' && address ? address.port : 0
  return {
    origin: `http://${host}:${own}`,
    get connections() {
      return state.connections
    },
    aim: (next) => {
      state.port = next
    },
    cut: () => {
      state.open = false
      closeAll()
    },
    freeze: () => {
      state.frozen = true
      for (const pair of pairs) hold(pair, true)
    },
    mend: () => {
      state.open = true
      state.frozen = false
      for (const pair of pairs) hold(pair, false)
    },
    nick: closeAll,
    stop: async () => {
      closeAll()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Copies one direction with back pressure, and tells when it ended. */
function pass(from: Socket, to: Socket, ended: () => void): void {
  from.setNoDelay(true)
  from.on('data', (data) => {
    if (!to.write(data)) from.pause()
  })
  to.on('drain', () => from.resume())
  from.on('error', ended)
  from.on('close', ended)
}
