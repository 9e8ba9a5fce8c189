import { useEffect, useState } from 'react'
import type { Stage } from '@/components/map/stage'
import { followScreen, type ScreenHeard } from '@/lib/client/screen-link'
import type { Store } from '@/lib/client/store'
import { useStore } from '@/lib/client/use-store'
import { readView } from '@/lib/client/view'
import type { World } from '@/lib/client/world'
import type { ScreenTold } from '@/lib/domain/screen'
import { hasPanel } from './scene-panel'

/** How long a flight takes (tokens.css, `--m-camera`). */
const FLIGHT_MS = 2_400
/** The address of a screen before its tour wrote into it. */
const OWN = 'gridsight.view'

/** Looks at the map as the screen is told to, where it is told to. */
function apply({ world, stage, room }: Touring, told: ScreenTold, late: number): void {
  const { showing } = told
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

/** `room`: CSS pixels that the panel of a scene takes at the right of the map. */
type Touring = { world: World; stage: Stage; room: number }

/**
 * Has the wall follow its screen: each state takes effect at the moment that it names, on the server's clock, so in all browsers at once.
 * Answers what was told last and what is in effect. A mark `screen` in the page's timeline says which, when it was heard of, due and begun.
 */
export function useTouring(touring: Touring): { told: ScreenTold | null; shown: ScreenTold | null } {
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
      const due = (told.showing?.startsAt ?? told.at) - offset
      timer = setTimeout(() => {
        performance.mark('screen', { detail: { revision: told.revision, heard: heardAt, due, done: Date.now() } })
        // muted, say: the map stays where it is
        const shown = JSON.stringify(told.showing)
        if (shown !== applied) apply({ world, stage, room }, told, Math.max(0, Date.now() - due))
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
  return { told, shown }
}

const EMPTY: Store<ScreenHeard> = { get: () => NOTHING, set: () => {}, subscribe: () => () => {} }
const NOTHING: ScreenHeard = { told: null, offset: 0 }
