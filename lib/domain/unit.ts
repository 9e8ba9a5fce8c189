import * as z from 'zod/mini'
import type { Viewer } from './access'
import { GridCode } from './grid'
import { mayReadPeople } from './people'
import { Position } from './position'
import { MAX_ROAD_NAME } from './road'
import { type Skill, SkillName } from './skills'
import { Telephone } from './telephone'
import { maySeeUnit } from './unit-access'
import { LINK_KINDS, type LinkKindName, REGISTERED_AS, UNIT_KINDS, UNIT_ROLES, type UnitKindName } from './unit-kinds'

const isKind = (name: string): name is UnitKindName => Object.hasOwn(UNIT_KINDS, name)
const isLinkKind = (name: string): name is LinkKindName => Object.hasOwn(LINK_KINDS, name)

export const UnitKind = z.enum(Object.keys(UNIT_KINDS).filter(isKind))
export type UnitKind = z.infer<typeof UnitKind>
export const UnitLinkKind = z.enum(Object.keys(LINK_KINDS).filter(isLinkKind))
export type UnitLinkKind = z.infer<typeof UnitLinkKind>
export const UnitRole = z.enum(UNIT_ROLES)
export type UnitRole = z.infer<typeof UnitRole>
export const RegisteredAs = z.enum(REGISTERED_AS)
export type RegisteredAs = z.infer<typeof RegisteredAs>

const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u))
/** A civil day, YYYY-MM-DD, that a calendar has: no year 0000, and no 30 February, which the language reads as a day of March. */
export const Day = z.string().check(
  z.regex(/^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/),
  z.refine((day) => {
    const at = Date.parse(day)
    return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day)
  }),
)

export const UnitLink = z.object({ kind: UnitLinkKind, to: z.uuid() })
export type UnitLink = z.infer<typeof UnitLink>

/** The street that a unit looks after: its name, and the lines of its part of it where they are known; WGS84. */
export const UnitRoad = z.object({
  name: text(MAX_ROAD_NAME),
  lines: z._default(z.array(z.array(Position).check(z.minLength(2), z.maxLength(2_000))).check(z.maxLength(50)), []),
})

/** What a unit is. `team`: the team (`teams`) that events are given to by its name. */
export const UnitContent = z.object({
  kind: UnitKind,
  name: text(100),
  parent: z._default(z.nullable(z.uuid()), null),
  grids: z.array(GridCode).check(z.minLength(1), z.maxLength(400)),
  place: z._default(z.nullable(Position), null),
  road: z._default(z.nullable(UnitRoad), null),
  contactName: z._default(z.nullable(text(100)), null),
  contactPhone: z._default(z.nullable(Telephone), null),
  team: z._default(z.nullable(text(64)), null),
  skills: z._default(z.array(SkillName), []),
  links: z._default(z.array(UnitLink).check(z.maxLength(100)), []),
})
export type UnitContent = z.infer<typeof UnitContent>

/** A unit as an import or the demonstration gives it; `externalId` is what its source knows it by. */
export type NewUnit = UnitContent & { externalId: string }

/**
 * Makes a unit, or, with `id`, changes it: what is sent stands in the place of all that it was, but for what a viewer may not read of it: what it stands below and whom
 * one calls stay where they are left out, and links to units that the viewer does not see stay. `ended`: it is dissolved (撤销).
 */
export const UnitIn = z.extend(UnitContent, {
  parent: z.optional(UnitContent.shape.parent.def.innerType),
  contactName: z.optional(UnitContent.shape.contactName.def.innerType),
  contactPhone: z.optional(UnitContent.shape.contactPhone.def.innerType),
  requestId: z.uuid(),
  id: z.optional(z.uuid()),
  expectedRevision: z.optional(z.int()),
  ended: z._default(z.boolean(), false),
})
export type UnitIn = z.input<typeof UnitIn>

/** Somebody joins a unit, or reports to it (报到), `to`: until when, where that is known; or leaves it (the id is then that of the membership). */
export const MemberIn = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('join'),
    requestId: z.uuid(),
    expectedRevision: z.int(),
    person: z.uuid(),
    role: UnitRole,
    registered: z._default(z.nullable(RegisteredAs), null),
    grid: z._default(z.nullable(GridCode), null),
    skills: z._default(z.array(SkillName), []),
    from: Day,
    to: z._default(z.nullable(Day), null),
  }),
  z.object({ action: z.literal('leave'), requestId: z.uuid(), expectedRevision: z.int(), member: z.uuid(), to: Day }),
])
export type MemberIn = z.output<typeof MemberIn>

