const POLL_MS = 60_000

/**
 * Looks at once, each minute, when the page is seen again and when a signal is back, and not while nobody sees it. Answers how to end that; `isOver` says in the
 * middle of a look that it has ended.
 */
export function lookWhileOpen(look: (isOver: () => boolean) => Promise<unknown>): () => void {
  let over = false
  const again = () => void (document.hidden || look(() => over))
  again()
  const timer = setInterval(again, POLL_MS)
  addEventListener('online', again)
  document.addEventListener('visibilitychange', again)
  return () => {
    over = true
    clearInterval(timer)
    removeEventListener('online', again)
    document.removeEventListener('visibilitychange', again)
  }
}
