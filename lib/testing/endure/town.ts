import { randomUUID } from 'node:crypto'
import { ACCOUNT_COOKIE, PHONE_COOKIE } from '@/lib/api/cookies'
import { writeSetting } from '@/lib/db/engine/settings'
import { setCatalogue } from '@/lib/db/orders/order-services'
import { peopleId } from '@/lib/db/people/people-ids'
import { savePeople } from '@/lib/db/people/people-write'
import { savePlaces } from '@/lib/db/places/places'
import { bindPhone, inviteResident } from '@/lib/db/residents/invitations'
import { readResident } from '@/lib/db/residents/residents'
import { saveMembers, saveUnits, unitId } from '@/lib/db/units/unit-write'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { readHours } from '@/lib/domain/place-hours-text'
import { UnitContent } from '@/lib/domain/unit'
import type { Network } from '../e2e/network'
import { spot, viewer } from '../small-county'
import { type Answer, askWith } from './ask'

const SOURCE = 'endure'
const TEAM = unitId(SOURCE, 'team')
const PIN = '902714'
const VOLUNTEERS = 8
/** Where they live: two in each community that has leaves, of the first street. */
const HOMES = ['411324001101001', '411324001101002', '411324001102001', '411324001102002', '411324001103001', '411324001103002']
const ADMINISTRATOR = { viewer: viewer('administrator'), address: null }

/** Offers stand for a minute, so that some lapse while a run goes on, and all when the clock is set ahead. */
const SERVICE = {
  code: 'errand',
  name: '跑腿',
  nameEn: 'Errands',
  skill: 'errands',
  minutes: 30,
  offerMinutes: [1, 1],
  poolMinutes: 1,
  on: true,
} as const
/** What can be booked: so many seats in each of these hours, far enough ahead for clocks that go forward by more than a day. */
const SEATS = 2
const BOOKED = { service: 'activities', minutes: 60, seats: SEATS } as const
const DAYS = [3, 4, 5]
const HOURS = [9, 10, 14, 15]

/** Somebody of a team, who is a resident on a bound phone: they ask for services, take them on, and book. */
export type Volunteer = {
  /** as units know them, and as residents */
  person: string
  resident: string
  ask(network: Pick<Network, 'origin'>, path: string, body?: object): Promise<Answer>
}

export type Town = { volunteers: readonly Volunteer[]; service: string; place: string; booked: string; seats: number; slots: readonly string[] }

/** A phone with its cookies. A session that has ended, as all do when the clock goes a day ahead, is opened again by the PIN; what was asked meanwhile is not answered. */
function phone(secret: string, session: string): Volunteer['ask'] {
  const cookies = new Map([
    [PHONE_COOKIE, secret],
    [ACCOUNT_COOKIE, session],
  ])
  return async (network, path, body) => {
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), origin: network.origin }
    const answer = await askWith(network, path, headers, body)
    if (answer?.status !== 401) return answer
    await askWith(network, '/api/my/sign-in', { ...headers, cookie: `${PHONE_COOKIE}=${secret}` }, { pin: PIN }, (set) => {
      for (const cookie of set) {
        const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
        cookies.set(name, value)
      }
    })
    return null
  }
}

async function bind(person: string, name: string): Promise<Volunteer> {
  const { code } = await inviteResident(ADMINISTRATOR, { person, unit: TEAM }, { resident: null, now: Date.now() })
  const { secret, cookie, viewerId } = await bindPhone({ code, name, pin: PIN }, { phone: null, address: null, browser: null })
  const resident = await readResident(viewerId)
  if (!resident) throw new Error('nobody was bound')
  return { person, resident: resident.id, ask: phone(secret, cookie) }
}

/** A team of volunteers with bound phones, a service that they take on, and a place where seats can be booked, in the shared pool's database. */
export async function saveTown(): Promise<Town> {
  await writeSetting('residents', { on: true, reportsPerDay: 10 })
  await writeSetting('orders', { links: false, perDay: 50, residentPerDay: 100 })
  await setCatalogue(ADMINISTRATOR, {
    requestId: randomUUID(),
    expectedRevision: 1,
    services: [{ ...SERVICE, offerMinutes: [...SERVICE.offerMinutes] }],
  })
  const team = UnitContent.parse({ kind: 'volunteer_team', name: '志愿服务队', grids: ['411324001'], place: spot(0, 0), skills: ['errands'] })
  await saveUnits([{ ...team, externalId: 'team', id: TEAM }], { source: SOURCE })
  const names = Array.from({ length: VOLUNTEERS }, (_, i) => `volunteer-${i}`)
  const grid = (i: number) => HOMES[i % HOMES.length] ?? ''
  await savePeople(
    names.map((externalId, i) => ({
      ...{ externalId, name: `张${i}`, phone: null, idNumber: null, employer: null },
      posts: [{ grid: grid(i), kind: 'member' as const }],
    })),
    { source: SOURCE },
  )
  const people = names.map((name) => peopleId('person', SOURCE, name))
  const membership = { unit: TEAM, role: 'member' as const, grid: null, registered: null, from: '2026-01-05', to: null, skills: [] }
  await saveMembers(people.map((person) => ({ ...membership, person })))
  const volunteers: Volunteer[] = []
  for (const [i, person] of people.entries()) volunteers.push(await bind(person, `张${i}`))

  const hours = readHours('24小时')
  if (typeof hours === 'string') throw new Error(hours)
  const place = {
    ...{
      externalId: 'club',
      kind: 'club' as const,
      name: '活动站',
      position: spot(0, 0),
      grid: HOMES[0] ?? '',
      address: null,
      contact: null,
      capacity: null,
    },
    ...{ services: [BOOKED.service], facilities: [], hours, offers: [BOOKED] },
  }
  await savePlaces([place], { source: SOURCE })
  const midnight = startOfDay(Date.now())
  const slots = DAYS.flatMap((day) => HOURS.map((hour) => new Date(midnight + day * DAY_MS + hour * HOUR_MS).toISOString()))
  return { volunteers, service: SERVICE.code, place: peopleId('place', SOURCE, 'club'), booked: BOOKED.service, seats: SEATS, slots }
}
