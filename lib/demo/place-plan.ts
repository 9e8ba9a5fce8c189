import type { Calendar } from '@/lib/domain/calendar'
import { civilDate, DAY_MS, dayNumber } from '@/lib/domain/clock'
import { type GridNode, leavesOf, shortName } from '@/lib/domain/grid'
import { labelPoint } from '@/lib/domain/label-point'
import type { NewPlace } from '@/lib/domain/place'
import { slotsOfDay } from '@/lib/domain/place-hours'
import { readHours } from '@/lib/domain/place-hours-text'
import { type PlaceKind, type PlaceService, secrecyOf } from '@/lib/domain/place-kinds'
import type { MultiPolygon } from '@/lib/domain/position'
import { makeRandom, type Random } from '@/lib/domain/random'
import { personName, personPhone } from './person-names'

type PlanGrid = GridNode & { geometry: MultiPolygon }
export type PlannedPlace = NewPlace & { grid: string }

/** What there is of a kind in the demonstration: what it does and has, and when it is open. `share`: of communities and of villages; or one a street. */
type KindPlan = Pick<NewPlace, 'services' | 'facilities' | 'offers' | 'capacity'> & { hours: string; share: readonly [number, number] | 'street' }

const OFFICE = '周一至周五 08:00-12:00 14:30-18:00; 周六 09:00-12:00; 节假日 休息'
const PLANS: Readonly<Record<PlaceKind, KindPlan>> = {
  centre: {
    ...{ services: ['errands', 'advice', 'meeting', 'volunteering', 'activities'], facilities: ['seats', 'toilet', 'ramp', 'wifi', 'firstaid'] },
    ...{ hours: OFFICE, capacity: 80, share: [1, 1], offers: [{ service: 'meeting', minutes: 60, seats: 20 }] },
  },
  station: {
    ...{ services: ['rest', 'water', 'repair', 'meals', 'charging'], facilities: ['seats', 'microwave', 'firstaid', 'aircon', 'wheelchair'] },
    ...{ hours: '每天 07:00-21:00', capacity: 16, share: [0.6, 0.15], offers: [] },
  },
  homework: {
    ...{ services: ['homework'], facilities: ['seats', 'books', 'toilet', 'wifi'], offers: [{ service: 'homework', minutes: 120, seats: 20 }] },
    ...{ hours: '周一至周五 16:30-18:30; 节假日 休息', capacity: 20, share: [0.5, 0.2] },
  },
  club: {
    ...{ services: ['care', 'activities'], facilities: ['seats', 'toilet', 'ramp', 'wheelchair', 'books'], capacity: 40 },
    ...{ hours: '每天 08:30-11:30 14:30-17:30', share: [0.3, 0.15], offers: [{ service: 'activities', minutes: 90, seats: 25 }] },
  },
  studio: {
    ...{ services: ['broadcast'], facilities: ['seats', 'wifi', 'aircon'], capacity: 6, share: 'street' },
    ...{ hours: '周二至周六 14:30-21:30', offers: [{ service: 'broadcast', minutes: 60, seats: 1 }] },
  },
  calm: {
    ...{ services: ['counselling'], facilities: ['seats', 'aircon'], capacity: 2, share: 'street' },
    ...{ hours: '周一至周六 09:00-12:00 14:30-17:30; 节假日 休息', offers: [{ service: 'counselling', minutes: 60, seats: 1 }] },
  },
  hongxi: {
    ...{ services: ['volunteering', 'rest', 'water'], facilities: ['seats', 'books'], capacity: 20, share: 'street' },
    ...{ hours: '周一至周六 22:00-02:00', offers: [] },
  },
}

const NAMES: Readonly<Record<PlaceKind, string>> = {
  ...{
    centre: '党群服务中心',
    station: '暖心驿站',
    homework: '六点半课堂',
    club: '一老一少一青社',
    studio: '幸福直播间',
    calm: '情绪宣泄室',
    hongxi: '红谿站',
  },
}
const isKind = (name: string): name is PlaceKind => Object.hasOwn(PLANS, name)
const KINDS = Object.keys(PLANS).filter(isKind)

const below = (random: Random, n: number): number => Math.floor(random.next() * n)

/** A place inside a leaf, a little off its middle. */
function within(leaf: PlanGrid, random: Random): NewPlace['position'] {
  const { position, radius } = labelPoint(leaf.geometry)
  const off = () => (random.next() - 0.5) * radius
  const [dx, dy] = [off(), off()]
  return [Number((position[0] + dx).toFixed(6)), Number((position[1] + dy).toFixed(6))]
}

