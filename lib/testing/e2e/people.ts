import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test'
import { SESSION_COOKIE } from '@/lib/api/cookies'
import { createToken } from '@/lib/db/accounts/tokens'
import type { Role, Scope, WorkScope } from '@/lib/domain/access'
import { WAIT_MS } from '../wait'
import { drawCoarsely, refuseWebGl } from './wall'

/** Somebody at work: a browser of their own, and what went wrong in it. */
export type Person = {
  page: Page
  token: string
  /** opens a page of the product; answers the status */
  go(path: string): Promise<number>
  /** closes the page, and opens an empty one in the same browser: what is not stored is gone */
  reopen(): Promise<Page>
  /** violations of the page's policy, and errors that nobody caught */
  complaints(): Promise<string[]>
  close(): Promise<void>
  /** leaves the window as if nobody had been there; it is not for one whose time or sockets were made by the test */
  leave(): Promise<Window>
}

/** A window of a browser of its own. One that has shown pages shows the next one for half as much of a processor. */
export type Window = { context: BrowserContext; page: Page; seen: string[] }

export type PersonOptions = {
  role: Role
  scope: Scope
  name?: string
  browser?: BrowserContextOptions
  /** a browser without WebGL shows all but the map, which costs three seconds of a processor wherever one is opened */
  map?: boolean
  /** one that somebody with the same `map` has left */
  window?: Window | undefined
}

/** The scope of grids below these codes. */
export const inGrids = (...prefixes: string[]): WorkScope => ({ kind: 'grids', prefixes })

/** Somebody of a role and scope, who has signed in, with a browser of their own. */
export async function openPerson(
  browser: Browser,
  origin: string,
  { role, scope, name = role, browser: options, map = true, window }: PersonOptions,
): Promise<Person> {
  const { token } = await createToken({ name, role, scope, expiresAt: null, sources: ['*'] })
  const key = { name: SESSION_COOKIE, value: token, url: origin, httpOnly: true, sameSite: 'Lax' } as const
  return { ...(await sitDown(browser, origin, name, { cookies: [key], options, map, window })), token }
}

/** An account of the demonstration, with what its person knows. */
export type Known = { username: string; password: string }

/** Somebody who signs in by the form, as people do, and comes to the page that they wanted. */
export async function signIn(browser: Browser, origin: string, { username, password }: Known, next: string): Promise<Omit<Person, 'token'>> {
  const person = await sitDown(browser, origin, username, {})
  const { page } = person
  await person.go(`/sign-in?next=${encodeURIComponent(next)}`)
  await page.locator('input[name=username]').fill(username)
  await page.locator('input[name=password]').fill(password)
  await page.locator('[data-testid=sign-in] button[type=submit]').click()
  // a page may say at once in its address what it shows
  const wanted = new URL(next, origin)
  await page.waitForURL(({ pathname, search }) => pathname === wanted.pathname && search.startsWith(wanted.search))
  return person
}

type Seat = {
  cookies?: Parameters<BrowserContext['addCookies']>[0]
  options?: BrowserContextOptions | undefined
  map?: boolean
  window?: Window | undefined
}

/** A browser of one's own, which keeps what went wrong in it. */
async function sitDown(
  browser: Browser,
  origin: string,
  name: string,
  { cookies, options, map = true, window: left }: Seat,
): Promise<Omit<Person, 'token'>> {
  const { context, page: first, seen } = left ?? (await openWindow(browser, { options, map }))
  if (cookies) await context.addCookies(cookies)
  let page = first
  return {
    page,
    async reopen() {
      await page.close()
      page = await context.newPage()
      return page
    },
    go: async (path) => (await page.goto(`${origin}${path}`))?.status() ?? 0,
    async complaints() {
      const violations: string[] = await page.evaluate(() => Reflect.get(window, '__violations') ?? [])
      return [...seen.map((fault) => `${name}: ${fault}`), ...violations]
    },
    close: () => context.close(),
    async leave() {
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      for (const other of context.pages()) if (other !== page) await other.close()
      // the pages of another origin, or an empty one, would come with a process of their own
      await page.goto(`${origin}/icon.svg`)
      await page.mouse.move(0, 0)
      await page.evaluate(() => sessionStorage.clear())
      const line = await context.newCDPSession(page)
      await line.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' })
      await line.detach()
      await context.clearCookies()
      seen.length = 0
      return { context, page, seen }
    },
  }
}

async function openWindow(browser: Browser, { options, map }: { options?: BrowserContextOptions | undefined; map: boolean }): Promise<Window> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    deviceScaleFactor: 0.5, // a processor draws the maps
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    ...options,
  })
  await (map ? drawCoarsely : refuseWebGl)(context)
  await context.addInitScript(() => {
    Object.assign(window, { __violations: [] })
    document.addEventListener('securitypolicyviolation', (e) => Reflect.get(window, '__violations').push(`${e.violatedDirective} ${e.blockedURI}`))
  })
  const seen: string[] = []
  context.on('weberror', (error) => seen.push(error.error().message))
  context.setDefaultTimeout(WAIT_MS)
  return { context, page: await context.newPage(), seen }
}
