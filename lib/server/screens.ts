import { tourPlaces, viewerOf } from '@/lib/api/screen-world'
import { listen } from '@/lib/db/engine/listen'
import { codeAt } from '@/lib/db/screens/code'
import { readScreens, SCREENS_CHANNEL, type ScreenRow, writeScreenState } from '@/lib/db/screens/screens'
import type { Atlas } from '@/lib/domain/atlas'
import type { ScreenTold } from '@/lib/domain/screen'
import { advance, countStops } from '@/lib/domain/tour'
import { alertBook } from '@/lib/live/alert-book'
import type { Book } from '@/lib/live/book'
import type { GridSocket } from './grid-socket'

/** How often it is looked whether a screen stands otherwise by now; what is told takes effect later than this at the earliest. */
const TICK_MS = 200
/** A screen is told again how it stands: a message can be lost, and each brings the server's clock. */
const AGAIN_MS = 5_000
/** Links are looked at this often even if nobody says so. */
const READ_MS = 15_000
/** What failed is tried again after so long: a database that is away is away for a while. */
const PAUSE_MS = 3_000

/** A screen with browsers of this process. */
type Shown = { row: ScreenRow | null; sockets: Set<GridSocket>; toldAt: number; readAt: number }

export type Screens = {
  /** Tells a browser of a screen (its link's id) how the screen stands, from now on. */
  enter(socket: GridSocket, id: string): void
  leave(socket: GridSocket): void
  stop(): Promise<void>
}

/**
 * Moves the screens that are open in this process and tells their browsers: one decides, by writing how the screen stands next if nobody
 * has before, and all processes hear of it. So browsers in different processes show the same from the same moment on.
 */
export function watchScreens(
  url: string,
  live: { readonly books: readonly Book[]; readonly atlas: Atlas },
  onFault: (error: unknown, what: string) => void,
): Screens {
  const shown = new Map<string, Shown>()
  let stopped = false

  async function tell(screen: Shown, to: Iterable<GridSocket> = screen.sockets): Promise<void> {
    const { row } = screen
    if (!row) return
    const { program, state, revision, secret } = row
    // a wall tells nobody's name
    const { called: _, hand: __, ...standing } = state
    const tour = { on: program.on || state.touring, ...countStops(program, state.showing?.stop ?? null, await tourPlaces(row)) }
    const at = Date.now()
    screen.toldAt = at
    const message: ScreenTold = { revision, at, ...standing, tour, panels: program.panels, code: codeAt(secret, at) }
    for (const socket of to) socket.emit('screen:showing', message)
  }

  /** Reads how these screens stand, and tells what is new. */
  async function read(ids: readonly string[]): Promise<void> {
    const rows = new Map((await readScreens(ids)).map((row) => [row.id, row]))
    for (const id of ids) {
      const screen = shown.get(id)
      if (!screen) continue
      const [before, row] = [screen.row, rows.get(id) ?? null]
      screen.row = row
      screen.readAt = Date.now()
      // a tour that is to begin is told of when it begins
      const begins = row?.program.on && row.state.showing === null
      if (row && !begins && (row.revision !== before?.revision || before === null)) await tell(screen)
    }
  }

  async function move(id: string, screen: Shown): Promise<void> {
    const now = Date.now()
    if (!screen.row || Math.abs(now - screen.readAt) > READ_MS) await read([id])
    const { row } = screen
    if (!row) return
    if (row.program.on || row.state.touring || row.state.showing || row.state.replay || row.state.mutedUntil !== null) {
      const places = await tourPlaces(row)
      const alerts = alertBook.contentIn(live.books)?.shownTo(viewerOf(row), live.atlas).rows.values() ?? []
      const next = advance(row.state, { program: row.program, places, alerts, now: Date.now() })
      if (next) {
        const revision = await writeScreenState(id, row.revision, next)
        if (revision === null) await read([id])
        else if (screen.row === row) {
          screen.row = { ...row, state: next, revision }
          await tell(screen)
        }
      }
    }
    if (Math.abs(Date.now() - screen.toldAt) >= AGAIN_MS) await tell(screen)
  }

  let moving: Promise<unknown> | null = null
  let failedAt = Number.NEGATIVE_INFINITY
  const again = (work: () => Promise<unknown>) => {
    moving = (moving ?? Promise.resolve()).then(async () => {
      try {
        if (!stopped) await work()
      } catch (error) {
        failedAt = performance.now()
        onFault(error, 'the screens could not be moved')
      }
    })
  }
  let waiting = false
  const ticker = setInterval(() => {
    if (waiting || shown.size === 0 || performance.now() - failedAt < PAUSE_MS) return
    waiting = true
    again(async () => {
      waiting = false
      for (const [id, screen] of shown) await move(id, screen)
    })
  }, TICK_MS)
  const look = () => again(() => read([...shown.keys()]))
  const listener = listen(url, SCREENS_CHANNEL, { onUp: look, onNotification: look, onDown: () => {} })

  return {
    enter(socket, id) {
      const screen = shown.get(id) ?? { row: null, sockets: new Set<GridSocket>(), toldAt: 0, readAt: 0 }
      shown.set(id, screen)
      screen.sockets.add(socket)
      again(() => (screen.row ? tell(screen, [socket]) : read([id])))
    },
    leave(socket) {
      for (const [id, screen] of shown) if (screen.sockets.delete(socket) && screen.sockets.size === 0) shown.delete(id)
    },
    async stop() {
      stopped = true
      clearInterval(ticker)
      await listener.stop()
      await moving
    },
  }
}
