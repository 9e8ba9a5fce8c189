const RETRY_MS = 5_000

/**
 * Loads the page anew, but only once the server has it: a reload while the server is away would leave a browser's own page of error on the
 * wall, which nobody is there to take off. Goes on trying until then.
 */
export function reloadWhenServed(): void {
  const attempt = async () => {
    try {
      const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(RETRY_MS) })
      if (answer.ok) {
        location.reload()
        return
      }
    } catch {
      // the server is away
    }
    setTimeout(attempt, RETRY_MS * (0.5 + Math.random()))
  }
  void attempt()
}
