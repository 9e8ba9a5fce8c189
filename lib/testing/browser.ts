import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from '@playwright/test'

/**
 * What the browser is to do without. First what each window loads for its own address bar, two pages that nobody sees; then what
 * Playwright leaves out, since of two such lists the last one counts.
 */
const WITHOUT = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
]

/**
 * Software GL, and silence: a browser that looks for updates of its own would look like a page that calls out. The page is put together
 * without GL: by SwiftShader that costs as much as drawing the map, for every tick of a clock.
 */
export const browserArgs = [
  '--no-sandbox',
  '--disable-gpu-compositing',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  `--disable-features=${WITHOUT.join()}`,
]

/** The shell without a window first: it draws the same and takes a quarter less of the processor. */
const system = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    execFileSync(file, ['--version'], { stdio: 'ignore', timeout: 20_000 })
    return true
  } catch {
    return false
  }
}

function installed(): boolean {
  return existsSync(chromium.executablePath())
}

/** The browser the tests run in: what to start, where it came from, and what its process needs in its environment. */
export type FoundBrowser = { executablePath: string; source: string; env: Record<string, string> }

/**
 * Finds a Chromium or gets one: E2E_CHROMIUM, the system's, Playwright's own, `playwright install`, and last the one that comes as an
 * npm package. Throws with what to do when none of them runs.
 */
export async function findBrowser(): Promise<FoundBrowser> {
  const named = process.env.E2E_CHROMIUM
  if (named) {
    if (!runs(named)) throw new Error(`E2E_CHROMIUM names ${named}, which does not run.`)
    return { executablePath: named, source: 'E2E_CHROMIUM', env: {} }
  }
  const found = system.find(runs)
  if (found) return { executablePath: found, source: 'the system', env: {} }
  if (installed() && runs(chromium.executablePath())) return { executablePath: chromium.executablePath(), source: 'Playwright', env: {} }
  try {
    execFileSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium'], { stdio: 'ignore', timeout: 180_000 })
    if (runs(chromium.executablePath())) return { executablePath: chromium.executablePath(), source: 'playwright install', env: {} }
  } catch {
    // no way to Playwright's download host: the package below needs only the npm registry
  }
  return packagedBrowser()
}

/** The browser of @sparticuz/chromium; it brings its own libraries once it believes it runs in a Lambda. */
async function packagedBrowser(): Promise<FoundBrowser> {
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x'
  const { default: packaged } = await import('@sparticuz/chromium')
  const executablePath = await packaged.executablePath()
  const libraries = [path.join(tmpdir(), 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  process.env.LD_LIBRARY_PATH = libraries
  if (!runs(executablePath)) {
    throw new Error(
      'No Chromium runs here. Install one (apt-get install chromium, or npx playwright install --with-deps chromium) or name it in E2E_CHROMIUM.',
    )
  }
  return { executablePath, source: '@sparticuz/chromium', env: { LD_LIBRARY_PATH: libraries } }
}
