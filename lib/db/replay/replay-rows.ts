import { startOfDayNumber } from '@/lib/domain/clock'
import { CountTable } from '@/lib/domain/count-table'
import { KindCounts } from '@/lib/domain/kind-counts'
import {
  addNet,
  countNet,
  type DayEntries,
  type DaySpots,
  type DaySteps,
  decodeEntries,
  decodeSpots,
  decodeSteps,
  encodeEntries,
  encodeNet,
  encodeSteps,
  joinDays,
  type ReplayDay,
} from '@/lib/domain/replay-day'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'
import { lockHead } from '../log/log'
import { type KindWork, monthOf, type Net, readNets } from './kept-nets'

const buffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * Writes parts of days, each under the number `part`, which no other part of the day may have; months that hold one are to be made again. A
 * part with `adjustsAt` (epoch milliseconds) begins an era, to which those that are written after it belong.
 */
export async function insertParts(tx: PoolClient, part: number, days: readonly ReplayDay[], adjustsAt: number | null = null): Promise<void> {
  const { rows } = await tx.query<{ era: number }>({
    name: 'replay-era',
    text: 'SELECT coalesce(max(part), 0)::float8 AS era FROM replay_parts WHERE adjusts',
  })
  const era = adjustsAt === null ? (rows[0]?.era ?? 0) : part
  await insertInto(tx, era, part, days, adjustsAt)
  const months = [...new Set(days.map(({ day }) => monthOf(day)))]
  await tx.query({ name: 'replay-stale-months', text: 'DELETE FROM replay_months WHERE month = ANY($1::int4[])', values: [months] })
}

async function insertInto(tx: PoolClient, era: number, part: number, days: readonly ReplayDay[], adjustsAt: number | null = null): Promise<void> {
  for (const { day, steps, entries, net } of days) {
    const first = adjustsAt ?? startOfDayNumber(day) + (steps.at[0] ?? entries.at[0] ?? 0)
    await tx.query({
      name: 'replay-insert',
      text: `INSERT INTO replay_parts (day, part, month, era, adjusts, known_from, count, steps, entries, net)
        VALUES ($1, $2::int8, $3, $4::int8, $5, to_timestamp($6::float8 / 1000), $7, $8, $9, $10)`,
      values: [
        ...[day, part, monthOf(day), era, adjustsAt !== null, first, steps.at.length],
        ...[encodeSteps(steps), encodeEntries(entries), encodeNet(net)].map(buffer),
      ],
    })
  }
}

/** What the steps of a whole store add up to, by grid, type and counter. */
export async function sumOfAll(tx: Pick<PoolClient, 'query'> = pool()): Promise<CountTable> {
  const { rows } = await tx.query<{ net: Buffer }>({
    name: 'replay-sum',
    text: `SELECT net FROM replay_months
      UNION ALL
      SELECT net FROM replay_parts p WHERE NOT EXISTS (SELECT FROM replay_months m WHERE m.month = p.month)`,
  })
  const sum = new CountTable(3, 1 << 14)
  for (const { net } of rows) addNet(sum, net)
  return sum
}

/**
 * One counter (replay.ts) as it was known at the start of each of some civil days (numbers, ascending), each the first of a month or of the running one; the counts
 * that `visit` is given go on growing. One reading of all that the store adds up to, however many days are asked for.
 */
export async function counterAtDays(
  counter: number,
  days: readonly number[],
  work: KindWork,
  visit: (day: number, counters: KindCounts) => Promise<void>,
): Promise<void> {
  const nets = await readNets(Number.POSITIVE_INFINITY, work)
  const sum = new KindCounts()
  let next = 0
  for (const day of days) {
    const isOver = ({ month, day: of }: Net) => (of === null ? month < monthOf(day) : of < day)
    for (let net = nets[next]; net && isOver(net); net = nets[++next]) sum.addPacked(net.counts, counter)
    await visit(day, sum)
  }
}

/** What was known at an instant (epoch milliseconds): the counters without the steps of its civil day, and the steps of the parts that begin by then (they hold later ones too). */
export type DayOpened = { counters: KindCounts; steps: DaySteps[] }

/** Opens the civil day (a number) of an instant. Costs by grids and months, and by the steps of that one day; the first time by types too. */
export async function openDay(day: number, at: number, work: KindWork): Promise<DayOpened> {
  const { rows } = await pool().query<{ adjusts: boolean; steps: Buffer; net: Buffer }>({
    name: 'replay-day',
    text: `SELECT adjusts, steps, CASE WHEN adjusts THEN net ELSE '' END AS net FROM replay_parts
      WHERE day = $1 AND known_from <= to_timestamp($2::float8 / 1000) ORDER BY part`,
    values: [day, at],
  })
  const counters = new KindCounts()
  for (const { counts } of await readNets(day, work)) counters.addPacked(counts)
  const steps: DaySteps[] = []
  for (const row of rows) {
    await work.pause()
    if (row.adjusts) countNet(row.net, counters.by(work.kinds))
    else steps.push(decodeSteps(row.steps))
  }
  return { counters, steps }
}

/** The steps that became known on a civil day (a number), a part of them after the other. */
export async function readSteps(day: number): Promise<DaySteps[]> {
  const { rows } = await pool().query<{ steps: Buffer }>({
    name: 'replay-steps',
    text: 'SELECT steps FROM replay_parts WHERE day = $1 AND NOT adjusts ORDER BY part',
    values: [day],
  })
  return rows.map(({ steps }) => decodeSteps(steps))
}

/** What entered and left figures and heat from the start of a civil day (a number) up to an instant, as it was known: parts of later ones may hold more. */
export const readEntries = (firstDay: number, at: number, pause: () => Promise<void>): Promise<{ day: number; entries: DayEntries }[]> =>
  readParts(firstDay, at, pause, decodeEntries)

