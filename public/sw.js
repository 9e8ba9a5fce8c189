// The one service worker, for two things that do not touch each other, each by registrations of its own (lib/client/push.ts, lib/client/kept-pages.ts):
// with the scope `/` it shows what a server of ours pushes while no page is open, and takes no request at all; with the scopes `/report` and `/tasks` it opens
// these two pages without a signal. For that it keeps, of one build, a shell for each (a document that is the same for everybody) and the files of the build:
// never an answer of the API, never a page as somebody saw it. Whoever signs out has all of it thrown away.
const PUSHED = 'pushed'
const PUSHED_KEPT = 200
const PAGES = 'pages '
const SHELLS = { '/report': '/shell/report', '/tasks': '/shell/tasks' }
const SCOPE = new URL(self.registration.scope).pathname
const FILE = /^\/(?:_next\/static\/|fonts\/|icon\.svg$|browser-check\.js$)/
const BUILD = 'X-Build'
// a weak line that has not brought the page by then is as none
const PATIENCE_MS = 4_000
// pages of this scope that are none of the two: `/reports` begins as `/report` does
const others = new Set()

self.addEventListener('install', (event) => {
  self.skipWaiting()
  if (keepsPages()) event.waitUntil(renew(null))
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('push', (event) => event.waitUntil(tell(event.data?.json() ?? {})))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url ?? '/alerts'))
})
// with the scope `/` there is no such listener, so the browser does not ask on behalf of the wall and of all other pages
if (keepsPages()) self.addEventListener('fetch', take)

function keepsPages() {
  return Object.hasOwn(SHELLS, SCOPE)
}

function take(event) {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode !== 'navigate') {
    if (FILE.test(pathname) && !others.has(event.clientId)) event.respondWith(giveFile(request))
  } else if (Object.hasOwn(SHELLS, pathname)) event.respondWith(givePage(event, SHELLS[pathname]))
  else others.add(event.resultingClientId)
}

/** The page from the server, or its shell where that does not answer in time, cannot, or is not to be reached. */
async function givePage(event, shell) {
  const asked = fetch(event.request)
  event.waitUntil(asked.then((page) => renew(page.headers.get(BUILD))).catch(() => {}))
  const kept = await self.caches.match(shell)
  if (!kept) return asked
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null))
  const page = await Promise.race([asked.catch(() => null), late])
  return page && page.status < 500 ? page : kept
}

/** A file of a build, by a name that no other content has: once it is kept, it is not asked for again. */
async function giveFile(request) {
  const kept = await self.caches.match(request.url)
  if (kept) return kept
  const answer = await fetch(request)
  const current = answer.ok ? (await self.caches.keys()).find((name) => name.startsWith(PAGES)) : undefined
  if (current !== undefined) await (await self.caches.open(current)).put(request.url, answer.clone())
  return answer
}

/**
 * Keeps the shell of this scope with its files where that build's is not kept yet, and with it that of the other scope where one was kept; then throws
 * away every other build. null: of the build that is there now.
 */
async function renew(build) {
  if (build !== null && (await isKept(build))) return
  const paths = await wanted()
  const shells = await Promise.all(paths.map((path) => fetch(path, { credentials: 'omit', cache: 'no-store' })))
  const found = shells[0].headers.get(BUILD)
  if (shells.some((shell) => !shell.ok || shell.headers.get(BUILD) !== found) || !found || found === 'development') return
  if (await isKept(found)) return
  // what is there only for browsers that have no workers is not asked for
  const texts = await Promise.all(shells.map(async (shell) => (await shell.clone().text()).replace(/<script[^>]*\snomodule\b[^>]*>/gi, '')))
  const files = new Set(texts.flatMap((text) => text.match(/\/_next\/static\/[\w./~-]+\.(?:js|css)|\/browser-check\.js|\/icon\.svg[\w.?-]*/g) ?? []))
  // what is named in the data of a document has no leading part of its address
  for (const text of texts) for (const [, file] of text.matchAll(/"(static\/[\w./~-]+\.(?:js|css))\\?"/g)) files.add(`/_next/${file}`)
  const answers = await Promise.all([...files].map(async (file) => [file, await fetch(file)]))
  if (answers.some(([, answer]) => !answer.ok)) return
  const cache = await self.caches.open(PAGES + found)
  await Promise.all(answers.map(([file, answer]) => cache.put(file, answer)))
  // last: a build is kept when its shells are
  await Promise.all(shells.map((shell, i) => cache.put(paths[i], shell)))
  for (const name of await self.caches.keys()) if (name.startsWith(PAGES) && name !== PAGES + found) await self.caches.delete(name)
}

async function isKept(build) {
  const name = PAGES + build
  if (!(await self.caches.has(name))) return false
  return (await (await self.caches.open(name)).match(SHELLS[SCOPE])) !== undefined
}

async function wanted() {
  const kept = await Promise.all(Object.values(SHELLS).map(async (path) => ((await self.caches.match(path)) ? path : null)))
  return [...new Set([SHELLS[SCOPE], ...kept.filter((path) => path !== null)])]
}

async function tell({ key, title, body, tag, url }) {
  if (typeof key !== 'string' || (await isKnown(key))) return
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  // a page that somebody looks at has told it
  if (tag !== 'test' && pages.some((page) => page.focused)) return
  await self.registration.showNotification(title, { body, tag, icon: '/icon.svg', data: { url } })
}

// a message can come twice
async function isKnown(key) {
  const known = await self.caches.open(PUSHED)
  const name = `/pushed/${key}`
  if (await known.match(name)) return true
  await known.put(name, new Response())
  const all = await known.keys()
  await Promise.all(all.slice(0, -PUSHED_KEPT).map((old) => known.delete(old)))
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
