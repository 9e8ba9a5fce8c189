import * as z from 'zod/mini'
import { DayForecast } from '@/lib/domain/forecast'
import { pool, transaction } from '../engine/pool'
import { checkFence, type Fence } from '../log/leases'

const Days = z.array(DayForecast)

/** Forecasts are kept for so many days, so that it can be seen afterwards what was told. */
const KEPT_DAYS = 400

/** Has the forecast of a civil day (`YYYY-MM-DD`) been made? */
export async function isForecastMade(madeOn: string): Promise<boolean> {
  const { rowCount } = await pool().query({
    name: 'forecasts-made',
    text: 'SELECT 1 FROM forecasts WHERE made_on = $1::date LIMIT 1',
    values: [madeOn],
  })
  return rowCount !== 0
}

/** Keeps what was foretold on a civil day, by area (a grid's code; '' is the county), in one transaction under the fence; old ones go. */
export async function writeForecasts(fence: Fence, madeOn: string, areas: ReadonlyMap<string, readonly DayForecast[]>): Promise<void> {
  await transaction(async (tx) => {
    await checkFence(tx, fence)
    await tx.query(
      `INSERT INTO forecasts (made_on, grid, body) SELECT $1::date, grid, body::jsonb FROM unnest($2::text[], $3::text[]) AS made (grid, body)
       ON CONFLICT (made_on, grid) DO UPDATE SET body = excluded.body`,
      [madeOn, [...areas.keys()], [...areas.values()].map((days) => JSON.stringify(days))],
    )
    await tx.query('DELETE FROM forecasts WHERE made_on < $1::date - $2::int4', [madeOn, KEPT_DAYS])
  })
}

/** What was foretold on a civil day for an area; none where nothing was. */
export async function readForecast(madeOn: string, grid: string): Promise<DayForecast[]> {
  const { rows } = await pool().query<{ body: unknown }>({
    name: 'forecasts-read',
    text: 'SELECT body FROM forecasts WHERE made_on = $1::date AND grid = $2',
    values: [madeOn, grid],
  })
  return rows.flatMap(({ body }) => Days.parse(body))
}