/** May this viewer read who is in a unit, masked? Who reads about the people of its grids. */
export const maySeeUnitPeople = (viewer: Viewer, unit: { grids: readonly string[] }): boolean => mayReadPeople(viewer) && maySeeUnit(viewer, unit)

type Fault = { field: string; message: string }

/** What is wrong with a unit beside its form: its parent, its street, the links; `others`: the units that it names, by id. */
export function faultsOfUnit(unit: UnitContent, others: Pick<ReadonlyMap<string, { kind: UnitKind }>, 'get'>): Fault[] {
  const faults: Fault[] = []
  const { under }: { under: readonly string[] } = UNIT_KINDS[unit.kind]
  const parent = unit.parent === null ? null : others.get(unit.parent)
  if (under.length === 0 && unit.parent !== null) faults.push({ field: 'parent', message: `a ${unit.kind} stands below nothing` })
  if (under.length > 0 && unit.parent === null) faults.push({ field: 'parent', message: `a ${unit.kind} stands below one of ${under.join(', ')}` })
  if (parent === undefined) faults.push({ field: 'parent', message: 'there is no such unit' })
  if (parent && under.length > 0 && !under.includes(parent.kind))
    faults.push({ field: 'parent', message: `a ${unit.kind} stands below one of ${under.join(', ')}, not of ${parent.kind}` })
  if ((unit.kind === 'road_branch' || unit.kind === 'commercial_street') && unit.road === null)
    faults.push({ field: 'road', message: `a ${unit.kind} has a street` })
  if (unit.team !== null && unit.kind !== 'team') faults.push({ field: 'team', message: 'only a team is a party of events' })
  for (const { kind, to } of unit.links) {
    const { from, to: into }: { from: readonly string[]; to: readonly string[] } = LINK_KINDS[kind]
    const other = others.get(to)
    if (!from.includes(unit.kind)) faults.push({ field: 'links', message: `${kind} does not begin at a ${unit.kind}` })
    else if (!other) faults.push({ field: 'links', message: 'there is no such unit' })
    else if (!into.includes(other.kind)) faults.push({ field: 'links', message: `${kind} leads to one of ${into.join(', ')}, not to ${other.kind}` })
  }
  return faults
}

/** What is wrong with somebody's joining: whoever reported did it as something, an instructor is sent to a grid of the unit, nobody comes tomorrow or leaves before they came. */
export function faultsOfJoining(
  { role, registered, grid, from, to }: Pick<Extract<MemberIn, { action: 'join' }>, 'role' | 'registered' | 'grid' | 'from' | 'to'>,
  unit: { grids: readonly string[] },
  today: string,
): Fault[] {
  const faults: Fault[] = []
  if ((role === 'registered') !== (registered !== null))
    faults.push({ field: 'registered', message: 'says as what somebody reported, and only of them' })
  if (role === 'instructor' && grid === null) faults.push({ field: 'grid', message: 'an instructor is sent to a grid' })
  if (grid !== null && !unit.grids.some((code) => grid.startsWith(code))) faults.push({ field: 'grid', message: 'lies in none of the unit’s grids' })
  if (from > today) faults.push({ field: 'from', message: 'lies in the future' })
  if (to !== null && to <= from) faults.push({ field: 'to', message: 'is no day after the one on which they came' })
  return faults
}

/** How many people are in a unit today, and how many reported to it, by as what. */
export const UnitCounts = z.object({ members: z.int(), registered: z.record(RegisteredAs, z.int()) })
export type UnitCounts = z.infer<typeof UnitCounts>

/** A unit as figures, trees and blank spots need it; no personal data. `instructs`: grids that it has an instructor (党建指导员) for. */
export type UnitNode = UnitCounts &
  Pick<UnitContent, 'kind' | 'name' | 'parent' | 'grids' | 'place' | 'road' | 'team' | 'links'> & {
    id: string
    skills: Skill[]
    instructs: string[]
    demo: boolean
  }

const names = { name: z.string(), nameEn: z.string() }
const Named = z.object({ id: z.string(), kind: UnitKind, ...names })

/** A unit as lists show it. */
export const UnitRow = z.object({
  ...{ id: z.string(), kind: UnitKind, ...names },
  parent: z.nullable(z.object({ id: z.string(), ...names })),
  grids: z.array(z.object({ code: z.string(), ...names })),
  place: z.nullable(Position),
  road: z.nullable(z.object(names)),
  skills: z.array(SkillName),
  counts: UnitCounts,
  demo: z.boolean(),
})
export type UnitRow = z.infer<typeof UnitRow>
/** What a list of units can be sorted by; `kind` by their trees. */
export const UNIT_SORTS = ['kind', 'name', 'above', 'people', 'reported'] as const
export type UnitSort = (typeof UNIT_SORTS)[number]
export const Units = z.object({ units: z.array(UnitRow), total: z.int(), nextCursor: z.nullable(z.string()) })

