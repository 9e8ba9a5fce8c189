import { LRUCache } from 'lru-cache'
import { civilDate, startOfDayNumber } from '@/lib/domain/clock'
import { type Kinds, type PackedKinds, packKinds } from '@/lib/domain/kind-counts'
import { type Pool, pool } from '../engine/pool'

/** The month of a civil day (a number), as years times 12 and months. */
export function monthOf(day: number): number {
  const [year = 0, month = 1] = civilDate(startOfDayNumber(day)).split('-').map(Number)
  return year * 12 + month - 1
}

/** By which kinds it is counted, and what is awaited between pieces of the work. */
export type KindWork = { kinds: Kinds; pause(): Promise<void> }

/** What a month, or a part of a day of a month that has no sum, adds to the counters. */
export type Net = { month: number; day: number | null; counts: PackedKinds }

/** Some thousand days of a county of 345 grids. */
const MAX_BYTES = 64 << 20

/** What was counted last, of each database, by row and its version; of the kinds that hold. */
const kept = new WeakMap<Pool, { of: string; nets: LRUCache<string, PackedKinds> }>()

function netsKept({ key }: Kinds): LRUCache<string, PackedKinds> {
  const known = kept.get(pool())
  if (known?.of === key) return known.nets
  const nets = new LRUCache<string, PackedKinds>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ keys, counts }) => keys.byteLength + counts.byteLength + 1,
  })
  kept.set(pool(), { of: key, nets })
  return nets
}

/**
 * What the store adds up to before a civil day (a number; infinite: all of it), by the months that have a sum and the parts of the others, in order.
 * What was read of a row before is not read again: a row is never updated, and one that takes its place has another version (xmin).
 */
export async function readNets(before: number, { kinds, pause }: KindWork): Promise<Net[]> {
  const nets = netsKept(kinds)
  const known = new Map(nets.entries())
  const all = before === Number.POSITIVE_INFINITY
  // one statement, so that nothing is joined or made again between two readings
  const { rows } = await pool().query<{ month: number; day: number | null; row: string; net: Buffer | null }>({
    name: 'replay-nets',
    text: `SELECT month, day, row, CASE WHEN row = ANY($3::text[]) THEN NULL ELSE net END AS net FROM (
        SELECT month, NULL::int4 AS day, NULL::int8 AS part, concat_ws(' ', month, xmin) AS row, net FROM replay_months WHERE month < $1
        UNION ALL
        SELECT p.month, p.day, p.part, concat_ws(' ', p.day, p.part, p.xmin), p.net FROM replay_parts p
        WHERE p.day < $2 AND NOT EXISTS (SELECT FROM replay_months m WHERE m.month = p.month AND m.month < $1)) AS nets
      ORDER BY month, day, part`,
    values: [all ? MAX_INT4 : monthOf(before), all ? MAX_INT4 : before, [...known.keys()]],
  })
  const read: Net[] = []
  for (const { month, day, row, net } of rows) {
    await pause()
    const counts = net === null ? known.get(row) : packKinds(net, kinds)
    if (!counts) throw new RangeError('replay: what was kept is missing')
    nets.set(row, counts)
    read.push({ month, day, counts })
  }
  return read
}

const MAX_INT4 = 0x7fffffff
