import type { EventChange } from '@/lib/domain/change'
import type { HeatWindow } from '@/lib/domain/heat'
import { cellCenter } from '@/lib/domain/lattice'
import type { Theme } from '@/lib/domain/theme'
import type { Trends } from '@/lib/domain/trends'
import { fetchGrids, fetchHeatCells, fetchTrends, httpBackend } from './api'
import { type Key, type LiveState, startState } from './board'
import type { GridTree } from './grids'
import { Heat, type HeatPicture, openHeatPort } from './heat'
import { readRamp } from './ramp'
import { reloadWhenServed } from './reload'
import { Renewal } from './renewal'
import { runtime } from './runtime'
import { Session } from './session'
import { socketTransport } from './socket'
import { makeStore, paced, type Store } from './store'
import { followTrends } from './trends'
import { readView, type ViewState, writeView } from './view'

/** An event that has just landed on the map; `key` counts up, `number` is the event's. */
export type Landing = { key: number; number: number; classCode: string; at: [number, number]; urgent: boolean }

export type Scenery = {
  tree: GridTree | null
  gridsFailed: boolean
  picture: HeatPicture | null
  landings: readonly Landing[]
  trends: Trends | null
}

/** Everything that lives as long as the page: what is known, what is looked at, what is drawn. */
export type World = {
  live: Store<LiveState>
  view: Store<ViewState>
  scenery: Store<Scenery>
  heat: Heat
  /** hands the messages of alerts to whoever keeps them (alerts.ts) */
  follow: Session['follow']
  /** calls back with the changes that were just applied, and with null when a snapshot replaced everything; answers how to end it */
  listen(heard: (changes: readonly EventChange[] | null) => void): () => void
  /** on a machine that draws in software, where the whole page is put together anew for every change: figures and heat change once a second at most */
  calm(): void
  /** has the map be that of another moment from now on; null: of now */
  lookBack(past: Past | null): void
  stop(): void
}

/** A ring shows what happens now: heard of within this time … */
const NEWS_MS = 60_000
/** … and not long ago; late reports are counted, not celebrated. */
const RECENT_MS = 24 * 3_600_000
const GRIDS_RETRY_MS = 3_000
const CALM_PACE_MS = 1_000

/** The new events among changes that deserve a ring, with their places. */
export function landingsOf(changes: readonly EventChange[], now: number, key: Key): Omit<Landing, 'key'>[] {
  return changes.flatMap(({ number, before, after, receivedAt }) =>
    !before && after && after.cellX >= 0 && now - receivedAt < NEWS_MS && now - after.occurredAt < RECENT_MS
      ? [
          {
            number,
            classCode: key.types.get(after.type)?.classCode ?? '',
            at: cellCenter(key.lattice, after.cellX, after.cellY),
            urgent: after.urgency <= 2,
          },
        ]
      : [],
  )
}

/** Of the tab, across loads of the page. */
const NOTE = 'gridsight.renewed'

/** A moment of the past that is looked at in place of now: whose heat is drawn, with the counts that it had. */
export type Past = { at(): number; fetchCells(window: HeatWindow): Promise<ArrayBuffer> }

/**
 * Opens the page's world; nothing runs before, and `stop` ends all of it. `build` is that of the page. `theme`: where the page has one,
 * and not its address. `past`: the map is of then, though what is live goes on coming.
 */
