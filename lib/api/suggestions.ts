import { getEvent } from '@/lib/db/events/event-list'
import { listMembers } from '@/lib/db/people/people'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { readDepartments } from '@/lib/db/people/targets'
import { readLoads, readSkills } from '@/lib/db/units/dispatch-facts'
import { loadUnits } from '@/lib/db/units/unit-book'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import { type Candidate, LOAD_DAYS, suggestParties } from '@/lib/domain/dispatch-suggestions'
import { ACTIONS } from '@/lib/domain/event-actions'
import { partyKey } from '@/lib/domain/life'
import { maskName, maskPhone } from '@/lib/domain/masking'
import { leadingDepartments } from '@/lib/domain/people'
import { Problem } from '@/lib/domain/problem'
import { suggestionsRoute } from '@/lib/domain/routes/suggestions'
import { grouped } from '@/lib/domain/rows'
import { worksIn } from '@/lib/domain/target'
import { live } from '@/lib/live/live'
import { auditRead, peopleGrids } from './people-access'
import { type CallOf, type Served, serveViewer } from './route'
import { visibleParts } from './visible-parts'

/** Digits of a community's code: its people are those asked about. */
const COMMUNITY = 12

/** Members and chiefs of the community of a grid, masked, with the posts they hold in the grid itself. */
async function membersFor(viewer: Viewer, grid: string, now: number): Promise<Candidate[]> {
  const grids = peopleGrids(viewer, grid.slice(0, COMMUNITY))
  if (grids.length === 0) return []
  const people = grouped(await listMembers(grids), ({ id }) => id)
  const skills = await readSkills([...people.keys()], now)
  return [...people].flatMap(([id, posts]): Candidate[] => {
    const [one] = posts
    if (!one) return []
    const name = [maskName(one.name), one.phone === null ? '' : maskPhone(one.phone)].join(' ').trim()
    const here = posts.filter((post) => post.grid === grid).map(({ kind }) => kind)
    return [{ party: { kind: 'member', id }, name, department: null, skills: skills.get(id) ?? [], posts: here, place: null }]
  })
}

/** Teams that work where a grid lies, of those that the viewer gives events to, with the skills and the base of the unit that each is. */
async function teamsFor({ scope }: Viewer, grid: string, now: number): Promise<Candidate[]> {
  const prefixes = scope.kind === 'grids' ? scope.prefixes : []
  const units = new Map((await loadUnits(now)).flatMap((unit) => (unit.team === null ? [] : [[unit.team, unit] as const])))
  const { teams } = await loadPeopleBook()
  return teams
    .filter((team) => worksIn(team.grid, grid) && prefixes.some((prefix) => worksIn(team.grid, prefix)))
    .map(({ id, name, department }) => {
      const unit = units.get(id)
      return { party: { kind: 'team', id }, name, department, skills: unit?.skills ?? [], posts: [], place: unit?.place ?? null }
    })
}

/** Whom an event might be given to, each with reasons; for whoever dispatches. */
async function giveSuggestions(call: CallOf<typeof suggestionsRoute>) {
  const { viewer, params } = call
  if (!ACTIONS.dispatch.roles.some((role) => role === viewer.role)) throw new Problem('forbidden', `The role ${viewer.role} gives events to nobody.`)
  const board = live()
  await board.settled()
  const { atlas } = board
  const now = Date.now()
  const event = await getEvent(viewer, params().id, now)
  if (!event) throw new Problem('not_found', 'There is no such event here.')
  const type = [...atlas.typeById.values()].find(({ code }) => code === event.type)
  const known = await readDepartments(atlas)
  const leads = leadingDepartments(type ? [type] : []).filter((name) => known.has(name))
  const members = await membersFor(viewer, event.grid, now)
  const departments = leads.map(
    (id): Candidate => ({ party: { kind: 'department', id }, name: id, department: null, skills: [], posts: [], place: null }),
  )
  const candidates = [...departments, ...(await teamsFor(viewer, event.grid, now)), ...members]
  const keys = candidates.map(({ party }) => partyKey(party))
  const loads = await readLoads(visibleParts(viewer, atlas, {}), keys, now - LOAD_DAYS * DAY_MS)
  const suggestions = suggestParties(candidates, { type: event.type, leads, position: event.position ?? null }, loads)
  const people = suggestions.flatMap(({ party }) => (party.kind === 'member' ? [party.id] : []))
  if (people.length > 0) await auditRead(call, { kind: 'event', id: event.id }, { list: 'suggestions', ids: people })
  return { suggestions }
}

export const suggestionsServed: readonly Served[] = [serveViewer(suggestionsRoute, giveSuggestions)]
