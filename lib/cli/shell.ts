import cliProgress from 'cli-progress'
import type { Command } from 'commander'
import { attachDatabase, DatabaseError } from '@/lib/db/engine/connect'
import { ApiRefused, ApiSilent } from '@/lib/demo/api'
import { isProblem } from '@/lib/domain/problem'
import { type Env, SettingError } from '@/lib/env'
import { MappingError } from '@/lib/sources/feed/feed-mapping'
import { FileError } from '@/lib/sources/file-error'

/** A command cannot be done; the message is a sentence with what to do. Wrong usage ends with 2, anything else with 1. */
export class Failure extends Error {
  override readonly name = 'Failure'
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message)
  }
}

/** After an import was told of. Throws Failure where rows were read and not one of them was taken, so that a script hears of it too. */
export function needOne(read: number, taken: number): void {
  if (read > 0 && taken === 0) throw new Failure(read === 1 ? 'The one row could not be taken.' : `Not one of the ${read} rows could be taken.`)
}

/** A bar on the terminal; nothing where nobody looks. `note` stands behind it. */
export type Bar = { update(done: number, total: number, note?: string): void; stop(): void }

/** What every command needs from the shell around it. */
export type Shell = {
  readonly env: Env
  /** runs work with the database open */
  withDatabase<T>(work: () => Promise<T>): Promise<T>
  /** tells the outcome: the sentence to people, the data to machines (`--json`) */
  tell(sentence: string, data: unknown): void
  /** a remark beside the outcome, on stderr */
  note(sentence: string): void
  bar(title: string): Bar
  /** how far a long job is; may be called often */
  progress(done: number, total: number): void
}

/** Makes the shell; `json` says whether the command that runs was asked for JSON. */
export function makeShell(env: Env, json: () => boolean): Shell {
  const note = (sentence: string) => void process.stderr.write(`${sentence}\n`)
  let running: Bar | undefined
  const bar = (title: string): Bar => {
    if (!process.stderr.isTTY || json()) return { update() {}, stop() {} }
    const drawn = new cliProgress.SingleBar({ format: `${title} {bar} {percentage}% {note}`, hideCursor: true, stream: process.stderr })
    let started = false
    return {
      update(done, total, note = '') {
        if (started) drawn.setTotal(total)
        else drawn.start(total, 0, { note })
        started = true
        drawn.update(done, { note })
      },
      stop() {
        if (started) drawn.stop()
      },
    }
  }
  const stopBar = () => {
    running?.stop()
    running = undefined
  }
  return {
    env,
    note,
    bar,
    async withDatabase(work) {
      const database = await attachDatabase(env, { log: note })
      try {
        return await work()
      } finally {
        stopBar()
        await database.stop()
      }
    },
    tell(sentence, data) {
      stopBar()
      process.stdout.write(json() ? `${JSON.stringify(data)}\n` : `${sentence}\n`)
    },
    progress(done, total) {
      running ??= bar('Working')
      running.update(done, total)
    },
  }
}

const foreseen = [Failure, DatabaseError, SettingError, MappingError, FileError, ApiRefused, ApiSilent]

/** The sentence for people of whatever was thrown. */
export function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (isProblem(error) || foreseen.some((kind) => error instanceof kind)) return message
  const code = error instanceof Error && 'code' in error ? error.code : ''
  const file = error instanceof Error && 'path' in error ? String(error.path) : ''
  if (code === 'ENOENT' && file) return `There is no file ${file}.`
  if ((code === 'EACCES' || code === 'EPERM') && file) return `The file ${file} may not be read or written by this user.`
  if (code === 'EISDIR') return 'That is a folder, not a file.'
  return `${message.split('\n')[0] || 'Something went wrong'} (LOG_LEVEL=debug shows where).`
}

/** Gives every command that does something the option --json, and makes wrong usage an exception instead of an exit. */
export function prepareCommands(command: Command): void {
  command.exitOverride().showHelpAfterError('Add --help for what is possible.').allowExcessArguments(false)
  if (command.commands.length === 0) command.option('--json', 'answer in JSON')
  for (const below of command.commands) prepareCommands(below)
}
