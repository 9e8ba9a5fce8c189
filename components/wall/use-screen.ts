import { useEffect, useState } from 'react'
import { type Layout, layoutFor, unitFor } from './layouts'

const read = () => ({ layout: layoutFor(innerWidth, innerHeight), unit: unitFor(innerWidth, innerHeight) })

/** The screen's layout and the CSS pixels of a unit; both follow the window. */
export function useScreen(): { layout: Layout; unit: number } {
  const [screen, setScreen] = useState(read)
  useEffect(() => {
    const follow = () => setScreen(read())
    addEventListener('resize', follow)
    return () => removeEventListener('resize', follow)
  }, [])
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
