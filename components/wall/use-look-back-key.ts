import { useEffect, useRef } from 'react'

/** Looks back at a press of R, or when `calls` counts up, for as long as now is shown. */
export function useLookBackKey(enabled: boolean, calls: number, begin: () => void): void {
  useEffect(() => {
    if (!enabled) return
    const press = ({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent) => {
      if (ctrlKey || metaKey || altKey || key.toLowerCase() !== 'r') return
      if (!(target instanceof Element && target.closest('input, select, textarea, dialog'))) begin()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [enabled, begin])
  const heard = useRef(calls)
  useEffect(() => {
    if (calls !== heard.current && enabled) begin()
    heard.current = calls
  }, [calls, enabled, begin])
}
