import { type RefObject, useEffect, useRef } from 'react'

/** Whoever does one of these is where they want to be. */
const DEEDS = ['wheel', 'touchstart', 'pointerdown', 'keydown', 'focusin'] as const

/** Keeps the part that the address names in sight while parts come one by one, until somebody does something; answers what holds them all. */
export function useNamedPart(): RefObject<HTMLDivElement | null> {
  const parts = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const named = location.hash.slice(1)
    if (named === '' || !parts.current) return
    const growing = new ResizeObserver(() => document.getElementById(named)?.scrollIntoView())
    growing.observe(parts.current)
    const leave = () => growing.disconnect()
    for (const deed of DEEDS) addEventListener(deed, leave, { once: true })
    return () => {
      leave()
      for (const deed of DEEDS) removeEventListener(deed, leave)
    }
  }, [])
  return parts
}
