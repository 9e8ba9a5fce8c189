import { DatabaseError } from '@/lib/db/engine/connect'
import { type Env, readEnv, SettingError } from '@/lib/env'
import { helpersGiveWay } from '@/lib/give-way'
import { accountsFile } from './accounts'
import { type Running, start } from './start'
import { makeProgress, type Progress, say } from './terminal'

/** Whoever stops the server does not wait longer than this: 20 s for requests under way (start.ts), the rest for its last checkpoint. */
const STOP_MS = 28_000

/** How far garbage collection, compilation and files give way to what answers. */
const HELPERS_NICENESS = 5

class Stopped extends Error {}

/** Runs the server until a signal ends it; answers the exit code. */
export async function run(env: Env): Promise<number> {
  const started = performance.now()
  helpersGiveWay(HELPERS_NICENESS)
  const closers: (() => Promise<unknown> | unknown)[] = []
  let stopping = false
  let progress: Progress | undefined
  let finish: (code: number) => void = () => {}
  const finished = new Promise<number>((resolve) => {
    finish = resolve
  })

  const stop = async (code: number) => {
    if (stopping) return
    stopping = true
    // should nothing be left to wait for
    process.exitCode = code
    progress?.stop()
    setTimeout(() => finish(code), STOP_MS).unref()
    for (let close = closers.pop(); close; close = closers.pop()) {
      try {
        await close()
      } catch (error) {
        say(`While stopping: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    finish(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping && signal === 'SIGINT') return finish(130) // a second Ctrl-C does not wait
      if (!stopping) say('Stopping …')
      void stop(0)
    })
  }
  // Whoever read the terminal may be gone (`npm start | head`): the server goes on unheard, instead of failing at saying that it fails.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      say(`A fault that nobody expected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      void stop(1)
    })
  }

  try {
    const running = await start(env, {
      onClose(close) {
        closers.push(close)
      },
      goOn() {
        if (stopping) throw new Stopped()
      },
      onHistory(done, total) {
        if (stopping) return
        if (done >= total) {
          progress?.update(done, total)
          progress?.stop()
          progress = undefined
          return
        }
        progress ??= makeProgress('History of the demonstration', 'events')
        progress.update(done, total)
      },
    })
    greet(env, running, performance.now() - started)
    process.send?.({ ready: true, url: running.url })
  } catch (error) {
    if (!(error instanceof Stopped)) {
      const expected = error instanceof SettingError || error instanceof DatabaseError
      if (!stopping) process.stderr.write(`${expected ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
      await stop(1)
    }
  }
  return finished
}

/** What the person at the terminal needs: where to look, and as whom. */
function greet(env: Env, { url, accounts, runtime, firstNeeded, firstLook }: Running, ms: number): void {
  const place = env.engine === 'embedded' ? `embedded PostGIS, data in ${env.dataDir}` : 'PostgreSQL of DATABASE_URL'
  say()
  say(`Gridsight ${runtime.version} · ${place}`)
  say(`  Wall (大屏)     ${url}/wall?key=${accounts.wall.token}`)
  say(`  API             ${url}/api/openapi.json   with  Authorization: Bearer TOKEN`)
  say(`  Token reporter  ${accounts.reporter.token}   sends events (POST /api/events)`)
  say(`  Token supervisor ${accounts.supervisor.token}   reads everything, sensitive events too`)
  if (accounts.people) {
    say(`  Sign in (登录)   ${url}/sign-in   with one of`)
    for (const { username, password, role, name } of accounts.people)
      say(`    ${username.padEnd(14)}${(password ?? '(changed)').padEnd(18)}${role.padEnd(15)}${name}`)
    say('    admin sets up a second factor at the first sign-in: have an authenticator app at hand (any TOTP app)')
  } else if (firstNeeded) {
    say('  Nobody can sign in yet: npm run -s gridsight -- user create --name NAME --role administrator --within all')
  } else say(`  Sign in (登录)   ${url}/sign-in`)
  say(`  All of this is kept in ${accountsFile(env)}; more: npm run -s gridsight -- token --help, user --help`)
  if (firstLook.length > 0) say('  First look (先看)')
  for (const { as, look } of firstLook) say(`    ${as.padEnd(14)}${look}`)
  if (env.engine === 'postgresql' && env.GRIDSIGHT_DEMO === 'off')
    say('  No demonstration is shown; GRIDSIGHT_DEMO=county makes one in an empty database.')
  say(`Ready in ${(ms / 1000).toFixed(1)} s at ${url} · Ctrl-C stops it`)
}

async function main(): Promise<void> {
  let env: Env
  try {
    env = readEnv()
  } catch (error) {
    if (!(error instanceof SettingError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
  process.exit(await run(env))
}

void main()
