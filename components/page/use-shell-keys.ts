import { useEffect, useRef } from 'react'
import type { Frame } from './frame'
import { groupsFor } from './groups'
import { isElsewhere } from './is-elsewhere'

/** Between g and the number of a group. */
const SECOND_KEY_MS = 1_500

/** The keys of every page: g and a number go to a group, / searches, ? tells all keys. */
export function useShellKeys(frame: Frame, on: { help(): void; search(): void }): void {
  const latest = useRef({ frame, on })
  latest.current = { frame, on }
  useEffect(() => {
    let gAt = Number.NEGATIVE_INFINITY
    const press = (event: KeyboardEvent) => {
      if (isElsewhere(event)) return
      const { frame: now, on: to } = latest.current
      if (event.key === '?') return to.help()
      if (event.key === '/' && !now.factorMissing) {
        event.preventDefault() // nothing is typed
        return to.search()
      }
      if (event.key === 'g') {
        gAt = event.timeStamp
        return
      }
      const group = /^[1-9]$/.test(event.key) && event.timeStamp - gAt < SECOND_KEY_MS ? groupsFor(now.viewer, now)[Number(event.key) - 1] : undefined
      gAt = Number.NEGATIVE_INFINITY
      if (!group) return
      event.preventDefault() // the number is spent
      location.assign(group.href)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
