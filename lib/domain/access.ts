import * as z from 'zod/mini'
import type { GridEvent } from './event'
import { isWithin } from './grid'
import { partyKey } from './life'
import { maskCode, maskReporter, maskText } from './masking'
import { ROLES, type RoleName } from './roles'

const isRole = (name: string): name is RoleName => Object.hasOwn(ROLES, name)
/** What a viewer may do (roles.ts). */
export const Role = z.enum(Object.keys(ROLES).filter(isRole))
export type Role = z.infer<typeof Role>

type WorkRoleName = { [R in RoleName]: (typeof ROLES)[R]['reaches'] extends 'work' ? R : never }[RoleName]
const isWorkRole = (role: RoleName): role is WorkRoleName => ROLES[role].reaches === 'work'
/** Roles of those who work on the county: all but residents. */
export const WorkRole = z.enum(Role.options.filter(isWorkRole))
export type WorkRole = z.infer<typeof WorkRole>

/** What those who work look at: grids below any of the code prefixes ('' is everything), or only what was given to a department. */
export const WorkScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('grids'), prefixes: z.array(z.string().check(z.regex(/^\d{0,24}$/))).check(z.minLength(1)) }),
  z.object({ kind: z.literal('department'), department: z.string().check(z.minLength(1)) }),
])
export type WorkScope = z.infer<typeof WorkScope>

/** What a viewer may look at; of a resident nothing but what is their own (`self`), which no predicate of the county's work shows. */
export const Scope = z.discriminatedUnion('kind', [WorkScope, z.object({ kind: z.literal('self') })])
export type Scope = z.infer<typeof Scope>

/**
 * Who asks: a system with a token, a screen, or a person. `parties`: whom else it acts for (life.ts `partyKey`), a member's own above all.
 * `within`: the grid prefix that a department was narrowed to (`narrow`); of others their prefixes are narrowed.
 */
export const Viewer = z.object({
  id: z.string(),
  name: z.string(),
  role: Role,
  scope: Scope,
  parties: z.optional(z.array(z.string())),
  within: z.optional(z.string()),
  /** the account of a person who signed in, with the session that they did it in */
  userId: z.optional(z.string()),
  sessionId: z.optional(z.string()),
  /** of a token: what it may send events as (origin.ts) */
  sources: z.optional(z.array(z.string())),
})
export type Viewer = z.infer<typeof Viewer>

/**
 * Visibility class: `full` sees sensitive events one by one, `plain` gets them as counts a street only, `screen` in addition reads no
 * free text. A room of the socket is (scope, class).
 */
export type VisibilityClass = 'full' | 'plain' | 'screen'

/** The class of a viewer, by its role. */
export function visibilityClass({ role }: Viewer): VisibilityClass {
  return ROLES[role].sees
}

/** The part of an event that decides who may see it. `parties`: whom it was given to. */
export type Seen = { grid: string; sensitive: boolean; parties?: readonly string[] }

/** The parties a viewer acts for: a department is its scope, a person has its own; some roles act for nobody. */
export function partiesOf(viewer: Viewer): readonly string[] {
  if (viewer.scope.kind === 'department') return [partyKey({ kind: 'department', id: viewer.scope.department })]
  return ROLES[viewer.role].actsFor === 'nobody' ? [] : (viewer.parties ?? [])
}
/** All parties that the viewer acts for, of these grids those of an operator's area among them: `isGivenTo` as a list. */
export function actingParties(viewer: Viewer, grids: readonly { code: string }[]): readonly string[] {
  const own = partiesOf(viewer)
  if (ROLES[viewer.role].actsFor !== 'parties and grids') return own
  return [...own, ...grids.flatMap(({ code }) => (actsForGrid(viewer, code) ? [partyKey({ kind: 'grid', id: code })] : []))]
}

/** Was the event given to one of the parties that the viewer acts for, or to a grid in the viewer's area? */
export function isGivenTo(viewer: Viewer, event: Pick<Seen, 'parties'>): boolean {
  const { parties = [] } = event
  if (parties.length === 0) return false
  const own = partiesOf(viewer)
  return parties.some((p) => own.includes(p) || (p.startsWith(GRID) && actsForGrid(viewer, p.slice(GRID.length))))
}
const GRID = 'grid:'

/** Does the viewer act for whoever looks after this grid? Operators do, for the grids of their area. */
function actsForGrid({ role, scope }: Viewer, code: string): boolean {
  return ROLES[role].actsFor === 'parties and grids' && scope.kind === 'grids' && scope.prefixes.some((p) => isWithin(code, p))
}

/**
 * THE predicate of visibility: may this viewer see this event by itself? Used by lists, snapshot, heat, figures, socket and changes.
 * A department sees what was given to it, within what it was narrowed to; everybody else what lies in their grids, sensitive events only
 * as dispatcher, supervisor, or when they were given to them.
 */
export function maySee(viewer: Viewer, event: Seen): boolean {
  if (viewer.scope.kind === 'department') return isWithin(event.grid, viewer.within ?? '') && isGivenTo(viewer, event)
  if (!mayReadGrid(viewer, event.grid)) return false
  return !event.sensitive || visibilityClass(viewer) === 'full' || isGivenTo(viewer, event)
}

/** May this viewer read figures of this grid (counts include sensitive events only from the level of a street upwards, see figures.ts)? */
export function mayReadGrid(viewer: Viewer, code: string): boolean {
  return viewer.scope.kind === 'grids' && viewer.scope.prefixes.some((p) => isWithin(code, p))
}

