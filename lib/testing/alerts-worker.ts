import { makeDueCalls } from '@/lib/db/alerts/alert-calls'
import { pool, setPool } from '@/lib/db/engine/pool'
import { isProblem } from '@/lib/domain/problem'
import { evaluateNext } from '@/lib/server/alerts-job'
import { openWatchedPool } from './watched-pool'

/*
 * A process that evaluates the rules of early warning once, or makes the calls that are due at a time: `alerts-worker.ts URL TOKEN STEP [AT]`. It
 * kills itself at the step, and prints how it ended where it goes on: `done`, a problem's code, or `lost` (the connection).
 */
const [url = '', token = '', step = '', at] = process.argv.slice(2)
const fence = { name: 'alerts', token: Number(token) }

setPool(
  openWatchedPool(url, (now) => {
    if (now === step) process.kill(process.pid, 'SIGKILL')
  }),
)
try {
  await (at === undefined ? evaluateNext(fence) : makeDueCalls(fence, Number(at)))
  process.stdout.write('done')
} catch (error) {
  process.stdout.write(isProblem(error) ? error.code : 'lost')
}
await pool()
  .end()
  .catch(() => {})
