import { attachDatabase } from '@/lib/db/engine/connect'
import { readEnv } from '@/lib/env'
import { ensureCounty, makeHistory } from './seed'
import { linkFindings, makeDuties } from './seed-duties'
import { makeOrders } from './seed-orders'
import { makePeople } from './seed-people'
import { makePlaces } from './seed-places'
import { makeUnits } from './seed-units'

/** A hundred days of the history: what the wall shows first. */
const NEWEST_ROWS = 60_000

/**
 * The process that makes the demonstration county: grids and types, the newest of the history beside people with their units and duties, then the
 * rest of the history. Servers read from the settings how far it is. It ends with 0 when all is there, with its parent, and on SIGTERM.
 */
async function main(): Promise<void> {
  const env = readEnv()
  const stop = new AbortController()
  process.once('SIGTERM', () => stop.abort())
  process.once('SIGINT', () => stop.abort())
  process.once('disconnect', () => stop.abort())
  const database = await attachDatabase(env)
  try {
    const now = Date.now()
    await ensureCounty({ total: env.GRIDSIGHT_DEMO_HISTORY, now, lagMs: env.GRIDSIGHT_DEMO_LAG })
    const work = makePeople({ signal: stop.signal })
      .then(() => makeUnits({ signal: stop.signal }))
      .then(() => makeDuties({ now, signal: stop.signal }))
      .then(() => makeOrders({ now }))
    await Promise.all([makeHistory({ now, beside: { rows: NEWEST_ROWS, work }, signal: stop.signal }), work, makePlaces({ now })])
    await linkFindings({ now })
  } finally {
    await database.stop()
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  },
)
