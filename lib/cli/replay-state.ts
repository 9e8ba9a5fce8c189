import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod/mini'
import { emptyTally, Tally } from './replay-run'
import { Failure } from './shell'

const State = z.object({ of: z.string(), tally: Tally, reportedBefore: z.nullable(z.int()) })
export type ReplayState = z.infer<typeof State>

/** How far a replay has come, kept in a file, so that it goes on after Ctrl-C or a kill. */
export type StateFile = { readonly file: string; read(): ReplayState; write(state: Omit<ReplayState, 'of'>): void; remove(): void }

/** What makes two runs the same replay: the file and how it is read, and the server. Standard input has no size to know it by. */
export function replayKey(file: string, ...settings: string[]): string {
  const input = file === '-' ? '-' : `${path.resolve(file)} ${statSync(file).size}`
  return createHash('sha256')
    .update([input, ...settings].join('\0'))
    .digest('hex')
    .slice(0, 24)
}

/** Opens the state of a replay: the file that was named, or one in the data folder. Throws Failure when it is of another replay. */
export function openState(named: string | undefined, dataDir: string, key: string): StateFile {
  const file = named ?? path.join(dataDir, 'replay', `${key}.json`)
  return {
    file,
    read() {
      if (!existsSync(file)) return { of: key, tally: emptyTally(), reportedBefore: null }
      const parsed = State.safeParse(parseJson(readFileSync(file, 'utf8')))
      if (!parsed.success) throw new Failure(`${file} is not the state of a replay: name another file by --state, or remove it.`)
      if (parsed.data.of !== key)
        throw new Failure(`${file} belongs to a replay of another file, mapping or server: name another one by --state, or start over by --restart.`)
      return parsed.data
    },
    write(state) {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(`${file}.new`, JSON.stringify({ of: key, ...state }))
      renameSync(`${file}.new`, file) // whole or not at all
    },
    remove: () => rmSync(file, { force: true }),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
