import { useCallback, useEffect } from 'react'
import { outer } from '@/lib/client/grids'
import { readView } from '@/lib/client/view'
import type { World } from '@/lib/client/world'

/**
 * Chooses a grid by hand; the way back of the browser leads to the one before it. Esc goes from the chosen grid to the one around it, and from
 * the outermost to the whole; what lies above the wall closes first.
 */
export function useWayBack(world: World): (selected: string | null) => void {
  useEffect(() => {
    const press = ({ key, defaultPrevented, target }: KeyboardEvent) => {
      const { selected } = world.view.get()
      const { tree } = world.scenery.get()
      if (key !== 'Escape' || defaultPrevented || selected === null || !tree) return
      if (!(target instanceof Element && target.closest('dialog'))) world.view.set({ selected: outer(tree, selected) })
    }
    const back = () => world.view.set({ selected: readView(location.search).selected })
    addEventListener('keydown', press)
    addEventListener('popstate', back)
    return () => {
      removeEventListener('keydown', press)
      removeEventListener('popstate', back)
    }
  }, [world])
  return useCallback(
    (selected) => {
      // the view writes its address over that of the new entry
      if (selected !== world.view.get().selected) history.pushState(null, '', location.href)
      world.view.set({ selected })
    },
    [world],
  )
}
