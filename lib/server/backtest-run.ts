import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { programOf } from '@/lib/program'
import type { BacktestAnswer, BacktestQuestion, ReplayedDays } from './backtest-process'

/**
 * Replays nights in a process of its own, which ends with us or when the signal is aborted: about a minute of a processor a year, three where the
 * county's own days are made into histories. `onDone` hears how many nights of how many are done.
 */
export function replayNights(
  question: BacktestQuestion,
  onDone: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<ReplayedDays[]> {
  return new Promise((resolve, reject) => {
    const { execArgv, file } = programOf('lib/server/backtest-process.ts')
    const child = spawn(process.execPath, [...execArgv, file], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      ...(signal && { signal }),
    })
    child.on('message', (answer: BacktestAnswer) => {
      if ('done' in answer) onDone(answer.done, answer.total)
      else resolve(answer.histories)
    })
    child.once('error', reject)
    child.once('close', (code, killed) => reject(new Error(`the replay of past nights ended with ${killed ?? code}`)))
    child.send(question)
  })
}
