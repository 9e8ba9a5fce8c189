import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { type LiveState, startState } from '@/lib/client/board'
import { Session } from '@/lib/client/session'
import { makeStore } from '@/lib/client/store'
import { checkBoard } from '@/lib/domain/apply'
import { Snapshot } from '@/lib/domain/wire'
import { impatient, screenBackend, screenTransport } from '../screen-ports'
import { WAIT_MS } from '../wait'

/** A wall without a browser: the session of the page, over a real socket and real requests. */
export type Screen = {
  state(): LiveState
  /** how often it connected */
  readonly connections: number
  /** revisions that were applied twice, or left out, within one log: none, if all is well */
  readonly faults: string[]
  /** its sums are those of the server at the server's present revision, and so are its figures */
  agreesWith(server: { fetch(path: string, token: string): Promise<Response> }): Promise<void>
  stop(): void
}

/** Opens a screen at `origin` with a token. */
export function openScreen(origin: string, token: string): Screen {
  const store = makeStore<LiveState>(startState)
  const faults: string[] = []
  const counted = { connections: 0, cursor: { logId: '', revision: 0 } }
  const place = { origin, token }
  const transport = screenTransport(place, () => counted.connections++)
  const session = new Session(store, transport, screenBackend(place), impatient(), {
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
      // lights move by the clock: where one has moved between the two readings, both are read again until they stand at the same revision
      let found = ''
      const look = async () => {
        const { logId, revision, sums } = Snapshot.parse(await (await server.fetch('/api/snapshot', token)).json())
        await expect.poll(() => store.get().board?.logId).toBe(logId)
        await expect.poll(() => store.get().board?.revision ?? 0).toBeGreaterThanOrEqual(revision)
        const { board, key } = store.get()
        if (!board || !key) throw new Error('the screen shows nothing')
        found = `board at ${board.revision}, server at ${revision}`
        return checkBoard(board, { logId, revision, sums }, (code) => key.gridIds.get(code))
      }
      let said = await look()
      for (const end = performance.now() + WAIT_MS; said === 'later' && performance.now() < end; ) said = await look()
      expect(said, found).toBe('ok')
      const figures = async () => Snapshot.parse(await (await server.fetch('/api/snapshot', token)).json()).figures
      await expect.poll(async () => isDeepStrictEqual(store.get().figures, await figures()), { interval: 500 }).toBe(true)
    },
    stop: () => session.stop(),
  }
}
