import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import * as z from 'zod/mini'
import { assets, build, client, programs } from '@/lib/cli/prepare.mjs'
import { HOUR_MS } from '@/lib/domain/clock'
import { SHIPPED_PROGRAM } from '@/lib/domain/screen'
import { THEME_COOKIE } from '@/lib/domain/theme'
import { browserArgs, findBrowser } from './browser'
import { fakeClock } from './endure/clock'
import { type Ask, byPassword, byToken } from './screen-hands'
import { bindPhone, type PhoneOf } from './screen-phone'
import { launch, readTokens } from './server-process'

/** When the demonstration of a picture was started first: by day, by night, or with a source that is a day late. */
type Scene = 'day' | 'night' | 'late'
const SCENES: Readonly<Record<Scene, { hour: number; env?: Record<string, string> }>> = {
  day: { hour: 10 },
  night: { hour: 22 },
  late: { hour: 10, env: { GRIDSIGHT_DEMO_LAG: '24h' } },
}

/**
 * The pictures of the documents: their names, and the screens they are taken of; of a phone the whole page, as if it were so long. `path`
 * may hold EVENT, the number of the grave event that the demonstration begins with, REPORT, the id of the newest report of the street, and
 * ORDER, that of an order that waits for somebody.
 */
type Screen = {
  name: string
  width: number
  height: number
  scene?: Scene
  path?: string
  query?: string
  /** light unless said */
  theme?: 'dark'
  as?: 'dispatcher' | 'operator' | 'supervisor' | 'duty' | 'leader' | 'auditor'
  /** the phone of a resident, bound for the picture */
  phone?: PhoneOf
  /** a wall that tours; a remote that is connected to the wall */
  tours?: true
  steers?: true
  /** a wall that looks back, when it has stood live */
  past?: true
  until: string
}
/** A page at the desk and on a phone, by day and dark. */
const inBothThemes = ({ name, ...page }: Pick<Screen, 'name' | 'path' | 'as' | 'until'>): readonly Screen[] =>
  [
    { at: '1366', width: 1366, height: 768 },
    { at: '390', width: 390, height: 844 },
  ].flatMap(({ at, ...size }) => [
    { ...page, ...size, name: `${name}-${at}` },
    { ...page, ...size, name: `${name}-dark-${at}`, theme: 'dark' as const },
  ])
