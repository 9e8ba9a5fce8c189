import { pool, setPool } from '@/lib/db/engine/pool'
import { advanceReader } from '@/lib/db/log/log-readers'
import { isProblem } from '@/lib/domain/problem'
import { evaluate, READER } from './evaluated'
import { openWatchedPool } from './watched-pool'

/*
 * A process that advances the reader of tests once: `reader-worker.ts URL TOKEN SIGNAL STEP`. It sends itself the signal (KILL or STOP) at
 * the step, and prints how it ended where it goes on: `done`, a problem's code, or `lost` (the connection).
 */
const [url = '', token = '', signal = 'KILL', step = ''] = process.argv.slice(2)
const at = (now: string) => {
  if (now === step) process.kill(process.pid, signal === 'STOP' ? 'SIGSTOP' : 'SIGKILL')
}

setPool(openWatchedPool(url, at))
try {
  await advanceReader({ name: READER.name, token: Number(token) }, READER, async (tx, batch) => {
    at('after reading')
    await evaluate(tx, batch)
    at('after the writes')
  })
  process.stdout.write('done')
} catch (error) {
  process.stdout.write(isProblem(error) ? error.code : 'lost')
}
await pool()
  .end()
  .catch(() => {})
