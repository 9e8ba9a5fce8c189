import { randomUUID } from 'node:crypto'
import type { Role } from '@/lib/domain/access'
import { ALERT_NAMES, ALERTS, EVENT_NAMES, EVENTS, type EventName, knowsAll, reaches, readsWords, sees, type Who, type World } from './access-world'
import { spot } from './small-county'

/** One request of the matrix, and the status that each of the 36 gets. */
export type Ask = {
  /** what it aims at, where a route has several rows */
  of?: string
  /** the request; made anew for each who asks: `does`, whoever may do it, whose request may change what the others ask for */
  make(world: World, does: boolean): Promise<{ path: string; init?: RequestInit }> | { path: string; init?: RequestInit }
  status(who: Who): number
  /** what a stranger gets, 401 unless said */
  stranger?: number
  /** what a resident gets who signed in; unless said, what a stranger gets where strangers may ask, and 403 */
  resident?: number
}

const at = (path: string, init?: RequestInit) => ({ make: () => ({ path, ...(init ? { init } : {}) }) })
const body = (method: string, value: unknown): RequestInit => ({
  method,
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/json' },
})
const all = () => 200
const everybody = () => true
const by =
  (...roles: Role[]) =>
  ({ role }: Who) =>
    roles.includes(role)

/** A row for each event of the world. */
const perEvent = (make: (id: string) => { path: string; init?: RequestInit }, status: (who: Who, name: EventName) => number): Ask[] =>
  EVENT_NAMES.map((name) => ({ of: name, make: (world) => make(world.events[name]), status: (who) => status(who, name) }))

const administers = by('administrator')
const readsAlertNotes = by('operator', 'dispatcher', 'supervisor', 'administrator')
const reports = by('reporter', 'operator', 'dispatcher', 'supervisor', 'administrator')
const attaches = by('reporter', 'operator', 'handler', 'dispatcher', 'supervisor')
/** An administrator of this reach manages accounts of that one. */
const manages = (who: Who, scope: 'community' | 'county' | 'department') =>
  scope === 'department' ? who.scope === 'county' || who.scope === 'department' : reaches(who, scope)
const THRESHOLD = {
  ...{ colour: 'blue', times: 5, days: 7, level: 2, ownBelow: null, types: [], grids: [], clearMinutes: 60, lateHours: 72 },
}

/** Whoever reads about people and households, masked: those who work with them, by grids. */
const readsPeople = (who: Who) => by('operator', 'dispatcher', 'supervisor', 'administrator')(who) && who.scope !== 'department'
/** A row for somebody of the community, and one for somebody of another street. */
const perPerson = (kind: 'people' | 'households', rest: string, init: RequestInit | undefined, done: number): Ask[] =>
  (['community', 'county'] as const).map((place) => ({
    of: place,
    make: (world) => ({ path: `/api/${kind}/${world[kind][place]}${rest}`, ...(init ? { init } : {}) }),
    status: (who) => (readsPeople(who) ? (reaches(who, place) ? done : 404) : 403),
  }))
/** Whoever works with households may invite them, but supervisors, who look at what others do. */
const invites = (who: Who) => readsPeople(who) && who.role !== 'supervisor'
/** A request about the household of the community, and one about that of another street. */
const perHousehold = (rest: string, init: RequestInit | undefined, done: number): Ask[] =>
  (['community', 'county'] as const).map((place) => ({
    of: place,
    make: (world) => ({ path: `/api/households/${world.households[place]}${rest}`, ...(init ? { init } : {}) }),
    status: (who) => (invites(who) ? (reaches(who, place) ? done : 404) : 403),
  }))
/** Sources are looked at by whoever works with people of an area, and by auditors. */
const readsSources = (who: Who) => by('operator', 'dispatcher', 'supervisor', 'administrator', 'auditor')(who) && who.scope !== 'department'
const keepsSources = (who: Who) => administers(who) && who.scope === 'county'
const SOURCE = {
  ...{ name: '村振', kind: 'cunzhen', subject: 'households', effect: 'compare', place: { kind: 'upload' }, hour: null },
  mapping: { externalId: '户编号', name: '户主姓名', community: '行政村', address: '家庭住址' },
}
/** A request about a source that is not there: who may ask is told so. */
const ofNoSource = (rest: string, may: (who: Who) => boolean, init?: RequestInit): Ask[] => [
  { make: () => ({ path: `/api/sources/${randomUUID()}${rest}`, ...(init ? { init } : {}) }), status: (who) => (may(who) ? 404 : 403) },
]
/** Units are of an area, and no screen reads them. */
const readsUnits = (who: Who) => who.role !== 'screen' && who.scope !== 'department'
const organises = (who: Who) => by('dispatcher', 'supervisor', 'administrator')(who) && who.scope !== 'department'
/** A request about the unit of the community, and one about that of another street. */
const perUnit = (rest: string, init: RequestInit | undefined, may: (who: Who) => boolean, done: number): Ask[] =>
  (['community', 'county'] as const).map((place) => ({
    of: place,
    make: (world) => ({ path: `/api/units/${world.units[place]}${rest}`, ...(init ? { init } : {}) }),
    status: (who) => (may(who) ? (reaches(who, place) ? done : 404) : 403),
  }))
/** A request about the phone of a member of such a unit, for whoever changes the unit and may invite. */
const perMember = (rest: string, init: RequestInit | undefined, done: number): Ask[] =>
  (['community', 'county'] as const).map((place) => ({
    of: place,
    make: ({ units, people }) => ({ path: `/api/units/${units[place]}/people/${people[place]}${rest}`, ...(init ? { init } : {}) }),
    status: (who) => (organises(who) && invites(who) ? (reaches(who, place) ? done : 404) : 403),
  }))
/** Who goes on a duty, and who sends others. */
const doesDuties = (who: Who) => by('operator', 'dispatcher', 'supervisor')(who) && who.scope !== 'department'
const arrangesDuties = (who: Who) => by('dispatcher', 'supervisor')(who) && who.scope !== 'department'
const dutyOf = (within: string) => ({
  ...{ requestId: randomUUID(), name: '主题党日', within, subjects: { kind: 'grids', level: 2 }, cadence: 'monthly', dueDay: -1 },
  ...{ crew: [], fields: [], findings: false, begins: null },
})
/** A request about the item of the community, and one about that of another street. */
const perDutyItem = (rest: string, make: () => RequestInit | undefined, may: (who: Who) => boolean): Ask[] =>
  (['community', 'county'] as const).map((place) => ({
    of: place,
    make: ({ duties }) => {
      const init = make()
      return { path: `/api/duties/items/${duties[place]}${rest}`, ...(init ? { init } : {}) }
    },
    status: (who) => (readsUnits(who) ? (reaches(who, place) ? (may(who) ? 200 : 403) : 404) : 403),
  }))
/** Routes for residents: whoever works here is none. */
const residentsOnly = (resident: number, path: string, init?: RequestInit): Ask[] => [{ ...at(path, init), status: () => 403, resident }]
/** Those who work at the places of an area book for people there; of whoever seeks help only dispatchers. */
const worksAtPlaces = (who: Who) => by('operator', 'dispatcher', 'administrator')(who) && who.scope !== 'department'
const TOMORROW = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + 86_400_000).toISOString()
/** A request about the place of the community, and one about that of another street, which a department knows as it knows all ground. */
const perPlace = (rest: string, make: () => RequestInit | undefined, done: number, may: (who: Who) => boolean, of = ''): Ask[] =>
  (['community', 'county'] as const).map((place) => ({
    of: `${of}${place}`,
    make: ({ places }) => {
      const init = make()
      return { path: `/api/places/${places[place]}${rest}`, ...(init ? { init } : {}) }
    },
    status: (who) => (reaches(who, place) || who.scope === 'department' ? (may(who) ? done : 403) : 404),
  }))
