'use client'
import { useEffect, useState } from 'react'

/**
 * True once the page that is `ready` has been painted and the browser has nothing to do: the time for what is only nicer to have. The mark
 * `painted` in the page's timeline says when all else was there.
 */
export function usePainted(ready: boolean): boolean {
  const [painted, setPainted] = useState(false)
  useEffect(() => {
    if (!ready) return
    let idle = 0
    // a frame that has come to its end has painted what was there when it began
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        performance.mark('painted')
        // not every browser knows when it is idle
        if ('requestIdleCallback' in window) idle = requestIdleCallback(() => setPainted(true), { timeout: 2_000 })
        else setPainted(true)
      })
    })
    return () => {
      cancelAnimationFrame(frame)
      if (idle) cancelIdleCallback(idle)
    }
  }, [ready])
  return painted
}
