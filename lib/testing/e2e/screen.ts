import { io } from 'socket.io-client'
import parser from 'socket.io-msgpack-parser'
import { expect } from 'vitest'
import { readChanges } from '@/lib/client/api'
import { type LiveState, startState } from '@/lib/client/board'
import { type Backend, Denied, type Transport } from '@/lib/client/ports'
import { Session } from '@/lib/client/session'
import { readMessage } from '@/lib/client/socket'
import { makeStore } from '@/lib/client/store'
import { checkBoard } from '@/lib/domain/apply'
import { Snapshot, SubscribeAck } from '@/lib/domain/wire'

/** A wall without a browser: the session of the page, over a real socket and real requests. */
export type Screen = {
  state(): LiveState
  /** how often it connected */
  readonly connections: number
  /** revisions that were applied twice, or left out, within one log: none, if all is well */
  readonly faults: string[]
  /** its sums are those of the server at the server's present revision */
  agreesWith(server: { fetch(path: string, token: string): Promise<Response> }): Promise<void>
  stop(): void
}

/** Opens a screen at `origin` with a token. */
export function openScreen(origin: string, token: string): Screen {
  const store = makeStore<LiveState>(startState)
  const faults: string[] = []
  const counted = { connections: 0, cursor: { logId: '', revision: 0 } }
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(new URL(path, origin), { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(10_000) })
    if (response.status === 401) throw new Denied(path)
    if (!response.ok) throw new Error(`${path}: ${response.status}`)
    return response.json()
  }
  const backend: Backend = {
    snapshot: async () => Snapshot.parse(await get('/api/snapshot')),
    changes: async (since, log, key) => readChanges(await get(`/api/changes?since=${since}&log=${log}`), Date.now(), key),
  }
  const transport: Transport = {
    open(on) {
      counted.connections++
      const socket = io(origin, { transports: ['websocket'], parser, reconnection: false, forceNew: true, timeout: 4_000, auth: { token } })
      let over = false
      const end = () => {
        if (over) return
        over = true
        socket.disconnect()
        on.closed('lost')
      }
      socket.on('connect', () => on.opened())
      socket.on('connect_error', end)
      socket.on('disconnect', end)
      socket.onAny((name: string, body: unknown) => {
        const message = over ? null : readMessage(name, body)
        if (message) on.message(message)
      })
      return {
        subscribe: async (body) => SubscribeAck.parse(await socket.timeout(4_000).emitWithAck('subscribe', body)),
        close() {
          over = true
          socket.disconnect()
        },
      }
    },
  }
  const around = {
    now: () => Date.now(),
    random: () => Math.random() / 4, // impatient: the test has many reconnections to get through
    after(ms: number, run: () => void) {
      const timer = setTimeout(run, Math.min(ms, 1_000))
      return () => clearTimeout(timer)
    },
  }
  const session = new Session(store, transport, backend, around, {
    started(board) {
      counted.cursor = { logId: board.logId, revision: board.revision }
    },
    batch({ since, revision, changes }) {
      if (since !== counted.cursor.revision) faults.push(`a batch after ${since} came at ${counted.cursor.revision}`)
      let last = since
      for (const change of changes) {
        if (change.revision <= last || change.revision > revision) faults.push(`${change.revision} came after ${last}, up to ${revision}`)
        last = change.revision
      }
      counted.cursor = { ...counted.cursor, revision }
    },
  })
  session.start()
  return {
    state: store.get,
    get connections() {
      return counted.connections
    },
    faults,
    async agreesWith(server) {
      const truth = Snapshot.parse(await (await server.fetch('/api/snapshot', token)).json())
      await expect.poll(() => store.get().board?.logId).toBe(truth.logId)
      await expect.poll(() => store.get().board?.revision ?? 0).toBeGreaterThanOrEqual(truth.revision)
      const { board, key } = store.get()
      if (!board || !key) throw new Error('the screen shows nothing')
      const { logId, revision, sums } = truth
      expect(
        checkBoard(board, { logId, revision, sums }, (code) => key.gridIds.get(code)),
        `board at ${board.revision}, server at ${revision}`,
      ).toBe('ok')
    },
    stop: () => session.stop(),
  }
}
