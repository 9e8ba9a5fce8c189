/** The pages that open without a signal; each has a registration of the worker (public/sw.js) for itself, so that no other page passes it. */
const SCOPES = ['/report', '/tasks'] as const

/** Has this browser keep the pages. Does nothing where it cannot: without https there are no workers. */
export async function keepPages(): Promise<void> {
  if (!window.isSecureContext || !('serviceWorker' in navigator)) return
  for (const scope of SCOPES) {
    try {
      await navigator.serviceWorker.register('/sw.js', { scope })
    } catch (error) {
      console.error('the pages cannot be kept', error)
    }
  }
}

/** Throws away all that the worker has kept: whoever signs out leaves nothing behind. The next visit with a signal keeps the pages anew. */
export async function emptyKeptPages(): Promise<void> {
  if (typeof caches === 'undefined') return
  for (const name of await caches.keys()) await caches.delete(name)
}
