import type { EventAction } from '@/lib/domain/event-actions'

const [WIDTH, GAP] = [480, 16]

/**
 * Puts the form of an action at the left of what is offered, as high as its button, and all of it in the window, so that the history in the middle of
 * the page is still read; where there is no room it stays where it is. It grows with what is read for it. Answers how to end that.
 */
export function keepBeside(action: EventAction): () => void {
  const dialog = document.querySelector<HTMLElement>('[data-testid=action-dialog]')
  const button = document.querySelector(`[data-action=${action}]`)
  const place = () => {
    const left = button?.closest('[role=toolbar]')?.getBoundingClientRect().left ?? 0
    if (!dialog || !button || left < WIDTH + 2 * GAP) return
    const top = Math.max(GAP, Math.min(button.getBoundingClientRect().top - GAP, innerHeight - dialog.offsetHeight - GAP))
    dialog.classList.add('backdrop:bg-[rgb(8_20_32/18%)]!')
    Object.assign(dialog.style, { margin: '0', width: `${WIDTH}px`, left: `${left - WIDTH - GAP}px`, top: `${top}px` })
  }
  place()
  const grown = new ResizeObserver(place)
  if (dialog) grown.observe(dialog)
  return () => grown.disconnect()
}
