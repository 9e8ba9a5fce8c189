import { useCallback, useEffect, useRef, useState } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'
import { type FigurePlace, readFigurePlace, writeFigurePlace } from '@/lib/client/figure-place'
import { HOUR_MS, MINUTE_MS } from '@/lib/domain/clock'

/** What the address says, once the page is there, and how to go on from it; each step is one back. */
export function useFigurePlace(): [FigurePlace | null, (next: Partial<FigurePlace>) => void] {
  const [place, setPlace] = useState<FigurePlace | null>(null)
  useEffect(() => {
    const read = () => setPlace(readFigurePlace(location.search))
    read()
    addEventListener('popstate', read)
    return () => removeEventListener('popstate', read)
  }, [])
  const go = useCallback((next: Partial<FigurePlace>) => {
    const to = { ...readFigurePlace(location.search), ...next }
    history.pushState(null, '', writeFigurePlace(to))
    setPlace(to)
  }, [])
  return [place, go]
}

/** The clock, in steps of an hour: periods end with the running one. */
export function useHour(): number {
  const [hour, setHour] = useState(() => Math.floor(Date.now() / HOUR_MS) * HOUR_MS)
  useEffect(() => {
    const timer = setInterval(() => setHour(Math.floor(Date.now() / HOUR_MS) * HOUR_MS), MINUTE_MS)
    return () => clearInterval(timer)
  }, [])
  return hour
}

/** Keys of the page; null: one that does nothing now. */
export function usePageKeys(keys: Readonly<Record<string, (() => void) | null>>): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isElsewhere(event) || event.repeat) return
      const act = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key]
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
