import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { programOf } from '@/lib/program'
import type { ScannedNight } from '@/lib/warning/cluster-backtest'
import type { BacktestAnswer, BacktestQuestion } from './backtest-process'

/** Replays nights in a process of its own, which ends with us or when the signal is aborted: about a minute of a processor a year. */
export function replayNights(question: BacktestQuestion, onDone: (nights: number) => void, signal?: AbortSignal): Promise<ScannedNight[]> {
  return new Promise((resolve, reject) => {
    const { execArgv, file } = programOf('lib/server/backtest-process.ts')
    const child = spawn(process.execPath, [...execArgv, file], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      ...(signal && { signal }),
    })
    child.on('message', (answer: BacktestAnswer) => {
      if ('done' in answer) onDone(answer.done)
      else resolve(answer.nights)
    })
    child.once('error', reject)
    child.once('close', (code, killed) => reject(new Error(`the replay of past nights ended with ${killed ?? code}`)))
    child.send(question)
  })
}
