import { useEffect, useLayoutEffect } from 'react'
import type { EventAction } from '@/lib/domain/event-actions'

const load = () => import('./beside')

/** On a page that is an event's own, keeps the form of the action that is asked for beside its button. */
export function useBeside(wide: boolean, action: EventAction | undefined): void {
  useEffect(() => {
    // beforehand, so that the first form does not jump; where it does not come, forms stay in the middle
    if (wide) load().catch(() => {})
  }, [wide])
  useLayoutEffect(() => {
    if (!wide || action === undefined) return
    let end: (() => void) | null = null
    let open = true
    load().then(
      ({ keepBeside }) => {
        if (open) end = keepBeside(action)
      },
      () => {},
    )
    return () => {
      open = false
      end?.()
    }
  }, [wide, action])
}
