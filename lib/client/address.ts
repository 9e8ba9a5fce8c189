/*
 * What a list is narrowed and sorted by stands in the address of its page, where each part says its own and leaves that of the others: a
 * link that is passed on shows the same, and a view that is saved is what the address says.
 */

const heard = new Set<() => void>()

/** Tells of a changed address, by one of ours or by Back; answers how to hear no more. */
export function onAddress(hear: () => void): () => void {
  heard.add(hear)
  addEventListener('popstate', hear)
  return () => {
    heard.delete(hear)
    removeEventListener('popstate', hear)
  }
}

/** Goes to another address of this page. */
export function goToAddress(search: string): void {
  history.replaceState(null, '', `${location.pathname}${search}`)
  for (const hear of heard) hear()
}

/** An address with other values of these names; what is null or empty is taken out. */
export function withParts(search: string, parts: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams(search)
  for (const [name, value] of Object.entries(parts)) {
    if (value === null || value === '') query.delete(name)
    else query.set(name, value)
  }
  return query.size > 0 ? `?${query}` : ''
}

/** Says something in the address, beside what others say there. */
export const sayInAddress = (parts: Readonly<Record<string, string | null>>): void => goToAddress(withParts(location.search, parts))
