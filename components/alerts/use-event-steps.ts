import { type RefObject, useEffect } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'
import { stepFrom } from '@/lib/client/step'

/** J and K go to the next and the previous link of a list, wherever the focus is on the page; from elsewhere to its first. */
export function useEventSteps(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase()
      if ((key !== 'j' && key !== 'k') || isElsewhere(event)) return
      const links: Element[] = [...(list.current?.querySelectorAll('a') ?? [])]
      const next = stepFrom(links, document.activeElement, key === 'j' ? 1 : -1)
      if (!(next instanceof HTMLElement)) return
      event.preventDefault()
      next.focus()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [list])
}