/** The invented service places of the demonstration: in every community and village a centre, and of the other kinds some. The same grids give the same places. */
export function planPlaces(grids: readonly PlanGrid[]): PlannedPlace[] {
  const leaves = leavesOf(grids)
  const communities = grids.filter(({ level }) => level === 2)
  const chosen = new Set(
    communities.filter(({ parentCode }, i) => communities.findIndex((one) => one.parentCode === parentCode) === i).map(({ code }) => code),
  )
  return communities.flatMap(({ code, name, parentCode }): PlannedPlace[] => {
    const random = makeRandom('places', code)
    const inside = leaves.filter((leaf) => leaf.code.startsWith(code))
    const place = shortName(name)
    const street = grids.find((one) => one.code === parentCode)?.name ?? ''
    return KINDS.flatMap((kind) => {
      const { share, hours, ...plan } = PLANS[kind]
      const [leaf, wanted] = [inside[below(random, Math.max(1, inside.length))], random.next()]
      const has = share === 'street' ? chosen.has(code) : wanted < share[name.endsWith('村') ? 1 : 0]
      const read = readHours(hours)
      if (!leaf || !has || typeof read === 'string') return []
      const position = within(leaf, random)
      const called = `${share === 'street' ? street.replace(/街道$/, '') : place}${NAMES[kind]}`
      const address = leaf.name.startsWith(place) || leaf.name === name ? leaf.name : `${place}${leaf.name}`
      return [
        { ...plan, kind, externalId: `${kind}-${code}`, name: called, position, address, contact: personPhone(random), hours: read, grid: leaf.code },
      ]
    })
  })
}

/** A booking as the demonstration has it, by the external id of its place; each leaves its seat taken. */
export type PlannedBooking = {
  externalId: string
  service: PlaceService
  from: number
  to: number
  seats: number
  state: 'requested' | 'booked' | 'came' | 'missed'
  name: string
  phone: string
  guardian: string | null
}

/** Days around the start that have bookings, and of how many slots one has some. */
const BOOKED_DAYS = 6
const BOOKED_SHARE = 0.25

/** Bookings of the days around `now`: what is over was kept or missed, of pupils most have a guardian's consent. */
export function planBookings(places: readonly PlannedPlace[], calendar: Pick<Calendar, 'kindOf'>, now: number): PlannedBooking[] {
  const today = dayNumber(now)
  return places.flatMap(({ externalId, kind, hours, offers }) => {
    const random = makeRandom('bookings', externalId)
    return offers.flatMap(({ service, minutes, seats }) =>
      Array.from({ length: BOOKED_DAYS }, (_, i) => today - 1 + i)
        .flatMap((day) => slotsOfDay(hours, calendar, day, minutes))
        .flatMap(({ from, to }) => {
          if (random.next() > BOOKED_SHARE) return []
          return Array.from({ length: Math.min(seats, 1 + below(random, 3)) }, (): PlannedBooking => {
            const [name, phone, consents, came] = [personName(random), personPhone(random), random.next() < 0.85, random.next() < 0.9]
            const isPupil = secrecyOf(kind, service) === 'pupils'
            const guardian = isPupil && (consents || to < now) ? `${name.charAt(0)}家长` : null
            const state = to < now ? (came ? 'came' : 'missed') : isPupil && guardian === null ? 'requested' : 'booked'
            return { externalId, service, from, to, seats, state, name, phone, guardian }
          })
        }),
    )
  })
}

const MATTERS = ['老年优待证', '医保缴费', '居住证', '高龄津贴申请', '残疾证换领', '就业登记', '水电报装', '生育登记'] as const
const ERRAND_DAYS = 45
export type PlannedErrand = { externalId: string; matter: string; day: string; trips: number }

/** 代办 of the last weeks at the centres: nine of ten in one trip. */
export function planErrands(places: readonly PlannedPlace[], now: number): PlannedErrand[] {
  return places
    .filter(({ kind }) => kind === 'centre')
    .flatMap(({ externalId }) => {
      const random = makeRandom('errands', externalId)
      return Array.from({ length: 3 + below(random, 6) }, (): PlannedErrand => {
        const [matter = MATTERS[0], trips] = [MATTERS[below(random, MATTERS.length)], random.next() < 0.9 ? 1 : 2 + below(random, 2)]
        return { externalId, matter, day: civilDate(now - below(random, ERRAND_DAYS) * DAY_MS), trips }
      })
    })
}