const wall = '[data-wall][data-ready=true][data-truth=live]'
const screens: readonly Screen[] = [
  { name: 'wall-1920', width: 1920, height: 1080, until: `${wall} [data-testid=alert-line]` },
  { name: 'wall-1366', width: 1366, height: 768, until: wall },
  { name: 'wall-3840x2160', width: 3840, height: 2160, until: wall },
  { name: 'wall-3840x1080', width: 3840, height: 1080, until: wall },
  { name: 'wall-5760', width: 5760, height: 1080, until: wall },
  { name: 'wall-night', width: 1920, height: 1080, scene: 'night', until: wall },
  { name: 'wall-late', width: 1920, height: 1080, scene: 'late', until: wall },
  { name: 'wall-light', width: 1920, height: 1080, query: 'theme=light', until: wall },
  { name: 'wall-en', width: 1920, height: 1080, query: 'lang=en', until: wall },
  { name: 'tour-1920', width: 1920, height: 1080, tours: true, until: `${wall} [data-testid=touring][data-call]` },
  { name: 'wall-past-1920', width: 1920, height: 1080, past: true, until: wall },
  { name: 'wall-390', width: 390, height: 844, until: '[data-testid=hand-map] canvas' },
  { name: 'desk-1366', width: 1366, height: 768, path: '/desk', as: 'dispatcher', until: '[data-testid=event-row]' },
  { name: 'orders-1366', width: 1366, height: 768, path: '/orders', query: 'at=ORDER', as: 'dispatcher', until: '[data-testid=suggestion]' },
  { name: 'alerts-1366', width: 1366, height: 768, path: '/alerts', as: 'supervisor', until: '[data-testid=alert-row]' },
  { name: 'event-1366', width: 1366, height: 900, path: '/events/EVENT', as: 'dispatcher', until: 'main h2' },
  { name: 'cards-1366', width: 1366, height: 768, path: '/cards', as: 'supervisor', until: '[data-testid=card-row]' },
  { name: 'reports-1366', width: 1366, height: 768, path: '/reports', as: 'supervisor', until: '[data-testid=report-row]' },
  { name: 'judgement-1366', width: 1366, height: 1100, path: '/reports/REPORT', as: 'supervisor', until: '[data-testid=paper]' },
  { name: 'rules-1366', width: 1366, height: 900, path: '/rules', as: 'supervisor', until: '[data-testid=rules-table] tbody tr' },
  { name: 'roster-1366', width: 1366, height: 768, path: '/roster', as: 'supervisor', until: '[data-testid=shift]' },
  { name: 'account-1366', width: 1366, height: 900, path: '/account', as: 'duty', until: '[data-testid=preferences]' },
  { name: 'replay-1920', width: 1920, height: 1080, path: '/replay', as: 'supervisor', until: '[data-replay][data-ready=true][data-whole=true]' },
  { name: 'list-1366', width: 1366, height: 768, path: '/events', as: 'dispatcher', until: '[data-testid=list-row]' },
  { name: 'figures-1366', width: 1366, height: 768, path: '/figures', as: 'supervisor', until: '[data-testid=intervals]' },
  { name: 'audit-1366', width: 1366, height: 768, path: '/audit', as: 'auditor', until: 'table' },
  { name: 'report-390', width: 390, height: 844, path: '/report', as: 'operator', until: 'form' },
  { name: 'tasks-390', width: 390, height: 844, path: '/tasks', as: 'operator', until: '[data-testid=tasks]' },
  { name: 'remote-390', width: 390, height: 844, path: '/remote', as: 'duty', steers: true, until: '[data-testid=code-form]' },
  { name: 'figures-390', width: 390, height: 844, path: '/figures', as: 'supervisor', until: '[data-testid=tiles]' },
  ...inBothThemes({
    name: 'organisation',
    path: '/organisation',
    as: 'dispatcher',
    until: 'main:has([data-testid=units-map] path) [data-testid=unit-people]',
  }),
  { name: 'duties-1366', width: 1366, height: 768, path: '/duties', as: 'dispatcher', until: '[data-testid=duty-row]' },
  { name: 'places-1366', width: 1366, height: 768, path: '/places', query: 'view=gaps', as: 'dispatcher', until: '[data-testid=gap-rows] tbody tr' },
  ...inBothThemes({ name: 'places-list', path: '/places', as: 'dispatcher', until: '[data-testid=places-map]' }),
  { name: 'my-390', width: 390, height: 844, path: '/my', phone: 'household', until: '[data-testid=my-report]' },
  { name: 'my-rider-390', width: 390, height: 844, path: '/my', phone: 'rider', until: '[data-testid=my-rider]' },
  { name: 'my-member-390', width: 390, height: 844, path: '/my', phone: 'member', until: '[data-testid=my-units]' },
  { name: 'my-member-dark-390', width: 390, height: 844, path: '/my', phone: 'member', theme: 'dark', until: '[data-testid=my-units]' },
  ...inBothThemes({ name: 'sources', path: '/sources', as: 'leader', until: '[data-testid=reported-row]' }),
]

const USAGE = `Usage: node --import tsx lib/testing/screens.ts [LINK] [--accounts FILE] [NAME …]
Takes the pictures of the documents, or those named, of clean first starts at a fixed hour of the day, one after another. With LINK, the link of
the wall that npm start prints, of that server as it is; FILE is the accounts.json of its data folder, for the screens that people sign in to.`

const Accounts = z.looseObject({ people: z.record(z.string(), z.object({ password: z.string() })) })
type People = z.infer<typeof Accounts>['people']
const readPeople = (file: string): People => Accounts.parse(JSON.parse(readFileSync(file, 'utf8'))).people

function passwordOf(username: string, people: People): string {
  const password = people[username]?.password
  if (!password) throw new Error(`--accounts tells no password of ${username}`)
  return password
}

