import { describe, expect, it } from 'vitest'
import { mayReport, Role, type Scope, type Viewer } from '@/lib/domain/access'
import { mayAudit, startPage } from '@/lib/domain/account'
import { mayReadDuties } from '@/lib/domain/duty-item'
import { ACTIONS } from '@/lib/domain/event-actions'
import { ORDER_ACTIONS } from '@/lib/domain/order-machine'
import { mayReadBinding } from '@/lib/domain/people'
import { ROLES } from '@/lib/domain/roles'
import { mayReadRoster } from '@/lib/domain/roster'
import { maySeeUnit } from '@/lib/domain/unit-access'
import { groupsFor, hrefOf, landingOf, mayOpen, type PageId, pageAt, phoneBar } from './groups'

const OPEN = { entryByHand: true, factorMissing: false }
const STREET = '411324001'
const scopes: readonly Scope[] = [
  { kind: 'grids', prefixes: [''] },
  { kind: 'grids', prefixes: [STREET] },
  { kind: 'department', department: '城管' },
]
/** A resident reaches a page of their own, and none of work. */
const WORKERS = Role.options.filter((role) => ROLES[role].reaches === 'work')
const viewers = WORKERS.flatMap((role) =>
  scopes.flatMap((scope) => [undefined, 'somebody'].map((userId): Viewer => ({ id: 'v', name: 'v', role, scope, ...(userId ? { userId } : {}) }))),
)
const nameOf = ({ role, scope, userId }: Viewer) =>
  `${role} of ${scope.kind === 'department' ? scope.department : scope.kind === 'self' ? 'itself' : scope.prefixes.join() || 'everything'}${userId ? '' : ' by token'}`
const offered = (viewer: Viewer) => [...new Set([...groupsFor(viewer, OPEN).flatMap(({ pages }) => pages), ...phoneBar(viewer, OPEN)])]

/** What the routes behind a page say of a viewer, each by its own predicate. */
const served: Record<PageId, (viewer: Viewer) => boolean> = {
  wall: () => true,
  remote: ({ role, scope }) => (role === 'dispatcher' || role === 'supervisor') && scope.kind === 'grids',
  replay: ({ role, scope }) => role !== 'screen' && scope.kind === 'grids',
  desk: ({ role }) => role !== 'screen',
  events: ({ role }) => role !== 'screen',
  event: ({ role }) => role !== 'screen',
  alerts: ({ role, scope }) => role !== 'screen' && scope.kind === 'grids',
  rules: ({ role, scope }) => role !== 'screen' && scope.kind === 'grids',
  roster: mayReadRoster,
  reports: ({ role, scope }) => role !== 'screen' && scope.kind === 'grids',
  cards: ({ role }) => role !== 'screen',
  submissions: ({ role, scope }) => role === 'dispatcher' && scope.kind === 'grids',
  figures: ({ role }) => role !== 'screen',
  tasks: ({ role, scope }) =>
    ACTIONS.take.roles.some((one) => one === role) || (scope.kind === 'grids' && ORDER_ACTIONS.offer.roles.some((one) => one === role)),
  report: (viewer) => viewer.scope.kind === 'grids' && viewer.scope.prefixes.some((p) => mayReport(viewer, p)),
  orders: ({ role, scope }) => scope.kind === 'grids' && ['operator', 'dispatcher', 'supervisor', 'administrator'].includes(role),
  places: ({ role, scope }) => role !== 'screen' && scope.kind === 'grids',
  duties: mayReadDuties,
  organisation: (viewer) =>
    viewer.scope.kind === 'grids' && viewer.scope.prefixes.every((p) => maySeeUnit(viewer, { grids: [`${p}${STREET}`.slice(0, 9)] })),
  people: (viewer) => viewer.role !== 'screen' && viewer.scope.kind === 'grids' && viewer.scope.prefixes.every((p) => mayReadBinding(viewer, p)),
  sources: ({ role, scope }) => scope.kind === 'grids' && ['operator', 'dispatcher', 'supervisor', 'administrator', 'auditor'].includes(role),
  audit: mayAudit,
  settings: ({ role }) => role === 'administrator',
  account: ({ userId }) => userId !== undefined,
}
const pages = Object.keys(served).filter((name): name is PageId => name in served)

describe.each(viewers.map((viewer) => [nameOf(viewer), viewer] as const))('%s', (_, viewer) => {
  it('may open what the routes behind it serve, and nothing else', () => {
    for (const page of pages) expect([page, mayOpen(page, viewer)]).toEqual([page, served[page](viewer)])
  })
  it('is offered what they may open, each page once, and nothing that refuses them', () => {
    const inGroups = groupsFor(viewer, OPEN).flatMap(({ pages: of }) => of)
    expect(new Set(inGroups).size).toBe(inGroups.length)
    for (const page of offered(viewer)) expect([page, served[page](viewer)]).toEqual([page, true])
    // the page of one event is reached by its number, one's account by one's name
    const listed = pages.filter((page) => page !== 'event' && page !== 'account')
    expect(inGroups.toSorted()).toEqual(listed.filter((page) => served[page](viewer)).toSorted())
  })
  it('comes to a page that they may open', () => {
    expect(mayOpen(landingOf(viewer), viewer)).toBe(true)
    const { role, scope } = viewer
    if (scope.kind === 'grids' && scope.prefixes.includes('')) expect(hrefOf(landingOf(viewer))).toBe(startPage(role))
  })
})

it('opens no page of work to a resident, and offers none', () => {
  const resident: Viewer = { id: 'v', name: 'v', role: 'resident', scope: { kind: 'self' }, userId: 'v' }
  expect(pages.filter((page) => mayOpen(page, resident))).toEqual([])
  expect([groupsFor(resident, OPEN), phoneBar(resident, OPEN)]).toEqual([[], []])
})

const dispatcher: Viewer = { id: 'v', name: 'v', role: 'dispatcher', scope: { kind: 'grids', prefixes: [STREET] }, userId: 'somebody' }

it('offers no form that the county has closed, and nothing but the account before a second factor is there', () => {
  const byHand = groupsFor(dispatcher, { ...OPEN, entryByHand: false }).map(({ id }) => id)
  expect(byHand).toEqual(['situation', 'warning', 'events', 'services', 'organisation', 'figures'])
  expect(groupsFor(dispatcher, { ...OPEN, factorMissing: true })).toEqual([])
  expect(phoneBar(dispatcher, { ...OPEN, factorMissing: true })).toEqual(['account'])
})

it('leads a group to the first of its pages that is open', () => {
  const administrator: Viewer = { ...dispatcher, role: 'administrator' }
  expect(groupsFor(administrator, OPEN).find(({ id }) => id === 'administration')).toMatchObject({ href: '/settings', pages: ['settings'] })
})

it.each([
  ['/desk', 'desk'],
  ['/events', 'events'],
  ['/events/20261126-00001', 'event'],
  ['/settings', 'settings'],
  ['/deskx', null],
  ['/', null],
] as const)('knows the page of %s', (path, page) => expect(pageAt(path)).toBe(page))