/** The same for heat. */
export const readSpots = (firstDay: number, at: number, pause: () => Promise<void>): Promise<{ day: number; entries: DaySpots }[]> =>
  readParts(firstDay, at, pause, decodeSpots)

/** Where all events were counted anew in between, what was known before that is left out, since the adjustment holds it. */
async function readParts<Entries>(firstDay: number, at: number, pause: () => Promise<void>, decode: (bytes: Uint8Array) => Entries) {
  const { rows } = await pool().query<{ day: number; entries: Buffer }>({
    name: 'replay-entries',
    text: `SELECT day, entries FROM replay_parts
      WHERE day >= $1 AND known_from <= to_timestamp($2::float8 / 1000)
        AND era >= (SELECT coalesce(max(part), 0) FROM replay_parts WHERE adjusts AND known_from <= to_timestamp($2::float8 / 1000))
      ORDER BY day, part`,
    values: [firstDay, at],
  })
  const read: { day: number; entries: Entries }[] = []
  for (const { day, entries } of rows) {
    await pause()
    read.push({ day, entries: decode(entries) })
  }
  return read
}

/** When all events were last counted anew by an instant, and whether they are again after it; epoch milliseconds. */
export async function adjustedAround(at: number): Promise<{ before: number | null; after: number | null }> {
  const { rows } = await pool().query<{ before: number | null; after: number | null }>(
    `SELECT (extract(epoch FROM max(known_from) FILTER (WHERE known_from <= to_timestamp($1::float8 / 1000))) * 1000)::float8 AS before,
       (extract(epoch FROM min(known_from) FILTER (WHERE known_from > to_timestamp($1::float8 / 1000))) * 1000)::float8 AS after
     FROM replay_parts WHERE adjusts`,
    [at],
  )
  return rows[0] ?? { before: null, after: null }
}

/** A day that has this many small parts is joined. */
const MANY_PARTS = 32
/** A part of so many steps is no small one. */
const SMALL_STEPS = 2_000

/**
 * Makes the counters of one month that is over, or joins the parts of one day, where there is something to do; answers whether there was. Months
 * first: a moment costs by them, and joining changes no count. `today`: the number of the civil day, of which only small parts are joined.
 */
export async function tidyReplay(fence: Fence, today: number): Promise<boolean> {
  if (await makeMonth(fence, monthOf(today))) return true
  const { rows } = await pool().query<{ day: number; era: number }>({
    name: 'replay-untidy',
    text: `SELECT day, era::float8 AS era FROM replay_parts WHERE NOT adjusts
      GROUP BY day, era HAVING count(*) > 1 AND day < $1 OR count(*) FILTER (WHERE count < $3) >= $2 ORDER BY day LIMIT 1`,
    values: [today, MANY_PARTS, SMALL_STEPS],
  })
  const [untidy] = rows
  if (untidy) await joinParts(fence, untidy, untidy.day < today ? null : SMALL_STEPS)
  return untidy !== undefined
}

async function joinParts(fence: Fence, { day, era }: { day: number; era: number }, below: number | null): Promise<void> {
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    const { rows } = await tx.query<{ part: number; steps: Buffer; entries: Buffer; net: Buffer }>(
      `DELETE FROM replay_parts WHERE day = $1 AND NOT adjusts AND ($2::int4 IS NULL OR count < $2) AND era = $3::int8
       RETURNING part::float8 AS part, steps, entries, net`,
      [day, below, era],
    )
    const parts = rows.map(({ steps, entries, net }) => {
      const table = new CountTable(3)
      addNet(table, net)
      return { steps: decodeSteps(steps), entries: decodeEntries(entries), net: table }
    })
    await insertInto(tx, era, Math.min(...rows.map(({ part }) => part)), [joinDays(day, parts)])
  })
}

async function makeMonth(fence: Fence, running: number): Promise<boolean> {
  return transaction(async (tx) => {
    await checkFence(tx, fence)
    const { rows } = await tx.query<{ month: number }>(
      `SELECT DISTINCT month FROM replay_parts p WHERE month < $1 AND NOT EXISTS (SELECT FROM replay_months m WHERE m.month = p.month) ORDER BY month LIMIT 1`,
      [running],
    )
    const month = rows[0]?.month
    if (month === undefined) return false
    const parts = await tx.query<{ net: Buffer }>('SELECT net FROM replay_parts WHERE month = $1', [month])
    const sum = new CountTable(3, 1 << 14)
    for (const { net } of parts.rows) addNet(sum, net)
    await tx.query('INSERT INTO replay_months (month, net) VALUES ($1, $2)', [month, buffer(encodeNet(sum))])
    return true
  })
}

/**
 * Throws away what was read of the log since all events were last counted anew (since its beginning, where they never were), and puts the
 * reader there, so that it is made again.
 */
export async function forgetReplay(): Promise<void> {
  await transaction(async (tx) => {
    await lockHead(tx)
    const { rows } = await tx.query<{ part: number }>('SELECT coalesce(max(part), 0)::float8 AS part FROM replay_parts WHERE adjusts')
    const part = rows[0]?.part ?? 0
    await tx.query('DELETE FROM replay_parts WHERE part > $1::int8 OR part = $1::int8 AND NOT adjusts', [part])
    await tx.query('DELETE FROM replay_months')
    await tx.query('DELETE FROM replay_veiled')
    await tx.query(`UPDATE log_readers r SET log_id = h.log_id, revision = $1::int8 FROM log_head h WHERE r.name = 'replay' AND h.id = 1`, [part])
  })
}
