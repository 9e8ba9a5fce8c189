import { countyGrids } from '@/lib/demo/county'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import { makeModel, SEED } from '@/lib/demo/history-model'
import { drawPlanned, planHistory } from '@/lib/demo/history-plan'
import { calendar } from '@/lib/demo/holidays'
import type { DayKind } from '@/lib/domain/calendar'
import { dayNumber, startOfDayNumber } from '@/lib/domain/clock'
import { makeGridIndex } from '@/lib/domain/grid-index'
import { labelPoint } from '@/lib/domain/label-point'
import { NIGHT_MS } from '@/lib/warning/cluster-settings'
import type { KnownDays } from '@/lib/warning/known-nights'
import type { Places } from '@/lib/warning/scan-zones'

type OwnDays = { known: KnownDays; kinds: DayKind[]; places: Places; codes: string[]; events: number; from: number; to: number }

/**
 * The last `nights` nights of the demonstration's history before `end`, and the `study` days before them, by what was known on each: as the table of events
 * gives them, but from memory. Its episodes are in it and nowhere told. `county` 1 is the demonstration's; `total`: events of its three years.
 */
export function demonstrationDays({ nights, study, total, county, end }: Record<'nights' | 'study' | 'total' | 'county' | 'end', number>): OwnDays {
  const grids = countyGrids()
  const leaves = grids.filter(({ code }) => !grids.some(({ parentCode }) => parentCode === code)).sort((a, b) => (a.code < b.code ? -1 : 1))
  const points = leaves.map(({ geometry }) => labelPoint(geometry).position)
  const index = makeGridIndex(leaves.map(({ code, geometry }, id) => ({ id, code, geometry })))
  const byCode = new Map(leaves.map(({ code }, i) => [code, i]))
  const model = makeModel(leaves, EVENT_TYPES, county === 1 ? SEED : `${SEED}/${county}`)
  const plan = planHistory(model, { end, total, episodes: 'rule' })
  const to = dayNumber(end - 1) + 1
  const first = to - nights + 1 - study
  const days = to - first
  const counts = model.types.map(() => new Int32Array(leaves.length * days))
  const later: { type: number; at: number; night: number; n: number }[] = []
  let events = 0
  for (const planned of plan.days.filter((one) => dayNumber(one.to - 1) >= first)) {
    for (const event of drawPlanned(model, end, total, planned).events) {
      const leaf = event.position ? index.locate(event.position) : byCode.get(event.grid ?? '')
      const day = dayNumber(event.occurredAt)
      if (leaf === null || leaf === undefined || day < first || day >= to) continue
      const night = Math.max(day, dayNumber(event.receivedAt - NIGHT_MS)) + 1
      const [rows, at] = [counts[event.type], leaf * days + day - first]
      if (night > day + 1) later.push({ type: event.type, at, night, n: 1 })
      else if (rows) rows[at] = (rows[at] ?? 0) + 1
      events++
    }
  }
  return {
    known: { first, days, leaves: leaves.length, types: EVENT_TYPES, counts, later },
    kinds: Array.from({ length: days }, (_, day) => calendar.kindOf(startOfDayNumber(first + day))),
    places: { x: Float64Array.from(points, ([x]) => x), y: Float64Array.from(points, ([, y]) => y) },
    codes: leaves.map(({ code }) => code),
    ...{ events, from: to - nights + 1, to },
  }
}
