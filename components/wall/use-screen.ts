import { useEffect, useState } from 'react'
import { arrange, type Layout, layoutFor, type PanelId, unitFor } from './layouts'
import { readTile, type Tile } from './tile'

/** The wall that this browser shows, or shows a tile of: it is laid out as a whole. */
function read(panels: readonly PanelId[] | null): { layout: Layout; unit: number; tile: Tile } {
  const tile = readTile(location.search)
  const width = innerWidth * tile.of
  return { layout: arrange(layoutFor(width, innerHeight), panels), unit: unitFor(width, innerHeight), tile }
}

/** The screen's layout, with its own panels where it has chosen any, the CSS pixels of a unit, and the tile of it; all follow the window. */
export function useScreen(panels: readonly PanelId[] | null): ReturnType<typeof read> {
  const [screen, setScreen] = useState(() => read(panels))
  useEffect(() => {
    const follow = () => setScreen(read(panels))
    addEventListener('resize', follow)
    return () => removeEventListener('resize', follow)
  }, [panels])
  return screen
}

/** How long a hand is taken to be there after it moved. */
const HAND_MS = 8_000

/** Is somebody at the screen? A wall that nobody touches needs no controls. */
export function useHand(): boolean {
  const [there, setThere] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const moved = () => {
      setThere(true)
      clearTimeout(timer)
      timer = setTimeout(() => setThere(false), HAND_MS)
    }
    const kinds = ['pointermove', 'pointerdown', 'keydown'] as const
    for (const kind of kinds) addEventListener(kind, moved, { passive: true })
    return () => {
      clearTimeout(timer)
      for (const kind of kinds) removeEventListener(kind, moved)
    }
  }, [])
  return there
}
