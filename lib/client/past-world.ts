import { DAY_MS } from '@/lib/domain/clock'
import type { HeatWindow } from '@/lib/domain/heat'
import { heatRoute } from '@/lib/domain/routes/heat'
import { replayRoutes } from '@/lib/domain/routes/replay'
import type { WallConfig } from './config'
import { http } from './http'
import { Replay } from './replay'
import { request } from './request'
import { openWorld, type World } from './world'

/** The world of a page that looks back: what is live goes on coming, the map is that of the moment. */
export type PastWorld = { world: World; replay: Replay; stop(): void }

/** Between two turns of the playhead. */
const TICK_MS = 200
/** A moment that is not complete yet is read again so often. */
const WRITING_MS = 5_000

/** Opens it at an instant (epoch milliseconds), or a day ago. The address follows, so that a link opens the same moment. */
export function openPast({ within, build }: Pick<WallConfig, 'within' | 'build'>, at: number | null, known: 'then' | 'now'): PastWorld {
  const area = within ?? undefined
  const replay = new Replay(
    {
      read: (moment) => http(replayRoutes.moment, { query: { at: new Date(moment).toISOString(), within: area } }),
      now: () => Date.now() + world.live.get().clockOffset,
      shown() {
        const { key } = world.live.get()
        if (key) world.heat.load(world.view.get().window, key.lattice)
      },
    },
    at ?? Date.now() - DAY_MS,
    known,
  )
  const shownAt = () => Date.parse(replay.store.get().moment?.at ?? new Date(replay.store.get().at).toISOString())
  const fetchCells = async (window: HeatWindow): Promise<ArrayBuffer> => {
    const query = { form: 'cells', window: window === 'all' ? '30d' : window, within: area, at: new Date(shownAt()).toISOString() } as const
    const response = await request(heatRoute, { query: { ...query, known: replay.store.get().known } })
    if (!response.ok) throw new Error(`${heatRoute.path}: ${response.status}`)
    return response.arrayBuffer()
  }
  const world = openWorld(area, build, { past: { at: shownAt, fetchCells } })
  let last = performance.now()
  let askedAt = last
  const ticking = setInterval(() => {
    const now = performance.now()
    replay.tick(now - last)
    last = now
    // while the store is being written more of the moment comes
    if (now - askedAt > WRITING_MS && replay.store.get().moment?.writing) {
      askedAt = now
      replay.again()
    }
  }, TICK_MS)
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
      clearInterval(ticking)
      untell()
      world.stop()
    },
  }
}
