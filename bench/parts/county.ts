import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { startDatabase } from './database'
import { type Service, startService } from './service'

const Progress = z.looseObject({ historyProgress: z.nullable(z.number()), revision: z.int() })

/**
 * The product with the demonstration county and so many events of its past, on a database of its own, without a live feed; `embedded`: on the
 * server's own engine, which nobody else asks.
 */
export async function startCounty(history: number, embedded = false): Promise<Service & { databaseUrl: string; engine: string }> {
  const database = embedded ? { engine: 'the embedded engine', url: '', stop: async () => {} } : await startDatabase()
  try {
    const service = await startService(database.url, {
      GRIDSIGHT_DEMO: 'county',
      GRIDSIGHT_DEMO_HISTORY: String(history),
      GRIDSIGHT_DEMO_RATE: '0',
    })
    for (;;) {
      const answer = await fetch(new URL('/api/snapshot', service.url), { headers: { authorization: `Bearer ${service.tokens.supervisor}` } })
      const { historyProgress, revision } = Progress.parse(await answer.json())
      if (historyProgress === null && revision >= history) break
      await sleep(250)
    }
    return {
      ...service,
      databaseUrl: database.url,
      engine: database.engine,
      stop: async () => {
        await service.stop()
        await database.stop()
      },
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}