const DAY_S = 86_400
const CHINA_S = 8 * 3600
/** The seconds from now until it is this hour and forty minutes in China on the fourth Wednesday of a month, when its figures say something; always ahead, so that no cookie has run out. */
function secondsUntil(hour: number): number {
  const from = Math.floor(Date.now() / 1000)
  const at = (days: number) => (Math.floor((from + CHINA_S) / DAY_S) + days) * DAY_S + hour * 3600 + 40 * 60 - CHINA_S
  const isDay = (moment: number) => {
    const civil = new Date((moment + CHINA_S) * 1000)
    return civil.getUTCDay() === 3 && Math.ceil(civil.getUTCDate() / 7) === 4
  }
  for (let days = 0; ; days++) if (at(days) > from && isDay(at(days))) return at(days) - from
}

const Snapshot = z.looseObject({ historyProgress: z.nullable(z.number()) })
const Reports = z.object({ reports: z.array(z.looseObject({ id: z.string() })) })
const Made = z.looseObject({ id: z.string() })
const Links = z.object({ screens: z.array(z.looseObject({ id: z.string() })) })
const Events = z.object({ events: z.array(z.looseObject({ number: z.int(), state: z.string(), title: z.optional(z.string()) })) })

/** What the paths of screens name by a word, as it is called on a server. */
type Named = { EVENT?: string | undefined; REPORT?: string | undefined; ORDER?: string | undefined }
const NAMED = ['EVENT', 'REPORT', 'ORDER'] as const
/** The street that the demonstration's supervisor is of. */
const STREET = '411324001'

/** A server as pictures are taken of it: the link of its wall, by how many seconds its clock is ahead, and its data folder where it is known. */
type Stood = { link: string; named: Named; ahead: number; folder: string | null; tour?: ((on: boolean) => Promise<void>) | undefined }

/** What a server is asked, by the token of its supervisor. */
const asker = (ask: Ask) => ({
  historyIsIn: async () => (await ask('/api/snapshot', Snapshot)).historyProgress === null,
  grave: async () => (await ask('/api/events?urgency=1&limit=5', Events)).events.find(({ title }) => title !== undefined),
  report: async () => (await ask(`/api/reports?within=${STREET}&limit=1`, Reports)).reports[0]?.id,
  /** has the wall tour, or stand as its address says */
  async tour(on: boolean) {
    const { screens } = await ask('/api/screens', Links)
    for (const { id } of screens) await ask(`/api/screens/${id}`, z.unknown(), { ...SHIPPED_PROGRAM, on }, 'PUT')
  },
  makeReport: (kind: 'daily' | 'weekly') => ask('/api/reports', z.unknown(), { kind, requestId: randomUUID(), within: STREET }),
  /** asks for help for somebody who called, which nobody of the demonstration sees to; answers its id */
  async makeOrder(now: number) {
    const wantedAt = new Date(Math.ceil(now / HOUR_MS + 23) * HOUR_MS).toISOString()
    const caller = { grid: `${STREET}001`, name: '梁秀英', phone: '15400002196', address: '康乐家园5号楼1单元302' }
    return (await ask('/api/orders', Made, { id: randomUUID(), service: 'hospital', wantedAt, words: '会推轮椅，能帮取号缴费', ...caller })).id
  },
})

