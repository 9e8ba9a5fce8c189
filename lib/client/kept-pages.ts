/** The pages that open without a signal; each has a registration of the worker (public/sw.js) for itself, so that no other page passes it. */
const SCOPES = ['/report', '/tasks'] as const

/**
 * Has this browser keep the page that is open, and at a later visit the other too: a first one over a weak line should not pay for both. Answers whether it
 * keeps both by now: not at a first visit, and never without https, since there are no workers.
 */
export async function keepPages(own: (typeof SCOPES)[number]): Promise<boolean> {
  if (!window.isSecureContext || !('serviceWorker' in navigator)) return false
  try {
    const known = (await navigator.serviceWorker.getRegistrations()).some(({ scope }) => new URL(scope).pathname === own)
    for (const scope of known ? SCOPES : [own]) await navigator.serviceWorker.register('/sw.js', { scope })
    return known
  } catch (error) {
    console.error('the pages cannot be kept', error)
    return false
  }
}

/** Throws away all that the worker has kept: whoever signs out leaves nothing behind. The next visit with a signal keeps the pages anew. */
export async function emptyKeptPages(): Promise<void> {
  if (typeof caches === 'undefined') return
  for (const name of await caches.keys()) await caches.delete(name)
}
