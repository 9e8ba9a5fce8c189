import { countFindings, readDutyCounts } from '@/lib/db/duties/duty-figures'
import { shippedDutyId } from '@/lib/db/duties/duty-ids'
import { readTemplate } from '@/lib/db/duties/duty-templates'
import { readOrderCounts } from '@/lib/db/orders/list-orders'
import { loadUnits } from '@/lib/db/units/unit-book'
import { mayReadGrid, type Viewer } from '@/lib/domain/access'
import { coveredGrids } from '@/lib/domain/blank-spots'
import { civilDate } from '@/lib/domain/clock'
import { periodAt, periodBeside } from '@/lib/domain/duty-period'
import { startOfMonth } from '@/lib/domain/figure-runs'
import { Problem } from '@/lib/domain/problem'
import { serviceFiguresRoute } from '@/lib/domain/routes/service-figures'
import { mayReadServiceFigures, type ServiceFigures } from '@/lib/domain/service-figures'
import { live } from '@/lib/live/live'
import { hiddenTypes } from './duties-read'
import { placePrefixes } from './places-read'
import { type CallOf, type Served, serveViewer } from './route'
import { gridsOf, narrowTo } from './scope'

/** The visits of the present month; null: the duty that ships has not begun. */
async function visitsOf(viewer: Viewer, prefixes: readonly string[] | null, now: number): Promise<ServiceFigures['visits']> {
  const duty = await readTemplate(shippedDutyId('micro_visit'))
  if (!duty || duty.begins === null || duty.begins > civilDate(now)) return null
  const period = periodAt(duty.cadence, now)
  const last = periodBeside(period, -1)
  const counted = await readDutyCounts(duty.id, [last.key, period.key], { prefixes, now, passed: now - period.from })
  const found = await countFindings(duty.id, period.key, { prefixes, hidden: hiddenTypes(viewer) })
  const [of, before] = [counted.get(period.key), counted.get(last.key)]
  return {
    name: duty.name,
    done: { numerator: of?.done ?? 0, denominator: of?.of ?? 0 },
    assigned: of?.assigned ?? 0,
    overdue: of?.overdue ?? 0,
    found: found.all,
    events: found.events,
    before: before ? { numerator: before.doneBy, denominator: before.of } : null,
  }
}

async function ordersOf(prefixes: string[] | null, now: number): Promise<ServiceFigures['orders']> {
  const { states, figures } = await readOrderCounts({ prefixes, from: startOfMonth(now), to: now }, now)
  return {
    waiting: states.requested + states.lapsed,
    offered: states.offered,
    serving: states.taken,
    rating: states.served,
    response: figures.response,
    completion: figures.completion,
  }
}

async function unitsOf(viewer: Viewer, within: string | undefined, now: number): Promise<ServiceFigures['units']> {
  const { atlas } = live()
  const narrowed = narrowTo(viewer, within, atlas)
  const units = (await loadUnits(now)).filter(({ grids }) => grids.some((code) => mayReadGrid(narrowed, code)))
  const sum = (of: (unit: (typeof units)[number]) => number) => units.reduce((all, unit) => all + of(unit), 0)
  return {
    units: units.length,
    members: sum(({ members }) => members),
    registered: sum(({ registered }) => Object.values(registered).reduce((all, n) => all + n, 0)),
    grids: coveredGrids(gridsOf(narrowed, atlas), units),
  }
}

async function giveFigures({ viewer, query }: CallOf<typeof serviceFiguresRoute>): Promise<ServiceFigures> {
  if (!mayReadServiceFigures(viewer)) throw new Problem('forbidden', 'Visits, orders and units are of grids, and not of what a department was given.')
  const { within } = query()
  const now = Date.now()
  const prefixes = placePrefixes(viewer, within, live().atlas)
  const [visits, orders, units] = await Promise.all([visitsOf(viewer, prefixes, now), ordersOf(prefixes, now), unitsOf(viewer, within, now)])
  return { asOf: new Date(now).toISOString(), visits, orders, units }
}

export const serviceFiguresServed: readonly Served[] = [serveViewer(serviceFiguresRoute, giveFigures)]
