import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command, CommanderError } from 'commander'
import { onTestFinished } from 'vitest'
import { detectCommand } from '@/lib/cli/detect'
import { prepareCommands } from '@/lib/cli/shell'
import { readEnv } from '@/lib/env'

/** The folder of published figures, which a user's clone does not have. */
const REFERENCE = path.resolve(import.meta.dirname, '../../../shared/data/reference')

/** Whether the published figures are there; a test that needs them is skipped where they are not. */
export const hasReference = existsSync(REFERENCE)

/** A file of the published figures as text. */
export const referenceText = (name: string): string => readFileSync(path.join(REFERENCE, name), 'utf8')

/** A CSV file of the published figures, as records of text. */
export function referenceRows(name: string): Record<string, string>[] {
  const [header = '', ...lines] = referenceText(name).trim().split('\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])))
}

/** Writes a CSV file that is there until the test ends. */
export function csvFile(name: string, columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-detect-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, name)
  writeFileSync(file, `${[columns, ...rows].map((row) => row.join(',')).join('\n')}\n`)
  return file
}

/** What a run of `gridsight detect …` told: the words, the JSON, or why not and the exit code. */
type DetectRun = { words: string; data: unknown; error: string; exitCode: number }

/** Runs `gridsight detect …` in this process. */
export async function detect(...args: (string | number)[]): Promise<DetectRun> {
  const run: DetectRun = { words: '', data: null, error: '', exitCode: 0 }
  const texts = args.map(String)
  const shell = {
    env: readEnv({}),
    withDatabase: () => Promise.reject(new Error('detect needs no database')),
    tell: (words: string, data: unknown) => void Object.assign(run, { words, data: JSON.parse(JSON.stringify(data)) }),
    note: () => {},
    bar: () => ({ update() {}, stop() {} }),
    progress: () => {},
  }
  const command = await detectCommand(shell, texts[0])
  const program = new Command('gridsight').addCommand(command)
  prepareCommands(program)
  for (const one of [program, command, ...command.commands])
    one.configureOutput({
      writeErr: (text) => {
        run.error += text
      },
      writeOut: (text) => {
        run.words += text
      },
    })
  try {
    await program.parseAsync(['detect', ...texts], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) run.exitCode = error.exitCode === 0 ? 0 : 2
    else if (error instanceof Error) Object.assign(run, { error: error.message, exitCode: 'exitCode' in error ? error.exitCode : 1 })
  }
  return run
}
