import type { Socket } from 'socket.io-client'
import { AlertsView } from '@/lib/client/alerts'
import { type LiveState, startState } from '@/lib/client/board'
import { Session } from '@/lib/client/session'
import { makeStore } from '@/lib/client/store'
import type { Viewer } from '@/lib/domain/access'
import { applyChanges, type BoardState, type GridSum } from '@/lib/domain/apply'
import type { Random } from '@/lib/domain/random'
import { type Network, startNetwork } from '../e2e/network'
import { impatient, screenBackend, screenTransport } from '../screen-ports'
import { doubled, type Finding, lost } from './compare'
import { type People, WATCHERS } from './people'

/** A page without a browser: the product's own session over a network of its own, which can be cut. */
export type Watcher = {
  name: string
  viewer: Viewer
  within: string | undefined
  network: Network
  state(): LiveState
  connections(): number
  /** hangs up from this side */
  hangUp(): void
  /** what it counts, by grid code */
  sums(): Map<string, GridSum>
  /** what was wrong in how changes came, since it was last asked */
  faults(): Finding[]
  /** keeps the board as it is now, as a page that sleeps does; `wake` asks for what came since and answers its sums, null for one of another log */
  sleep(): void
  wake(): Promise<Map<string, GridSum> | null>
  stop(): Promise<void>
}

/** Opens all of them, each over a network to this port. */
export function openWatchers(port: number, people: People, random: Random): Promise<Watcher[]> {
  return Promise.all(WATCHERS.map((watch) => openWatcher(port, people, watch, random)))
}

async function openWatcher(port: number, people: People, { part, within }: (typeof WATCHERS)[number], random: Random): Promise<Watcher> {
  const { viewer, token } = people[part]
  const network = await startNetwork(port)
  const name = within ? `${part} in ${within}` : part
  const store = makeStore<LiveState>(startState)
  let found: Finding[] = []
  let mismatches = 0
  let cursor = { logId: '', revision: 0 }
  const sockets: Socket[] = []
  let connections = 0
  const place = { origin: network.origin, token, within }
  const backend = screenBackend(place)
  const transport = screenTransport(place, (socket) => {
    connections++
    sockets.splice(0, 1, socket)
  })
  const around = impatient(random.next)
  const session = new Session(store, transport, backend, around, {
    started(board) {
      cursor = { logId: board.logId, revision: board.revision }
    },
    batch({ since, revision, changes }) {
      if (since !== cursor.revision) found.push(lost(`${name}: a batch after ${since} was applied at ${cursor.revision}`))
      let last = since
      for (const change of changes) {
        if (change.revision <= last || change.revision > revision)
          found.push(doubled(`${name}: revision ${change.revision} was applied after ${last}`))
        last = change.revision
      }
      cursor = { ...cursor, revision }
    },
  })
  session.follow((ask) => new AlertsView(store, around, ask))
  session.start()
  let asleep: BoardState | null = null
  const sumsOf = (board: BoardState | null) => {
    const { key } = store.get()
    return new Map([...(board?.grids ?? [])].flatMap(([id, sum]) => (sum.count > 0 ? [[key?.gridCodes.get(id) ?? `#${id}`, sum] as const] : [])))
  }
  return {
    name,
    viewer,
    within,
    network,
    state: store.get,
    connections: () => connections,
    hangUp: () => sockets[0]?.io.engine.close(),
    sums: () => sumsOf(store.get().board),
    faults() {
      const more = store.get().mismatches - mismatches
      mismatches += more
      const all = more > 0 ? [...found, lost(`${name}: the board was not the server's, and was read anew`, more)] : found
      found = []
      return all
    },
    sleep() {
      asleep = store.get().board
    },
    async wake() {
      const { key } = store.get()
      if (!asleep || !key) return null
      for (let board = asleep; ; ) {
        const gap = await backend.changes(board.revision, board.logId, key)
        if (!gap) return null
        const applied = applyChanges(board, gap)
        if (applied.kind !== 'applied' || gap.revision <= board.revision) return sumsOf(board)
        board = applied.state
      }
    },
    async stop() {
      session.stop()
      await network.stop()
    },
  }
}
