import { useEffect, useLayoutEffect } from 'react'
import type { Theme } from '@/lib/domain/theme'

/** The theme of the whole page, for what reads its colours from the root (the ramp of the heat, the ground behind the page). Paper is white: what is printed is in the light theme. */
export function useTheme(theme: Theme): void {
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme
    return () => {
      delete document.documentElement.dataset.theme
    }
  }, [theme])
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
