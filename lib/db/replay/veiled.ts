import type { EventType } from '@/lib/domain/category'
import { dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import type { KnownStep, StandingCode } from '@/lib/domain/replay'
import { DayWriter, decodeSteps } from '@/lib/domain/replay-day'
import { int4s, timestamps } from '../engine/arrays'
import { type PoolClient, pool } from '../engine/pool'

/** One step of an event before it became sensitive, `since` then (epoch milliseconds): where it counted, and the codes of how it stood and stands. */
export type VeiledStep = { number: number; at: number; since: number; grid: number; type: number; from: StandingCode; to: StandingCode }

/**
 * The steps, until they became sensitive, of the events among these that did: whoever may not see sensitive events one by one is told of them as
 * of sensitive ones before that too. What was stored of an event is looked up in the days since it occurred; there are few such events. `pause`
 * is awaited between steps and between days.
 */
export async function veiledSteps(
  steps: readonly KnownStep[],
  types: ReadonlyMap<number, EventType>,
  pause: () => Promise<void>,
): Promise<VeiledStep[]> {
  const isSensitive = (type: number) => types.get(type)?.sensitive ?? true
  const turned: KnownStep[] = []
  for (const step of steps) {
    await pause()
    const { before, after } = step
    if (before && after && !isSensitive(before.type) && isSensitive(after.type)) turned.push(step)
  }
  const veiled: VeiledStep[] = []
  if (turned.length === 0) return veiled
  const stepsOf = new Map<number, KnownStep[]>(turned.map(({ number }) => [number, []]))
  for (const step of steps) stepsOf.get(step.number)?.push(step)
  for (const { number, at: since, before } of turned) {
    await pause()
    const own: VeiledStep[] = []
    const keep = (at: number, grid: number, type: number, from: number, to: number) => {
      if (at < since && !isSensitive(type)) own.push({ number, at, since, grid, type, from, to })
    }
    const { rows } = await pool().query<{ day: number; steps: Buffer }>({
      name: 'replay-veiled-days',
      text: 'SELECT day, steps FROM replay_parts WHERE day BETWEEN $1 AND $2 AND NOT adjusts ORDER BY day, part',
      values: [dayNumber(before?.occurredAt ?? since) - 1, dayNumber(since)],
    })
    for (const { day, steps: bytes } of rows) {
      await pause()
      const stored = decodeSteps(bytes)
      for (let i = 0; i < stored.at.length; i++)
        if (stored.number[i] === number)
          keep(startOfDayNumber(day) + (stored.at[i] ?? 0), stored.grid[i] ?? 0, stored.type[i] ?? 0, stored.from[i] ?? 0, stored.to[i] ?? 0)
    }
    // and those of the same batch, which are not stored yet
    for (const step of stepsOf.get(number) ?? []) {
      const writer = new DayWriter(dayNumber(step.at))
      writer.add(step)
      const { day, steps: made } = writer.finish()
      for (let i = 0; i < made.at.length; i++)
        keep(startOfDayNumber(day) + (made.at[i] ?? 0), made.grid[i] ?? 0, made.type[i] ?? 0, made.from[i] ?? 0, made.to[i] ?? 0)
    }
    veiled.push(...own)
  }
  return veiled
}

/** Writes them beside what is there of each event. */
export async function insertVeiled(tx: PoolClient, steps: readonly VeiledStep[]): Promise<void> {
  if (steps.length === 0) return
  await tx.query({
    name: 'replay-veiled-insert',
    text: `INSERT INTO replay_veiled (number, step, at, since, grid_id, type_id, from_code, to_code)
      SELECT u.number, (SELECT count(*) FROM replay_veiled v WHERE v.number = u.number) + row_number() OVER (PARTITION BY u.number ORDER BY u.at), u.at,
        u.since, u.grid, u.type, u.was, u.is
      FROM unnest($1::int4[], $2::timestamptz[], $3::timestamptz[], $4::int4[], $5::int4[], $6::int4[], $7::int4[])
        AS u (number, at, since, grid, type, was, "is")`,
    values: [
      int4s(steps, (s) => s.number),
      timestamps(steps, (s) => s.at),
      timestamps(steps, (s) => s.since),
      int4s(steps, (s) => s.grid),
      int4s(steps, (s) => s.type),
      int4s(steps, (s) => s.from),
      int4s(steps, (s) => s.to),
    ],
  })
}

/** What had been known by an instant (epoch milliseconds) of events that became sensitive after it. */
export async function readVeiled(at: number): Promise<VeiledStep[]> {
  const { rows } = await pool().query<VeiledStep>({
    name: 'replay-veiled',
    text: `SELECT number, (extract(epoch FROM at) * 1000)::float8 AS at, (extract(epoch FROM since) * 1000)::float8 AS since, grid_id AS grid,
        type_id AS type, from_code::int4 AS "from", to_code::int4 AS "to"
      FROM replay_veiled WHERE at <= to_timestamp($1::float8 / 1000) AND since > to_timestamp($1::float8 / 1000)`,
    values: [at],
  })
  return rows
}
