import { pool, setPool } from '@/lib/db/engine/pool'
import { isProblem } from '@/lib/domain/problem'
import { evaluateNext } from '@/lib/server/alerts-job'
import { openWatchedPool } from './watched-pool'

/*
 * A process that evaluates the rules of early warning once: `alerts-worker.ts URL TOKEN STEP`. It kills itself at the step, and prints how it
 * ended where it goes on: `done`, a problem's code, or `lost` (the connection).
 */
const [url = '', token = '', step = ''] = process.argv.slice(2)

setPool(
  openWatchedPool(url, (now) => {
    if (now === step) process.kill(process.pid, 'SIGKILL')
  }),
)
try {
  await evaluateNext({ name: 'alerts', token: Number(token) })
  process.stdout.write('done')
} catch (error) {
  process.stdout.write(isProblem(error) ? error.code : 'lost')
}
await pool()
  .end()
  .catch(() => {})
