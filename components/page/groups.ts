import { handlesSubmissions, mayReport, type Role, type Viewer } from '@/lib/domain/access'
import { mayAudit, startPage } from '@/lib/domain/account'
import { mayReadJudgements } from '@/lib/domain/judgement-access'
import { ordersDue } from '@/lib/domain/order-due'
import { mayReadPeople } from '@/lib/domain/people'
import { ROLES } from '@/lib/domain/roles'
import { mayReadSources } from '@/lib/domain/source-access'
import { mayReadUnits } from '@/lib/domain/unit-access'

/** `one`: a page for each thing whose address lies below; the list of them is at the address itself. */
type PageRow = { href: string; one?: true; may(viewer: Viewer): boolean }
const works = ({ role }: Viewer): boolean => ROLES[role].reaches === 'work'
const isPerson = (viewer: Viewer): boolean => works(viewer) && viewer.role !== 'screen'

/** The pages of work and who may open each: the page itself asks here, so that nobody is offered what refuses them. */
const PAGES = {
  desk: { href: '/desk', may: isPerson },
  wall: { href: '/wall', may: works },
  replay: { href: '/replay', may: (viewer) => isPerson(viewer) && viewer.scope.kind === 'grids' },
  remote: { href: '/remote', may: ({ role, scope }) => (role === 'dispatcher' || role === 'supervisor') && scope.kind === 'grids' },
  // a department is given events, and alerts are of places
  alerts: { href: '/alerts', may: (viewer) => isPerson(viewer) && viewer.scope.kind === 'grids' },
  rules: { href: '/rules', may: (viewer) => isPerson(viewer) && viewer.scope.kind === 'grids' },
  reports: { href: '/reports', may: mayReadJudgements },
  roster: { href: '/roster', may: (viewer) => isPerson(viewer) && viewer.scope.kind === 'grids' },
  events: { href: '/events', may: isPerson },
  event: { href: '/events', one: true, may: isPerson },
  // of those who take and hand in, and of those whom orders wait for
  tasks: { href: '/tasks', may: (viewer) => ROLES[viewer.role].takes || ordersDue(viewer).length > 0 },
  // where exactly is asked when the place is known
  report: {
    href: '/report',
    may: (viewer) => viewer.scope.kind === 'grids' && mayReport({ ...viewer, scope: { kind: 'grids', prefixes: [''] } }, ''),
  },
  cards: { href: '/cards', may: isPerson },
  submissions: { href: '/submissions', may: handlesSubmissions },
  // orders are of people, whom those read about who work with them
  orders: { href: '/orders', may: (viewer) => isPerson(viewer) && mayReadPeople(viewer) },
  // what is near, who lives too far, and what was done there are of grids
  places: { href: '/places', may: (viewer) => isPerson(viewer) && viewer.scope.kind === 'grids' },
  // as are duties
  duties: { href: '/duties', may: (viewer) => isPerson(viewer) && mayReadUnits(viewer) },
  // units are of grids too
  organisation: { href: '/organisation', may: (viewer) => isPerson(viewer) && mayReadUnits(viewer) },
  // figures of binding are of grids, and not of what a department was given
  people: { href: '/people', may: (viewer) => isPerson(viewer) && viewer.scope.kind === 'grids' },
  sources: { href: '/sources', may: mayReadSources },
  figures: { href: '/figures', may: isPerson },
  audit: { href: '/audit', may: mayAudit },
  settings: { href: '/settings', may: ({ role }) => ROLES[role].administers },
  account: { href: '/account', may: (viewer) => works(viewer) && viewer.userId !== undefined },
} as const satisfies Record<string, PageRow>
export type PageId = keyof typeof PAGES
const rows: Record<PageId, PageRow> = PAGES

/** The groups of the header, a row each: `pages` are offered, `inside` lie in the group without a link of their own. */
const GROUPS = [
  { id: 'situation', pages: ['desk', 'wall', 'replay', 'remote'], inside: [] },
  { id: 'warning', pages: ['alerts', 'reports', 'rules', 'roster'], inside: [] },
  { id: 'events', pages: ['events', 'submissions', 'tasks', 'cards', 'report'], inside: ['event'] },
  { id: 'services', pages: ['orders', 'duties', 'places'], inside: [] },
  { id: 'organisation', pages: ['organisation', 'people', 'sources'], inside: [] },
  { id: 'figures', pages: ['figures'], inside: [] },
  { id: 'administration', pages: ['audit', 'settings'], inside: [] },
] as const satisfies readonly { id: string; pages: readonly PageId[]; inside: readonly PageId[] }[]
export type GroupId = (typeof GROUPS)[number]['id']

/** What stands at the bottom of a phone, of what the viewer may open. */
const PHONE_BAR: Record<Role, readonly PageId[]> = {
  screen: [],
  viewer: ['desk', 'alerts', 'figures', 'account'],
  reporter: ['report', 'desk', 'account'],
  operator: ['tasks', 'report', 'desk', 'account'],
  handler: ['tasks', 'desk', 'figures', 'account'],
  dispatcher: ['alerts', 'desk', 'report', 'account'],
  supervisor: ['alerts', 'desk', 'figures', 'account'],
  administrator: ['settings', 'audit', 'desk', 'account'],
  auditor: ['audit', 'figures', 'account'],
  resident: [],
}

/** What closes pages beside the viewer's rights: the county takes no entry by hand, or a second factor has to be set up before all else. */
export type Closed = { entryByHand: boolean; factorMissing: boolean }

export const hrefOf = (page: PageId): string => rows[page].href
export const mayOpen = (page: PageId, viewer: Viewer): boolean => rows[page].may(viewer)
/** Is it offered? A form that the county has closed is not, though whoever has its address is told so there. */
const isOffered = (page: PageId, viewer: Viewer, { entryByHand, factorMissing }: Closed): boolean =>
  mayOpen(page, viewer) && (page !== 'report' || entryByHand) && (page === 'account' || !factorMissing)

export type Group = { id: GroupId; href: string; pages: readonly PageId[]; inside: readonly PageId[] }
/** The groups that a viewer is offered, each with its pages; it leads to the first of them. */
export function groupsFor(viewer: Viewer, closed: Closed): Group[] {
  return GROUPS.flatMap(({ id, pages, inside }) => {
    const open = pages.filter((page) => isOffered(page, viewer, closed))
    const [first] = open
    return first === undefined ? [] : [{ id, href: hrefOf(first), pages: open, inside }]
  })
}

export const phoneBar = (viewer: Viewer, closed: Closed): readonly PageId[] =>
  PHONE_BAR[viewer.role].filter((page) => isOffered(page, viewer, closed))

/** The page that an address belongs to. */
export function pageAt(path: string): PageId | null {
  const of = Object.entries(rows)
  const found = (of.find(([, { href, one }]) => path === href && !one) ?? of.findLast(([, { href }]) => path.startsWith(`${href}/`)))?.[0]
  return found !== undefined && isPage(found) ? found : null
}
const isPage = (name: string): name is PageId => Object.hasOwn(PAGES, name)

/** Where a viewer works: the page of the role, or the desk where the scope does not open that. */
export function landingOf(viewer: Viewer): PageId {
  const page = pageAt(startPage(viewer.role))
  return page !== null && mayOpen(page, viewer) ? page : isPerson(viewer) ? 'desk' : 'wall'
}
