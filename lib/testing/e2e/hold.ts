import type { Page, Route } from '@playwright/test'

type Hold = {
  /** how often the page has asked for it */
  asked(): number
  release(): Promise<void>
}

/** Holds back what a page asks for at these addresses, until it is released. */
export async function hold(page: Page, at: string | ((url: URL) => boolean)): Promise<Hold> {
  let [letThrough, count] = [() => {}, 0]
  const released = new Promise<void>((resolve) => (letThrough = resolve))
  const wait = async (route: Route) => {
    count++
    await released
    await route.fallback()
  }
  await page.route(at, wait)
  return {
    asked: () => count,
    async release() {
      letThrough()
      await page.unroute(at, wait)
    },
  }
}
