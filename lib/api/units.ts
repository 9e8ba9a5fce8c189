import type * as z from 'zod/mini'
import { loadUnits, readUnitsWith } from '@/lib/db/units/unit-book'
import { changeMember, needOrganiser, saveUnit } from '@/lib/db/units/unit-change'
import { listRegistered, listUnitMembers, readUnitContact, type StoredMember } from '@/lib/db/units/units'
import { narrow, type Viewer } from '@/lib/domain/access'
import { isWithin } from '@/lib/domain/grid'
import { maskName, maskPhone } from '@/lib/domain/masking'
import { Problem } from '@/lib/domain/problem'
import { type UnitsQuery, unitRoutes } from '@/lib/domain/routes/units'
import { maySeeUnitPeople, type UnitDetail, type UnitKind, type UnitMember, type UnitNode, type UnitRow } from '@/lib/domain/unit'
import { mayKeepUnit, maySeeUnit } from '@/lib/domain/unit-access'
import { live } from '@/lib/live/live'
import { englishUnitName } from './english-units'
import { auditRead, gridNamed, needPeople } from './people-access'
import { type CallOf, type Served, serveViewer } from './route'
import { giveOverview, needUnits, roadNamed, unitNamed } from './units-overview'
import { type UnitOrder, unitOrder } from './units-page'

const gridOf = (code: string) => {
  const { name, nameEn } = gridNamed(code)
  return { code, name, nameEn }
}

/** Somebody in a unit, masked. */
function memberRow({ unit: _unit, grid, ...member }: StoredMember): UnitMember {
  return { ...member, name: maskName(member.name), phone: member.phone && maskPhone(member.phone), grid: grid === null ? null : gridOf(grid) }
}

/** A unit as lists show it; `byId`: those that the viewer sees. */
export function unitRow(unit: UnitNode, byId: ReadonlyMap<string, UnitNode>): UnitRow {
  const parent = unit.parent === null ? undefined : byId.get(unit.parent)
  const { place, road, skills, members, registered, demo } = unit
  return {
    ...unitNamed(unit),
    parent: parent ? { id: parent.id, name: parent.name, nameEn: englishUnitName(parent.name) } : null,
    grids: unit.grids.map(gridOf),
    ...{ place, road: roadNamed(road), skills, counts: { members, registered }, demo },
  }
}

/** Units that a viewer sees, of a list's query, in its order; `page`: one of them by the cursor. */
export async function unitsListed(
  viewer: Viewer,
  { within, kind, parent, q, order = 'kind' }: Partial<Pick<z.output<typeof UnitsQuery>, 'within' | 'kind' | 'parent' | 'q' | 'order'>>,
): Promise<{ units: UnitNode[]; byId: ReadonlyMap<string, UnitNode>; page: UnitOrder['page'] }> {
  needUnits(viewer)
  const narrowed = narrow(viewer, within)
  const all = await loadUnits(Date.now())
  const byId = new Map(all.filter((unit) => maySeeUnit(viewer, unit)).map((unit) => [unit.id, unit]))
  const wanted = q?.trim().toLowerCase() ?? ''
  const isWanted = (unit: UnitNode) =>
    narrowed !== null &&
    maySeeUnit(narrowed, unit) &&
    (!kind || kind.includes(unit.kind)) &&
    (parent === undefined || unit.parent === parent) &&
    (wanted === '' || unit.name.toLowerCase().includes(wanted) || englishUnitName(unit.name).toLowerCase().includes(wanted))
  const list = unitOrder(order, byId)
  return { units: list.sort([...byId.values()].filter(isWanted)), byId, page: list.page }
}

