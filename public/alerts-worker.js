// Shows what a server of ours sends to this browser while no page of it is open, and opens the page that it is about. Nothing is fetched and nothing
// kept but the keys of what was shown: a message can come twice.
const KNOWN = 'pushed'
const KEPT = 200

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('push', (event) => event.waitUntil(tell(event.data?.json() ?? {})))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url ?? '/alerts'))
})

async function tell({ key, title, body, tag, url }) {
  if (typeof key !== 'string' || (await isKnown(key))) return
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  // a page that somebody looks at has told it
  if (tag !== 'test' && pages.some((page) => page.focused)) return
  await self.registration.showNotification(title, { body, tag, icon: '/icon.svg', data: { url } })
}

async function isKnown(key) {
  const known = await self.caches.open(KNOWN)
  const name = `/pushed/${key}`
  if (await known.match(name)) return true
  await known.put(name, new Response())
  const all = await known.keys()
  await Promise.all(all.slice(0, -KEPT).map((old) => known.delete(old)))
  return false
}

async function open(url) {
  // an address of ours whatever was sent
  const target = new URL(url, self.location.origin)
  if (target.origin !== self.location.origin) return
  const pages = await self.clients.matchAll({ type: 'window' })
  const page = pages.find((one) => one.focused) ?? pages[0]
  if (!page) return self.clients.openWindow(target.href)
  await page.focus()
  await page.navigate(target.href)
}
