import { useMemo } from 'react'
import { formatCount } from '@/lib/client/format'
import type { Looked, TimeMachine } from '@/lib/client/replay'
import { streetNotes } from '@/lib/client/rows'
import { useStore } from '@/lib/client/use-store'
import type { World } from '@/lib/client/world'
import type { Moment } from '@/lib/domain/replay-answer'
import type { Figures } from '@/lib/domain/wire'

/** What a time machine shows. `whole` and `weekBefore`: null while they are not all there yet, since what is not all there is not told, rather than told as less. */
export type Then = {
  looked: Looked
  whole: Moment | null
  weekBefore: Moment | null
  streets: readonly { code: string; name: string; figure: Figures['grids'][number]; todayText: string }[]
  /** under the names of the streets on the map; the same map while nothing else is written */
  notes: ReadonlyMap<string, string>
}

/** The moment that a time machine shows, with what is written of it on the map. */
export function useThen(world: World, replay: TimeMachine): Then {
  const looked = useStore(replay.store, (s) => s)
  const tree = useStore(world.scenery, (s) => s.tree)
  const isWriting = looked.moment?.writing ?? true
  const whole = isWriting ? null : looked.moment
  const streets = useMemo(() => {
    const figures = new Map(whole?.figures.grids.map((figure) => [figure.grid, figure]))
    return (tree?.list ?? []).flatMap(({ code, level, name }) => {
      const figure = level === 1 ? figures.get(code) : undefined
      return figure ? [{ code, name, figure, todayText: formatCount(figure.today) }] : []
    })
  }, [tree, whole])
  const todays = streets.map((street) => street.todayText).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is written of the streets is in `todays`
  const notes = useMemo(() => streetNotes(streets), [todays, streets.length])
  return { looked, whole, weekBefore: isWriting ? null : looked.weekBefore, streets, notes }
}
