import type * as z from 'zod/mini'
import { actOnItem } from '@/lib/db/duties/duty-acts'
import { countFindings, readDutyCounts } from '@/lib/db/duties/duty-figures'
import { countItems, type ItemsFilter, itemCursor, listItems } from '@/lib/db/duties/duty-items'
import { listTemplates, readTemplate, type StoredTemplate, saveTemplate } from '@/lib/db/duties/duty-templates'
import type { Viewer } from '@/lib/domain/access'
import { type DutyOverview, mayEditDuty, maySeeDuty } from '@/lib/domain/duty'
import type { DutyItemDetail, DutyItems } from '@/lib/domain/duty-item'
import { DUTIES } from '@/lib/domain/duty-machine'
import { type Period, periodAt, periodBeside, periodNamed } from '@/lib/domain/duty-period'
import { isProblem, Problem } from '@/lib/domain/problem'
import { dutyRoutes } from '@/lib/domain/routes/duties'
import { type DutyItemsQuery, dutyItemRoutes } from '@/lib/domain/routes/duty-items'
import { live } from '@/lib/live/live'
import { hiddenTypes, itemFor, needDuties, ownOf, tellDetail, tellItems, tellTemplates, toldTemplate } from './duties-read'
import { dutyPlanServed } from './duty-plan'
import { placedTerms, placePrefixes } from './places-read'
import { type CallOf, type Served, serveViewer } from './route'

/** Periods that the trend shows. */
const TREND = 13

const NO_COUNTS = { of: 0, done: 0, assigned: 0, planned: 0, overdue: 0, missed: 0, excused: 0, households: 0, doneBy: 0 }

/** The template of a call, where the viewer may know of it. Throws Problem('not_found'). */
async function templateOf(viewer: Viewer, id: string): Promise<StoredTemplate> {
  const template = await readTemplate(id)
  if (!template || !maySeeDuty(viewer, template)) throw new Problem('not_found', 'There is no such duty here.')
  return template
}

/** The period that was named, or the present one. Throws Problem('not_found') for one of another cadence. */
export function periodOf({ cadence }: StoredTemplate, key: string | undefined, now: number): Period {
  const period = key === undefined ? periodAt(cadence, now) : periodNamed(cadence, key)
  if (!period) throw new Problem('not_found', `There is no period ${key} of this duty.`)
  return period
}

/** What a query asks of the items, for this viewer. */
export function itemsFilter(viewer: Viewer, { within, state, light, mine, q, cursor, ...query }: z.output<typeof DutyItemsQuery>): ItemsFilter {
  needDuties(viewer)
  const { atlas } = live()
  return {
    ...query,
    prefixes: placePrefixes(viewer, within, atlas),
    states: state,
    lights: light,
    hidden: hiddenTypes(viewer),
    terms: q ? placedTerms(viewer, q, atlas) : undefined,
    after: cursor,
    ...(mine && { mine: ownOf(viewer) }),
  }
}

/** What the forms of these duties ask. */
async function formsOf(ids: readonly string[]): Promise<z.output<typeof DutyItems>['forms']> {
  const asked = new Set(ids)
  return (await listTemplates()).flatMap(({ id, fields, findings }) => (asked.has(id) ? [{ template: id, fields, findings }] : []))
}

async function giveItems({ viewer, query }: CallOf<typeof dutyItemRoutes.items>): Promise<z.output<typeof DutyItems>> {
  const filter = itemsFilter(viewer, query())
  const now = Date.now()
  const rows = await listItems({ ...filter, limit: filter.limit + 1 }, now)
  const shown = rows.slice(0, filter.limit)
  const last = rows.length > filter.limit ? shown.at(-1) : undefined
  return {
    items: await tellItems(shown, viewer, now),
    forms: await formsOf(shown.map(({ template }) => template)),
    total: await countItems(filter, now),
    nextCursor: last ? itemCursor(last, filter.order) : null,
  }
}

async function giveOverview({ viewer, params, query }: CallOf<typeof dutyRoutes.read>): Promise<DutyOverview> {
  needDuties(viewer)
  const { within, period: named } = query()
  const template = await templateOf(viewer, params().id)
  const now = Date.now()
  const period = periodOf(template, named, now)
  const prefixes = placePrefixes(viewer, within, live().atlas)
  const before: Period[] = [period]
  while (before.length < TREND) before.unshift(periodBeside(before[0] ?? period, -1))
  const passed = Math.max(0, Math.min(now, period.to) - period.from)
  const counted = await readDutyCounts(
    template.id,
    before.map(({ key }) => key),
    { prefixes, now, passed },
  )
  const { households, doneBy: _by, period: _key, ...counts } = { period: '', ...NO_COUNTS, ...counted.get(period.key) }
  const last = counted.get(periodBeside(period, -1).key)
  return {
    template: toldTemplate(template, viewer),
    period: period.key,
    from: new Date(period.from).toISOString(),
    to: new Date(period.to).toISOString(),
    asOf: new Date(now).toISOString(),
    counts,
    households,
    found: await countFindings(template.id, period.key, { prefixes, hidden: hiddenTypes(viewer) }),
    trend: before.flatMap(({ key }) => {
      const of = counted.get(key)
      return of ? [{ period: key, of: of.of, done: of.done }] : []
    }),
    before: last ? { period: last.period, of: last.of, done: last.doneBy } : null,
    arranges: DUTIES.rows.assign.roles.some((role) => role === viewer.role),
  }
}

async function act(call: CallOf<typeof dutyItemRoutes.act>): Promise<DutyItemDetail> {
  const { viewer, address, params, body } = call
  const { id } = params()
  const row = await itemFor(viewer, id)
  const now = Date.now()
  try {
    await actOnItem({ viewer, address }, row.id, await body(), now)
  } catch (error) {
    if (!isProblem(error) || error.code !== 'conflict') throw error
    const [item] = await tellItems([await itemFor(viewer, id)], viewer, Date.now())
    throw new Problem('conflict', error.message, { ...error.extra, item })
  }
  return tellDetail(await itemFor(viewer, id), call, Date.now())
}

/** Duties: templates, items, what is done with them. */
export const dutiesServed: readonly Served[] = [
  serveViewer(dutyRoutes.list, async ({ viewer }) => {
    needDuties(viewer)
    return { templates: await tellTemplates(viewer) }
  }),
  serveViewer(dutyRoutes.make, async ({ viewer, address, body }) => {
    needDuties(viewer)
    needEditor(viewer)
    const wanted = await body()
    return toldTemplate(await saveTemplate({ viewer, address }, wanted.requestId, wanted), viewer)
  }),
  serveViewer(dutyItemRoutes.items, giveItems),
  serveViewer(dutyItemRoutes.item, async (call) => tellDetail(await itemFor(call.viewer, call.params().id), call, Date.now())),
  serveViewer(dutyItemRoutes.act, act),
  ...dutyPlanServed,
  serveViewer(dutyRoutes.read, giveOverview),
  serveViewer(dutyRoutes.save, async ({ viewer, address, params, body }) => {
    needDuties(viewer)
    needEditor(viewer)
    const { id } = await templateOf(viewer, params().id)
    return toldTemplate(await saveTemplate({ viewer, address }, id, await body()), viewer)
  }),
]

/** Throws Problem('forbidden') for whoever keeps no templates anywhere. */
function needEditor(viewer: Viewer): void {
  const [own = ''] = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  if (!mayEditDuty(viewer, { within: own })) throw new Problem('forbidden', 'Templates are kept by those who organise an area.')
}
