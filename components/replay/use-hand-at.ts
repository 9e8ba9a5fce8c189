import { useEffect } from 'react'

const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const

/** Calls back whenever a hand is at the screen. */
export function useHandAt(moved: () => void): void {
  useEffect(() => {
    for (const sign of SIGNS) addEventListener(sign, moved, { passive: true, capture: true })
    return () => {
      for (const sign of SIGNS) removeEventListener(sign, moved, { capture: true })
    }
  }, [moved])
}