/** A first start of the demonstration at the hour of a scene, when all of its past is in and its grave event is being handled; by day with a weekly and a daily report. */
async function startScene(scene: Scene): Promise<{ stood: Stood; people: People; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-screens-'))
  const { hour, env = {} } = SCENES[scene]
  const clock = fakeClock(folder)
  if ('missing' in clock) throw new Error(clock.missing)
  const ahead = secondsUntil(hour)
  clock.set(ahead)
  const dataDir = path.join(folder, 'data')
  const demo = { GRIDSIGHT_DEMO: 'county', GRIDSIGHT_DEMO_HISTORY: '638000', GRIDSIGHT_DEMO_RATE: 'history' }
  const settings = { ...demo, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir, ...env, ...clock.settings }
  const { child, url } = await launch(settings, { startMs: 300_000 })
  const stop = async () => {
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
    clock.sweep(child.pid ?? 0)
    rmSync(folder, { recursive: true, force: true })
  }
  const { wall, supervisor } = readTokens(dataDir)
  const server = asker(byToken(url, supervisor))
  for (;;) {
    const grave = await server.grave()
    const isSeen = scene === 'late' || (grave && grave.state !== 'awaiting_acceptance' && grave.state !== 'awaiting_dispatch')
    if (isSeen && (await server.historyIsIn())) {
      // the one made last stands first
      if (scene === 'day') for (const kind of ['daily', 'weekly'] as const) await server.makeReport(kind)
      const ORDER = scene === 'day' ? await server.makeOrder(Date.now() + 1_000 * ahead) : undefined
      const named = { EVENT: grave && String(grave.number), REPORT: await server.report(), ORDER }
      return {
        stood: { link: `${url}/wall?key=${wall}`, named, ahead, folder: dataDir, tour: server.tour },
        people: readPeople(path.join(dataDir, 'accounts.json')),
        stop,
      }
    }
    await sleep(1_000)
  }
}

/** The pictures of each scene, of a start of its own. */
async function takeScenes(names: readonly string[]): Promise<void> {
  await client()
  await programs()
  await assets()
  await build()
  for (const scene of ['day', 'night', 'late'] as const) {
    const wanted = screens.filter((screen) => (screen.scene ?? 'day') === scene && (names.length === 0 || names.includes(screen.name)))
    if (wanted.length === 0) continue
    const { stood, people, stop } = await startScene(scene)
    try {
      await take(wanted, stood, people)
    } finally {
      await stop()
    }
  }
}

/** Takes pictures from a running server. */
async function take(wanted: readonly Screen[], { link, named, ahead, folder, tour }: Stood, people: People): Promise<void> {
  const { executablePath, env } = await findBrowser()
  const browser = await chromium.launch({ executablePath, args: browserArgs, env: { ...process.env, ...env } })
  mkdirSync('docs/screens', { recursive: true })
  for (const screen of wanted) {
    const context = await browser.newContext({
      viewport: screen,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      // a figure that rolls shows its old digit in a picture
      reducedMotion: 'reduce',
    })
    // what esbuild names functions by is not in the page
    await context.addInitScript('globalThis.__name = (it) => it')
    // A picture may take its time: the page is to draw as it does where there is a graphics card.
    await context.addInitScript(() => {
      const ask = WebGL2RenderingContext.prototype.getParameter
      WebGL2RenderingContext.prototype.getParameter = function (name: number) {
        return name === 0x9246 || name === this.RENDERER ? 'a card' : ask.call(this, name)
      }
    })
    // what a page calls today is the server's
    await context.addInitScript((ms) => {
      globalThis.Date = new Proxy(Date, {
        construct: (real, given) => Reflect.construct(real, given.length > 0 ? given : [real.now() + ms]),
        get: (real, name) => (name === 'now' ? () => real.now() + ms : Reflect.get(real, name)),
      })
    }, 1_000 * ahead)
    if (screen.theme) await context.addCookies([{ name: THEME_COOKIE, value: screen.theme, url: new URL(link).origin }])
    const page = await context.newPage()
    page.setDefaultTimeout(120_000)
    if (screen.tours) await tour?.(true)
    const called = (text = '') => NAMED.reduce((at, name) => at.replace(name, named[name] ?? ''), text)
    const url = new URL(called(screen.path) || link, link)
    for (const [name, value] of new URLSearchParams(called(screen.query))) url.searchParams.set(name, value)
    const as = (username: string) => byPassword(url.origin, username, passwordOf(username, people))
    if (screen.phone) await bindPhone(page, url.origin, screen.phone, { folder, as, now: Date.now() + 1_000 * ahead })
    if (screen.as) await signIn(page, url, screen.as, people)
    else await page.goto(url.href, { timeout: 120_000 })
    await page.locator(screen.until).first().waitFor()
    if (screen.steers) await connect(page, link)
    if (screen.until === wall) {
      await page.waitForFunction(() => (window.__gridsight?.drawnLabels().length ?? 0) > 20, null, { polling: 500 })
      // where the narrow layout has alerts, they stand in place of the ages
      await page.locator('[data-testid=overdue-age], [data-testid=alert-line]').first().waitFor()
      if (screen.width > 2 * screen.height) await page.locator('.recharts-surface').waitFor()
    } else await page.waitForLoadState('networkidle')
    if (screen.past) {
      // what listens to keys comes after all is painted
      await page.getByTestId('screen-code').waitFor()
      await page.keyboard.press('r')
      await page.getByTestId('machine').waitFor()
      await page.waitForLoadState('networkidle')
    }
    // the alerts that popped up meanwhile are no part of a page
    const popups = page.locator('[data-testid=alert-popup], [data-testid=alert-digest]')
    while ((await popups.count()) > 0)
      await popups
        .first()
        .getByRole('button', { name: /^(关闭|知道了)$/ })
        .click()
    await page.evaluate(async () => {
      await document.fonts.ready
      // what came last is painted, twice over, since a map draws a frame later
      for (let i = 0; i < 8; i++) await new Promise((done) => requestAnimationFrame(done))
    })
    if (screen.width < 500)
      await page.setViewportSize({ width: screen.width, height: await page.evaluate(() => document.documentElement.scrollHeight) })
    const file = `docs/screens/${screen.name}.png`
    await sharp(await page.screenshot({ timeout: 120_000 }))
      // of the many near whites of the light theme a palette makes edges that are not there, and in plain areas of pages dots
      .png(
        screen.query === 'theme=light' ? { compressionLevel: 9, effort: 10 } : { palette: true, quality: 90, effort: 10, dither: screen.as ? 0 : 1 },
      )
      .toFile(file)
    console.log(file)
    if (screen.past) await page.keyboard.press('Escape')
    await context.close()
    if (screen.tours) await tour?.(false)
  }
  await browser.close()
}

