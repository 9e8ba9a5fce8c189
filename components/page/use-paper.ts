import { useEffect } from 'react'
import type { Theme } from '@/lib/domain/theme'

/** Paper is white: while a page is printed all of it is in the light theme. */
export function usePaper(): void {
  useEffect(() => {
    let turned: readonly HTMLElement[] = []
    const turn = (to: Theme) => {
      for (const element of turned) element.dataset.theme = to
    }
    const before = () => {
      turned = [...document.querySelectorAll<HTMLElement>('[data-theme=dark]')]
      turn('light')
    }
    const after = () => {
      turn('dark')
      turned = []
    }
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [])
}
