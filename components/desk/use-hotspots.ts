import { useEffect, useState } from 'react'
import { readHotspots } from '@/lib/client/event-api'
import type { World } from '@/lib/client/world'
import type { Hotspots } from '@/lib/domain/hotspots'

const REFRESH_MS = 60_000
/** New events move hotspots, but nobody reads them every second. */
const REST_MS = 5_000

/** The hotspots of the person's area, or of what their department was given, read again as events come in. */
export function useHotspots(world: World): { hotspots: Hotspots | null; failed: boolean } {
  const [state, setState] = useState<{ hotspots: Hotspots | null; failed: boolean }>({ hotspots: null, failed: false })
  useEffect(() => {
    let over = false
    let readAt = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      readAt = Date.now()
      void readHotspots().then((answer) => {
        if (over) return
        setState((s) => (answer.ok ? { hotspots: answer.body, failed: false } : { ...s, failed: true }))
        later(REFRESH_MS)
      })
    }
    const later = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(read, ms)
    }
    const end = world.listen((changes) => {
      if (changes === null || changes.some((c) => !c.before)) later(Math.max(0, readAt + REST_MS - Date.now()))
    })
    read()
    return () => {
      over = true
      clearTimeout(timer)
      end()
    }
  }, [world])
  return state
}
