import { once } from 'node:events'
import { createServer, connect as dial, type Server, type Socket } from 'node:net'

/**
 * The network between a browser and the server, as a wire that a test can cut: `cut` closes every connection and refuses new ones,
 * `freeze` keeps them open and passes nothing on (a half-open connection), `swallow` keeps them open and drops what is sent, `mend` ends
 * each of these, `nick` closes those open now and no more, `sever` closes the next connection in the middle of what it passes on.
 */
export type Network = {
  origin: string
  /** connections passed on since the start */
  readonly connections: number
  aim(port: number): void
  cut(): void
  freeze(): void
  swallow(): void
  mend(): void
  nick(): void
  /** the next connection that passes on a piece of more than so many bytes, towards the server or from it, is closed after them */
  sever(way: 'up' | 'down', bytes: number): void
  stop(): Promise<void>
}

type Pair = { near: Socket; far: Socket }
type Cut = { way: 'up' | 'down'; bytes: number }

/** Listens on a free loopback port and passes connections on to `port`. */
export async function startNetwork(port: number, host = '127.0.0.1'): Promise<Network> {
  const pairs = new Set<Pair>()
  const state: { port: number; open: boolean; frozen: boolean; swallowing: boolean; connections: number; cuts: Cut[] } = {
    port,
    open: true,
    frozen: false,
    swallowing: false,
    connections: 0,
    cuts: [],
  }
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
  const pass = (pair: Pair, way: Cut['way']) => {
    const [from, to] = way === 'up' ? [pair.near, pair.far] : [pair.far, pair.near]
    const ended = () => {
      if (!state.swallowing) close(pair)
    }
    from.setNoDelay(true)
    from.on('data', (data) => {
      if (state.swallowing) return
      const cut = state.cuts.find((c) => c.way === way && c.bytes < data.length)
      if (cut) {
        state.cuts = state.cuts.filter((c) => c !== cut)
        to.write(data.subarray(0, cut.bytes), () => close(pair))
      } else if (!to.write(data)) from.pause()
    })
    to.on('drain', () => from.resume())
    from.on('error', ended)
    from.on('close', ended)
  }
  const server: Server = createServer((near) => {
    near.on('error', () => {})
    if (!state.open) return near.destroy()
    const pair = { near, far: dial(state.port, host) }
    state.connections++
    pairs.add(pair)
    pass(pair, 'up')
    pass(pair, 'down')
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
    swallow: () => {
      state.swallowing = true
    },
    mend: () => {
      if (state.swallowing) closeAll() // bytes of them are missing
      state.swallowing = false
      state.open = true
      state.frozen = false
      for (const pair of pairs) hold(pair, false)
    },
    nick: closeAll,
    sever: (way, bytes) => state.cuts.push({ way, bytes }),
    stop: async () => {
      closeAll()
      server.close()
      await once(server, 'close')
    },
  }
}
