import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { openPool, pool, setPool } from '@/lib/db/engine/pool'
import { decideSubmission } from '@/lib/db/submissions/decide'
import { isProblem } from '@/lib/domain/problem'
import { viewer } from './small-county'

/*
 * A process in which somebody takes submissions over: `decide-worker.ts URL GRID ID…`. It says `ready`, waits for a line, takes all of them over at once, and
 * prints what became of each, in their order: `done`, or the code of the problem.
 */
const [url = '', grid = '', ...ids] = process.argv.slice(2)
setPool(openPool(url))
const dispatcher = viewer('dispatcher', grid)
await pool().query('SELECT 1')
process.stdout.write('ready\n')
await once(process.stdin, 'data')
const outcomes = await Promise.all(
  ids.map(async (id) => {
    try {
      await decideSubmission(dispatcher, id, { requestId: randomUUID(), action: 'take_over' }, { now: Date.now(), address: null })
      return 'done'
    } catch (error) {
      if (!isProblem(error)) throw error
      return error.code
    }
  }),
)
process.stdout.write(`${JSON.stringify(outcomes)}\n`)
await pool().end()
process.exit(0)
