import type { Browser, CDPSession, Page } from '@playwright/test'

/** What a page holds after its garbage was collected. */
export type Held = { heap: number; nodes: number; contexts: number }
export type Soaked = { page: Page; held(): Promise<Held>; revision(): Promise<number>; close(): Promise<void> }

/** Counts the WebGL contexts that were made and not yet collected or lost. Runs in the page before its own code. */
function countContexts(): void {
  const made: WeakRef<WebGLRenderingContext | WebGL2RenderingContext>[] = []
  const seen = new WeakSet<object>()
  for (const kind of [HTMLCanvasElement, OffscreenCanvas]) {
    const original = kind.prototype.getContext
    Object.defineProperty(kind.prototype, 'getContext', {
      value(this: HTMLCanvasElement & OffscreenCanvas, ...args: [string]) {
        const context: unknown = Reflect.apply(original, this, args)
        const isGl = context instanceof WebGLRenderingContext || context instanceof WebGL2RenderingContext
        if (isGl && !seen.has(context)) {
          seen.add(context)
          made.push(new WeakRef(context))
        }
        return context
      },
    })
  }
  Object.assign(window, { __contexts: () => made.filter((ref) => ref.deref()?.isContextLost() === false).length })
}

/** The control: keeps a little of each message, a node of the page every 20 and a WebGL context every `each`. */
function leak(each: number): void {
  const kept: unknown[] = []
  let messages = 0
  const Original = window.WebSocket
  window.WebSocket = class extends Original {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args)
      this.addEventListener('message', () => {
        kept.push({ at: performance.now(), of: `message ${++messages}` })
        if (messages % 20 === 0) document.body.append(Object.assign(document.createElement('i'), { hidden: true }))
        if (messages % each === 0) kept.push(document.createElement('canvas').getContext('webgl2'))
      })
    }
  }
}

/** Opens the wall for a soak; with `leakEach` it is the control, which leaks. */
export async function openSoak(browser: Browser, link: string, leakEach: number | null): Promise<Soaked> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  // tsx names functions by a helper that a page does not have
  await context.addInitScript('globalThis.__name = (named) => named')
  await context.addInitScript(countContexts)
  if (leakEach !== null) await context.addInitScript(leak, leakEach)
  const page = await context.newPage()
  page.setDefaultTimeout(120_000)
  page.on('pageerror', (error) => console.error(`the page: ${error.message}`))
  await page.goto(link)
  await page.locator('[data-wall][data-ready=true]').waitFor()
  const devtools: CDPSession = await context.newCDPSession(page)
  await devtools.send('Performance.enable')
  return {
    page,
    async held() {
      await devtools.send('HeapProfiler.collectGarbage')
      const { metrics } = await devtools.send('Performance.getMetrics')
      const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
      const contexts: unknown = await page.evaluate('window.__contexts()')
      return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), contexts: Number(contexts) }
    },
    revision: () => page.evaluate(() => window.__gridsight?.state().board?.revision ?? -1),
    close: () => context.close(),
  }
}
