import { spawn } from 'node:child_process'
import { programOf } from '@/lib/program'
import type { ScannedHistory } from '@/lib/warning/cluster-backtest'
import { BacktestSaid, type BacktestTask } from './backtest-task'
import { Failure } from './shell'

/** Histories of a task. */
const HISTORIES = 3

/** Replays the tasks in so many processes at once; answers the histories in the order of the tasks. `onNights` hears of nights as they are done. */
export async function replayAll(tasks: readonly BacktestTask[], workers: number, onNights: (nights: number) => void): Promise<ScannedHistory[]> {
  const done: ScannedHistory[][] = []
  const queue = [...tasks.entries()]
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) done[next[0]] = await replayOne(next[1], onNights)
  }
  await Promise.all(Array.from({ length: Math.min(workers, tasks.length) }, work))
  return done.flat()
}

function replayOne(task: BacktestTask, onNights: (nights: number) => void): Promise<ScannedHistory[]> {
  const { execArgv, file } = programOf('lib/cli/backtest-process.ts')
  const child = spawn(process.execPath, [...execArgv, file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const histories: ScannedHistory[] = []
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => {
      if (histories.length === HISTORIES) resolve(histories)
      else
        reject(new Failure(`The replay of seed ${task.seed} ended with ${code ?? 'a signal'}; start it again, with fewer --days if memory is short.`))
    })
    child.on('message', (message) => {
      const said = BacktestSaid.parse(message)
      if ('nights' in said) return onNights(said.nights)
      histories.push(said.history)
      if (histories.length === HISTORIES) child.disconnect()
    })
    child.send(task)
  })
}
