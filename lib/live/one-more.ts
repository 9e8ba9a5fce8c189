/**
 * Work of which one run is under way and one more waits, however many ask: each promise is of a run that began after it was asked for. One
 * that failed does not keep the next from running.
 */
export function oneMore(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  let waiting: Promise<void> | null = null
  const ask = (): Promise<void> => {
    if (!running) {
      running = work().finally(() => {
        running = null
      })
      return running
    }
    waiting ??= running
      .catch(() => {})
      .then(() => {
        waiting = null
        return ask()
      })
    return waiting
  }
  return ask
}
