import { advanceReader } from '@/lib/db/log-readers'
import { openPool, pool, setPool } from '@/lib/db/pool'
import { isProblem } from '@/lib/domain/problem'
import { evaluate, READER } from './evaluated'

/*
 * A process that advances the reader of tests once: `reader-worker.ts URL TOKEN SIGNAL STEP`. It sends itself the signal (KILL or STOP) at
 * the step, and prints how it ended where it goes on: `done`, a problem's code, or `lost` (the connection).
 */
const [url = '', token = '', signal = 'KILL', step = ''] = process.argv.slice(2)
const at = (now: string) => {
  if (now === step) process.kill(process.pid, signal === 'STOP' ? 'SIGSTOP' : 'SIGKILL')
}

const own = openPool(url)
own.on('connect', (client) => {
  const query = client.query.bind(client)
  client.query = (async (...args: Parameters<typeof query>) => {
    const text: unknown = args[0]
    if (text === 'BEGIN') at('before the transaction')
    if (text === 'COMMIT') at('before the commit')
    const answer = query(...args)
    if (text === 'COMMIT') setImmediate(() => at('while the commit is on its way'))
    const result = await answer
    if (text === 'COMMIT') at('after the commit')
    return result
  }) as typeof client.query
})
setPool(own)
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
