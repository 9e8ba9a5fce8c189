import { MINUTE_MS } from '@/lib/domain/clock'
import { SPREAD_MS } from './refresher'

/**
 * Looks at once, every so often (a little later on some pages than on others), when the page is seen again and when a signal is back, and not while nobody sees it.
 * Answers how to end that; `isOver` says in the middle of a look that it has ended.
 */
export function lookWhileOpen(look: (isOver: () => boolean) => Promise<unknown>, everyMs = MINUTE_MS): () => void {
  let over = false
  const again = () => void (document.hidden || look(() => over))
  again()
  const timer = setInterval(again, everyMs + SPREAD_MS * Math.random())
  addEventListener('online', again)
  document.addEventListener('visibilitychange', again)
  return () => {
    over = true
    clearInterval(timer)
    removeEventListener('online', again)
    document.removeEventListener('visibilitychange', again)
  }
}
