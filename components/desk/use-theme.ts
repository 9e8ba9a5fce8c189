import { useLayoutEffect } from 'react'

/** The theme of the whole page, for what reads its colours from the root (the ramp of the heat, the ground behind the page). */
export function useTheme(theme: 'light' | 'dark'): void {
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme
    return () => {
      delete document.documentElement.dataset.theme
    }
  }, [theme])
}
