import * as z from 'zod/mini'
import { mayReadGrid, type Viewer } from './access'
import { GridCode, GridLevel } from './grid'
import { ROLES } from './roles'
import { Telephone } from './telephone'

/** What somebody is in a grid: 网格长 (chief, a community worker) or 网格员 (member). */
export const PostKind = z.enum(['chief', 'member'])
export type PostKind = z.infer<typeof PostKind>

const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u))
const IdNumber = z.string().check(z.regex(/^(\d{15}|\d{17}[\dX])$/, 'must be 18 digits (the last may be X), or 15'))
const Key = text(100)

/** A post in a grid. */
export const Post = z.object({ grid: GridCode, kind: PostKind })
export type Post = z.infer<typeof Post>

const TeamId = text(64)

/**
 * A member or chief before they are saved. `externalId` is the id that the other system knows them by; without `teams` they stay in theirs.
 * `partly`: not all that was said of them could be read, so they keep posts and teams that are not named.
 */
export const NewPerson = z.object({
  externalId: Key,
  name: text(100),
  phone: z.nullable(Telephone),
  idNumber: z.nullable(IdNumber),
  employer: z.nullable(text(200)),
  posts: z.array(Post).check(z.minLength(1)),
  teams: z.optional(z.array(TeamId)),
  partly: z.optional(z.boolean()),
})
export type NewPerson = z.infer<typeof NewPerson>

/** A household before it is saved. `member`: the id of the person it is bound to; `service`: a node of the service tree. */
export const NewHousehold = z.object({
  externalId: Key,
  grid: GridCode,
  service: z.nullable(z.string().check(z.maxLength(40))),
  name: text(100),
  phone: z.nullable(Telephone),
  idNumber: z.nullable(IdNumber),
  address: text(300),
  persons: z.nullable(z.int().check(z.gte(1), z.lte(99))),
  member: z.nullable(Key),
})
export type NewHousehold = z.infer<typeof NewHousehold>

/** A node of the service tree: 1 街道, 2 社区, 3 小区, 4 楼栋, 5 党员中心户. `grids`: where it lies, which its children need not repeat. */
export const ServiceNode = z.object({
  code: z.string().check(z.minLength(1), z.maxLength(40)),
  parentCode: z.nullable(z.string()),
  name: text(200),
  level: z.int().check(z.gte(1), z.lte(5)),
  grids: z.array(GridCode),
})
export type ServiceNode = z.infer<typeof ServiceNode>

/** A team that events can be given to. */
export const Team = z.object({ id: TeamId, name: text(100), department: z.nullable(text(100)), grid: GridCode })
export type Team = z.infer<typeof Team>

/** A department (条) that events can be given to: `id` is what a scope and a party name it by. */
export const Department = z.object({ id: z.string(), name: z.string() })
export type Department = z.infer<typeof Department>

/** Departments by name. */
export function departmentsNamed(names: Iterable<string>): Department[] {
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : 1)).map((name) => ({ id: name, name }))
}

/** Names of the departments that lead event types, where "应急/住建" names two. */
export function leadingDepartments(types: Iterable<{ lead: string }>): string[] {
  return [...types].flatMap(({ lead }) => lead.split(/[/、,，]/).map((name) => name.trim())).filter((name) => name !== '')
}

/**
 * May this viewer read about people and households at all, masked? Those who work with them may; screens and viewers never; a reporter,
 * a handler of a department and an auditor have no need to.
 */
export function mayReadPeople(viewer: Viewer): boolean {
  return viewer.scope.kind === 'grids' && ROLES[viewer.role].readsPeople
}

/** THE predicate of what is known of a grid's people: may this viewer read about whoever lives or works in this grid? */
export function maySeePeopleOf(viewer: Viewer, grid: string): boolean {
  return mayReadPeople(viewer) && mayReadGrid(viewer, grid)
}

/** Does this viewer see all grids there are? */
export function ofWholeCounty({ scope }: Viewer, grids: readonly { code: string }[]): boolean {
  if (scope.kind !== 'grids') return false
  return scope.prefixes.includes('') || (grids.length > 0 && grids.every(({ code }) => scope.prefixes.some((prefix) => code.startsWith(prefix))))
}

/** May this viewer read figures of binding about this grid? They are of the grid and not of what was given to a department. */
export function mayReadBinding(viewer: Viewer, grid: string): boolean {
  return viewer.scope.kind === 'grids' && mayReadGrid(viewer, grid)
}

/** Fields that can be opened with a reason. */
export const RevealField = z.enum(['name', 'phone', 'idNumber', 'address'])
export type RevealField = z.infer<typeof RevealField>

/** How long what was opened stays open. */
export const REVEAL_MS = 5 * 60_000

/** Asks to see personal data: why, and which. */
export const RevealIn = z.object({
  reason: z.string().check(z.trim(), z.minLength(4), z.maxLength(500)),
  fields: z.array(RevealField).check(z.minLength(1)),
})

/** What a grid is called, in Chinese and in English. */
const GridNames = { gridName: z.string(), gridNameEn: z.string() }

const shown = { revealed: z.array(RevealField), until: z.nullable(z.string()) }

/**
 * A member or chief as lists show them: masked, but for the fields in `revealed`, which are open `until` then. `households`: bound to
 * them in the grids that the viewer sees.
 */
export const PersonRow = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.nullable(z.string()),
  idNumber: z.nullable(z.string()),
  employer: z.nullable(z.string()),
  posts: z.array(z.extend(Post, { ...GridNames, level: z.nullable(GridLevel) })),
  households: z.int(),
  demo: z.boolean(),
  ...shown,
})
export type PersonRow = z.infer<typeof PersonRow>

/** A household as lists show it: masked as a person is, its address to the building. */
export const HouseholdRow = z.object({
  id: z.string(),
  grid: z.string(),
  ...GridNames,
  service: z.nullable(z.string()),
  name: z.string(),
  phone: z.nullable(z.string()),
  idNumber: z.nullable(z.string()),
  address: z.string(),
  persons: z.nullable(z.int()),
  member: z.nullable(z.object({ id: z.string(), name: z.string() })),
  /** how many of it have a phone bound */
  residents: z.int(),
  demo: z.boolean(),
  ...shown,
})
export type HouseholdRow = z.infer<typeof HouseholdRow>

export const People = z.object({ people: z.array(PersonRow), nextCursor: z.nullable(z.string()) })
export const Households = z.object({ households: z.array(HouseholdRow), nextCursor: z.nullable(z.string()) })

const open = z.optional(z.int())
const place = { place: z.string(), placeEn: z.string() }

/**
 * Whom an event can be given to. Members and chiefs are masked, each with their grids; none for whoever may not read about people. `place`,
 * `placeEn`: what the grid is called. `open`:
 * events that they hold now, of those that the viewer sees one by one; told to whoever reads about people.
 */
export const Departments = z.object({
  /** who can watch a card (督办人) in the area, for supervisors; `areas`: whose events */
  watchers: z.array(z.object({ id: z.string(), name: z.string(), areas: z.array(z.string()) })),
  /** codes (prefixes) of the area whose grids can be given events */
  areas: z.array(z.string()),
  departments: z.array(z.extend(Department, { open })),
  teams: z.array(z.extend(Team, { ...place, open })),
  members: z.array(
    z.object({
      grid: z.string(),
      ...place,
      members: z.array(z.object({ id: z.string(), name: z.string(), phone: z.nullable(z.string()), kind: PostKind, open })),
    }),
  ),
})
export type Departments = z.infer<typeof Departments>
