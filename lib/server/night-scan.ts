import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { programOf } from '@/lib/program'
import type { NightQuestion, NightScan } from './scan-process'

/** Scans a night in a process of its own, which ends with us or when the signal is aborted: it may take a minute of a processor. */
export function scanNight(question: NightQuestion, signal?: AbortSignal): Promise<NightScan> {
  return new Promise((resolve, reject) => {
    const { execArgv, file } = programOf('lib/server/scan-process.ts')
    const child = spawn(process.execPath, [...execArgv, file], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      ...(signal && { signal }),
    })
    child.once('message', (answer: NightScan) => resolve(answer))
    child.once('error', reject)
    child.once('close', (code, killed) => reject(new Error(`the scan of the night ended with ${killed ?? code}`)))
    child.send(question)
  })
}
