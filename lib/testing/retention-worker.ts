import { pool, setPool } from '@/lib/db/engine/pool'
import { runRetention } from '@/lib/db/retention/retention'
import { openWatchedPool } from './watched-pool'

/*
 * A process that applies the retention period in batches of two: `retention-worker.ts URL TOKEN STEP COUNT`. It kills itself at the step of
 * its transaction COUNT, the first of which keeps the plan.
 */
const [url = '', token = '', step = '', count = '0'] = process.argv.slice(2)
let seen = 0
setPool(
  openWatchedPool(url, (now) => {
    if (now === step && ++seen === Number(count)) process.kill(process.pid, 'SIGKILL')
  }),
)
await runRetention({ name: 'retention', token: Number(token) }, { now: Date.now(), limit: 2 })
await pool().end()
