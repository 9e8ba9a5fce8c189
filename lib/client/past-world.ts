import { DAY_MS } from '@/lib/domain/clock'
import type { HeatWindow } from '@/lib/domain/heat'
import { heatRoute } from '@/lib/domain/routes/heat'
import { replayRoutes } from '@/lib/domain/routes/replay'
import type { WallConfig } from './config'
import { http } from './http'
import { Replay } from './replay'
import { request } from './request'
import { openWorld, type Past, type World } from './world'

/** The world of a page that looks back: what is live goes on coming, the map is that of the moment. */
export type PastWorld = { world: World; replay: Replay; stop(): void }

/** Between two turns of the playhead. */
const TICK_MS = 200
/** A moment that is not complete yet is read again so often. */
const WRITING_MS = 5_000

/** A playhead at an instant (epoch milliseconds) over what an area has, and the map of the moment that it shows; of the world that `worldOf` answers. */
export function openReplay(worldOf: () => World, within: string | undefined, at: number, known: 'then' | 'now'): { replay: Replay; past: Past } {
  const replay = new Replay(
    {
      read: (moment, known) => http(replayRoutes.moment, { query: { at: new Date(moment).toISOString(), within, known } }),
      now: () => Date.now() + worldOf().live.get().clockOffset,
      shown() {
        const { live, view, heat } = worldOf()
        const { key } = live.get()
        if (key) heat.load(view.get().window, key.lattice)
      },
    },
    at,
    known,
  )
  const shownAt = () => Date.parse(replay.store.get().moment?.at ?? new Date(replay.store.get().at).toISOString())
  const fetchCells = async (window: HeatWindow): Promise<ArrayBuffer> => {
    const query = { form: 'cells', window: window === 'all' ? '30d' : window, within, at: new Date(shownAt()).toISOString() } as const
    const response = await request(heatRoute, { query: { ...query, known: replay.store.get().known } })
    if (!response.ok) throw new Error(`${heatRoute.path}: ${response.status}`)
    return response.arrayBuffer()
  }
  return { replay, past: { at: shownAt, fetchCells } }
}

/**
 * Turns a playhead by the time that passes, five times a second as `clock` has it, so that those with one clock turn together; reads a moment again while its
 * store is being written. Answers how to end it.
 */
export function runReplay(replay: Replay, clock: () => number, turn: (elapsedMs: number) => void): () => void {
  let last = performance.now()
  let askedAt = last
  const run = () => {
    const now = performance.now()
    turn(now - last)
    last = now
    if (now - askedAt > WRITING_MS && replay.store.get().moment?.writing) {
      askedAt = now
      replay.again()
    }
    timer = setTimeout(run, TICK_MS - (clock() % TICK_MS))
  }
  let timer = setTimeout(run, TICK_MS)
  return () => clearTimeout(timer)
}

/** Opens it at an instant (epoch milliseconds), or a day ago. The address follows, so that a link opens the same moment. */
export function openPast({ within, build }: Pick<WallConfig, 'within' | 'build'>, at: number | null, known: 'then' | 'now'): PastWorld {
  const area = within ?? undefined
  const { replay, past } = openReplay(() => world, area, at ?? Date.now() - DAY_MS, known)
  const world = openWorld(area, build, { past })
  const end = runReplay(replay, Date.now, (elapsedMs) => replay.tick(elapsedMs))
  let told = ''
  const untell = replay.store.subscribe(() => {
    const { playing, moment, known } = replay.store.get()
    if (playing || !moment) return
    const params = new URLSearchParams(location.search)
    params.set('at', moment.at.replace(/\.000Z$/, 'Z'))
    if (known === 'now') params.set('known', known)
    else params.delete('known')
    const address = `${location.pathname}?${params}`
    if (address === told) return
    told = address
    history.replaceState(null, '', address)
  })
  replay.seek(replay.store.get().at)
  return {
    world,
    replay,
    stop() {
      end()
      untell()
      world.stop()
    },
  }
}
