import { createServer, type RequestListener, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import next from 'next'
import type { Logger } from 'pino'
import { waitingByKind } from '@/lib/api/budget'
import { changesAfter } from '@/lib/api/changes'
import { hasAccounts } from '@/lib/db/accounts/accounts'
import { lacksSpace } from '@/lib/db/embedded/disk'
import { openDatabase } from '@/lib/db/engine/connect'
import { recordServer } from '@/lib/db/engine/server-record'
import { openPhotoStore, setPhotoStore } from '@/lib/db/events/photo-store'
import { listReaders, makeReader } from '@/lib/db/log/log-readers'
import { pageOfShell, SHELL_HEADER } from '@/lib/domain/phone-pages'
import type { Env } from '@/lib/env'
import { setLive, startLive } from '@/lib/live/live'
import { type Metrics, makeMetrics } from '@/lib/live/metrics'
import { type Runtime, setRuntime } from '@/lib/live/runtime'
import { publicOriginOf, trustedProxies } from './access'
import { readyAccounts, type StarterAccounts } from './accounts'
import { ALERTS_READER } from './alerts-job'
import { followLog } from './changes'
import { startCounty } from './county'
import { answerDirectly, isForPrograms } from './direct'
import { serveFiles } from './files'
import { type FirstLook, readFirstLook } from './first-look'
import { drawForNobody } from './first-page'
import { makeGate } from './gate'
import { speakLanguages } from './language'
import { addressOf, listen, makeServer } from './listen'
import { makeLog } from './log'
import { makePageTurns } from './page-turns'
import { startScheduler } from './scheduler'
import { watchScreens } from './screens'
import { answerShell } from './shell'
import { openSockets, type Sockets } from './socket'
import { isSocketPath, splitUpgrades } from './upgrade'
import { readBuild, readVersion } from './version'
import { viewsOf } from './views'

/** What a start is given: `onClose` takes what undoes each step at once, so that it can be broken off anywhere; `goOn` throws then. */
export type StartControl = {
  onClose(close: () => Promise<unknown> | unknown): void
  goOn(): void
  onHistory(done: number, total: number): void
}

/** A server that is up: the address for people, the accounts to begin with, whether the first administrator has yet to be made, and what to look at first. */
export type Running = { url: string; accounts: StarterAccounts; runtime: Runtime; firstNeeded: boolean; firstLook: FirstLook }

/**
 * Starts everything in the order in which it can be used, in five steps. Each needs what the ones before it opened, and leaves with
 * `onClose` what undoes it: they are undone from the last to the first.
 */
export async function start(env: Env, control: StartControl): Promise<Running> {
  const base: Base = { env, control, log: makeLog(env), metrics: makeMetrics(), version: readVersion() }
  const door = await openDoor(base)
  const store = await openStore(base, door)
  const board = await openBoard(base, door, store)
  const sockets = await openLines(base, door, store, board)
  const accounts = await openPages(base, door, board, sockets)
  const firstLook = board.historyEnd === null ? [] : await readFirstLook(board.historyEnd, Date.now())
  return { url: store.url, accounts, runtime: board.runtime, firstNeeded: !(await hasAccounts()), firstLook }
}

/** How often the database is asked how far its readers are. */
const READERS_MS = 5_000
/** The folder of this repository, or of a bundle. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Says how many changes each reader of the log has yet to evaluate: not a number of one that starts over, nothing while the database does not answer. */
async function setBehind({ behind: gauge }: Metrics): Promise<void> {
  const readers = await listReaders().catch(() => [])
  gauge.reset()
  for (const { name, behind } of readers) gauge.set({ reader: name }, behind ?? Number.NaN)
}

/** What every step is given. */
type Base = { env: Env; control: StartControl; log: Logger; metrics: Metrics; version: string }
type Door = Awaited<ReturnType<typeof openDoor>>
type Store = Awaited<ReturnType<typeof openStore>>
type OpenBoard = Awaited<ReturnType<typeof openBoard>>

/** First the port, so that health and everybody else is answered (503 `starting`) while the rest loads; the pages begin to load behind it. */
async function openDoor({ env, control: { onClose }, log, version }: Base) {
  const publicOrigin = publicOriginOf(env)
  if (publicOrigin?.startsWith('https:') && !env.TLS_CERT && !env.TRUST_PROXY)
    log.warn('a proxy speaks https for this server and TRUST_PROXY is not set: the audit and the limits have its address for everybody')
  const dev = env.NODE_ENV === 'development'
  const { server, tls } = makeServer(env)
  const gate = makeGate({
    publicOrigin,
    tls,
    isProxy: trustedProxies(env),
    starting: { version, engine: env.engine, phase: 'database' },
    dev,
    onFault: (err) => log.error({ err }, 'a page failed'),
  })

  server.on('request', gate.listener)
  const upgrades = splitUpgrades(server, isSocketPath(dev))
  const port = await listen(server, env)
  onClose(() => closeServer(server))
  onClose(() => gate.close())

  const pages = next({
    dev,
    dir: ROOT,
    hostname: env.HOST,
    port,
    httpServer: upgrades.server,
    quiet: true,
  })
  // beside the database, since both take seconds; `openLines` waits for them
  const prepared = pages.prepare().then(() => (dev ? undefined : drawForNobody(pages.getRequestHandler())))
  prepared.catch(() => {})
  return { publicOrigin, dev, server, tls, gate, upgrades, port, pages, prepared }
}

/** Then the database, and where photos lie: the board is read from it. Who starts beside this server finds it by the record. */
async function openStore({ env, control: { onClose, goOn }, log }: Base, { publicOrigin, tls, port }: Door) {
  const database = await openDatabase(env, { log: (text) => log.warn(text) })
  onClose(() => database.stop())
  const url = publicOrigin ?? addressOf(env.HOST, port, tls)
  onClose(recordServer(env.dataDir, onLoopback(env, tls) ? addressOf(env.HOST, port, false) : url))
  setPhotoStore(openPhotoStore(env))
  onClose(() => setPhotoStore(null))
  goOn()
  return { database, url }
}

/** Then the board, after the county of a demonstration, whose grids it stands on; from here on it follows the log. */
async function openBoard({ env, control: { onClose, goOn, onHistory }, log, metrics, version }: Base, door: Door, { database }: Store) {
  const { publicOrigin, dev, tls, gate } = door
  const runtime: Runtime = {
    version,
    build: readBuild(dev),
    engine: database.engine,
    publicOrigin,
    tls,
    historyProgress: null,
    historyFrom: null,
    trouble: null,
    ...(env.engine === 'embedded' ? { lacksSpace: () => lacksSpace(env.dataDir) } : {}),
    log,
    metrics,
  }
  const county = env.GRIDSIGHT_DEMO === 'county' ? startCounty({ env, log, runtime, onHistory }) : null
  let historyEnd: number | null = null
  if (county) {
    gate.starting.phase = 'county'
    onClose(() => county.stop())
    historyEnd = await county.ready
    goOn()
  }

  gate.starting.phase = 'board'
  setRuntime(runtime)
  onClose(() => setRuntime(null))
  const live = await startLive()
  onClose(() => setLive(null))
  goOn()
  const follower = followLog(
    database.url,
    () => live.catchUp(),
    (what, err) => {
      const sentence = what && runtime.lacksSpace?.() ? `No space is left on the disk of ${env.dataDir}; the board stands still.` : what
      runtime.trouble = sentence
      if (sentence) log.error({ err }, sentence)
      else log.info('the board moves again')
    },
  )
  onClose(() => follower.stop())
  return { runtime, county, historyEnd, live }
}

/** Then the pages are waited for, so that they close before the board that they read; and the sockets open, which tell of it. */
async function openLines(
  { control: { onClose, goOn }, log, metrics }: Base,
  { publicOrigin, gate, upgrades, pages, prepared }: Door,
  { database }: Store,
  { runtime, live }: OpenBoard,
): Promise<Sockets> {
  gate.starting.phase = 'pages'
  await prepared
  onClose(() => pages.close())
  goOn()
  const onFault = (err: unknown, what: string) => log.error({ err }, what)
  const screens = watchScreens(database.url, live, onFault)
  onClose(() => screens.stop())
  const sockets = openSockets({
    server: upgrades.server,
    publicOrigin,
    build: runtime.build,
    source: live,
    views: viewsOf({ live, historyProgress: () => runtime.historyProgress }),
    counts: {
      frame(bytes) {
        metrics.frames.inc()
        metrics.frameBytes.inc(bytes)
      },
      slow: () => metrics.slowClients.inc(),
    },
    changesAfter,
    screens,
    onFault,
  })
  onClose(() => sockets.stop())
  upgrades.open()
  live.onChanges((batch) => sockets.rooms.push(batch))
  live.onReset(() => sockets.rooms.reset())
  const gauges = setInterval(() => {
    metrics.sockets.set(sockets.count)
    metrics.rooms.set(sockets.rooms.size)
    metrics.revision.set(live.revision)
    for (const { kind, waiting } of waitingByKind()) metrics.waiting.set({ kind }, waiting)
  }, 1_000)
  const readers = setInterval(() => void setBehind(metrics), READERS_MS)
  void setBehind(metrics)
  onClose(() => {
    clearInterval(gauges)
    clearInterval(readers)
  })
  return sockets
}

/** Last the pages and the API are let in, and what works in the background begins: from here on people send and change things. */
async function openPages(
  { env, control: { onClose, goOn }, log }: Base,
  { server, dev, tls, gate, port, pages, upgrades }: Door,
  board: OpenBoard,
  sockets: Sockets,
) {
  const { county, historyEnd, live } = board
  const accounts = await readyAccounts(env)
  // before anybody can send: the first 特急 of a new system comes perhaps before the job that looks out for it
  await makeReader(ALERTS_READER)
  goOn()
  const pageHandler = pages.getRequestHandler()
  const inLanguage = speakLanguages()
  const inTurn = makePageTurns()
  const answersFile = dev ? null : serveFiles(ROOT)
  gate.open(async (request, response) => {
    if (await answersFile?.(request, response)) return
    const shellOf = pageOfShell(request.url ?? '')
    delete request.headers[SHELL_HEADER]
    if (shellOf !== null) await inTurn(request, response, () => answerShell(shellOf, request, response, pageHandler))
    else if (isForPrograms(request)) await (dev ? pageHandler(request, response) : answerDirectly(request, response))
    else await inTurn(request, response, () => inLanguage(request, () => pageHandler(request, response)))
  })
  const scheduler = startScheduler({
    env,
    log,
    checkpoint: { behind: () => live.sinceCheckpoint, save: (fence) => live.saveCheckpoint(fence) },
    onChanges: (listener) => live.onChanges(listener),
    feed:
      historyEnd !== null && env.GRIDSIGHT_DEMO_RATE !== 0
        ? {
            url: await innerAddress(env, tls, port, gate.listener, onClose),
            token: accounts.feed.token,
            hands: accounts.handTokens,
            historyEnd,
          }
        : null,
  })
  onClose(() => scheduler.stop())
  // What comes first when the server stops: nobody new comes in, whoever is in gets an answer, and the work beside it ends.
  onClose(async () => {
    gate.close()
    upgrades.close()
    const answered = Promise.all([sockets.stop(), gate.answered(ANSWER_MS)]).then(() => closeServer(server))
    await Promise.all([answered, scheduler.stop(), county?.stop()])
  })
  return accounts
}

/** How long requests that had come in may take when the server stops: what is saved must be answered, or its sender does not know. */
const ANSWER_MS = 20_000
/** How long connections may take to finish after that. */
const FINISH_MS = 1_500

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), FINISH_MS)
  await closed
  clearTimeout(timer)
}

/** Does it listen by plain HTTP under a loopback name? */
const onLoopback = ({ HOST }: Env, tls: boolean): boolean => !tls && ['127.0.0.1', 'localhost', '0.0.0.0', '::', '::1'].includes(HOST)

/**
 * Where a process of this machine reaches the server by plain HTTP under a loopback name: the server itself where that is how it
 * listens, otherwise (TLS, or one address of a network) a second door on loopback.
 */
async function innerAddress(env: Env, tls: boolean, port: number, listener: RequestListener, onClose: StartControl['onClose']): Promise<string> {
  if (onLoopback(env, tls)) return addressOf(env.HOST, port, false)
  const door = createServer(listener)
  const inner = await listen(door, { HOST: '127.0.0.1', PORT: 0 })
  onClose(() => closeServer(door))
  return addressOf('127.0.0.1', inner, false)
}
