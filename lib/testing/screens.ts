import { mkdirSync } from 'node:fs'
import { chromium } from '@playwright/test'
import sharp from 'sharp'
import { browserArgs, findBrowser } from './browser'

/** The pictures of the documents: their names, and the screens they are taken of. */
const screens = [
  { name: 'wall-1920', width: 1920, height: 1080, query: '' },
  { name: 'wall-1366', width: 1366, height: 768, query: '' },
  { name: 'wall-3840x2160', width: 3840, height: 2160, query: '' },
  { name: 'wall-3840x1080', width: 3840, height: 1080, query: '' },
  { name: 'wall-5760', width: 5760, height: 1080, query: '' },
  { name: 'wall-light', width: 1920, height: 1080, query: 'theme=light' },
]

/**
 * Takes the pictures of the documents from a running server: `node --import tsx lib/testing/screens.ts LINK [NAME …]`, where LINK is the
 * wall's link that `npm start` prints.
 */
async function main(link: string | undefined, names: readonly string[]): Promise<void> {
  if (!link || !URL.canParse(link)) {
    console.error('Usage: node --import tsx lib/testing/screens.ts LINK [NAME …]   (the link of the wall that npm start prints)')
    process.exitCode = 2
    return
  }
  const { executablePath, env } = await findBrowser()
  const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...process.env, ...env } })
  mkdirSync('docs/screens', { recursive: true })
  for (const screen of screens.filter(({ name }) => names.length === 0 || names.includes(name))) {
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
    const url = new URL(link)
    for (const [name, value] of new URLSearchParams(screen.query)) url.searchParams.set(name, value)
    await page.goto(url.href, { timeout: 120_000 })
    await page.locator('[data-wall][data-ready=true][data-truth=live]').waitFor()
    await page.waitForFunction(() => (window.__gridsight?.drawnLabels().length ?? 0) > 20, null, { polling: 500 })
    await page.getByTestId('age').nth(4).waitFor()
    await page.evaluate(async () => {
      await document.fonts.ready
      // what came last is painted, twice over, since a map draws a frame later
      for (let i = 0; i < 8; i++) await new Promise((done) => requestAnimationFrame(done))
    })
    const file = `docs/screens/${screen.name}.png`
    await sharp(await page.screenshot({ timeout: 120_000 }))
      .png({ palette: true, quality: 95, effort: 10, dither: 1 })
      .toFile(file)
    console.log(file)
    await context.close()
  }
  await browser.close()
}

await main(process.argv[2], process.argv.slice(3))
