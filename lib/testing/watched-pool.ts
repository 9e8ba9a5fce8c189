import { openPool, type Pool } from '@/lib/db/engine/pool'

/** Where a transaction of a process is, as seen from its connection. */
export type Step = 'before the transaction' | 'before the commit' | 'while the commit is on its way' | 'after the commit'

/** A pool that tells each step of its transactions before it goes on: where a process that is tested is to be killed or stopped. */
export function openWatchedPool(url: string, at: (step: Step) => void): Pool {
  const pool = openPool(url)
  pool.on('connect', (client) => {
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
  return pool
}
