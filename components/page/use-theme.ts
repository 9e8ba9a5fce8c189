import { useLayoutEffect } from 'react'
import type { Theme } from '@/lib/domain/theme'

/** The theme of the whole page, for what reads its colours from the root (the ramp of the heat, the ground behind the page). */
export function useTheme(theme: Theme): void {
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme
    return () => {
      delete document.documentElement.dataset.theme
    }
  }, [theme])
}