/** Orders are masked data of people; their counts are of grids, and a screen may ask for them. */
const perOrder = (rest: string, init: RequestInit | undefined, done: number, may: (who: Who) => boolean = readsPeople): Ask[] =>
  (['community', 'county'] as const).map((place) => ({
    of: place,
    make: ({ orders }) => ({ path: `/api/orders/${orders[place]}${rest}`, ...(init ? { init } : {}) }),
    status: (who) => (readsPeople(who) ? (reaches(who, place) ? (may(who) ? done : 403) : 404) : 403),
  }))
const ordersFor = (who: Who) => by('operator', 'dispatcher', 'supervisor')(who) && who.scope !== 'department'
const newOrder = (grid: string) => ({ id: randomUUID(), service: 'hospital', grid, name: '\u5434\u6842\u5170', address: '3' })
const orderAct = (action: string, more: object = {}) => body('POST', { requestId: randomUUID(), action, expectedRevision: 99, ...more })
const ORDER_ASKED = { id: randomUUID(), service: 'hospital', follow: `gsl_${'o'.repeat(43)}`, name: '\u5434', phone: '15412340258', address: '3' }
const newPlace = (position: readonly number[]) => ({
  ...{ requestId: randomUUID(), kind: 'station', name: '暖心驿站', position, address: null, contact: null, capacity: null },
  ...{ services: ['water'], facilities: [], offers: [], hours: { week: Array.from({ length: 7 }, () => []), holidays: null, exceptions: [] } },
})
const booking = (service: string) => () => body('POST', { id: randomUUID(), service, startsAt: TOMORROW, name: '王小明' })
const reveal = (field: string) => body('POST', { reason: '核实走访情况', fields: [field] })

/** Routes for people who signed in: a token is nobody. */
const peopleOnly = (path: string, init: RequestInit = body('POST', {})): Ask[] => [{ ...at(path, init), status: () => 403 }]

/** Alerts are seen as the events of an area are; what was given to a department has no area. */
export const seesAlert = (who: Who, placed: { place: 'community' | 'street' | 'county'; sensitive: boolean; given: boolean }): boolean =>
  who.scope !== 'department' && sees(who, placed)
const onDuty = by('dispatcher', 'supervisor', 'administrator')
/** A silence of a moment, so that it holds no alert that other rows ask for. */
const silence = (of: object) => ({ id: randomUUID(), reason: '演练', until: new Date(Date.now() + 2_000).toISOString(), ...of })

/** What a resident would tell of the community. */
const TOLD = { id: randomUUID(), follow: `gsl_${'a'.repeat(43)}`, occurredAt: new Date().toISOString(), type: '0501', words: '垃圾没有清' }
const byLink = (secret: string, init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { ...Object(init.headers), authorization: `Bearer ${secret}` },
})
/** What residents send comes before the dispatchers of an area. */
const handlesSubmissions = (who: Who) => by('dispatcher')(who) && who.scope !== 'department'
const makesLinks = (who: Who) => administers(who) && who.scope !== 'department'

/** A replay is of an area, which a department does not have. */
const hasArea = ({ scope }: Who) => scope !== 'department'
/** Reports are of places: not for screens, and not for a department. Who reads one would have seen the same. */
const hasReports = (who: Who) => who.role !== 'screen' && who.scope !== 'department'
const perReport = (names: readonly (keyof typeof ALERTS)[], rest: string): Ask[] =>
  names.map((name) => ({
    of: name,
    make: async (world) => ({ path: `/api/reports/${await world.report(name)}${rest}` }),
    status: (who) => (hasReports(who) ? (sees(who, ALERTS[name]) ? 200 : 404) : 403),
  }))

/** A one-account request: 403 without the role, 404 out of reach. */
const perAccount = (make: (id: string) => { path: string; init?: RequestInit }, done: number): Ask[] =>
  (['community', 'county', 'department'] as const).map((scope) => ({
    of: `an account of the ${scope}`,
    make: (world) => make(world.accounts[scope]),
    status: (who) => (administers(who) ? (manages(who, scope) ? done : 404) : 403),
  }))

/**
 * Every route of the API, and what each role and scope gets of it. A route without a row fails the test, and so does a row without a
 * route: whoever adds a route says here who may use it. `SOCKET` rows are messages that clients send.
 */
