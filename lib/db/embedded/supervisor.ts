import { type ChildProcess, fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { programOf } from '@/lib/program'
import { type ChildOptions, FromChild, type ToChild } from './child-messages'
import { FolderInUse } from './claim'
import { EngineFault } from './disk'
import { chooseSocket, socketUrl } from './record'

export type EmbeddedOptions = {
  /** absolute folder of the engine's data; made when it does not exist */
  dataDir: string
  /** one sentence for the operator when the engine breaks, hangs or is started again */
  log?: (text: string) => void
  /** PGlite ignores statement_timeout: a statement that runs longer than this ends with the process and takes no effect */
  statementLimitMs?: number
  idleInTransactionMs?: number
}

/** The running engine; its address stays the same when its process is started again. */
export type Embedded = { readonly url: string; readonly pid: number; readonly restarts: number; stop(): Promise<void> }

const PING_MS = 1000
const HEALTHY_MS = 10_000
const MAX_DELAY_MS = 30_000
const STOP_LIMIT_MS = 20_000

/** How long to wait before the n-th start in a row that did not last: at once, then 0.5 s doubled up to 30 s. */
export const restartDelay = (inARow: number): number => (inARow <= 1 ? 0 : Math.min(MAX_DELAY_MS, 500 * 2 ** (inARow - 2)))

/**
 * Starts the embedded engine in a process of its own and starts it again whenever that dies; clients of the pool reconnect by
 * themselves. Throws FolderInUse when another process has the data folder, EngineFault when it cannot start.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const supervisor = new Supervisor(options)
  await supervisor.start()
  return supervisor
}

class Supervisor implements Embedded {
  restarts = 0
  readonly #socket: string
  readonly #statementLimitMs: number
  readonly #cancel = new AbortController()
  #child: ChildProcess | undefined
  #inARow = 0

  constructor(private readonly options: EmbeddedOptions) {
    this.#socket = chooseSocket(options.dataDir)
    this.#statementLimitMs = options.statementLimitMs ?? 30_000
  }

  get url(): string {
    return socketUrl(this.#socket)
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** One child, until it serves. When it dies later, the next one is started. */
  async start(): Promise<void> {
    const childOptions: ChildOptions = {
      dataDir: this.options.dataDir,
      socket: this.#socket,
      idleInTransactionMs: this.options.idleInTransactionMs ?? 60_000,
    }
    const { execArgv, file } = programOf('lib/db/embedded/child.ts')
    const child = fork(file, [JSON.stringify(childOptions)], {
      execArgv,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#child = child
    const startedAt = Date.now()
    await new Promise<void>((resolve, reject) => {
      let fault: Error | undefined
      child.on('message', (raw) => {
        const message = FromChild.parse(raw)
        if (message.kind === 'ready') {
          this.#watch(child)
          resolve()
        } else if (message.kind === 'locked') fault = new FolderInUse(message.holder)
        else if (message.kind === 'failed') fault = new EngineFault(message.reason, message.why)
        else if (message.kind === 'broken')
          this.#say(`The embedded database could not finish a statement (${message.reason}); nothing of it was kept.`)
      })
      child.once('error', reject)
      child.once('exit', (code, signal) => {
        reject(fault ?? new Error(`the process ended (${signal ?? code}) before it was ready`))
        void this.#ended(Date.now() - startedAt)
      })
    })
    this.#served = true
  }

  /** False until the first start succeeded: a first start that fails is told to the caller instead of being tried again. */
  #served = false

  async #ended(livedMs: number): Promise<void> {
    if (!this.#served || this.#cancel.signal.aborted) return
    this.#inARow = livedMs > HEALTHY_MS ? 1 : this.#inARow + 1
    const delay = restartDelay(this.#inARow)
    this.#say(`The embedded database ended and is started again${delay ? ` in ${delay / 1000} s` : ''}.`)
    await sleep(delay, undefined, { signal: this.#cancel.signal }).catch(() => {})
    if (this.#cancel.signal.aborted) return
    this.restarts++
    await this.start().catch((error: Error) => this.#say(`The embedded database could not be started: ${error.message}.`))
  }

  /** Kills a child that does not answer: it is inside one statement. Unanswered pings are counted, so that a sleeping laptop kills nobody. */
  #watch(child: ChildProcess): void {
    let unanswered = 0
    const timer = setInterval(() => {
      if (++unanswered * PING_MS > this.#statementLimitMs) {
        this.#say(`A statement ran longer than ${this.#statementLimitMs / 1000} s in the embedded database, which is ended for it.`)
        child.kill('SIGKILL')
      } else this.#tell(child, 'ping')
    }, PING_MS)
    timer.unref()
    child.on('message', () => {
      unanswered = 0
    })
    child.once('exit', () => clearInterval(timer))
  }

  #tell(child: ChildProcess, message: ToChild): void {
    if (child.connected) child.send(message, () => {})
  }

  #say(text: string): void {
    this.options.log?.(text)
  }

  /** Stops for good: clients are hung up on, the database is closed. */
  async stop(): Promise<void> {
    this.#cancel.abort()
    const child = this.#child
    if (child && child.exitCode === null && child.signalCode === null) {
      await new Promise<void>((resolve) => {
        const hard = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
        child.once('exit', () => {
          clearTimeout(hard)
          resolve()
        })
        this.#tell(child, 'stop')
      })
    }
    // A socket folder inside the data folder stays: the next process may be listening in it already.
    const folder = path.dirname(this.#socket)
    if (!folder.startsWith(this.options.dataDir)) rmSync(folder, { recursive: true, force: true })
  }
}
