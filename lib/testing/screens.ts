import { mkdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import * as z from 'zod/mini'
import { browserArgs, findBrowser } from './browser'

/** The pictures of the documents: their names, and the screens they are taken of; of a phone the whole page, as if it were so long. */
type Screen = {
  name: string
  width: number
  height: number
  path?: string
  query?: string
  as?: 'dispatcher' | 'operator' | 'supervisor'
  until: string
}
const wall = '[data-wall][data-ready=true][data-truth=live]'
const screens: readonly Screen[] = [
  { name: 'wall-1920', width: 1920, height: 1080, until: wall },
  { name: 'wall-1366', width: 1366, height: 768, until: wall },
  { name: 'wall-3840x2160', width: 3840, height: 2160, until: wall },
  { name: 'wall-3840x1080', width: 3840, height: 1080, until: wall },
  { name: 'wall-5760', width: 5760, height: 1080, until: wall },
  { name: 'wall-light', width: 1920, height: 1080, query: 'theme=light', until: wall },
  { name: 'wall-en', width: 1920, height: 1080, query: 'lang=en', until: wall },
  { name: 'desk-1366', width: 1366, height: 768, path: '/desk', as: 'dispatcher', until: '[data-testid=event-row]' },
  { name: 'report-390', width: 390, height: 844, path: '/report', as: 'operator', until: 'form' },
  { name: 'figures-390', width: 390, height: 844, path: '/figures', as: 'supervisor', until: '[data-testid=figure-rows]' },
]

const USAGE = `Usage: node --import tsx lib/testing/screens.ts LINK [--accounts FILE] [NAME …]
LINK is the link of the wall that npm start prints, FILE the accounts.json of its data folder, for the screens that people sign in to.`

const Accounts = z.object({ people: z.record(z.string(), z.object({ password: z.string() })) })
type People = z.infer<typeof Accounts>['people']

/** Takes the pictures of the documents from a running server: all, or those named. */
async function main(link: string, people: People, names: readonly string[]): Promise<void> {
  const { executablePath, env } = await findBrowser()
  const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...process.env, ...env } })
  mkdirSync('docs/screens', { recursive: true })
  for (const screen of screens.filter(({ name, as }) => (names.length === 0 ? !as || people[as] : names.includes(name)))) {
    const context = await browser.newContext({
      viewport: screen,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      // a figure that rolls shows its old digit in a picture
      reducedMotion: 'reduce',
    })
    // A picture may take its time: the page is to draw as it does where there is a graphics card.
    await context.addInitScript(() => {
      const ask = WebGL2RenderingContext.prototype.getParameter
      WebGL2RenderingContext.prototype.getParameter = function (name: number) {
        return name === 0x9246 || name === this.RENDERER ? 'a card' : ask.call(this, name)
      }
    })
    const page = await context.newPage()
    page.setDefaultTimeout(120_000)
    const url = new URL(screen.path ?? link, link)
    for (const [name, value] of new URLSearchParams(screen.query)) url.searchParams.set(name, value)
    if (screen.as) await signIn(page, url, screen.as, people)
    else await page.goto(url.href, { timeout: 120_000 })
    await page.locator(screen.until).first().waitFor()
    if (screen.until === wall) {
      await page.waitForFunction(() => (window.__gridsight?.drawnLabels().length ?? 0) > 20, null, { polling: 500 })
      await page.getByTestId('overdue-age').nth(3).waitFor()
      if (screen.width > 2 * screen.height) await page.locator('.recharts-surface').waitFor()
    } else await page.waitForLoadState('networkidle')
    await page.evaluate(async () => {
      await document.fonts.ready
      // what came last is painted, twice over, since a map draws a frame later
      for (let i = 0; i < 8; i++) await new Promise((done) => requestAnimationFrame(done))
    })
    if (screen.width < 500)
      await page.setViewportSize({ width: screen.width, height: await page.evaluate(() => document.documentElement.scrollHeight) })
    const file = `docs/screens/${screen.name}.png`
    await sharp(await page.screenshot({ timeout: 120_000 }))
      // of the many near whites of the light theme a palette makes edges that are not there
      .png(screen.query === 'theme=light' ? { compressionLevel: 9, effort: 10 } : { palette: true, quality: 90, effort: 10, dither: 1 })
      .toFile(file)
    console.log(file)
    await context.close()
  }
  await browser.close()
}

/** Signs in by the form. Of the people of the demonstration only the administrator is asked for more than a password. */
async function signIn(page: Page, wanted: URL, username: string, people: People): Promise<void> {
  const password = people[username]?.password
  if (!password) throw new Error(`--accounts tells no password of ${username}`)
  await page.goto(`${wanted.origin}/sign-in?next=${encodeURIComponent(wanted.pathname)}`)
  await page.locator('input[name=username]').fill(username)
  await page.locator('input[name=password]').fill(password)
  await page.locator('[data-testid=sign-in] button[type=submit]').click()
  await page.waitForURL(wanted.href)
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { accounts: { type: 'string' } } })
const [link, ...names] = positionals
if (link && URL.canParse(link))
  await main(link, values.accounts ? Accounts.parse(JSON.parse(readFileSync(values.accounts, 'utf8'))).people : {}, names)
else {
  console.error(USAGE)
  process.exitCode = 2
}