export const accessTable: Record<string, Ask[]> = {
  'GET /metrics': [{ ...at('/metrics'), status: all, stranger: 200 }], // the test asks from the same machine
  'GET /api/health': [{ ...at('/api/health'), status: all, stranger: 200 }],
  'GET /api/openapi.json': [{ ...at('/api/openapi.json'), status: all, stranger: 200 }],
  'POST /api/csp-reports': [
    {
      ...at('/api/csp-reports', { method: 'POST', body: 'no report', headers: { 'content-type': 'text/plain' } }),
      status: () => 415, // whoever sends it: a browser shows nothing with a report
      stranger: 415,
    },
  ],
  'GET /api/session': [{ ...at('/api/session'), status: all }],
  'POST /api/session': [{ ...at('/api/session', body('POST', { key: 'none' })), status: () => 401 }],
  'DELETE /api/session': [{ ...at('/api/session', { method: 'DELETE' }), status: () => 204 }],

  // A department may be given events in any grid, so it may narrow what it reads to each.
  'GET /api/snapshot': [
    { ...at('/api/snapshot'), status: all },
    { of: 'another street', ...at('/api/snapshot?within=411324002'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/kpis': [
    { ...at('/api/kpis'), status: all },
    { of: 'the service tree', ...at('/api/kpis?tree=service'), status: all },
    { of: 'a node that is not there', ...at('/api/kpis?tree=service&within=nowhere'), status: () => 404 },
    {
      of: 'another street',
      ...at('/api/kpis?within=411324002'),
      status: (who) => (knowsAll(who) ? 200 : 404),
    },
  ],
  'GET /api/figures': [
    { ...at('/api/figures?against=year'), status: all },
    { of: 'another street', ...at('/api/figures?within=411324002'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/trends': [
    { ...at('/api/trends'), status: all },
    { of: 'another street', ...at('/api/trends?within=411324002'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/replay': [
    { ...at('/api/replay?at=2026-11-01T00:00:00Z'), status: (who) => (hasArea(who) ? 200 : 403) },
    { of: 'as known now', ...at('/api/replay?at=2026-11-01T00:00:00Z&known=now'), status: (who) => (hasArea(who) ? 200 : 403) },
    {
      of: 'another street',
      ...at('/api/replay?at=2026-11-01T00:00:00Z&within=411324002'),
      status: (who) => (!hasArea(who) ? 403 : knowsAll(who) ? 200 : 404),
    },
  ],
  'GET /api/replay/days': [
    { ...at('/api/replay/days?day=2026-11-01'), status: (who) => (hasArea(who) ? 200 : 403) },
    {
      of: 'another street',
      ...at('/api/replay/days?within=411324002'),
      status: (who) => (!hasArea(who) ? 403 : knowsAll(who) ? 200 : 404),
    },
  ],
  'GET /api/heat': [
    { ...at('/api/heat?window=all'), status: all },
    { of: 'another street', ...at('/api/heat?window=all&within=411324002'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/changes': [
    { ...at('/api/changes?since=0'), status: all },
    { of: 'another street', ...at('/api/changes?since=0&within=411324002'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/grids': [
    { ...at('/api/grids'), status: all },
    { of: 'another street', ...at('/api/grids?within=411324002'), status: all },
  ],
  'GET /api/grids/names': [
    { ...at('/api/grids/names?grids=411324001101001'), status: all },
    { of: 'another street', ...at('/api/grids/names?grids=411324002101001'), status: all },
  ],
  'GET /api/grids/around': [
    { ...at('/api/grids/around?grids=411324001101001'), status: all },
    { of: 'another street', ...at('/api/grids/around?grids=411324002101001'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/roads': [{ ...at('/api/roads?bbox=112.2,33,112.25,33.05'), status: all }],

  'GET /api/events': [
    { ...at('/api/events'), status: all },
    { of: 'another street', ...at('/api/events?within=411324002'), status: all },
    { of: 'one’s own reports', ...at('/api/events?reported=me&rows=whole'), status: all },
    // a screen is not told whom an event was given to
    ...(['order=lead', 'department=城管'] as const).map((by) => ({
      of: by,
      ...at(`/api/events?${by}`),
      status: (who: Who) => (who.role === 'screen' ? 403 : 200),
    })),
  ],
  'GET /api/events/facets': [
    { ...at('/api/events/facets?status=open'), status: (who) => (who.role === 'screen' ? 403 : 200) },
    { of: 'another street', ...at('/api/events/facets?status=open&within=411324002'), status: (who) => (who.role === 'screen' ? 403 : 200) },
  ],
  'GET /api/events/points': [
    { ...at('/api/events/points?status=open'), status: (who) => (who.role === 'screen' ? 403 : 200) },
    { of: 'another street', ...at('/api/events/points?status=open&within=411324002'), status: (who) => (who.role === 'screen' ? 403 : 200) },
  ],
  'GET /api/look': peopleOnly('/api/look', {}),
  'POST /api/look': peopleOnly('/api/look'),
  'DELETE /api/look': peopleOnly('/api/look', { method: 'DELETE' }),
  'GET /api/look/{part}': peopleOnly('/api/look/reported', {}),
  'GET /api/views': peopleOnly('/api/views', {}),
  'POST /api/views': peopleOnly('/api/views', body('POST', { list: 'events', name: '超期', query: '?light=overdue' })),
  'DELETE /api/views/{id}': peopleOnly(`/api/views/${randomUUID()}`, { method: 'DELETE' }),
  'GET /api/screens': [{ ...at('/api/screens'), status: (who) => (who.role === 'screen' ? 403 : 200) }],
  'PUT /api/screens/{id}': [
    {
      of: 'no screen',
      ...at(`/api/screens/${randomUUID()}`, body('PUT', { on: true, scenes: [{ kind: 'county', seconds: 30, measure: 'heat', window: '24h' }] })),
      status: () => 404,
    },
  ],
  'POST /api/screens/remote': peopleOnly('/api/screens/remote', body('POST', { code: '000000' })),
  'GET /api/screens/{id}/remote': peopleOnly(`/api/screens/${randomUUID()}/remote`, {}),
  'POST /api/screens/{id}/steer': peopleOnly(`/api/screens/${randomUUID()}/steer`, body('POST', { do: 'hold' })),
  'POST /api/screens/past': [
    { ...at('/api/screens/past', body('POST', { do: 'live' })), status: (who) => (who.role === 'screen' && hasArea(who) ? 204 : 403) },
  ],
  'DELETE /api/screens/{id}/remote': peopleOnly(`/api/screens/${randomUUID()}/remote`, { method: 'DELETE' }),
  // a token or session is no link: what they get is what a stranger gets
  'GET /api/public/report': [
    { ...at('/api/public/report?near=112.206,33.006'), status: () => 401 },
    { of: 'by a link', make: ({ link }) => ({ path: '/api/public/report', init: byLink(link) }), status: all, stranger: 200 },
  ],
  'POST /api/public/report': [
    { ...at('/api/public/report', body('POST', TOLD)), status: () => 401 },
    {
      of: 'what cannot be, by a link',
      make: ({ link }) => ({ path: '/api/public/report', init: byLink(link, body('POST', { ...TOLD, grid: '411324002101' })) }),
      status: () => 400,
      stranger: 400,
    },
  ],
  'POST /api/public/photos': [
    { ...at('/api/public/photos', { method: 'POST', body: 'x' }), status: () => 401 },
    // one for another purpose
    {
      of: 'by the link of a poster',
      make: ({ link }) => ({ path: '/api/public/photos', init: byLink(link, { method: 'POST', body: 'x' }) }),
      status: () => 401,
    },
  ],
  'GET /api/public/follow': [
    { ...at('/api/public/follow'), status: () => 401 },
    { of: 'by the link of a poster', make: ({ link }) => ({ path: '/api/public/follow', init: byLink(link) }), status: () => 401 },
  ],
  'GET /api/public/services': [
    { ...at('/api/public/services'), status: () => 401 },
    { of: 'by a link', make: ({ orderLink }) => ({ path: '/api/public/services', init: byLink(orderLink) }), status: all, stranger: 200 },
  ],
  'POST /api/public/orders': [
    {
      of: 'what is not in the catalogue, by a link',
      make: ({ orderLink }) => ({ path: '/api/public/orders', init: byLink(orderLink, body('POST', { ...ORDER_ASKED, service: 'UP' })) }),
      status: () => 400,
      stranger: 400,
    },
  ],
  'GET /api/public/order': [
    {
      of: 'by the link of a poster',
      make: ({ orderLink }) => ({ path: '/api/public/order', init: byLink(orderLink) }),
      status: () => 404,
      stranger: 404,
    },
  ],
  'POST /api/public/order/transitions': [
    {
      of: 'by one for another purpose',
      make: ({ link }) => ({ path: '/api/public/order/transitions', init: byLink(link, orderAct('withdraw')) }),
      status: () => 401,
    },
  ],
  'GET /api/submissions': [{ ...at('/api/submissions'), status: (who) => (handlesSubmissions(who) ? 200 : 403) }],
  'GET /api/submissions/waiting': [{ ...at('/api/submissions/waiting'), status: (who) => (handlesSubmissions(who) ? 200 : 403) }],
  'GET /api/submissions/photos/{id}': [{ ...at(`/api/submissions/photos/${randomUUID()}`), status: (who) => (handlesSubmissions(who) ? 404 : 403) }],
  'POST /api/submissions/{id}/transitions': [
    {
      of: 'one that is not there',
      make: () => ({
        path: `/api/submissions/${randomUUID()}/transitions`,
        init: body('POST', { requestId: randomUUID(), action: 'refuse', answer: '不属于本社区' }),
      }),
      status: (who) => (handlesSubmissions(who) ? 404 : 403),
    },
    ...(['community', 'county'] as const).map((place) => ({
      of: `one of the ${place}, without an answer`,
      make: (world: World) => ({
        path: `/api/submissions/${world.submissions[place]}/transitions`,
        init: body('POST', { requestId: randomUUID(), action: 'refuse' }),
      }),
      status: (who: Who) => (handlesSubmissions(who) ? (reaches(who, place) ? 400 : 404) : 403),
    })),
  ],
  'GET /api/links': [{ ...at('/api/links'), status: (who) => (makesLinks(who) ? 200 : 403) }],
  'POST /api/links': (['community', 'county'] as const).map((place) => ({
    of: `a link of the ${place}`,
    make: () => ({ path: '/api/links', init: body('POST', { grids: [place === 'community' ? '411324001101' : '411324002101'], days: 1 }) }),
    status: (who: Who) => (makesLinks(who) && reaches(who, place) ? 201 : 403),
  })),
  'DELETE /api/links/{id}': [{ ...at(`/api/links/${randomUUID()}`, { method: 'DELETE' }), status: (who) => (makesLinks(who) ? 404 : 403) }],
  'POST /api/exports': [
    { ...at('/api/exports', body('POST', { list: 'events', format: 'csv' })), status: (who) => (who.role === 'screen' ? 403 : 200) },
    { of: 'cards', ...at('/api/exports', body('POST', { list: 'cards', format: 'csv' })), status: (who) => (who.role === 'screen' ? 403 : 200) },
    { of: 'words, as a token', ...at('/api/exports', body('POST', { list: 'events', format: 'csv', words: true })), status: () => 403 },
  ],
  'GET /api/search': [{ ...at('/api/search?q=%E7%BD%91%E6%A0%BC'), status: (who) => (who.role === 'screen' ? 403 : 200) }],
  'GET /api/events/near': [{ ...at('/api/events/near?type=0101&lon=112.2&lat=33.0'), status: all }],
  'GET /api/events/{id}': perEvent(
    (id) => ({ path: `/api/events/${id}` }),
    (who, name) => (sees(who, EVENTS[name]) ? 200 : 404),
  ),
  'POST /api/events': [
    {
      of: 'a report in the community',
      make: () => ({
        path: '/api/events',
        init: body('POST', { id: randomUUID(), occurredAt: new Date().toISOString(), type: '0101', grid: '411324001101' }),
      }),
      // the row is refused, not the caller, where only the place is not theirs
      status: (who) => (reports(who) ? (reaches(who, 'community') ? 200 : 422) : 403),
    },
    {
      of: 'a report in another street',
      make: () => ({
        path: '/api/events',
        init: body('POST', { id: randomUUID(), occurredAt: new Date().toISOString(), type: '0101', grid: '411324002' }),
      }),
      status: (who) => (reports(who) ? (reaches(who, 'county') ? 200 : 422) : 403),
    },
    {
      of: 'another content of an event that another system sent',
      make: (world) => ({
        path: '/api/events',
        init: body('POST', {
          id: world.events.inCommunity,
          occurredAt: new Date(Date.now() - 60_000).toISOString(),
          updatedAt: new Date().toISOString(),
          type: '0101',
          grid: '411324001101',
        }),
      }),
      status: (who) => (reports(who) ? 422 : 403),
    },
  ],
  'GET /api/events/{id}/suggestions': perEvent(
    (id) => ({ path: `/api/events/${id}/suggestions` }),
    (who, name) => (who.role === 'dispatcher' ? (sees(who, EVENTS[name]) ? 200 : 404) : 403),
  ),
  'POST /api/events/{id}/transitions': [
    {
      of: 'accept in the community',
      make: async (world) => {
        const { id, revision } = await world.freshEvent()
        return {
          path: `/api/events/${id}/transitions`,
          init: body('POST', { requestId: randomUUID(), action: 'accept', expectedRevision: revision }),
        }
      },
      status: (who) => (reaches(who, 'community') ? (who.role === 'dispatcher' ? 200 : 403) : 404),
    },
    {
      of: 'accept elsewhere',
      make: (world) => ({
        path: `/api/events/${world.events.elsewhere}/transitions`,
        init: body('POST', { requestId: randomUUID(), action: 'accept', expectedRevision: 999_999 }),
      }),
      // that the revision is not the last is told to whoever might have done it
      status: (who) => (reaches(who, 'county') ? (who.role === 'dispatcher' ? 409 : 403) : 404),
    },
  ],
  // a token can give no code of a second factor, so it opens nothing
  'POST /api/events/{id}/reveal': perEvent(
    (id) => ({ path: `/api/events/${id}/reveal`, init: reveal('reporter') }),
    (who, name) => (sees(who, EVENTS[name]) ? 403 : 404),
  ),
  'GET /api/events/{id}/attachments': perEvent(
    (id) => ({ path: `/api/events/${id}/attachments` }),
    (who, name) => (sees(who, EVENTS[name]) ? 200 : 404),
  ),
  'POST /api/events/{id}/attachments': perEvent(
    (id) => ({ path: `/api/events/${id}/attachments`, init: { method: 'POST', body: 'no picture', headers: { 'content-type': 'image/png' } } }),
    (who, name) => (sees(who, EVENTS[name]) ? (attaches(who) && readsWords(who, EVENTS[name]) ? 415 : 403) : 404),
  ),
  'GET /api/attachments/{id}': (['inCommunity', 'elsewhere'] as const).map((name) => ({
    of: name,
    make: (world: World) => ({ path: `/api/attachments/${world.photos[name]}` }),
    status: (who: Who) => (readsWords(who, EVENTS[name]) ? 200 : 404),
  })),

  'GET /api/alerts': [
    { ...at('/api/alerts'), status: all },
    { of: 'another street', ...at('/api/alerts?within=411324002'), status: all },
  ],
  'GET /api/alerts/{id}': ALERT_NAMES.map((name) => ({
    of: name,
    make: async (world: World) => ({ path: `/api/alerts/${await world.alert(name)}` }),
    status: (who: Who) => (seesAlert(who, ALERTS[name]) ? 200 : 404),
  })),
  'POST /api/alerts/{id}/actions': ALERT_NAMES.flatMap((name) =>
    // firing as it is, there is nothing to take back: told to whoever might have acknowledged it
    [
      { action: 'comment', done: 200 },
      { action: 'unacknowledge', done: 409 },
    ].map(({ action, done }) => ({
      of: `${action} on ${name}`,
      make: async (world: World) => ({
        path: `/api/alerts/${await world.alert(name)}/actions`,
        init: body('POST', { requestId: randomUUID(), action, note: '核实中' }),
      }),
      status: (who: Who) => (seesAlert(who, ALERTS[name]) ? (onDuty(who) ? done : 403) : 404),
    })),
  ),
  // with reasons, so for those who read notes
  'GET /api/silences': [{ ...at('/api/silences'), status: (who) => (readsAlertNotes(who) && who.scope !== 'department' ? 200 : 403) }],
  'POST /api/silences': [
    ...(['community', 'county'] as const).map((place) => ({
      of: `a silence of the ${place}`,
      make: () => ({ path: '/api/silences', init: body('POST', silence(place === 'community' ? { grid: '411324001101' } : { type: '0501' })) }),
      status: (who: Who) => (onDuty(who) && who.scope !== 'department' && (place === 'community' || who.scope === 'county') ? 201 : 403),
    })),
    // by a supervisor: nobody is on duty in this world
    {
      of: 'a silence of red ones',
      make: () => ({ path: '/api/silences', init: body('POST', silence({ grid: '411324001101', type: '0501', red: true })) }),
      status: (who) => (who.role === 'supervisor' && who.scope !== 'department' ? 201 : 403),
    },
    {
      of: 'maintenance',
      make: () => ({ path: '/api/silences', init: body('POST', silence({ kind: 'maintenance', source: '12345' })) }),
      status: (who) => (onDuty(who) && who.scope === 'county' ? 201 : 403),
    },
  ],
  'DELETE /api/silences/{id}': [
    {
      make: () => ({ path: `/api/silences/${randomUUID()}`, init: { method: 'DELETE' } }),
      status: (who) => (readsAlertNotes(who) ? 404 : 403),
    },
  ],
  // put to those who could judge an alert of the grid; these two were answered, which is told to nobody else
  'GET /api/questions': [{ ...at('/api/questions'), status: (who) => (onDuty(who) && who.scope !== 'department' ? 200 : 403) }],
  'POST /api/questions/{id}': (['community', 'county'] as const).map((place) => ({
    of: `one of the ${place}`,
    make: (world: World) => ({ path: `/api/questions/${world.question(place)}`, init: body('POST', { answer: 'yes' }) }),
    status: (who: Who) => (onDuty(who) && who.scope !== 'department' ? (reaches(who, place) ? 409 : 404) : 403),
  })),
  'GET /api/rules': [{ ...at('/api/rules'), status: all }],
  'GET /api/rules/{id}/backtest': [{ ...at('/api/rules/urgency/backtest'), status: all }],
  // a rule of fact has none
  'POST /api/rules/{id}/backtest': [
    { ...at('/api/rules/urgency/backtest', body('POST', {})), status: (who) => (administers(who) && who.scope === 'county' ? 400 : 403) },
  ],
  // tried by whoever may change them
  'POST /api/rules/{id}/preview': [
    {
      ...at('/api/rules/threshold/preview', body('POST', { settings: THRESHOLD })),
      status: (who) => (administers(who) && who.scope === 'county' ? 200 : 403),
    },
  ],
  // what holds for the county is not changed from a street
  'POST /api/rules': [
    {
      ...at('/api/rules', body('POST', { kind: 'threshold', name: 't', enabled: false, settings: THRESHOLD })),
      status: (who) => (administers(who) && who.scope === 'county' ? 201 : 403),
    },
  ],
  'DELETE /api/rules/{id}': [
    { ...at('/api/rules/none', { method: 'DELETE' }), status: (who) => (administers(who) && who.scope === 'county' ? 404 : 403) },
  ],
  'PUT /api/rules': [
    { ...at('/api/rules', body('PUT', { rules: [{ id: 'urgency' }] })), status: (who) => (administers(who) && who.scope === 'county' ? 200 : 403) },
  ],

  // what leaves the county is settled by whoever administers all of it
  'GET /api/webhooks': [{ ...at('/api/webhooks'), status: (who) => (administers(who) && who.scope === 'county' ? 200 : 403) }],
  'POST /api/webhooks': [
    {
      ...at('/api/webhooks', body('POST', { name: 'w', url: 'https://example.org/', colours: ['red'] })),
      status: (who) => (administers(who) && who.scope === 'county' ? 201 : 403),
    },
  ],
  'DELETE /api/webhooks/{id}': [
    {
      make: () => ({ path: `/api/webhooks/${randomUUID()}`, init: { method: 'DELETE' } }),
      status: (who) => (administers(who) && who.scope === 'county' ? 404 : 403),
    },
  ],
  'POST /api/webhooks/{id}/test': [
    {
      make: () => ({ path: `/api/webhooks/${randomUUID()}/test`, init: { method: 'POST' } }),
      status: (who) => (administers(who) && who.scope === 'county' ? 404 : 403),
    },
  ],
  'GET /api/alerts/{id}/deliveries': ALERT_NAMES.map((name) => ({
    of: name,
    make: async (world: World) => ({ path: `/api/alerts/${await world.alert(name)}/deliveries` }),
    status: (who: Who) => (seesAlert(who, ALERTS[name]) ? (readsAlertNotes(who) ? 200 : 403) : 404),
  })),

  // how alerts reach somebody is their own affair, and a token is nobody
  'GET /api/preferences': peopleOnly('/api/preferences', { method: 'GET' }),
  'PUT /api/preferences': peopleOnly('/api/preferences', body('PUT', { colours: [], types: null, quiet: null, volume: 50 })),
  'GET /api/push': peopleOnly('/api/push', { method: 'GET' }),
  'POST /api/push': peopleOnly('/api/push'),
  'DELETE /api/push/{id}': peopleOnly(`/api/push/${randomUUID()}`, { method: 'DELETE' }),
  'POST /api/push/{id}/test': peopleOnly(`/api/push/${randomUUID()}/test`),

  // who is on duty is told by name, and screens get none; it is no department's
  'GET /api/roster': [{ ...at('/api/roster'), status: (who) => (who.role === 'screen' || who.scope === 'department' ? 403 : 200) }],
  // the roster is the county's, and so is the duty that a hand-over is of
  'PUT /api/roster': [
    { ...at('/api/roster', body('PUT', {})), status: (who) => (by('supervisor', 'administrator')(who) && who.scope === 'county' ? 200 : 403) },
  ],
  'POST /api/roster/handover': [
    {
      of: 'a shift that there is not',
      make: () => ({ path: '/api/roster/handover', init: body('POST', { requestId: randomUUID(), shift: randomUUID() }) }),
      status: (who) => (onDuty(who) && who.scope === 'county' ? 409 : 403),
    },
  ],
  'GET /api/reports': [
    { ...at('/api/reports'), status: (who) => (hasReports(who) ? 200 : 403) },
    { of: 'another street', ...at('/api/reports?within=411324002'), status: (who) => (hasReports(who) ? 200 : 403) },
  ],
  'POST /api/reports': [
    {
      of: 'a day of the community',
      ...at('/api/reports', body('POST', { kind: 'daily', within: '411324001101' })),
      status: (who) => (hasReports(who) ? 201 : 403),
    },
    {
      of: 'a week of another street',
      ...at('/api/reports', body('POST', { kind: 'weekly', within: '411324002' })),
      status: (who) => (hasReports(who) ? (reaches(who, 'county') ? 201 : 404) : 403),
    },
    ...ALERT_NAMES.map((name) => ({
      of: `the alert ${name}`,
      make: async (world: World) => ({ path: '/api/reports', init: body('POST', { kind: 'special', alert: await world.alert(name) }) }),
      status: (who: Who) => (hasReports(who) ? (seesAlert(who, ALERTS[name]) ? 201 : 404) : 403),
    })),
  ],
  'GET /api/reports/{id}': perReport(ALERT_NAMES, ''),
  // the one that few may read: a file takes a moment to be written
  'GET /api/reports/{id}/docx': perReport(['sensitive'], '/docx'),

  'GET /api/hotspots': [
    { ...at('/api/hotspots'), status: all },
    { of: 'another street', ...at('/api/hotspots?within=411324002'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/forecast': [
    { ...at('/api/forecast'), status: all },
    { of: 'another street', ...at('/api/forecast?within=411324002'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/cards': [
    { ...at('/api/cards'), status: (who) => (who.role === 'screen' ? 403 : 200) },
    { of: 'another street', ...at('/api/cards?within=411324002'), status: (who) => (who.role === 'screen' ? 403 : knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/cards/awaiting': [{ ...at('/api/cards/awaiting'), status: (who) => (who.role === 'supervisor' ? 200 : 403) }],
  'GET /api/departments': [{ ...at('/api/departments'), status: all }],
  'GET /api/people': [{ ...at('/api/people'), status: (who) => (readsPeople(who) ? 200 : 403) }],
  'GET /api/people/coverage': [
    { ...at('/api/people/coverage'), status: all },
    { of: 'another street', ...at('/api/people/coverage?within=411324002'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'GET /api/people/{id}': perPerson('people', '', undefined, 200),
  // a token can give no code of a second factor, so it opens nothing
  'POST /api/people/{id}/reveal': perPerson('people', '/reveal', reveal('phone'), 403),
  'GET /api/households': [{ ...at('/api/households'), status: (who) => (readsPeople(who) ? 200 : 403) }],
  'GET /api/households/{id}': perPerson('households', '', undefined, 200),
  'POST /api/households/{id}/reveal': perPerson('households', '/reveal', reveal('address'), 403),

  'GET /api/places': [
    { ...at('/api/places?near=112.206,33.006&open=now'), status: all },
    { of: 'another street', ...at('/api/places?within=411324002'), status: (who) => (knowsAll(who) ? 200 : 404) },
  ],
  'POST /api/places': (['community', 'county'] as const).map((place) => ({
    of: place,
    make: () => ({ path: '/api/places', init: body('POST', newPlace(place === 'community' ? spot(0, 0) : spot(5, 0))) }),
    status: (who) => (by('dispatcher', 'administrator')(who) && who.scope !== 'department' ? (reaches(who, place) ? 200 : 400) : 403),
  })),
  'POST /api/places/imports': [
    {
      make: () => ({ path: '/api/places/imports?name=a.csv&dry=true', init: { method: 'POST', body: 'externalId,kind,name,lon,lat,hours\n' } }),
      status: (who) => (by('dispatcher', 'administrator')(who) && who.scope !== 'department' ? 200 : 403),
    },
  ],
  'GET /api/places/gaps': [
    { ...at('/api/places/gaps?kind=station&meters=500'), status: (who) => (hasArea(who) ? 200 : 403) },
    { of: 'another street', ...at('/api/places/gaps?within=411324002'), status: (who) => (hasArea(who) ? (knowsAll(who) ? 200 : 404) : 403) },
  ],
  // errands have words and the name of whoever recorded them
  'GET /api/places/errands': [{ ...at('/api/places/errands'), status: (who) => (hasArea(who) && who.role !== 'screen' ? 200 : 403) }],
  'GET /api/places/{id}': perPlace('', () => undefined, 200, everybody),
  'POST /api/places/{id}/errands': perPlace(
    '/errands',
    () => body('POST', { id: randomUUID(), matter: '老年优待证', day: '2026-11-20', trips: 1 }),
    201,
    worksAtPlaces,
  ),
  'GET /api/places/{id}/bookings': perPlace('/bookings', () => undefined, 200, worksAtPlaces),
  'POST /api/places/{id}/bookings': [
    ...perPlace('/bookings', booking('meeting'), 201, worksAtPlaces, 'a meeting, '),
    ...perPlace('/bookings', booking('counselling'), 201, (who) => worksAtPlaces(who) && who.role === 'dispatcher', 'help, '),
  ],
  'POST /api/places/{id}/bookings/{booking}/reveal': perPlace(
    `/bookings/${randomUUID()}/reveal`,
    () => body('POST', { reason: '家长来电核实', fields: ['name'] }),
    404,
    worksAtPlaces,
  ),
  'POST /api/places/{id}/bookings/{booking}/transitions': perPlace(
    `/bookings/${randomUUID()}/transitions`,
    () => body('POST', { requestId: randomUUID(), action: 'cancel', expectedRevision: 1 }),
    404,
    worksAtPlaces,
  ),

  'GET /api/orders': [
    { ...at('/api/orders?state=requested'), status: (who) => (readsPeople(who) ? 200 : 403) },
    { of: 'another street', ...at('/api/orders?within=411324002'), status: (who) => (readsPeople(who) ? (knowsAll(who) ? 200 : 404) : 403) },
  ],
  'POST /api/orders': (['community', 'county'] as const).map((place) => ({
    of: place,
    make: () => ({ path: '/api/orders', init: body('POST', newOrder(place === 'community' ? '411324001101001' : '411324002101001')) }),
    status: (who) => (ordersFor(who) ? (reaches(who, place) ? 201 : 400) : 403),
  })),
  'GET /api/orders/board': [
    { ...at('/api/orders/board'), status: (who) => (readsPeople(who) ? 200 : 403) },
    { of: 'another street', ...at('/api/orders/board?within=411324002'), status: (who) => (readsPeople(who) ? (knowsAll(who) ? 200 : 404) : 403) },
  ],
  'GET /api/orders/counts': [
    { ...at('/api/orders/counts'), status: (who) => (hasArea(who) ? 200 : 403) },
    { of: 'another street', ...at('/api/orders/counts?within=411324002'), status: (who) => (hasArea(who) ? (knowsAll(who) ? 200 : 404) : 403) },
  ],
  'GET /api/orders/own': [{ ...at('/api/orders/own'), status: (who) => (hasArea(who) ? 200 : 403) }],
  'GET /api/orders/services': [{ ...at('/api/orders/services'), status: (who) => (hasArea(who) ? 200 : 403) }],
  'PUT /api/orders/services': [
    { ...at('/api/orders/services', body('PUT', {})), status: (who) => (administers(who) && who.scope === 'county' ? 400 : 403) },
  ],
  'GET /api/orders/{id}': perOrder('', undefined, 200),
  'GET /api/orders/{id}/suggestions': perOrder('/suggestions', undefined, 200),
  'GET /api/orders/{id}/volunteers': perOrder('/volunteers?q=x', undefined, 200),
  // the revision is a stale one; an action that is not a role's is refused before
  'POST /api/orders/{id}/transitions': [
    ...perOrder('/transitions', orderAct('pool'), 409, by('dispatcher', 'supervisor')),
    ...perOrder('/transitions', orderAct('withdraw'), 409, by('operator', 'dispatcher', 'supervisor')).map((row) => ({
      ...row,
      of: `withdraw, ${row.of}`,
    })),
  ],
  'POST /api/orders/{id}/reveal': perOrder('/reveal', body('POST', { reason: 'asked by telephone', fields: ['phone'] }), 403),
  'GET /api/services/figures': [
    { ...at('/api/services/figures'), status: (who) => (hasArea(who) ? 200 : 403) },
    { of: 'another street', ...at('/api/services/figures?within=411324002'), status: (who) => (hasArea(who) ? (knowsAll(who) ? 200 : 404) : 403) },
  ],
  'GET /api/services/figures/then': [
    { ...at('/api/services/figures/then?at=2026-11-01T00:00:00Z'), status: (who) => (hasArea(who) ? 200 : 403) },
    {
      of: 'another street',
      ...at('/api/services/figures/then?at=2026-11-01T00:00:00Z&within=411324002'),
      status: (who) => (hasArea(who) ? (knowsAll(who) ? 200 : 404) : 403),
    },
  ],
  'GET /api/duties': [{ ...at('/api/duties'), status: (who) => (readsUnits(who) ? 200 : 403) }],
  'POST /api/duties': (['411324001101', '411324002'] as const).map((within) => ({
    of: within,
    make: () => ({ path: '/api/duties', init: body('POST', dutyOf(within)) }),
    status: (who) => (organises(who) && (within === '411324001101' || who.scope === 'county') ? 201 : 403),
  })),
  'GET /api/duties/items': [
    { ...at('/api/duties/items?state=planned'), status: (who) => (readsUnits(who) ? 200 : 403) },
    { of: 'another street', ...at('/api/duties/items?within=411324002'), status: (who) => (readsUnits(who) ? (knowsAll(who) ? 200 : 404) : 403) },
  ],
  'GET /api/duties/items/{id}': perDutyItem('', () => undefined, everybody),
  'POST /api/duties/items/{id}/transitions': perDutyItem(
    '/transitions',
    () => body('POST', { requestId: randomUUID(), action: 'find', expectedRevision: 1, finding: { words: '灭火器过期', solved: true } }),
    doesDuties,
  ),
  'POST /api/duties/plan': [
    {
      make: ({ duties }) => ({ path: '/api/duties/plan', init: body('POST', { template: duties.template }) }),
      status: (who) => (arrangesDuties(who) ? 200 : 403),
    },
  ],
  'POST /api/duties/plan/accept': [
    {
      make: ({ people }) => {
        const items = [{ id: randomUUID(), expectedRevision: 1, crew: [{ role: 'volunteer', person: people.community }] }]
        return { path: '/api/duties/plan/accept', init: body('POST', { requestId: randomUUID(), items }) }
      },
      status: (who) => (arrangesDuties(who) ? 200 : 403),
    },
  ],
  'GET /api/duties/{id}': [
    { make: ({ duties }) => ({ path: `/api/duties/${duties.template}` }), status: (who) => (readsUnits(who) ? 200 : 403) },
    {
      of: 'another street',
      make: ({ duties }) => ({ path: `/api/duties/${duties.template}?within=411324002` }),
      status: (who) => (readsUnits(who) ? (knowsAll(who) ? 200 : 404) : 403),
    },
  ],
  // another revision than it has, and a template of the whole county
  'PUT /api/duties/{id}': [
    {
      make: ({ duties }) => ({ path: `/api/duties/${duties.template}`, init: body('PUT', { ...dutyOf(''), expectedRevision: 99 }) }),
      status: (who) => (organises(who) && who.scope === 'county' ? 409 : 403),
    },
  ],

  'GET /api/units': [{ ...at('/api/units'), status: (who) => (readsUnits(who) ? 200 : 403) }],
  'GET /api/units/overview': [
    { ...at('/api/units/overview'), status: (who) => (readsUnits(who) ? 200 : 403) },
    { of: 'another street', ...at('/api/units/overview?within=411324002'), status: (who) => (readsUnits(who) ? (knowsAll(who) ? 200 : 404) : 403) },
  ],
  'GET /api/units/registered': [{ ...at('/api/units/registered'), status: (who) => (readsPeople(who) ? 200 : 403) }],
  'GET /api/units/{id}': perUnit('', undefined, readsUnits, 200),
  'POST /api/units': [
    {
      of: 'community',
      make: () => ({
        path: '/api/units',
        init: body('POST', { requestId: randomUUID(), kind: 'new_organisation', name: '商会', grids: ['411324001101001'] }),
      }),
      status: (who) => (organises(who) ? 200 : 403),
    },
    {
      of: 'another street',
      make: () => ({
        path: '/api/units',
        init: body('POST', { requestId: randomUUID(), kind: 'new_organisation', name: '商会', grids: ['411324002101001'] }),
      }),
      status: (who) => (organises(who) ? (reaches(who, 'county') ? 200 : 400) : 403),
    },
  ],
  'POST /api/units/imports': [
    {
      make: () => ({ path: '/api/units/imports?name=a.csv&dry=true', init: { method: 'POST', body: 'id,kind,name,grids\n' } }),
      status: (who) => (organises(who) ? 200 : 403),
    },
  ],
  // another revision than it has: seen, and not changed
  'POST /api/units/{id}/members': perUnit(
    '/members',
    body('POST', { action: 'leave', requestId: randomUUID(), expectedRevision: 99, member: randomUUID(), to: '2026-01-06' }),
    organises,
    409,
  ),

  'GET /api/residents': [{ ...at('/api/residents'), status: (who) => (readsPeople(who) ? 200 : 403) }],
  'DELETE /api/residents/{id}': [
    {
      of: 'nobody',
      make: () => ({ path: `/api/residents/${randomUUID()}`, init: { method: 'DELETE' } }),
      status: (who) => (invites(who) ? 404 : 403),
    },
    {
      of: 'one of another street',
      make: async (world, does) => ({
        path: `/api/residents/${does ? (await world.freshResident('county')).id : await world.resident()}`,
        init: { method: 'DELETE' },
      }),
      status: (who) => (invites(who) ? (reaches(who, 'county') ? 204 : 404) : 403),
    },
  ],
  'GET /api/households/{id}/residents': perHousehold('/residents', undefined, 200),
  'POST /api/households/{id}/invitations': perHousehold('/invitations', body('POST', {}), 201),
  'DELETE /api/households/{id}/invitations/{invitation}': perHousehold(`/invitations/${randomUUID()}`, { method: 'DELETE' }, 404),

  'GET /api/units/{id}/people/{person}/residents': perMember('/residents', undefined, 200),
  'POST /api/units/{id}/people/{person}/invitations': perMember('/invitations', { method: 'POST' }, 201),
  'DELETE /api/units/{id}/people/{person}/invitations/{invitation}': perMember(`/invitations/${randomUUID()}`, { method: 'DELETE' }, 404),

  'GET /api/sources': [{ ...at('/api/sources'), status: (who) => (readsSources(who) ? 200 : 403) }],
  'POST /api/sources': [
    {
      make: () => ({ path: '/api/sources', init: body('POST', { ...SOURCE, name: randomUUID() }) }),
      status: (who) => (keepsSources(who) ? 201 : 403),
    },
  ],
  'GET /api/sources/{id}': ofNoSource('', readsSources),
  'PUT /api/sources/{id}': ofNoSource('', keepsSources, body('PUT', { ...SOURCE, expectedRevision: 1 })),
  'POST /api/sources/{id}/file': ofNoSource(`/file?file=${randomUUID()}&part=0&last=true&name=a.csv`, keepsSources, { method: 'POST', body: 'a\n' }),
  'GET /api/sources/{id}/preview': ofNoSource('/preview', keepsSources),
  'GET /api/sources/{id}/runs': ofNoSource('/runs', readsSources),
  'POST /api/sources/{id}/runs': ofNoSource('/runs', keepsSources, body('POST', { id: randomUUID() })),
  'GET /api/sources/{id}/runs/{run}': ofNoSource(`/runs/${randomUUID()}`, readsSources),
  'GET /api/sources/{id}/communities': ofNoSource('/communities', readsSources),
  'GET /api/sources/{id}/rows': ofNoSource('/rows?list=matched', readsPeople),
  'GET /api/reported': [{ ...at('/api/reported'), status: (who) => (readsSources(who) ? 200 : 403) }],
  'PUT /api/reported': [{ ...at('/api/reported', body('PUT', { figures: [] })), status: (who) => (keepsSources(who) ? 200 : 403) }],

  // a token has no phone, and is no resident
  'POST /api/my/binding': [{ ...at('/api/my/binding', body('POST', {})), status: () => 400, stranger: 400 }],
  'POST /api/my/sign-in': [{ ...at('/api/my/sign-in', body('POST', { pin: '000000' })), status: () => 404, stranger: 404, resident: 401 }],
  'GET /api/my': residentsOnly(200, '/api/my'),
  'GET /api/my/places': residentsOnly(200, '/api/my/places?near=112.206,33.006'),
  'POST /api/my/reports': [
    ...residentsOnly(201, '/api/my/reports', body('POST', { ...TOLD, id: randomUUID(), follow: undefined })),
    {
      of: 'another street',
      ...at('/api/my/reports', body('POST', { ...TOLD, id: randomUUID(), grid: '411324002101' })),
      status: () => 403,
      resident: 400,
    },
  ],
  'POST /api/my/reports/{id}/photos': residentsOnly(404, `/api/my/reports/${randomUUID()}/photos`, { method: 'POST', body: 'x' }),
  'POST /api/my/reports/{id}/answer': (['community', 'county'] as const).map((place) => ({
    of: `what somebody else sent from the ${place}`,
    make: ({ submissions }: World) => ({ path: `/api/my/reports/${submissions[place]}/answer`, init: body('POST', { solved: true }) }),
    status: () => 403,
    resident: 404,
  })),
  'GET /api/my/stations': residentsOnly(200, '/api/my/stations'),
  'GET /api/my/stations/{id}': [{ make: ({ places }) => ({ path: `/api/my/stations/${places.county}` }), status: () => 403, resident: 200 }],
  'GET /api/my/bookings': residentsOnly(200, '/api/my/bookings'),
  'POST /api/my/bookings': [
    {
      make: ({ places }) => ({
        path: '/api/my/bookings',
        init: body('POST', { id: randomUUID(), place: places.community, service: 'counselling', startsAt: TOMORROW }),
      }),
      status: () => 403,
      resident: 201,
    },
  ],
  'POST /api/my/bookings/{id}/cancel': residentsOnly(404, `/api/my/bookings/${randomUUID()}/cancel`, body('POST', {})),
  // the last of them: it ends the session
  'GET /api/my/orders': residentsOnly(200, '/api/my/orders'),
  'POST /api/my/orders': residentsOnly(201, '/api/my/orders', body('POST', { id: randomUUID(), service: 'hospital' })),
  'POST /api/my/orders/{id}/transitions': [
    { make: ({ orders }) => ({ path: `/api/my/orders/${orders.county}/transitions`, init: orderAct('withdraw') }), status: () => 403, resident: 404 },
  ],
  // whoever is bound to a household takes no orders
  'PUT /api/my/volunteering': residentsOnly(403, '/api/my/volunteering', body('PUT', { pauseDays: 1 })),
  'GET /api/my/start': residentsOnly(403, '/api/my/start'),
  'PUT /api/my/start': residentsOnly(403, '/api/my/start', body('PUT', { from: null })),
  'POST /api/my/sign-out': residentsOnly(204, '/api/my/sign-out', body('POST', {})),

  'GET /api/settings': [{ ...at('/api/settings'), status: all }],
  // what holds for the county is not changed from a street
  'PUT /api/settings': [{ ...at('/api/settings', body('PUT', {})), status: (who) => (administers(who) && who.scope === 'county' ? 200 : 403) }],
  'GET /api/basemap/files/{path...}': [{ ...at('/api/basemap/files/none.pmtiles'), status: () => 404 }],
  'GET /api/basemap/tianditu/{layer}/{matrix}/{z}/{x}/{y}': [{ ...at('/api/basemap/tianditu/vec/w/10/830/405'), status: () => 404 }],

  'POST /api/auth/sign-in': [
    {
      // another name each time, or the limit on tries would answer
      make: () => ({ path: '/api/auth/sign-in', init: body('POST', { username: `n${randomUUID().slice(0, 8)}`, password: 'x' }) }),
      status: () => 401,
    },
  ],
  'POST /api/auth/sign-out': [{ ...at('/api/auth/sign-out', body('POST', {})), status: () => 204 }],
  'POST /api/auth/active': peopleOnly('/api/auth/active'),
  'POST /api/auth/step-up': peopleOnly('/api/auth/step-up', body('POST', { code: '123456' })),
  'POST /api/auth/password': peopleOnly('/api/auth/password', body('POST', { current: 'x', password: 'y' })),
  'POST /api/auth/second-factor': peopleOnly('/api/auth/second-factor', body('POST', { password: 'x' })),
  'POST /api/auth/second-factor/confirm': peopleOnly('/api/auth/second-factor/confirm', body('POST', { code: '123456' })),
  'GET /api/auth/phone-key': [{ ...at('/api/auth/phone-key'), status: all }],
  'GET /api/auth/sessions': peopleOnly('/api/auth/sessions', { method: 'GET' }),
  'GET /api/auth/activity': peopleOnly('/api/auth/activity', { method: 'GET' }),
  'DELETE /api/auth/sessions/{id}': peopleOnly('/api/auth/sessions/x', { method: 'DELETE' }),

  'GET /api/accounts': [{ ...at('/api/accounts'), status: (who) => (administers(who) ? 200 : 403) }],
  // whoever changes what somebody may do gives a code of their second factor, which a token cannot
  'POST /api/accounts': (['community', 'county'] as const).map((scope) => ({
    of: `an account of the ${scope}`,
    make: () => ({
      path: '/api/accounts',
      init: body('POST', {
        username: `n${randomUUID().slice(0, 8)}`,
        name: 'n',
        role: 'viewer',
        scope: { kind: 'grids', prefixes: [scope === 'county' ? '' : '411324001101'] },
        password: 'Aa1-aaaaaaaa',
      }),
    }),
    status: () => 403,
  })),
  'GET /api/accounts/{id}': perAccount((id) => ({ path: `/api/accounts/${id}` }), 200),
  'PATCH /api/accounts/{id}': [
    ...perAccount((id) => ({ path: `/api/accounts/${id}`, init: body('PATCH', {}) }), 403),
    {
      of: 'beyond one’s own reach',
      make: (world) => ({ path: `/api/accounts/${world.accounts.community}`, init: body('PATCH', { scope: { kind: 'grids', prefixes: [''] } }) }),
      status: (who) => (administers(who) && !reaches(who, 'community') ? 404 : 403),
    },
  ],
  'POST /api/accounts/{id}/password': perAccount(
    (id) => ({ path: `/api/accounts/${id}/password`, init: body('POST', { password: 'Bb2-bbbbbbbb' }) }),
    403,
  ),
  'DELETE /api/accounts/{id}/sessions': perAccount((id) => ({ path: `/api/accounts/${id}/sessions`, init: { method: 'DELETE' } }), 200),
  'DELETE /api/accounts/{id}/second-factor': perAccount((id) => ({ path: `/api/accounts/${id}/second-factor`, init: { method: 'DELETE' } }), 403),
  'GET /api/audit': [{ ...at('/api/audit'), status: (who) => ((who.role === 'auditor' || administers(who)) && who.scope === 'county' ? 200 : 403) }],

  // told to screens alone (lib/server/screens.db.test.ts)
  'SOCKET screen': [],
  'SOCKET subscribe': [],
  'SOCKET view': [],
}
