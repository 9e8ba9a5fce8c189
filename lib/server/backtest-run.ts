import { askProcess } from './ask-process'
import type { BacktestAnswer, BacktestQuestion, ReplayedDays } from './backtest-process'

/**
 * Replays nights in a process of its own: about a minute of a processor a year, three where the county's own days are made into histories. `onDone`
 * hears how many nights of how many are done.
 */
export const replayNights = (
  question: BacktestQuestion,
  onDone: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<ReplayedDays[]> =>
  askProcess({ script: 'lib/server/backtest-process.ts', name: 'the replay of past nights', signal }, question, (answer: BacktestAnswer) => {
    if ('histories' in answer) return answer.histories
    onDone(answer.done, answer.total)
    return null
  })