/** Somebody in a unit, masked; days are YYYY-MM-DD, `to` the first on which they are there no more. `from` is null of those who are in the team that a unit is. */
export const UnitMember = z.object({
  ...{ id: z.string(), person: z.string(), name: z.string(), phone: z.nullable(z.string()), role: UnitRole },
  registered: z.nullable(RegisteredAs),
  grid: z.nullable(z.object({ code: z.string(), ...names })),
  skills: z.array(SkillName),
  ...{ from: z.nullable(z.string()), to: z.nullable(z.string()) },
})
export type UnitMember = z.infer<typeof UnitMember>

/** Members listed with a unit; the counts say how many there are. */
export const MEMBERS_SHOWN = 200

/**
 * A unit with what belongs to it. `people`: of today, masked; null for whoever reads no personal data. `open`: events open in its grids, of those that the viewer
 * is counted. `below`: units right below it, by kind. `keeps`: may the viewer change it?
 */
export const UnitDetail = z.extend(UnitRow, {
  contact: z.nullable(z.object({ name: z.nullable(z.string()), phone: z.nullable(z.string()) })),
  team: z.nullable(z.string()),
  lines: z.array(z.array(Position)),
  links: z.array(z.extend(Named, { link: UnitLinkKind })),
  below: z.array(z.object({ kind: UnitKind, count: z.int() })),
  open: z.nullable(z.int()),
  people: z.nullable(z.array(UnitMember)),
  revision: z.int(),
  keeps: z.boolean(),
})
export type UnitDetail = z.infer<typeof UnitDetail>

const Blank = z.object({
  subject: z.enum(['grid', 'estate', 'street']),
  ...{ id: z.string(), ...names, grids: z.array(z.string()) },
  lacks: z.enum(['organisation', 'both']),
  at: z.nullable(Position),
  /** who could take it on, with the reasons */
  near: z.array(
    z.object({
      unit: Named,
      reasons: z.array(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('community') }),
          z.object({ kind: z.literal('distance'), metres: z.int() }),
          z.object({ kind: z.literal('grids'), count: z.int() }),
        ]),
      ),
    }),
  ),
})
export type Blank = z.infer<typeof Blank>

/** A unit of the picture: a row of the trees, without personal data. `centres`: 党员中心户 below it. */
const Pictured = z.extend(Named, {
  parent: z.nullable(z.string()),
  grids: z.array(z.string()),
  place: z.nullable(Position),
  lines: z.array(z.array(Position)),
  road: z.nullable(z.object(names)),
  counts: UnitCounts,
  centres: z.int(),
})
export type Pictured = z.infer<typeof Pictured>

/**
 * Units of an area as a picture (`GET /api/units/overview`): those of the trees without the smallest (党员中心户), of which only the places are told; figures, and
 * blank spots with who could take them on.
 */
export const UnitsOverview = z.object({
  within: z.nullable(z.string()),
  asOf: z.string(),
  demo: z.boolean(),
  /** how many there are of each kind */
  kinds: z.partialRecord(UnitKind, z.int()),
  /** small grids (小网格) that are covered, of all; communities with a committee, of all */
  grids: z.object({ covered: z.int(), of: z.int() }),
  communities: z.object({ covered: z.int(), of: z.int() }),
  registered: z.record(RegisteredAs, z.int()),
  coBuilding: z.int(),
  units: z.array(Pictured),
  centres: z.array(z.object({ id: z.string(), parent: z.nullable(z.string()), at: Position })),
  blanks: z.array(Blank),
  keeps: z.boolean(),
})
export type UnitsOverview = z.infer<typeof UnitsOverview>

/** The columns that those who reported can be sorted by: what a mask leaves of a name is its surname. */
export const REGISTERED_SORTS = ['from', 'who', 'as', 'unit'] as const
export type RegisteredSort = (typeof REGISTERED_SORTS)[number]

/** Who reported to units of an area (报到), masked. */
export const RegisteredRow = z.extend(UnitMember, { unit: Named })
export const RegisteredPeople = z.object({ people: z.array(RegisteredRow), total: z.int(), nextCursor: z.nullable(z.string()) })
export type RegisteredRow = z.infer<typeof RegisteredRow>
