import { randomBytes, randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import { ACCOUNT_COOKIE, PHONE_COOKIE } from '@/lib/api/cookies'
import { createAccount } from '@/lib/db/accounts/accounts'
import { createToken } from '@/lib/db/accounts/tokens'
import { dutyItemId, shippedDutyId } from '@/lib/db/duties/duty-ids'
import { ensureShipped, saveTemplate } from '@/lib/db/duties/duty-templates'
import { pool, transaction } from '@/lib/db/engine/pool'
import { writeSetting } from '@/lib/db/engine/settings'
import { findLink, insertLink, makePosterLinks } from '@/lib/db/links/links'
import { makeOrder } from '@/lib/db/orders/make-order'
import { peopleId } from '@/lib/db/people/people-ids'
import { saveHouseholds, savePeople } from '@/lib/db/people/people-write'
import { savePlaces } from '@/lib/db/places/places'
import { bindPhone, inviteResident } from '@/lib/db/residents/invitations'
import { readResident } from '@/lib/db/residents/residents'
import { saveSubmission } from '@/lib/db/submissions/submissions'
import { saveMembers, saveUnits, unitId } from '@/lib/db/units/unit-write'
import { type Role, type Viewer, WorkRole, type WorkScope } from '@/lib/domain/access'
import { AlertPage } from '@/lib/domain/alert'
import { STRANGER } from '@/lib/domain/audit'
import { civilDate } from '@/lib/domain/clock'
import { DutyIn } from '@/lib/domain/duty'
import { periodAt } from '@/lib/domain/duty-period'
import { SHIPPED_DUTIES } from '@/lib/domain/duty-templates'
import { EventDetail } from '@/lib/domain/event-detail'
import { JudgementRow } from '@/lib/domain/judgement'
import { readHours } from '@/lib/domain/place-hours-text'
import { TransitionResult } from '@/lib/domain/transition'
import { UnitContent } from '@/lib/domain/unit'
import { read } from './answers'
import { plainPng } from './png'
import type { TestServer } from './server'
import { event, spot } from './small-county'
import { WAIT_MS } from './wait'

/** A resident has no token; what they get is asked apart. */
export const ROLES = WorkRole.options
/** The four reaches of the matrix: everything, a street, a community of it, and a department of the whole county. */
export const SCOPES = {
  county: { kind: 'grids', prefixes: [''] },
  street: { kind: 'grids', prefixes: ['411324001'] },
  community: { kind: 'grids', prefixes: ['411324001101'] },
  department: { kind: 'department', department: '城管' },
} as const satisfies Record<string, { kind: 'grids'; prefixes: readonly string[] } | { kind: 'department'; department: string }>
export type ScopeName = keyof typeof SCOPES
export const SCOPE_NAMES = ['county', 'street', 'community', 'department'] as const satisfies readonly ScopeName[]

/** One of the 36 who ask. */
export type Who = { role: Role; scope: ScopeName; token: string }

/** An event of the world: where it lies (by the narrowest scope that holds it), whether it is sensitive, whether 城管 was given it. */
type Placed = { place: 'community' | 'street' | 'county'; sensitive: boolean; given: boolean }
export const EVENTS = {
  inCommunity: { place: 'community', sensitive: false, given: false },
  sensitiveInCommunity: { place: 'community', sensitive: true, given: false },
  inStreet: { place: 'street', sensitive: false, given: false },
  elsewhere: { place: 'county', sensitive: false, given: false },
  sensitiveElsewhere: { place: 'county', sensitive: true, given: false },
  given: { place: 'street', sensitive: false, given: true },
  sensitiveGiven: { place: 'county', sensitive: true, given: true },
} as const satisfies Record<string, Placed>
export type EventName = keyof typeof EVENTS
export const EVENT_NAMES = Object.keys(EVENTS).filter((name): name is EventName => name in EVENTS)

/** Does a place lie in a scope of grids? */
const REACH: Record<ScopeName, readonly Placed['place'][]> = {
  county: ['community', 'street', 'county'],
  street: ['community', 'street'],
  community: ['community'],
  department: [],
}

/** Does this place lie in the area of whoever asks? */
export const reaches = ({ scope }: Pick<Who, 'scope'>, place: Placed['place']): boolean => REACH[scope].includes(place)

/** May whoever asks narrow what they read to another street? A department may be given events in any. */
export const knowsAll = ({ scope }: Pick<Who, 'scope'>): boolean => scope === 'county' || scope === 'department'

/**
 * The rule of the contract, written down a second time and on purpose without the domain's own words: a department sees what was given
 * to it; everybody else what lies in their grids, and of it sensitive events only as dispatcher or supervisor.
 */
export function sees({ role, scope }: Pick<Who, 'role' | 'scope'>, { place, sensitive, given }: Placed): boolean {
  if (scope === 'department') return given
  return reaches({ scope }, place) && (!sensitive || role === 'dispatcher' || role === 'supervisor')
}

/**
 * The rule of words, written down a second time too: those who act on an event read what is written about it. The events of the world were
 * sent by a system that is none of those who ask.
 */
export function readsWords(who: Pick<Who, 'role' | 'scope'>, placed: Placed): boolean {
  const acts = who.role === 'operator' || who.role === 'dispatcher' || who.role === 'supervisor'
  return sees(who, placed) && (acts || (who.role === 'handler' && who.scope === 'department'))
}

/** What the requests of the table aim at. */
export type World = {
  server: TestServer
  who: readonly Who[]
  /** ids by name */
  events: Record<EventName, string>
  /** a photo of each of two events */
  photos: { inCommunity: string; elsewhere: string }
  /** members and households of the community and of another street */
  people: { community: string; county: string }
  households: { community: string; county: string }
  /** units of the community and of another street, each with one of these members */
  units: { community: string; county: string }
  /** a duty of the county, and its items of this month in the community and in another street */
  duties: { template: string; community: string; county: string }
  /** accounts by the narrowest scope that holds theirs */
  accounts: { community: string; county: string; department: string }
  /** an event that nobody has acted on, in the community */
  freshEvent(): Promise<{ id: string; revision: number }>
  /** an event of the community that the department was given; `revision` is that of the dispatch */
  freshGiven(): Promise<{ id: string; revision: number }>
  /** an alert of an event of the community or of another street, or of a sensitive one of the community; made when it is first asked for */
  alert(of: AlertName): Promise<string>
  /** a report of the community or of another street, or one of the community that tells of sensitive events; made when it is first asked for */
  report(of: AlertName): Promise<string>
  /** a weekly question about the community or another street that somebody has answered */
  question(of: 'community' | 'county'): string
  /** service places of the community and of another street, where meetings can be booked, and talks with somebody who helps */
  places: { community: string; county: string }
  /** the secret of a link of the community, by which residents send */
  link: string
  /** orders of the community and of another street that wait to be offered, and the secret of a link of the community by which one asks for a service */
  orders: { community: string; county: string }
  orderLink: string
  /** what a resident has sent from the community, and from another street; both wait */
  submissions: { community: string; county: string }
  /** somebody of a household who has bound a phone and signed in: their id, and the cookies of the phone */
  freshResident(place: keyof typeof GRIDS): Promise<{ id: string; cookies: string }>
  /** one of the county whom nobody removes */
  resident(): Promise<string>
}

/** The alerts of the world: 特急 events that nobody has handled. There is a report of a day by the same names, of the same places and sights. */
export const ALERTS = {
  community: { place: 'community', sensitive: false, given: false },
  county: { place: 'county', sensitive: false, given: false },
  sensitive: { place: 'community', sensitive: true, given: false },
} as const satisfies Record<string, Placed>
export type AlertName = keyof typeof ALERTS
export const ALERT_NAMES = Object.keys(ALERTS).filter((name): name is AlertName => name in ALERTS)

const PLACES = { community: spot(0, 0), street: spot(2, 0), county: spot(5, 0) }
/** With everything that a screen may not read. */
export const FULL = {
  title: '标题',
  description: '经过',
  reporter: '张三 13812345678',
  householdId: 'household-17',
  externalId: 'x1',
  source: '12345',
}
const HOUR = 3_600_000
const GRIDS = { community: '411324001101001', county: '411324002101001' }
export const PERSONAL = { name: '张三丰', phone: '13812345678', idNumber: '41132419800101123X', address: '幸福路5号楼2单元301' }

/** A member and a household in the community, and in another street. */
async function savePersons(): Promise<Pick<World, 'people' | 'households' | 'units'>> {
  const { name, phone, idNumber, address } = PERSONAL
  for (const [place, grid] of Object.entries(GRIDS)) {
    await savePeople([{ externalId: place, name, phone, idNumber, employer: null, posts: [{ grid, kind: 'member' }] }], { source: 'test' })
    const household = {
      externalId: place,
      grid,
      service: null,
      name,
      phone,
      idNumber,
      address,
      persons: 3,
      member: peopleId('person', 'test', place),
    }
    await saveHouseholds([household], { source: 'test' })
    const content = UnitContent.parse({
      kind: 'stationed_unit',
      name: '县医院',
      grids: [grid],
      contactName: PERSONAL.name,
      contactPhone: PERSONAL.phone,
    })
    await saveUnits([{ ...content, externalId: place, id: unitId('test', place) }], { source: 'test' })
    const member = { unit: unitId('test', place), person: peopleId('person', 'test', place), role: 'registered', registered: 'in_service' }
    await saveMembers([{ ...member, grid: null, skills: [], from: '2026-01-05', to: null }])
  }
  const of = (kind: 'person' | 'household') => ({ community: peopleId(kind, 'test', 'community'), county: peopleId(kind, 'test', 'county') })
  const units = { community: unitId('test', 'community'), county: unitId('test', 'county') }
  return { people: of('person'), households: of('household'), units }
}
const TESTER: Viewer = { id: 'test', name: 'test', role: 'administrator', scope: { kind: 'grids', prefixes: [''] } }

/** Links of two communities, what residents have sent by them, and that they may. */
async function saveSubmissions(): Promise<Pick<World, 'link' | 'submissions'>> {
  await writeSetting('submissions', { on: true, perDay: 100 })
  await writeSetting('residents', { on: true, reportsPerDay: 10 })
  const of = async (grid: string) => {
    const [made] = await makePosterLinks(TESTER, [grid], { until: null, address: null })
    const link = await findLink(made?.secret ?? '', 'report')
    if (!made || !link) throw new Error('no link was made')
    const id = randomUUID()
    const follow = `gsl_${randomBytes(32).toString('base64url')}`
    const told = { id, follow, occurredAt: new Date().toISOString(), type: '0501', words: `垃圾没有清，${PERSONAL.phone}`, contact: PERSONAL.phone }
    await saveSubmission(link, told, { grid, perDay: 100, now: Date.now(), by: { actor: STRANGER, address: null } })
    return { id, secret: made.secret }
  }
  const [community, county] = [await of('411324001101'), await of('411324002101')]
  return { link: community.secret, submissions: { community: community.id, county: county.id } }
}
/** A duty of all grids that begins this month; the server makes its items. */
async function saveDuties(): Promise<World['duties']> {
  const [template, now] = [shippedDutyId('micro_visit'), Date.now()]
  await ensureShipped(null)
  const wanted = { ...SHIPPED_DUTIES.micro_visit, begins: civilDate(now), requestId: randomUUID(), expectedRevision: 1 }
  await saveTemplate({ viewer: TESTER, address: null }, template, DutyIn.parse(wanted))
  const of = (grid: string) => dutyItemId(template, grid, periodAt('monthly', now).key)
  const made = async () => (await pool().query('SELECT 1 FROM duty_items WHERE id = $1::uuid', [of(GRIDS.county)])).rows.length > 0
  await vi.waitUntil(made, { timeout: WAIT_MS, interval: 50 })
  return { template, community: of(GRIDS.community), county: of(GRIDS.county) }
}
/** A place that is always open, in the community and in another street. */
async function saveServicePlaces(): Promise<World['places']> {
  const hours = readHours('24小时')
  if (typeof hours === 'string') throw new Error(hours)
  const place = (externalId: 'community' | 'county') => ({
    ...{
      externalId,
      kind: 'centre' as const,
      name: '党群服务中心',
      position: PLACES[externalId],
      grid: GRIDS[externalId],
      address: null,
      contact: `${PERSONAL.name} ${PERSONAL.phone}`,
      capacity: null,
    },
    ...{ services: ['meeting' as const, 'counselling' as const], facilities: [], hours },
    offers: [
      { service: 'meeting' as const, minutes: 60, seats: 500 },
      { service: 'counselling' as const, minutes: 60, seats: 500 },
    ],
  })
  await savePlaces([place('community'), place('county')], { source: 'test' })
  return { community: peopleId('place', 'test', 'community'), county: peopleId('place', 'test', 'county') }
}
/** Orders in the community and in another street, and a poster's link of the community. */
async function saveOrders(): Promise<Pick<World, 'orders' | 'orderLink'>> {
  await writeSetting('orders', { links: true, perDay: 1_000, residentPerDay: 10 })
  const of = async (place: keyof typeof GRIDS) => {
    const { name, phone, address } = PERSONAL
    const asked = { service: 'hospital', grid: GRIDS[place], position: PLACES[place], household: null, resident: null, link: null }
    const id = randomUUID()
    await makeOrder({ viewer: TESTER, address: null }, { id, ...asked, name, phone, address, words: FULL.description, wantedAt: null }, Date.now())
    return id
  }
  const secret = `gsl_${randomBytes(32).toString('base64url')}`
  const link = { id: randomUUID(), secret, purpose: 'order' as const, grid: '411324001101', thing: null, by: TESTER, until: null }
  await transaction((tx) => insertLink(tx, link))
  return { orders: { community: await of('community'), county: await of('county') }, orderLink: secret }
}
/** Binds a phone by an invitation of a new household of this grid, and signs in on it. */
async function bindResident(grid: string): Promise<{ id: string; cookies: string }> {
  const externalId = randomUUID()
  const { name, phone, idNumber, address } = PERSONAL
  await saveHouseholds([{ externalId, grid, service: null, name, phone, idNumber, address, persons: 1, member: null }], { source: 'test' })
  const household = peopleId('household', 'test', externalId)
  const { code } = await inviteResident({ viewer: TESTER, address: null }, { household, grid }, { resident: null, now: Date.now() })
  const { secret, cookie, viewerId } = await bindPhone({ code, name: '孙阿姨', pin: '902714' }, { phone: null, address: null, browser: null })
  const resident = await readResident(viewerId)
  if (!resident) throw new Error('nobody was bound')
  return { id: resident.id, cookies: `${PHONE_COOKIE}=${secret}; ${ACCOUNT_COOKIE}=${cookie}` }
}
const scopeOf = (name: ScopeName): WorkScope => {
  const scope = SCOPES[name]
  return scope.kind === 'grids' ? { kind: 'grids', prefixes: [...scope.prefixes] } : scope
}

/** Makes the world on a server with the small county. */
export async function makeWorld(server: TestServer): Promise<World> {
  const who: Who[] = []
  for (const role of ROLES)
    for (const scope of SCOPE_NAMES)
      who.push({ role, scope, token: (await createToken({ name: `${role} ${scope}`, role, scope: scopeOf(scope), expiresAt: null })).token })
  const tokenOf = (role: Role) => who.find((w) => w.role === role && w.scope === 'county')?.token ?? ''

  const post = async (place: Placed['place'], sensitive: boolean, urgency?: 1) => {
    const occurredAt = new Date(Date.now() - HOUR).toISOString()
    const made = event({ ...FULL, occurredAt, type: sensitive ? '0102' : '0101', position: PLACES[place], ...(urgency && { urgency }) })
    const answer = await server.post(made)
    if (answer.status !== 200) throw new Error(`an event was not taken: ${await answer.text()}`)
    await answer.arrayBuffer()
    // its own: the answer has that of the transaction, which others may share
    const { revision, number } = await read(await server.fetch(`/api/events/${made.id}`, tokenOf('dispatcher')), EventDetail)
    return { id: made.id, revision, number }
  }
  const alerts = new Map<AlertName, Promise<string>>()
  const alert = async (of: AlertName): Promise<string> => {
    const { place, sensitive } = ALERTS[of]
    const { number } = await post(place, sensitive, 1)
    const find = async () => {
      const page = await read(await server.fetch('/api/alerts?state=firing', tokenOf('dispatcher')), AlertPage)
      return page.alerts.find(({ events }) => events.includes(number))?.id ?? ''
    }
    return vi.waitUntil(find, { timeout: WAIT_MS, interval: 50 })
  }
  const reports = new Map<AlertName, Promise<string>>()
  const report = async (of: AlertName): Promise<string> => {
    const within = of === 'county' ? '411324002' : '411324001101'
    const init = { method: 'POST', body: JSON.stringify({ kind: 'daily', within }), headers: { 'content-type': 'application/json' } }
    return (await read(await server.fetch('/api/reports', tokenOf(of === 'sensitive' ? 'supervisor' : 'viewer'), init), JudgementRow, 201)).id
  }
  const act = async (id: string, action: string, expectedRevision: number, more: object = {}) => {
    const body = JSON.stringify({ requestId: randomUUID(), action, expectedRevision, ...more })
    const headers = { 'content-type': 'application/json' }
    return read(await server.fetch(`/api/events/${id}/transitions`, tokenOf('dispatcher'), { method: 'POST', body, headers }), TransitionResult)
  }
  const give = async ({ id, revision }: { id: string; revision: number }) => {
    const accepted = await act(id, 'accept', revision)
    const { event } = await act(id, 'dispatch', accepted.event.revision, { lead: { kind: 'department', id: SCOPES.department.department } })
    return { id, revision: event.revision }
  }
  const make = async (name: EventName): Promise<string> => {
    const { place, sensitive, given } = EVENTS[name]
    const posted = await post(place, sensitive)
    if (given) await give(posted)
    return posted.id
  }
  const photo = async (id: string) => {
    const answer = await server.fetch(`/api/events/${id}/attachments`, tokenOf('supervisor'), {
      method: 'POST',
      body: new Uint8Array(await plainPng(40, 30, '#c85028')),
      headers: { 'content-type': 'image/png' },
    })
    const { id: made }: { id: string } = await answer.json()
    return made
  }
  const questions = new Map<string, string>()
  for (const [place, grid] of Object.entries(GRIDS)) {
    const id = randomUUID()
    await pool().query(
      `INSERT INTO weekly_questions (id, week, grid, kind, asked_at, answer, answered_at, answered_by, answered_name)
       VALUES ($1::uuid, '2026-11-16', $2, 'quiet', now(), 'no', now(), 'test', 'test')`,
      [id, grid],
    )
    questions.set(place, id)
  }
  const account = async (scope: ScopeName) => {
    const by = { actor: { id: 'test', name: 'test', role: null } }
    const username = `a${randomUUID().slice(0, 8)}`
    return (await createAccount({ username, name: scope, role: 'viewer', scope: scopeOf(scope), password: 'Aa1-aaaaaaaa' }, by)).account.id
  }
  const events: Record<EventName, string> = {
    inCommunity: await make('inCommunity'),
    sensitiveInCommunity: await make('sensitiveInCommunity'),
    inStreet: await make('inStreet'),
    elsewhere: await make('elsewhere'),
    sensitiveElsewhere: await make('sensitiveElsewhere'),
    given: await make('given'),
    sensitiveGiven: await make('sensitiveGiven'),
  }
  let kept: Promise<string> | null = null
  const persons = await savePersons()
  return {
    server,
    who,
    events,
    photos: { inCommunity: await photo(events.inCommunity), elsewhere: await photo(events.elsewhere) },
    ...persons,
    places: await saveServicePlaces(),
    duties: await saveDuties(),
    freshResident: (place) => bindResident(GRIDS[place]),
    resident: () => {
      kept ??= bindResident(GRIDS.county).then(({ id }) => id)
      return kept
    },
    accounts: { community: await account('community'), county: await account('county'), department: await account('department') },
    freshEvent: () => post('community', false),
    freshGiven: async () => give(await post('community', false)),
    alert(of) {
      const made = alerts.get(of) ?? alert(of)
      alerts.set(of, made)
      return made
    },
    report(of) {
      const made = reports.get(of) ?? report(of)
      reports.set(of, made)
      return made
    },
    question: (of) => questions.get(of) ?? '',
    ...(await saveSubmissions()),
    ...(await saveOrders()),
  }
}
