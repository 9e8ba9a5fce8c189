import { readForecast } from '@/lib/db/alerts/forecasts'
import type { Viewer } from '@/lib/domain/access'
import { civilDate } from '@/lib/domain/clock'
import type { Forecast } from '@/lib/domain/forecast'
import { live } from '@/lib/live/live'
import { NIGHT_MS } from '@/lib/warning/cluster-settings'
import { narrowTo } from './scope'

/** The forecast that was made last night. Throws Problem('not_found') for a grid that is not there for this viewer. */
export async function giveForecast(viewer: Viewer, within: string | undefined): Promise<Forecast> {
  const { scope } = narrowTo(viewer, within, live().atlas)
  const area = scope.kind === 'grids' && scope.prefixes.length === 1 ? (scope.prefixes[0] ?? null) : null
  return { within: area || null, days: area === null ? [] : await readForecast(civilDate(Date.now() - NIGHT_MS), area) }
}
