import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { expect, inject } from 'vitest'
import type { Probe } from '@/components/wall/use-probe'
import { browserArgs } from '../browser'
import { processEnv } from '../process-env'
import { WAIT_MS } from '../wait'

/** Names other than this machine's cannot even be looked up, so a page that calls out is seen and gets nothing. */
const nowhere = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'
/**
 * A page of a test lives for seconds. With room from the beginning what it makes is not copied from one small space to the next while it
 * loads, and what it runs is compiled for speed after ten times as many calls as V8 has it: for most of it that is never.
 */
const V8 = [
  '--min-semi-space-size=16',
  '--invocation-count-for-maglev=4000',
  '--invocation-count-for-maglev-osr=1000',
  '--invocation-count-for-turbofan=30000',
  '--invocation-count-for-osr=5000',
]

/**
 * Starts the browser of the tests. `fonts`: those of the pages and the system; those of the system alone, where nothing depends on how wide
 * a letter is (a page without its own costs a twelfth less); or those of the pages alone.
 */
export async function openBrowser({ fonts = 'all' }: { fonts?: 'all' | 'system' | 'pages' } = {}): Promise<Browser> {
  const found = inject('browser')
  if ('missing' in found) throw new Error(found.missing)
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-fonts-'))
  const config = path.join(folder, 'fonts.conf')
  writeFileSync(config, `<?xml version="1.0"?><fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>`)
  const browser = await chromium.launch({
    executablePath: found.executablePath,
    args: [...browserArgs, nowhere, `--js-flags=${V8.join(' ')}`, ...(fonts === 'system' ? ['--disable-remote-fonts'] : [])],
    env: { ...processEnv(), ...found.env, ...(fonts === 'pages' ? { FONTCONFIG_FILE: config } : {}) },
  })
  browser.on('disconnected', () => rmSync(folder, { recursive: true, force: true }))
  return browser
}

export type WallOptions = {
  /** the screen's token; null: a stranger without one */
  key: string | null
  /** the rest of the address, for instance `level=2` */
  query?: string
  width?: number
  height?: number
  /** device pixels of a CSS pixel, of page and map alike: for tests that look at pixels; without it few, since a processor draws them */
  scale?: number
  /** lets the page move as it does where no one asked for less; without it most of the time goes into drawing */
  motion?: boolean
  /** what is waited for instead of a wall that is ready, by selector */
  until?: string
  /** before the page is opened */
  prepare?: (context: BrowserContext) => Promise<unknown>
}

/** A wall on a screen, and what someone before it does and sees. */
export type Wall = {
  page: Page
  /** 实时, 补收中, 数据滞后, 连接中断: the word of the state, as shown */
  seesTruth(word: string | RegExp, timeoutMs?: number): Promise<void>
  /** the text of a figure by its test id */
  figure(name: string): Promise<string>
  /** the event's line in the feed appears */
  seesInFeed(number: number): Promise<void>
  /** the board has applied this revision */
  reaches(revision: number): Promise<void>
  probe<T>(look: (probe: Probe) => T): Promise<T>
  choose(control: 'measure' | 'window' | 'level', value: string): Promise<void>
  clickAt(position: [number, number]): Promise<void>
  /** requests to other machines, violations of the page's policy, errors that nobody caught */
  complaints(): Promise<string[]>
  close(): Promise<void>
}

/** Has a map draw a tenth of the pixels that the page has by its size: all that it holds and knows of places is the same. */
export async function drawCoarsely(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => Object.defineProperty(window, 'devicePixelRatio', { value: 0.1 }))
}

/** Has a browser know no WebGL, as one does whose graphics are switched off. */
export async function refuseWebGl(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { getContext } = HTMLCanvasElement.prototype
    Object.assign(HTMLCanvasElement.prototype, {
      getContext(this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        return kind === 'webgl2' ? null : Reflect.apply(getContext, this, [kind, ...rest])
      },
    })
  })
}

/** Opens the wall by its link, as a screen does, and waits until it shows something (a stranger's wall: until it says so). */
export async function openWall(browser: Browser, origin: string, options: WallOptions): Promise<Wall> {
  const { key, query = '', width = 1280, height = 720, scale, motion = false, prepare, until } = options
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale ?? 0.5,
    reducedMotion: motion ? 'no-preference' : 'reduce',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  })
  const seen: string[] = []
  const foreign = (address: string) => {
    const url = new URL(address)
    return !['data:', 'blob:', 'about:', 'devtools:'].includes(url.protocol) && url.hostname !== new URL(origin).hostname
  }
  context.on('request', (request) => {
    if (foreign(request.url())) seen.push(`asks ${request.url()}`)
  })
  context.on('weberror', (error) => seen.push(`error ${error.error().message}`))
  context.on('console', (message) => {
    if (/Content Security Policy|violates the following/i.test(message.text())) seen.push(`policy ${message.text()}`)
  })
  await context.addInitScript(() => {
    Object.assign(window, { __violations: [] })
    document.addEventListener('securitypolicyviolation', (e) => Reflect.get(window, '__violations').push(`${e.violatedDirective} ${e.blockedURI}`))
  })
  if (scale === undefined) await drawCoarsely(context)
  await prepare?.(context)
  const page = await context.newPage()
  page.on('websocket', (socket) => {
    if (foreign(socket.url())) seen.push(`asks ${socket.url()}`)
  })
  page.setDefaultTimeout(WAIT_MS)
  const search = [key === null ? '' : `key=${key}`, query].filter(Boolean).join('&')
  await page.goto(`${origin}/wall${search ? `?${search}` : ''}`)
  await page.locator(until ?? (key === null ? '[data-testid=notice]' : '[data-wall][data-ready=true]')).waitFor({ timeout: WAIT_MS })
  return {
    page,
    seesTruth: (word, timeout = WAIT_MS) => expect.poll(() => page.getByTestId('truth').innerText(), { timeout, interval: 100 }).toMatch(word),
    figure: async (name) => (await page.getByTestId(name).first().innerText()).replace(/\s/g, ''),
    seesInFeed: (number) => page.locator(`[data-testid=feed-row][data-number="${number}"]`).waitFor({ state: 'attached' }),
    reaches: (revision) =>
      expect
        .poll(async () => Number(await page.locator('[data-wall]').getAttribute('data-revision')), { interval: 50 })
        .toBeGreaterThanOrEqual(revision),
    probe: (look) => page.evaluate(`(${look.toString()})(window.__gridsight)`),
    choose: (control, value) => page.getByTestId(control).locator(`[data-value="${value}"]`).click(),
    async clickAt([lon, lat]) {
      const at = await page.evaluate(([x, y]) => window.__gridsight?.project(x, y) ?? null, [lon, lat] as const)
      if (!at) throw new Error('the map has no such place')
      await page.mouse.click(at.x, at.y)
    },
    async complaints() {
      const violations: string[] = await page.evaluate(() => Reflect.get(window, '__violations') ?? [])
      return [...seen, ...violations]
    },
    close: () => context.close(),
  }
}
