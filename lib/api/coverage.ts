import { readReportedTotals } from '@/lib/db/ground/reported-totals'
import { listMembers } from '@/lib/db/people/people'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { readDepartments, readOpenByParty, readWatchers } from '@/lib/db/people/targets'
import { narrow, type Viewer } from '@/lib/domain/access'
import {
  type BindingRow,
  bindingByGrid,
  bindingByService,
  type Coverage,
  type CoverageRow,
  type EventsByGrid,
  MIN_HOUSEHOLDS,
  vacanciesIn,
} from '@/lib/domain/binding'
import { isWithin, shortName } from '@/lib/domain/grid'
import { type Party, partyKey } from '@/lib/domain/life'
import { maskName, maskPhone } from '@/lib/domain/masking'
import { type Departments, departmentsNamed, mayReadBinding, mayReadPeople } from '@/lib/domain/people'
import { Problem } from '@/lib/domain/problem'
import type { peopleRoutes } from '@/lib/domain/routes/people'
import { nodesBelow } from '@/lib/domain/service-tree'
import { worksIn } from '@/lib/domain/target'
import { live } from '@/lib/live/live'
import type { Slices } from '@/lib/live/slices'
import { englishName } from './english-name'
import { englishGridName } from './english-names'
import { auditRead, gridNamed, peopleGrids } from './people-access'
import { inBudget, jsonText } from './request'
import type { CallOf } from './route'
import { gridsOf, narrowTo } from './scope'
import { visibleParts } from './visible-parts'

/** Vacancies listed; the answer says how many there are. */
const MAX_VACANCIES = 500
/** Rows that are named and written between two looks at the clock: the service tree has thousands, which are 2 MB. */
const STEP_ROWS = 200

function eventsFor(viewer: Viewer): EventsByGrid {
  return new Map(
    live()
      .board.figures(viewer, Date.now())
      .grids.map(({ grid, reported, open }) => [grid, { reported, open }]),
  )
}

/** Binding coverage along either tree: figures only, so that every role with grids reads it. */
export const giveCoverage = (call: CallOf<typeof peopleRoutes.coverage>): Promise<Coverage | Response> =>
  inBudget('read', call, (slices) => coverageOf(call, slices))

async function coverageOf({ query, viewer }: CallOf<typeof peopleRoutes.coverage>, slices: Slices): Promise<Coverage | Response> {
  const { within, tree, rows } = query()
  const board = live()
  await board.settled()
  const { atlas } = board
  const narrowed = tree === 'grids' ? narrowTo(viewer, within, atlas) : viewer
  const visible = gridsOf(narrowed, atlas).filter((grid) => mayReadBinding(viewer, grid.code))
  const book = await loadPeopleBook()
  await slices.pause()
  const events = eventsFor(viewer)
  const known: Pick<Coverage, 'tree' | 'within' | 'demo' | 'reported'> = {
    tree,
    within: within || null,
    demo: visible.some((grid) => grid.demo),
    reported: await readReportedTotals(),
  }
  if (tree === 'grids') {
    const binding = bindingByGrid(book, { grids: atlas.grids, visible, events })
    const seen = new Set(visible.map((g) => g.code))
    const shown = rows === 'all' ? visible : visible.filter((g) => g.code !== within && (g.parentCode === within || !seen.has(g.parentCode)))
    const codes = new Set(shown.map((g) => g.code))
    const nameGrid = (row: BindingRow): CoverageRow => ({ nameEn: englishGridName(atlas, row.code), ...row })
    const vacancies = vacanciesIn(book, atlas.grids, visible)
    return {
      ...known,
      total: nameGrid(binding.rows.find((row) => row.code === within) ?? binding.total),
      rows: binding.rows.filter((row) => codes.has(row.code)).map(nameGrid),
      vacancies: vacancies.slice(0, MAX_VACANCIES).map((one) => ({ ...one, gridNameEn: englishGridName(atlas, one.grid) })),
      vacant: vacancies.length,
      unplaced: null,
    }
  }
  const binding = await slices.run(bindingByService(book, { visible, events }))
  const total = within ? binding.rows.find((row) => row.code === within) : binding.total
  if (!total) throw new Problem('not_found', `There is no node ${within} of the service tree here.`)
  const below = within ? new Set(nodesBelow(book.nodes, within)) : null
  const parents = new Map(book.nodes.map((node) => [node.code, node.parentCode ?? '']))
  const isShown = (code: string) => (rows === 'all' ? below === null || below.has(code) : parents.get(code) === (within ?? ''))
  const shown = binding.rows.filter((row) => isShown(row.code))
  const texts = await slices.map(shown, STEP_ROWS, (part) => part.map((row) => JSON.stringify(nameNode(row))).join())
  await slices.pause()
  const unplaced = binding.unplaced >= MIN_HOUSEHOLDS ? binding.unplaced : null
  const rest: Omit<Coverage, 'rows'> = { ...known, total: nameNode(total), vacancies: [], vacant: 0, unplaced }
  return jsonText(`${JSON.stringify(rest).slice(0, -1)},"rows":[${texts.join()}]}`)
}

