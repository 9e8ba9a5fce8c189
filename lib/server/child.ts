import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import * as z from 'zod/mini'
import { programOf } from '@/lib/program'

const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 60_000
/** A child that lived this long was well: its next restart does not wait longer. */
const WELL_MS = 60_000
const KILL_MS = 3_000

export type ChildOptions = {
  /** what it is called in the log */
  name: string
  /** a program, for instance `lib/demo/feed.ts` */
  script: string
  args?: readonly string[]
  /** its whole environment; absent: ours */
  env?: NodeJS.ProcessEnv
  log: Logger
  onMessage?: (message: unknown) => void
  /** called when it ended by itself with 0; without it that is a reason to start it again */
  onDone?: () => void
}

/** A line of a child's log, as pino writes it. */
const LogLine = z.looseObject({ level: z.number(), msg: z.string() })
const WARN = 40

/** Says in our log what a child said on stderr: lines of a log at their level, anything else as a warning. */
function passOn(log: Logger, child: string, line: string): void {
  let said: unknown
  try {
    said = JSON.parse(line)
  } catch {
    said = null
  }
  const parsed = LogLine.safeParse(said)
  if (!parsed.success) {
    log.warn({ child, line }, 'a child says')
    return
  }
  const { level, msg, time: _time, pid: _pid, hostname: _hostname, name: _name, ...rest } = parsed.data
  if (level < WARN) log.info({ child, ...rest }, msg)
  else log.warn({ child, ...rest }, msg)
}

/** Runs a script as a process of its own; it is restarted with back-off, and it ends with us (its IPC channel closes). */
export function runChild({ name, script, args = [], env, log, onMessage, onDone }: ChildOptions): { stop(): Promise<void> } {
  let child: ChildProcess | undefined
  let timer: NodeJS.Timeout | undefined
  let wait = FIRST_WAIT_MS
  let stopped = false

  const start = () => {
    const started = performance.now()
    const { execArgv, file } = programOf(script)
    const mine = spawn(process.execPath, [...execArgv, file, ...args], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      ...(env ? { env } : {}),
    })
    child = mine
    if (mine.stderr) createInterface(mine.stderr).on('line', (line) => passOn(log, name, line))
    mine.on('message', (message) => onMessage?.(message))
    mine.once('error', (err) => log.error({ err, child: name }, 'a child cannot be started'))
    mine.once('close', (code, signal) => {
      child = undefined
      if (stopped) return
      if (code === 0 && onDone) return onDone()
      wait = performance.now() - started > WELL_MS ? FIRST_WAIT_MS : Math.min(wait * 2, MAX_WAIT_MS)
      log.warn({ child: name, code, signal, waitMs: wait }, 'a child ended; it will be started again')
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
