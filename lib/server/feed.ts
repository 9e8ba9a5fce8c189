import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { childEnv } from '@/lib/env'

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000
/** A child that lived this long was well: its next restart does not wait longer. */
const WELL_MS = 60_000
const KILL_MS = 3_000

export type FeedOptions = { script?: string; env: Record<string, string>; log: Logger }

/** Runs the demonstration's feed as a process of its own, which knows nothing but the address and its token; restarted with back-off. */
export function runFeed({ script = '../demo/feed.ts', env, log }: FeedOptions): { stop(): Promise<void> } {
  const file = fileURLToPath(new URL(script, import.meta.url))
  let child: ChildProcess | undefined
  let timer: NodeJS.Timeout | undefined
  let wait = FIRST_WAIT_MS
  let stopped = false

  const start = () => {
    const started = performance.now()
    const mine = spawn(process.execPath, [...process.execArgv, file], {
      cwd: path.resolve(path.dirname(file), '../..'),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: childEnv(env),
    })
    child = mine
    if (mine.stderr) createInterface(mine.stderr).on('line', (line) => log.warn({ feed: line }, 'the demonstration feed says'))
    mine.once('error', (error) => log.error({ err: error }, 'the demonstration feed cannot be started'))
    mine.once('close', (code, signal) => {
      child = undefined
      if (stopped) return
      wait = performance.now() - started > WELL_MS ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS)
      log.warn({ code, signal, waitMs: wait }, 'the demonstration feed ended; it will be started again')
      timer = setTimeout(start, wait)
    })
  }
  start()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      const last = child
      if (!last) return
      const closed = once(last, 'close')
      last.kill('SIGTERM')
      const kill = setTimeout(() => last.kill('SIGKILL'), KILL_MS)
      await closed
      clearTimeout(kill)
    },
  }
}
