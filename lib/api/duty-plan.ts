import type * as z from 'zod/mini'
import { writeAudit } from '@/lib/db/audit/audit'
import { actOnItem } from '@/lib/db/duties/duty-acts'
import { readCandidates, readCrewLoads, readVisits } from '@/lib/db/duties/duty-crews'
import { planStepId } from '@/lib/db/duties/duty-ids'
import { countItems, type DutyItemRow, listItems, readNames } from '@/lib/db/duties/duty-items'
import { readTemplate } from '@/lib/db/duties/duty-templates'
import { pool } from '@/lib/db/engine/pool'
import type { Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { maySeeDuty } from '@/lib/domain/duty'
import { missingPlaces, placesOf, proposeCrews } from '@/lib/domain/duty-crew'
import { DUTIES } from '@/lib/domain/duty-machine'
import { periodAt, periodNamed } from '@/lib/domain/duty-period'
import type { DutyPlan, PlanAccepted } from '@/lib/domain/duty-plan'
import { maskName } from '@/lib/domain/masking'
import { isProblem, Problem } from '@/lib/domain/problem'
import { dutyRoutes } from '@/lib/domain/routes/duties'
import { live } from '@/lib/live/live'
import { needDuties, tellItems } from './duties-read'
import { auditRead } from './people-access'
import { middleOf, placePrefixes } from './places-read'
import { type CallOf, type Served, serveViewer } from './route'

/** Items that are planned at once. */
const MAX_ITEMS = 500

function needArranger(viewer: Viewer): void {
  needDuties(viewer)
  if (!DUTIES.rows.assign.roles.some((role) => role === viewer.role)) throw new Problem('forbidden', `The role ${viewer.role} sends nobody.`)
}

/** Crews for the items of a period that are not done and lack somebody, the longest not done first. */
async function propose(call: CallOf<typeof dutyRoutes.plan>): Promise<DutyPlan> {
  const { viewer, body } = call
  needArranger(viewer)
  const { template: id, period: named, within, items: ids } = await body()
  const found = await readTemplate(id)
  const template = found && maySeeDuty(viewer, found) ? found : null
  const now = Date.now()
  const period = template && (named === undefined ? periodAt(template.cadence, now) : periodNamed(template.cadence, named))
  if (!template || !period) throw new Problem('not_found', 'There is no such duty or period here.')
  const { atlas } = live()
  const filter = {
    ...{ prefixes: placePrefixes(viewer, within, atlas), template: id, period: period.key, states: ['planned', 'assigned'] as const },
    ...{ hidden: [], ids, order: '-since' as const, limit: MAX_ITEMS },
  }
  const rows = (await listItems(filter, now)).filter((row) => missingPlaces(template.crew, row.crew).length > 0)
  const proposed = await crewsFor(rows, template, now)
  const people = [
    ...new Set([
      ...proposed.flatMap(({ crew }) => crew.map(({ person }) => person)),
      ...rows.flatMap(({ crew }) => crew.map(({ person }) => person)),
    ]),
  ]
  if (people.length > 0) await auditRead(call, { kind: 'duty', id }, { list: 'plan', period: period.key, ids: people })
  const names = await readNames(people)
  const told = new Map((await tellItems(rows, viewer, now)).map((item) => [item.id, item]))
  const order = placesOf(template.crew)
  return {
    period: period.key,
    more: Math.max(0, (await countItems(filter, now)) - MAX_ITEMS),
    items: rows.flatMap((row, i) => {
      const item = told.get(row.id)
      const of = proposed[i]
      if (!item || !of) return []
      const agreed = row.crew.map(({ role, person }) => ({ role, person, name: maskName(names.get(person) ?? ''), reasons: [], chosen: true }))
      const crew = [...agreed, ...of.crew.map((one) => ({ ...one, name: maskName(one.name), chosen: false }))]
      crew.sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
      const { name, nameEn } = item.subject
      return [
        { id: row.id, subject: { name, nameEn }, grid: item.grid, scheduledFor: item.scheduledFor, revision: row.revision, crew, lacks: of.lacks },
      ]
    }),
  }
}

async function crewsFor(rows: readonly DutyItemRow[], template: NonNullable<Awaited<ReturnType<typeof readTemplate>>>, now: number) {
  const { atlas } = live()
  const grids = [...new Set(rows.flatMap((row) => row.grids))]
  const candidates =
    grids.length === 0
      ? []
      : await readCandidates(
          template.crew.map(({ role }) => role),
          grids,
          now,
        )
  const people = [...new Set(candidates.map(({ person }) => person))]
  const { visits, last } = await readVisits(
    template.id,
    rows.map(({ subject }) => subject),
    people,
  )
  const wanted = rows.map((row) => {
    const grid = atlas.byCode.get(row.grids[0] ?? '')
    return {
      ...{
        id: row.id,
        subject: row.subject,
        grid: row.grids[0] ?? '',
        at: grid ? middleOf(grid) : null,
        fixed: row.crew,
        last: last.get(row.subject) ?? [],
      },
      needs: missingPlaces(template.crew, row.crew),
    }
  })
  return proposeCrews(wanted, candidates, { loads: await readCrewLoads(people, now), visits })
}

/** Assigns each item of a plan by itself, so that one which somebody has changed meanwhile holds up no other. */
async function accept({ viewer, address, body }: CallOf<typeof dutyRoutes.accept>): Promise<z.output<typeof PlanAccepted>> {
  needArranger(viewer)
  const { requestId, items } = await body()
  const now = Date.now()
  const refused: z.output<typeof PlanAccepted>['refused'] = []
  for (const { id, expectedRevision, crew, scheduledFor, proposed } of items) {
    const request = { requestId: planStepId(requestId, id), expectedRevision, crew, ...(scheduledFor !== null && { scheduledFor }) }
    try {
      await assign({ viewer, address }, id, request, now, { proposed })
    } catch (error) {
      if (!isProblem(error)) throw error
      refused.push({ id, code: error.code, message: error.message })
    }
  }
  const assigned = items.length - refused.length
  // beside the row of each item
  await writeAudit(pool(), {
    actor: actorOf(viewer),
    action: 'duty.planned',
    address,
    detail: { request: requestId, assigned, refused: refused.length },
  })
  return { assigned, refused }
}

type Request = Pick<Parameters<typeof actOnItem>[2], 'requestId' | 'expectedRevision' | 'crew' | 'scheduledFor'>

async function assign(by: Parameters<typeof actOnItem>[0], id: string, request: Request, now: number, detail: object): Promise<void> {
  try {
    await actOnItem(by, id, { ...request, action: 'assign' }, now, detail)
  } catch (error) {
    // assigned already, with somebody missing
    if (!isProblem(error) || error.code !== 'conflict' || error.extra.revision !== undefined) throw error
    await actOnItem(by, id, { ...request, action: 'reassign' }, now, detail)
  }
}

export const dutyPlanServed: readonly Served[] = [serveViewer(dutyRoutes.plan, propose), serveViewer(dutyRoutes.accept, accept)]
