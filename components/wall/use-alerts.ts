import { useEffect } from 'react'
import type { World } from '@/lib/client/world'

const RETRY_MS = 5_000

/** Has the world keep the alerts, once all is painted: what reads them is no part of what a wall needs to stand. */
export function useAlerts(world: World, painted: boolean): void {
  useEffect(() => {
    if (!painted) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let stopped = false
    const load = (): Promise<void> =>
      import('@/lib/client/alerts').then(
        ({ followAlerts }) => void (stopped || followAlerts(world)),
        () => {
          if (!stopped) timer = setTimeout(() => void load(), RETRY_MS)
        },
      )
    void load()
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  }, [world, painted])
}
