import { useEffect } from 'react'

/** The browser asks before the page goes while something stands in it that was not sent: it is kept nowhere else. */
export function useUnsent(isThere: boolean): void {
  useEffect(() => {
    if (!isThere) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isThere])
}
