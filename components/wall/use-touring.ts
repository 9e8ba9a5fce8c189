import { useCallback, useEffect, useState } from 'react'
import type { Stage } from '@/components/map/stage'
import { followScreen, type ScreenHeard } from '@/lib/client/screen-link'
import type { Store } from '@/lib/client/store'
import { useStore } from '@/lib/client/use-store'
import { readView } from '@/lib/client/view'
import type { World } from '@/lib/client/world'
import type { ScreenTold, Showing } from '@/lib/domain/screen'
import { isLookingBack, type ScreenReplay } from '@/lib/domain/screen-replay'
import { hasPanel } from './scene-panel'

/** How long a flight takes (tokens.css, `--m-camera`). */
const FLIGHT_MS = 2_400
/** The address of a screen before its tour wrote into it. */
const OWN = 'gridsight.view'

/** Does a hand hold what is shown, or an alert? */
const isHeld = ({ call, heldUntil }: Showing): boolean => call !== null || heldUntil !== null

/** What the map is to show at an instant of the server's clock. While the past is shown a tour stands still, and the map is all of the area. */
const shownOf = ({ showing, replay }: ScreenTold, now: number): Showing | null =>
  showing && isLookingBack(replay, now) && !isHeld(showing) ? null : showing

/** Looks at the map as the screen is told to, where it is told to. */
function apply({ world, stage, room }: Touring, showing: Showing | null, late: number): void {
  const own = sessionStorage.getItem(OWN)
  if (!showing) {
    if (own === null) return
    sessionStorage.removeItem(OWN)
    const { theme: _, ...view } = readView(own)
    world.view.set(view)
    stage.fly(null, { ms: FLIGHT_MS - late })
    return
  }
  if (own === null) sessionStorage.setItem(OWN, location.search)
  const { view, call } = showing
  const calling = call?.grids
  const target = calling ? (calling[0] ?? null) : showing.fly
  const { level, classes, ...how } = view
  const known = level === 1 || level === 2 || level === 3 || level === 4 ? level : null
  world.view.set({ ...how, level: known, classes: new Set(classes), selected: calling ? null : target })
  const shapes = (calling ?? (target === null ? [] : [target])).flatMap((code) => world.scenery.get().tree?.byCode.get(code)?.coordinates ?? [])
  const right = !call && hasPanel(showing.stop.kind) && target === null ? room : 0
  stage.fly(shapes.length > 0 ? shapes : null, { ms: FLIGHT_MS - late, right })
}

/** `room`: CSS pixels that the panel of a scene takes at the right of the map, where one is shown. */
type Touring = { world: World; stage: Stage; room: number }

/** The past that is shown; it ends at the moment that it names, on the server's clock (`now`), so in all browsers at once. */
function usePast(replay: ScreenReplay | null, now: () => number): ScreenReplay | null {
  const [over, setOver] = useState<ScreenReplay | null>(null)
  useEffect(() => {
    if (!replay) return
    const timer = setTimeout(() => setOver(replay), replay.until - now())
    return () => clearTimeout(timer)
  }, [replay, now])
  return replay === over ? null : replay
}

/**
 * Has the wall follow its screen: each state takes effect at the moment that it names, on the server's clock (`now`), so in all browsers at once.
 * Answers what was told last, what is in effect, and the past that is shown. A mark `screen` in the page's timeline says which, when it was heard of, due and begun.
 */
export function useTouring(touring: Touring): { told: ScreenTold | null; shown: ScreenTold | null; past: ScreenReplay | null; now(): number } {
  const { world, stage, room } = touring
  const [link, setLink] = useState<Store<ScreenHeard> | null>(null)
  const [shown, setShown] = useState<ScreenTold | null>(null)
  useEffect(() => {
    const { heard, stop } = followScreen()
    setLink(heard)
    let timer: ReturnType<typeof setTimeout> | undefined
    let planned = -1
    let applied = ''
    const plan = () => {
      const { told, offset } = heard.get()
      if (!told || told.revision === planned) return
      planned = told.revision
      clearTimeout(timer)
      const heardAt = Date.now()
      // as the page's clock has it
      const dueAt = Math.max(told.showing?.startsAt ?? told.at, told.replay?.since ?? 0)
      const due = dueAt - offset
      timer = setTimeout(() => {
        performance.mark('screen', { detail: { revision: told.revision, heard: heardAt, due, done: Date.now() } })
        // muted, say: the map stays where it is
        const showing = shownOf(told, dueAt)
        const shown = JSON.stringify(showing)
        if (shown !== applied) apply({ world, stage, room: isLookingBack(told.replay, dueAt) ? 0 : room }, showing, Math.max(0, Date.now() - due))
        applied = shown
        setShown(told)
      }, due - Date.now())
    }
    const end = heard.subscribe(plan)
    return () => {
      end()
      stop()
      clearTimeout(timer)
    }
  }, [world, stage, room])
  const told = useStore(link ?? EMPTY, (s) => s.told)
  const now = useCallback(() => Date.now() + (link?.get().offset ?? 0), [link])
  return { told, shown, past: usePast(shown?.replay ?? null, now), now }
}

const EMPTY: Store<ScreenHeard> = { get: () => NOTHING, set: () => {}, subscribe: () => () => {} }
const NOTHING: ScreenHeard = { told: null, offset: 0 }
