import { spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { programs } from '@/lib/cli/prepare.mjs'
import { compiledProgram } from '@/lib/program'
import { processEnv } from './process-env'

const root = path.resolve(import.meta.dirname, '../..')

/** What a command said and how it ended. */
export type CliRun = { code: number | null; out: string; err: string }

let compiled: Promise<void> | undefined

/** Runs the real `gridsight` in a process of its own, with these settings only. `signal` interrupts it as Ctrl-C does. */
export async function gridsight(
  args: readonly string[],
  env: Record<string, string>,
  input: string | Uint8Array = '',
  signal?: AbortSignal,
): Promise<CliRun> {
  compiled ??= programs()
  await compiled
  const child = spawn(process.execPath, [compiledProgram('lib/cli/gridsight.ts'), ...args], {
    cwd: root,
    env: { ...processEnv(), NODE_ENV: 'production', ...env },
  })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', (code) => resolve(code))
    child.once('error', reject)
  })
  signal?.addEventListener('abort', () => child.kill('SIGINT'), { once: true })
  child.stdin.end(input)
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, out, err }
}
