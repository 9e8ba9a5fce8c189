import { useEffect } from 'react'
import { outer } from '@/lib/client/grids'
import type { World } from '@/lib/client/world'

/** Esc goes from the chosen grid to the one around it, and from the outermost to the whole; what lies above the wall closes first. */
export function useEscape(world: World): void {
  useEffect(() => {
    const press = ({ key, defaultPrevented, target }: KeyboardEvent) => {
      const { selected } = world.view.get()
      const { tree } = world.scenery.get()
      if (key !== 'Escape' || defaultPrevented || selected === null || !tree) return
      if (!(target instanceof Element && target.closest('dialog'))) world.view.set({ selected: outer(tree, selected) })
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [world])
}