/** May this viewer send events into the grid? */
export function mayReport(viewer: Viewer, gridCode: string): boolean {
  return ROLES[viewer.role].reports && mayReadGrid(viewer, gridCode)
}

/** Does what residents send (随手拍) come before this viewer? Dispatchers of an area; which of it, is asked of each (submission.ts). */
export const handlesSubmissions = ({ role, scope }: Viewer): boolean => role === 'dispatcher' && scope.kind === 'grids'

/** The part of an event that decides who may read its words. `reportedBy`: id of whoever reported it by hand. */
export type Worded = Pick<Seen, 'parties'> & { reportedBy: string | null }

/**
 * THE predicate of words: may this viewer read what is written about an event, and look at its photos? Those who act on it may, personal
 * numbers masked: whoever reported it, the operator of its grid, those it was given to, dispatcher and supervisor. Everybody else knows
 * what it is by its type. Call only where `maySee` holds.
 */
export function mayReadWords(viewer: Viewer, event: Worded): boolean {
  const acts = ROLES[viewer.role].actsOn
  if (acts === 'given') return isGivenTo(viewer, event)
  return acts === 'all' || (acts === 'own' && event.reportedBy === viewer.id)
}

/** May this viewer add a photo to an event that it sees? Of the roles that add any, whoever reads its words or reported it, also when it is closed. */
export function mayAttach(viewer: Viewer, event: Worded): boolean {
  return ROLES[viewer.role].attaches && (event.reportedBy === viewer.id || mayReadWords(viewer, event))
}

/** A name for whose words a viewer reads: two of one `audienceKey` and this key read the same of each event. */
export function wordsKey({ role, id }: Viewer): string {
  const { actsOn } = ROLES[role]
  return actsOn === 'own' ? `own:${id}` : actsOn
}

/**
 * May this viewer change what holds for the whole county: life cycle, calendar, types, limits, weights? An administrator may whose area is
 * all of these grids; one of a street manages the accounts of the street (account.ts `mayManage`) and reads the settings.
 */
export function mayAdminister({ role, scope }: Viewer, grids: readonly { code: string }[]): boolean {
  if (!ROLES[role].administers || scope.kind !== 'grids') return false
  const { prefixes } = scope
  return prefixes.includes('') || (grids.length > 0 && grids.every(({ code }) => prefixes.some((p) => isWithin(code, p))))
}

/**
 * The event as this viewer may read it: its words with personal numbers masked, or the name of its type instead of them; for a screen
 * neither, and not whom it was given to. Call only where `maySee` holds.
 */
export function redact(viewer: Viewer, event: GridEvent, about: Worded & { typeName: string }): GridEvent {
  const { title, description, reporter, householdId, ...rest } = event
  if (visibilityClass(viewer) === 'screen') {
    const { externalId: _external, lead: _lead, assisting: _assisting, ...told } = rest
    return told
  }
  if (!mayReadWords(viewer, about)) return { ...rest, title: about.typeName, words: 'withheld' }
  return {
    ...rest,
    ...(title !== undefined && { title: maskText(title) }),
    ...(description !== undefined && { description: maskText(description) }),
    ...(reporter !== undefined && { reporter: maskReporter(reporter) }),
    ...(householdId !== undefined && { householdId: maskCode(householdId) }),
    words: 'masked',
  }
}

/** A stable name for (scope, class, parties): viewers with the same key see exactly the same changes. */
export function audienceKey(viewer: Viewer): string {
  const within = viewer.within ? `@${viewer.within}` : ''
  if (viewer.scope.kind === 'self') return `self:${viewer.id}`
  const scope = viewer.scope.kind === 'department' ? `d${within}:${viewer.scope.department}` : `g:${[...viewer.scope.prefixes].sort().join(',')}`
  const parties = viewer.scope.kind === 'department' ? [] : [...partiesOf(viewer)].sort()
  const forGrids = ROLES[viewer.role].actsFor === 'parties and grids'
  const acting = forGrids || parties.length ? `|${forGrids ? 'o' : ''}p:${JSON.stringify(parties)}` : ''
  return `${visibilityClass(viewer)}|${scope}${acting}`
}

/**
 * The viewer narrowed to a grid prefix that a request names; null when nothing of it lies in the scope. A department is given events in
 * any grid, so it can be narrowed to each.
 */
export function narrow(viewer: Viewer, within: string | undefined): Viewer | null {
  if (within === undefined || within === '') return viewer
  const inBoth = (p: string) => (isWithin(p, within) ? [p] : isWithin(within, p) ? [within] : [])
  if (viewer.scope.kind === 'department') {
    const [prefix] = inBoth(viewer.within ?? '')
    return prefix === undefined ? null : { ...viewer, within: prefix }
  }
  if (viewer.scope.kind === 'self') return null
  const prefixes = viewer.scope.prefixes.flatMap(inBoth)
  return prefixes.length ? { ...viewer, scope: { kind: 'grids', prefixes: [...new Set(prefixes)] } } : null
}

/** May this viewer know the ground of this grid: its name and boundary? A department, of the whole county, or of what it was narrowed to. */
export function mayKnowGrid(viewer: Viewer, code: string): boolean {
  return viewer.scope.kind === 'department' ? isWithin(code, viewer.within ?? '') : mayReadGrid(viewer, code)
}