export function openWorld(within: string | undefined, build: string | null, { theme, past: opened }: { theme?: Theme; past?: Past } = {}): World {
  const live = makeStore<LiveState>(startState)
  const shown = paced(live, { now: () => serverNow(), after: runtime.after })
  const view = makeStore<ViewState>(readView(location.search))
  const scenery = makeStore<Scenery>({ tree: null, gridsFailed: false, picture: null, landings: [], trends: null })
  const listeners = new Set<(changes: readonly EventChange[] | null) => void>()
  let past: Past | null = opened ?? null
  let stopped = false
  let landed = 0
  let logOfGrids = ''
  const serverNow = () => Date.now() + live.get().clockOffset

  const fetchCells = (window: HeatWindow) => (past ? past.fetchCells(window) : fetchHeatCells(window, within))
  const heat = new Heat(openHeatPort, fetchCells, (picture) => scenery.set({ picture }), { ...runtime, now: () => past?.at() ?? serverNow() })

  document.documentElement.dataset.theme = theme ?? view.get().theme
  heat.setRamp(readRamp(document.documentElement))

  const loadGrids = async (): Promise<void> => {
    try {
      const tree = await fetchGrids(within)
      if (stopped) return
      scenery.set({ tree, gridsFailed: false })
      heat.setGrids(
        tree.list.map(({ code, parentCode, until, place, coordinates }) => ({
          code,
          parentCode,
          leaf: until === 4 ? { type: 'MultiPolygon', coordinates } : null,
          place,
        })),
      )
    } catch (error) {
      console.error('grids could not be read', error)
      if (stopped) return
      scenery.set({ gridsFailed: true })
      runtime.after(GRIDS_RETRY_MS, () => void (stopped || loadGrids()))
    }
  }

  const renewal = new Renewal(
    build,
    { ...runtime, recall: () => sessionStorage.getItem(NOTE), note: (text) => sessionStorage.setItem(NOTE, text) },
    reloadWhenServed,
  )
  const touched = () => renewal.stir()
  for (const name of ['pointerdown', 'keydown', 'wheel'] as const) window.addEventListener(name, touched, { passive: true })

  const session = new Session(live, socketTransport(within), httpBackend(within), runtime, {
    started(board, key) {
      // a renewed log may come with other grids
      if (board.logId !== logOfGrids) void loadGrids()
      logOfGrids = board.logId
      heat.setTypes(typesOf(view.get(), key))
      heat.load(view.get().window, key.lattice)
      for (const heard of listeners) heard(null)
    },
    subscribed: (served) => renewal.heard(served),
    batch(batch) {
      if (batch.changes.length > 0) renewal.stir()
      if (!past) heat.batch(batch)
      const { key } = live.get()
      const news = key && !past ? landingsOf(batch.changes, batch.at, key) : []
      if (news.length > 0) scenery.set({ landings: news.slice(-20).map((l) => ({ ...l, key: ++landed })) })
      if (batch.changes.length > 0) for (const heard of listeners) heard(batch.changes)
    },
  })
  session.start()
  const endTrends = opened
    ? () => {}
    : followTrends(
        live,
        () => fetchTrends(within),
        (trends) => scenery.set({ trends }),
        runtime,
        () => document.hidden,
      )

  let before = view.get()
  const unsubscribe = view.subscribe(() => {
    const now = view.get()
    const { key } = live.get()
    if (key && now.window !== before.window) heat.load(now.window, key.lattice)
    if (key && now.classes !== before.classes) heat.setTypes(typesOf(now, key))
    if (now.measure !== before.measure) heat.setShades(now.measure === 'choropleth')
    before = now
    history.replaceState(null, '', `${location.pathname}${writeView(now, location.search)}`)
  })
  heat.setShades(before.measure === 'choropleth')
  const ticking = setInterval(() => {
    if (!past) heat.tick(serverNow())
  }, 1_000)

  return {
    live: shown,
    view,
    scenery,
    heat,
    follow: (make) => session.follow(make),
    listen(heard) {
      listeners.add(heard)
      return () => listeners.delete(heard)
    },
    calm() {
      shown.calm(CALM_PACE_MS)
      heat.setPace(CALM_PACE_MS)
    },
    lookBack(to) {
      past = to
      // what is drawn is of another time
      scenery.set({ picture: null, landings: [] })
      const { key } = live.get()
      if (key) heat.load(view.get().window, key.lattice)
    },
    stop() {
      stopped = true
      unsubscribe()
      clearInterval(ticking)
      renewal.stop()
      for (const name of ['pointerdown', 'keydown', 'wheel'] as const) window.removeEventListener(name, touched)
      endTrends()
      session.stop()
      heat.close()
    },
  }
}

/** The ids of the types whose classes are shown; null for all. */
function typesOf(view: ViewState, key: Key): number[] | null {
  if (view.classes.size === 0) return null
  return [...key.types.values()].filter((t) => view.classes.has(t.classCode)).map((t) => t.id)
}
