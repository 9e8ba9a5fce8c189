import { type RefObject, useEffect, useRef } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'

/** Keys of a page, each pressed once however long it is held; `pressed` answers whether one was its own. Before those of the shell, whose / searches everywhere. */
export function useKeys(pressed: (key: string) => boolean): void {
  const latest = useRef(pressed)
  latest.current = pressed
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.repeat && !isElsewhere(event) && latest.current(event.key.toLowerCase())) event.preventDefault()
    }
    addEventListener('keydown', press, true)
    return () => removeEventListener('keydown', press, true)
  }, [])
}

/** The field that a list is searched by, to which / leads; until it is there, / is left to the search everywhere. */
export function useSearchKey(): RefObject<HTMLInputElement | null> {
  const input = useRef<HTMLInputElement>(null)
  useKeys((key) => {
    if (key !== '/' || !input.current) return false
    input.current.focus()
    input.current.select()
    return true
  })
  return input
}