/** `ended`: also of a unit that was dissolved, as it was. Throws Problem('not_found'). */
async function detailOf({ viewer, address }: { viewer: Viewer; address: string | null }, id: string, ended = false): Promise<UnitDetail> {
  needUnits(viewer)
  const now = Date.now()
  const all = await (ended ? readUnitsWith(id, now) : loadUnits(now))
  const byId = new Map(all.filter((unit) => maySeeUnit(viewer, unit)).map((unit) => [unit.id, unit]))
  const unit = byId.get(id)
  const contact = unit && (await readUnitContact(id, ended))
  if (!unit || !contact) throw new Problem('not_found', 'There is no such unit here.')
  const readsPeople = maySeeUnitPeople(viewer, unit)
  const people = readsPeople ? await listUnitMembers(id, now) : null
  if (people && people.length > 0)
    await auditRead({ viewer, address }, { kind: 'unit', id }, { list: 'unit', ids: [...new Set(people.map(({ person }) => person))] })
  const linked = (from: UnitNode, to: UnitNode) => from.links.filter((link) => link.to === to.id).map(({ kind: link }) => link)
  const links = [...byId.values()].flatMap((other) => [...linked(unit, other), ...linked(other, unit)].map((link) => ({ ...unitNamed(other), link })))
  const below = new Map<UnitKind, number>()
  for (const { kind, parent } of byId.values()) if (parent === id) below.set(kind, (below.get(kind) ?? 0) + 1)
  return {
    ...unitRow(unit, byId),
    contact:
      readsPeople && (contact.name !== null || contact.phone !== null)
        ? { name: contact.name && maskName(contact.name), phone: contact.phone && maskPhone(contact.phone) }
        : null,
    ...{ team: unit.team, lines: unit.road?.lines ?? [], links },
    below: [...below].map(([kind, count]) => ({ kind, count })),
    open: openIn(viewer, unit),
    people: people?.map(memberRow) ?? null,
    ...{ revision: contact.revision, keeps: mayKeepUnit(viewer, unit) },
  }
}

/** Events that are open in a unit's grids, each grid once, as the viewer is counted them; null where none of the grids is counted for them. */
function openIn(viewer: Viewer, { grids }: UnitNode): number | null {
  const figures = new Map(
    live()
      .board.figures(viewer, Date.now())
      .grids.map(({ grid, open }) => [grid, open]),
  )
  const own = grids.filter((code) => figures.has(code) && !grids.some((other) => other !== code && isWithin(code, other)))
  return own.length === 0 ? null : own.reduce((all, code) => all + (figures.get(code) ?? 0), 0)
}

async function giveUnits({ viewer, query }: CallOf<typeof unitRoutes.list>) {
  const { limit, cursor, ...wanted } = query()
  const { units, byId, page: pageOf } = await unitsListed(viewer, wanted)
  const { page, nextCursor } = pageOf(units, { cursor, limit })
  return { units: page.map((unit) => unitRow(unit, byId)), total: units.length, nextCursor }
}

/** Who reported to units of the scope, masked. */
async function giveRegistered(call: CallOf<typeof unitRoutes.registered>) {
  const { viewer, query } = call
  needPeople(viewer)
  const { within, as, order, limit, cursor } = query()
  const { units, byId } = await unitsListed(viewer, { within })
  const { rows: page, next } = await listRegistered(
    units.map(({ id }) => id),
    { as, now: Date.now(), order, after: cursor, limit },
  )
  if (page.length > 0) await auditRead(call, { kind: 'grid', id: within ?? '' }, { list: 'registered', ids: page.map(({ person }) => person) })
  const counted = units.flatMap(({ registered }) => (as ? [registered[as]] : Object.values(registered)))
  return {
    people: page.flatMap((member) => {
      const unit = byId.get(member.unit)
      return unit ? [{ ...memberRow(member), unit: unitNamed(unit) }] : []
    }),
    total: counted.reduce((all, n) => all + n, 0),
    nextCursor: next,
  }
}

export const unitsServed: readonly Served[] = [
  serveViewer(unitRoutes.list, giveUnits),
  serveViewer(unitRoutes.overview, giveOverview),
  serveViewer(unitRoutes.registered, giveRegistered),
  serveViewer(unitRoutes.one, (call) => detailOf(call, call.params().id)),
  serveViewer(unitRoutes.save, async (call) => {
    const { viewer, address } = call
    needUnits(viewer)
    needOrganiser(viewer)
    const wanted = await call.body()
    // what is dissolved is told as it was, however often the request comes
    return detailOf(call, await saveUnit(wanted, { viewer, address }, live().atlas), wanted.ended)
  }),
  serveViewer(unitRoutes.member, async (call) => {
    const { viewer, address } = call
    needUnits(viewer)
    needOrganiser(viewer)
    return detailOf(call, await changeMember(call.params().id, await call.body(), { viewer, address, now: Date.now() }))
  }),
]
