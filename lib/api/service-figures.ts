import { readDutyThen } from '@/lib/db/duties/duties-then'
import { countFindings, readDutyCounts } from '@/lib/db/duties/duty-figures'
import { shippedDutyId } from '@/lib/db/duties/duty-ids'
import { readTemplate, type StoredTemplate } from '@/lib/db/duties/duty-templates'
import { readOrderCounts } from '@/lib/db/orders/list-orders'
import { readOrdersThen } from '@/lib/db/orders/orders-then'
import { loadUnits } from '@/lib/db/units/unit-book'
import { mayReadGrid, type Viewer } from '@/lib/domain/access'
import { coveredGrids } from '@/lib/domain/blank-spots'
import { civilDate } from '@/lib/domain/clock'
import { periodAt, periodBeside } from '@/lib/domain/duty-period'
import { inEnglish } from '@/lib/domain/duty-templates'
import { startOfMonth } from '@/lib/domain/figure-runs'
import type { OrderState } from '@/lib/domain/order-life'
import { Problem } from '@/lib/domain/problem'
import { serviceFiguresRoutes } from '@/lib/domain/routes/service-figures'
import { mayReadServiceFigures, type ServiceFigures, type ServicesThen } from '@/lib/domain/service-figures'
import { live } from '@/lib/live/live'
import { hiddenTypes } from './duties-read'
import { placePrefixes } from './places-read'
import { type CallOf, type Served, serveViewer } from './route'
import { gridsOf, narrowTo } from './scope'

/** The visits that ship (微走访), where they had begun by then; else null. */
async function begunAt(at: number): Promise<StoredTemplate | null> {
  const duty = await readTemplate(shippedDutyId('micro_visit'))
  return duty && duty.begins !== null && duty.begins <= civilDate(at) ? duty : null
}

const namesOf = (duty: StoredTemplate) => ({ name: duty.name, nameEn: inEnglish(duty).nameEn })

async function visitsOf(viewer: Viewer, prefixes: readonly string[] | null, now: number): Promise<ServiceFigures['visits']> {
  const duty = await begunAt(now)
  if (!duty) return null
  const period = periodAt(duty.cadence, now)
  const last = periodBeside(period, -1)
  const counted = await readDutyCounts(duty.id, [last.key, period.key], { prefixes, now, passed: now - period.from })
  const found = await countFindings(duty.id, period.key, { prefixes, hidden: hiddenTypes(viewer) })
  const [of, before] = [counted.get(period.key), counted.get(last.key)]
  return {
    ...namesOf(duty),
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

/** Throws Problem('forbidden') for a department. */
function needArea(viewer: Viewer): void {
  if (!mayReadServiceFigures(viewer)) throw new Problem('forbidden', 'Visits, orders and units are of grids, and not of what a department was given.')
}

async function giveThen({ viewer, query }: CallOf<typeof serviceFiguresRoutes.past>): Promise<ServicesThen> {
  needArea(viewer)
  const { within, at: asked } = query()
  const at = Math.min(Date.parse(asked), Date.now())
  const prefixes = placePrefixes(viewer, within, live().atlas)
  const duty = await begunAt(at)
  const visits = duty && (await readDutyThen(duty.id, periodAt(duty.cadence, at).key, { prefixes, at, hidden: hiddenTypes(viewer) }))
  const { states, came, served } = await readOrdersThen(prefixes, { from: startOfMonth(at), at })
  const stood = (state: OrderState) => states.get(state) ?? 0
  return {
    at: new Date(at).toISOString(),
    visits: duty &&
      visits && { ...namesOf(duty), done: { numerator: visits.done, denominator: visits.of }, overdue: visits.overdue, found: visits.found },
    orders: {
      ...{ waiting: stood('requested') + stood('lapsed'), offered: stood('offered'), serving: stood('taken'), rating: stood('served') },
      ...{ came, served },
    },
  }
}

async function giveFigures({ viewer, query }: CallOf<typeof serviceFiguresRoutes.now>): Promise<ServiceFigures> {
  needArea(viewer)
  const { within } = query()
  const now = Date.now()
  const prefixes = placePrefixes(viewer, within, live().atlas)
  const [visits, orders, units] = await Promise.all([visitsOf(viewer, prefixes, now), ordersOf(prefixes, now), unitsOf(viewer, within, now)])
  return { asOf: new Date(now).toISOString(), visits, orders, units }
}

export const serviceFiguresServed: readonly Served[] = [
  serveViewer(serviceFiguresRoutes.now, giveFigures),
  serveViewer(serviceFiguresRoutes.past, giveThen),
]
