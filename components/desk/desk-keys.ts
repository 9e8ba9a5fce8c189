import { useEffect, useRef } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'

/** ↑ and ↓ go from one hot spot to the next, U reminds of the one that has the focus, as its button does; false: nothing of it was meant. */
function moves(key: string): boolean {
  const row = document.activeElement?.closest('[data-testid=hotspot]')
  if (key === 'u') row?.querySelector<HTMLElement>('[data-remind]')?.click()
  const next = key === 'arrowdown' ? row?.nextElementSibling : key === 'arrowup' ? row?.previousElementSibling : null
  next?.querySelector('button')?.focus()
  return next instanceof Element
}

/** The letters of the desk: M and Z as they are given, and those of its hot spots. */
export function useDeskKeys(on: { mark(): void; takeBack(): void }): void {
  const latest = useRef(on)
  latest.current = on
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isElsewhere(event) || event.repeat) return
      const key = event.key.toLowerCase()
      if (key === 'm') latest.current.mark()
      else if (key === 'z') latest.current.takeBack()
      else if (moves(key)) event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
