import { type CountedDays, countKnownDays } from '@/lib/db/alerts/day-counts'
import { isForecastMade, writeForecasts } from '@/lib/db/alerts/forecasts'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import type { Atlas } from '@/lib/domain/atlas'
import { civilDate, dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import type { DayForecast } from '@/lib/domain/forecast'
import { completeFrom } from '@/lib/live/runtime'
import { Slices } from '@/lib/live/slices'
import { NIGHT_MS } from '@/lib/warning/cluster-settings'
import { forecastDays, MIN_DAYS } from '@/lib/warning/forecast'
import type { LeasedJob } from './job'
import { firstWholeDay, groundOf } from './nights-job'

const EVERY_MS = 60_000
/** Two years show each season twice. */
const STUDY_DAYS = 731
/** Today and tomorrow. */
const AHEAD = [1, 2]
/** The smallest grids that are told of: communities and villages (中). Below them a day has too few events. */
const DEEPEST = 2

/** Foretells today and tomorrow once a night, or as soon as all of the past is in and there are days enough. */
export function forecastJob(): LeasedJob {
  return {
    lease: 'forecast',
    everyMs: EVERY_MS,
    work: (fence, signal) => foretell(fence, Date.now(), signal),
    fault: 'the coming days could not be foretold',
  }
}

/** Foretells the civil day of the last night at `now` (epoch milliseconds) and the next one, of the county, its streets and its communities. */
export async function foretell(fence: Fence, now: number, signal?: AbortSignal): Promise<void> {
  const today = dayNumber(now - NIGHT_MS)
  const madeOn = civilDate(startOfDayNumber(today))
  // a past that is still being written has other work for the engine, and would be learned from in part
  if (completeFrom() !== null || (await isForecastMade(madeOn))) return
  const begin = await firstWholeDay()
  if (begin === null || today - begin < MIN_DAYS) return
  const first = Math.max(begin, today - STUDY_DAYS)
  const atlas = await loadAtlas()
  const counted = await countKnownDays(atlas, { first, last: today - 1, nightMs: NIGHT_MS }, signal)
  const { kinds } = groundOf(atlas, first, counted.days + Math.max(...AHEAD))
  const areas = new Map<string, DayForecast[]>()
  const slices = new Slices('forecast', signal)
  for (const [grid, series] of await slices.run(seriesOf(atlas, counted))) {
    await slices.pause()
    const told = forecastDays(series, kinds, AHEAD)
    areas.set(
      grid,
      told.map((forecast) => ({ ...forecast, day: civilDate(startOfDayNumber(today + forecast.ahead - 1)) })),
    )
  }
  await writeForecasts(fence, madeOn, areas)
}

/**
 * Events a day of the county (''), its streets and its communities, by code, each day as it was known on the night after it. Of a community without
 * sensitive types, which count in streets only. In steps, one a type.
 */
function* seriesOf({ leaves, byCode }: Atlas, { counts, types, days }: CountedDays): Generator<void, Map<string, number[]>, void> {
  const series = new Map<string, number[]>([['', new Array<number>(days).fill(0)]])
  const above = leaves.map(({ code }) => {
    const own: { code: string; level: number }[] = [{ code: '', level: 0 }]
    for (let grid = byCode.get(code); grid; grid = byCode.get(grid.parentCode)) if (grid.level <= DEEPEST) own.push(grid)
    return own
  })
  for (const own of above) for (const { code } of own) if (!series.has(code)) series.set(code, new Array<number>(days).fill(0))
  for (const [type, row] of counts.entries()) {
    yield
    for (const [at, n] of row.entries()) {
      if (n === 0) continue
      const day = at % days
      for (const { code, level } of above[(at - day) / days] ?? []) {
        const sum = series.get(code)
        if (sum && !(types[type]?.sensitive && level === DEEPEST)) sum[day] = (sum[day] ?? 0) + n
      }
    }
  }
  return series
}
