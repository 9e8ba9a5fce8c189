import { chromium } from '@playwright/test'
import { browserArgs, findBrowser } from './browser'

/**
 * Takes the pictures of the documents from a running server: `node --import tsx lib/testing/screens.ts LINK`, where LINK is the wall's
 * link that `npm start` prints.
 */
async function main(link: string | undefined): Promise<void> {
  if (!link || !URL.canParse(link)) {
    console.error('Usage: node --import tsx lib/testing/screens.ts LINK   (the link of the wall that npm start prints)')
    process.exitCode = 2
    return
  }
  const { executablePath, env } = await findBrowser()
  const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...process.env, ...env } })
  // Without motion: a figure that rolls shows its old digit in a picture.
  const page = await browser.newPage({
    viewport: { width: 1920, height: 1080 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
  await page.goto(link)
  await page.locator('[data-wall][data-ready=true][data-truth=live]').waitFor({ timeout: 120_000 })
  await page.waitForFunction(() => (window.__gridsight?.drawnLabels().length ?? 0) > 20, null, { timeout: 120_000, polling: 500 })
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
  await page.screenshot({ path: 'docs/screens/wall-1920.png' })
  console.log('docs/screens/wall-1920.png')
  await browser.close()
}

await main(process.argv[2])
