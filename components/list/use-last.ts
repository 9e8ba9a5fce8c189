import { useRef } from 'react'

/** The last value that was there: what is shown, dimmed, until the next one is. */
export function useLast<T>(value: T | null): T | null {
  const last = useRef<T | null>(null)
  if (value !== null) last.current = value
  return last.current
}
