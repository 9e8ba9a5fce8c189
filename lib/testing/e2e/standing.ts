import type { Page, Request } from '@playwright/test'
import { expect } from 'vitest'
import { hold } from './hold'

/** Keeps what the window shows that can be pressed or filled in, with where it stands; runs in the page. */
const keepStanding = (): void => {
  const pressable = 'a[href], button, input, select, textarea, summary'
  const stood = [...document.querySelectorAll(pressable)].flatMap((element) => {
    const { x, y, bottom, width } = element.getBoundingClientRect()
    const isSeen = element.checkVisibility({ visibilityProperty: true }) && width > 1 && bottom > 0 && y < innerHeight
    return isSeen ? [{ element, x, y }] : []
  })
  Object.assign(window, { __stood: stood })
}

/** React shows what came late at most every 300 ms. */
const QUIET_MS = 400
/** Waits until nothing was added to the page or taken from it for a while; runs in the page. */
const untilQuiet = (quietMs: number): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      observer.disconnect()
      resolve()
    }
    let timer = setTimeout(end, quietMs)
    const observer = new MutationObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(end, quietMs)
    })
    observer.observe(document.body, { childList: true, subtree: true })
  })

/** What of that stands elsewhere now or is gone, in words; runs in the page. */
const movedSince = (): string[] => {
  const stood: { element: HTMLElement; x: number; y: number }[] = Reflect.get(window, '__stood')
  return stood.flatMap(({ element, x, y }) => {
    const now = element.getBoundingClientRect()
    const [right, down] = [Math.round(now.x - x), Math.round(now.y - y)]
    const name = `${element.tagName} ${element.getAttribute('aria-label') ?? element.innerText} in ${element.closest('[data-testid]')?.getAttribute('data-testid')}`
    if (!element.isConnected) {
      // another that says the same may have taken its place
      const other = document.elementFromPoint(x + 8, y + 8)?.closest('a[href], button')
      return other?.textContent === element.textContent ? [] : [`gone: ${name}`]
    }
    return Math.abs(right) > 2 || Math.abs(down) > 2 ? [`${right}, ${down} px: ${name}`] : []
  })
}

/** How many scripts the page has asked for, from now on, that have neither come nor failed: parts of it are loaded when it stands, and may load others. */
export function scriptsUnderWay(page: Page): { count(): number; stop(): void } {
  const loading = new Set<Request>()
  const begins = (request: Request) => {
    if (request.resourceType() === 'script') loading.add(request)
  }
  const ends = (request: Request) => void loading.delete(request)
  page.on('request', begins).on('requestfinished', ends).on('requestfailed', ends)
  return {
    count: () => loading.size,
    stop: () => void page.off('request', begins).off('requestfinished', ends).off('requestfailed', ends),
  }
}

/**
 * Holds back what the API answers while a page is opened; `release`, when all else has come, lets them through. `hasStood`, once the page
 * has come: fails where something that could be pressed while it waited stands elsewhere.
 */
export async function holdAnswers(page: Page): Promise<{ release(): Promise<void>; hasStood(): Promise<void> }> {
  const answers = await hold(page, '**/api/**')
  const scripts = scriptsUnderWay(page)
  return {
    async release() {
      await expect.poll(answers.asked).toBeGreaterThan(0)
      await page.evaluate(() => document.fonts.ready)
      await expect
        .poll(async () => {
          await page.evaluate(untilQuiet, QUIET_MS)
          return scripts.count()
        })
        .toBe(0)
      scripts.stop()
      await page.evaluate(keepStanding)
      await answers.release()
    },
    async hasStood() {
      // what is being laid out anew is waited for
      await expect.poll(() => page.evaluate(movedSince)).toEqual([])
    },
  }
}
