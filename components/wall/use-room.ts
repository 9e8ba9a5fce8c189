import { type RefObject, useEffect, useRef, useState } from 'react'

/**
 * How many rows of a height (units) a list has room for, so that none is cut in two. Of the list's own element, which must not take its
 * height from its rows.
 */
export function useRoom<T extends HTMLElement>(row: number): { ref: RefObject<T | null>; count: number } {
  const ref = useRef<T>(null)
  const [count, setCount] = useState(0)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => {
      const unit = Number.parseFloat(getComputedStyle(element).getPropertyValue('--u'))
      // a hair less than a row, because heights in units seldom are whole pixels
      if (unit > 0) setCount(Math.floor(element.clientHeight / (row * unit) + 0.02))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [row])
  return { ref, count }
}
