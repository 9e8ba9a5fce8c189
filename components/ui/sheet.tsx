'use client'
import { type ReactNode, useSyncExternalStore } from 'react'

const LIGHT = '(prefers-color-scheme: light)'
const subscribe = (changed: () => void) => {
  const query = matchMedia(LIGHT)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

/** A page of text and forms, light or dark as the machine is set. */
export function Sheet({ children }: { children: ReactNode }) {
  const light = useSyncExternalStore(
    subscribe,
    () => matchMedia(LIGHT).matches,
    () => false,
  )
  return (
    <main
      data-theme={light ? 'light' : 'dark'}
      className="min-h-full overflow-y-auto bg-bg px-20 py-40 text-ink-2"
      style={{ colorScheme: light ? 'light' : 'dark' }}
    >
      {children}
    </main>
  )
}