// V8 copies an object that is spread last much faster than one that is spread first
const nameNode = (row: BindingRow): CoverageRow => ({ nameEn: englishName(row.name), ...row })

const placeOf = (grid: string): { place: string; placeEn: string } => {
  const { name, nameEn } = gridNamed(grid)
  return { place: shortName(name), placeEn: nameEn }
}

/**
 * Whom an event can be given to: the departments of the county, the teams that work in the scope (or `within` it), and the members and
 * chiefs of its grids, masked. How many open events each holds is told to whoever reads about people.
 */
export async function giveDepartments(call: CallOf<typeof peopleRoutes.departments>): Promise<Departments> {
  const { viewer } = call
  const { within } = call.query()
  const { atlas } = live()
  const narrowed = narrow(viewer, within)
  const prefixes = narrowed?.scope.kind === 'grids' ? narrowed.scope.prefixes : []
  const teams = (await loadPeopleBook()).teams.filter(({ grid }) => prefixes.some((prefix) => worksIn(grid, prefix)))
  const grids = mayReadPeople(viewer) ? peopleGrids(viewer, within) : []
  const open = narrowed && mayReadPeople(viewer) ? await readOpenByParty(visibleParts(narrowed, atlas, {})) : null
  const held = (kind: Party['kind'], id: string) => (open ? { open: open.get(partyKey({ kind, id })) ?? 0 } : {})
  const members = new Map<string, Departments['members'][number]['members']>()
  const found = grids.length === 0 ? [] : await listMembers(grids)
  for (const { grid, id, name, phone, kind } of found)
    members.set(grid, [...(members.get(grid) ?? []), { id, name: maskName(name), phone: phone && maskPhone(phone), kind, ...held('member', id) }])
  if (found.length > 0) await auditRead(call, { kind: 'grid', id: within ?? '' }, { list: 'members', count: found.length })
  // whoever gives a card may watch it, and is named first
  const own = { id: viewer.id, name: viewer.name, prefixes }
  const mayWatch = viewer.role === 'supervisor' ? [own, ...(await readWatchers()).filter(({ id }) => id !== viewer.id)] : []
  const overlaps = (code: string) => prefixes.some((prefix) => isWithin(code, prefix) || isWithin(prefix, code))
  return {
    watchers: mayWatch.filter((one) => one.prefixes.some(overlaps)).map(({ id, name, prefixes: areas }) => ({ id, name, areas })),
    areas: prefixes,
    departments: departmentsNamed(await readDepartments(atlas)).map((department) => ({ ...department, ...held('department', department.id) })),
    teams: teams.map((team) => ({ ...team, ...placeOf(team.grid), ...held('team', team.id) })),
    members: [...members].map(([grid, of]) => ({ grid, ...placeOf(grid), members: of })),
  }
}
