import { setImmediate as turn } from 'node:timers/promises'
import { replayHistories } from '@/lib/demo/replayed-history'
import { BacktestTask, NIGHTS_A_WORD } from './backtest-task'

/** The process that replays the histories of one seed: it is asked once by its parent, answers history by history, and ends with it. */
async function replay(task: BacktestTask): Promise<void> {
  let nights = 0
  for (const history of replayHistories(task)) {
    if (history) process.send?.({ history })
    else if (++nights % NIGHTS_A_WORD === 0) {
      process.send?.({ nights: NIGHTS_A_WORD })
      await turn() // a parent that has ended is heard of
    }
  }
}

process.once('disconnect', () => process.exit())
process.once('message', (message) => void replay(BacktestTask.parse(message)))
