import { dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import { addTable, DayWriter } from '@/lib/domain/replay-day'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { lockHead } from '../log/log'
import { countNow, entriesNow } from './count-now'
import { insertParts, sumOfAll } from './replay-rows'

/** The longest window of heat, and a day for what was known late. */
const HEAT_DAYS = 31

/**
 * From `now` on (epoch milliseconds) all events count as they stand at this revision, whatever was known of them before: the log is another one
 * (other grids, a backup). With the head of the log locked.
 */
export async function countAnew(tx: PoolClient, revision: number, now: number): Promise<void> {
  const day = dayNumber(now)
  const net = await countNow(tx)
  addTable(net, await sumOfAll(tx), -1)
  const entries = await entriesNow(tx, day - HEAT_DAYS, now - startOfDayNumber(day))
  if (net.size === 0 && entries.at.length === 0) return
  const { steps } = new DayWriter(day).finish()
  await insertParts(tx, revision, [{ day, steps, entries, net }], now)
}

/** Makes the reader of the store where the log began after others (its grids are not the first): what was before cannot be told, so it begins now. */
export async function openReplay(fence: Fence, reader: string, now: number): Promise<void> {
  const isThere = async (at: Pick<PoolClient, 'query'>) => (await at.query('SELECT FROM log_readers WHERE name = $1', [reader])).rows.length > 0
  if (await isThere(pool())) return
  await transaction(async (tx) => {
    const { began, logId, revision } = await lockHead(tx)
    await checkFence(tx, fence)
    if (began === 0 || (await isThere(tx))) return
    await tx.query('INSERT INTO log_readers (name, log_id, revision) VALUES ($1, $2, $3::int8)', [reader, logId, revision])
    await countAnew(tx, revision, now)
  })
}
