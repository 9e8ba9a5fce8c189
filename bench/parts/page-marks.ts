import type { BrowserContext, Page } from '@playwright/test'

/** Notes what the browser says of paints and interactions, from before the page's own code. */
export async function notePaints(context: BrowserContext): Promise<void> {
  // tsx names functions by a helper that a page does not have
  await context.addInitScript('globalThis.__name = (named) => named')
  await context.addInitScript(() => {
    const notes: Notes = { lcp: 0, interactions: {}, handled: {}, own: {} }
    Object.assign(window, { __notes: notes })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) notes.lcp = entry.startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const id: unknown = Reflect.get(entry, 'interactionId')
        if (typeof id !== 'number' || id <= 0) continue
        notes.interactions[id] = Math.max(notes.interactions[id] ?? 0, entry.duration)
        const handled = Number(Reflect.get(entry, 'processingEnd')) - entry.startTime
        notes.handled[id] = Math.max(notes.handled[id] ?? 0, handled)
        const own = Number(Reflect.get(entry, 'processingEnd')) - Number(Reflect.get(entry, 'processingStart'))
        notes.own[id] = Math.max(notes.own[id] ?? 0, own)
      }
    }).observe({ type: 'event', buffered: true, ...{ durationThreshold: 16 } })
  })
}

/**
 * `interactions`: from an input to the paint that shows it; `handled`: to the end of what the page does for it, which leaves the drawing out; `own`: that
 * alone, without what the browser was at before it (drawing included).
 */
type Notes = { lcp: number; interactions: Record<number, number>; handled: Record<number, number>; own: Record<number, number> }
export const notesOf = (page: Page): Promise<Notes> => page.evaluate('window.__notes')

/**
 * Interaction to next paint, as the web vitals have it: the slowest, or past 50 interactions the 98th in a hundred. Those below the
 * browser's threshold of 16 ms are not told and count as 16.
 */
export function inpOf(times: Record<number, number>, count: number): number {
  const sorted = Object.values(times).sort((a, b) => b - a)
  return sorted[Math.floor(count / 50)] ?? 16
}