/** Connects a remote by the code that the wall shows. */
async function connect(page: Page, link: string): Promise<void> {
  // whoever has signed in is no screen
  const shown = await page.context().browser()?.newPage()
  if (!shown) throw new Error('the browser is gone')
  shown.setDefaultTimeout(120_000)
  await shown.goto(link)
  const digits = (await shown.getByTestId('screen-code').innerText()).replace(/\D/g, '').slice(0, 6)
  await shown.close()
  await page.locator('input[name=code]').fill(digits)
  await page.locator('[data-testid=code-form] button[type=submit]').click()
  await page.getByTestId('remote').waitFor()
}

/** Signs in by the form. Of the people of the demonstration only the administrator is asked for more than a password. */
async function signIn(page: Page, wanted: URL, username: string, people: People): Promise<void> {
  await page.goto(`${wanted.origin}/sign-in?next=${encodeURIComponent(wanted.pathname + wanted.search)}`)
  await page.locator('input[name=username]').fill(username)
  await page.locator('input[name=password]').fill(passwordOf(username, people))
  await page.locator('[data-testid=sign-in] button[type=submit]').click()
  // a page may say at once in its address what it shows
  await page.waitForURL(({ pathname, search }) => pathname === wanted.pathname && search.startsWith(wanted.search))
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { accounts: { type: 'string' }, help: { type: 'boolean' } } })
const [link = '', ...names] = positionals
if (values.help) console.log(USAGE)
else if (!URL.canParse(link)) await takeScenes(positionals)
else {
  const file = values.accounts
  const server = file === undefined ? null : asker(byToken(link, readTokens(path.dirname(file)).supervisor))
  const grave = await server?.grave()
  const named: Named = { EVENT: grave && String(grave.number), REPORT: await server?.report() }
  const people = file === undefined ? {} : readPeople(file)
  const isThere = (at = '') => NAMED.every((word) => !at.includes(word) || named[word] !== undefined)
  const shown = screens.filter(({ name, as, phone, path: at, query }) =>
    names.length === 0 ? (!as || people[as]) && (!phone || file !== undefined) && isThere(at) && isThere(query) : names.includes(name),
  )
  await take(shown, { link, named, ahead: 0, folder: file === undefined ? null : path.dirname(file), tour: server?.tour }, people)
}
