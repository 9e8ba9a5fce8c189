import * as z from 'zod/mini'
import { BUDGET_MS, nextDigestAt, overBudget, type ToldAlert } from '@/lib/domain/alert-budget'
import { type AlertRecord, gridsOf } from '@/lib/domain/alert-record'
import { ALERT_BUDGET, AlertBudget } from '@/lib/domain/budget-limits'
import { Colour } from '@/lib/domain/colour'
import type { Digest, LadderMinutes } from '@/lib/domain/ladder'
import { type Pool, type PoolClient, pool } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'

type Place = Pick<Pool | PoolClient, 'query'>
const KEY = 'budget'

/** Of how many alerts the county lets people be told, or what is shipped. */
export async function readBudget(place: Place = pool()): Promise<AlertBudget> {
  return (await readSetting(KEY, AlertBudget, place)) ?? ALERT_BUDGET
}

/** Sets of how many alerts people are told. What is in a digest stays there; the next alert goes by it. */
export const writeBudget = (tx: PoolClient, budget: AlertBudget): Promise<void> => writeSetting(KEY, budget, tx)

const time = z.nullable(z.number())
const Row = z.object({ id: z.string(), colour: Colour, grids: z.array(z.string()), at: time, digested: time })

/** What counts in a budget at `now` (epoch milliseconds): the alerts that were told in the last seven days, and since when others wait in a digest. */
export async function readTold(now: number, place: Place = pool()): Promise<{ told: ToldAlert[]; digested: number[] }> {
  const { rows } = await place.query({
    name: 'alerts-told',
    text: `SELECT id::text AS id, colour, grids, (body #>> '{ladder,toldAt}')::float8 AS at, (body #>> '{ladder,digest,since}')::float8 AS digested
      FROM alerts WHERE updated_at >= to_timestamp($1::float8 / 1000)`,
    values: [now - BUDGET_MS],
  })
  const all = rows.map((row) => Row.parse(row))
  return {
    told: all.flatMap(({ id, colour, grids, at }) => (at === null ? [] : [{ id, colour, grids, at }])),
    digested: all.flatMap(({ digested }) => digested ?? []),
  }
}

/** The leaves among these grids. */
async function leavesOf(codes: readonly string[], place: Place): Promise<string[]> {
  const { rows } = await place.query<{ code: string }>({
    name: 'budget-leaves',
    text: `SELECT g.code FROM grids g WHERE g.valid_to IS NULL AND g.code = ANY($1::text[])
      AND NOT EXISTS (SELECT FROM grids c WHERE c.valid_to IS NULL AND c.parent_code = g.code)`,
    values: [codes],
  })
  return rows.map(({ code }) => code)
}

/** The budget as one transaction spends it: it holds the head of the log, so nobody else tells of an alert meanwhile. */
export type Spending = {
  /** the digest that an alert that is to be told of is left to; null: it is told, and counts from then on */
  spend(alert: AlertRecord): Promise<Digest | null>
  /** tells of an alert whatever the budget says */
  tell(alert: AlertRecord): void
}

/** The budget at `now` (epoch milliseconds) within the transaction that tells of alerts; what was told is read at the first that may have to wait. */
export function spending(tx: Place, minutes: LadderMinutes, now: number): Spending {
  const own: ToldAlert[] = []
  let read: Promise<{ budget: AlertBudget; told: ToldAlert[] }> | null = null
  const tell = (alert: AlertRecord) => void own.push({ id: alert.id, colour: alert.colour, grids: gridsOf(alert), at: now })
  return {
    tell,
    async spend(alert) {
      read ??= readBudget(tx).then(async (budget) => ({ budget, told: (await readTold(now, tx)).told }))
      const { budget, told } = await read
      const leaves = budget.chiefWeekly === null ? [] : await leavesOf(gridsOf(alert), tx)
      const ids = new Set(own.map(({ id }) => id))
      const all = [...told.filter(({ id }) => !ids.has(id)), ...own]
      const over = overBudget({ ...alert, leaves }, { budget, minutes, now, told: all })
      if (over) return { since: now, at: nextDigestAt(now), ...over }
      tell(alert)
      return null
    },
  }
}
