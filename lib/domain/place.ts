import * as z from 'zod/mini'
import { mayReadGrid, type Viewer, visibilityClass } from './access'
import { civilDate, DAY_MS } from './clock'
import { Crs, OLDEST_MS } from './event'
import { Ratio } from './figures'
import { GridCode } from './grid'
import { PlaceHours } from './place-hours'
import { type PlaceKind as KindName, PLACE_FACILITIES, PLACE_KINDS, PLACE_SERVICES, type PlaceService as ServiceName, secrecyOf } from './place-kinds'
import { Position } from './position'
import type { RoleName } from './roles'
import { namesOf } from './rows'
import { SaneDay } from './sane-time'

export const PlaceKind = z.enum(namesOf(PLACE_KINDS))
export const PlaceService = z.enum(namesOf(PLACE_SERVICES))
const Facility = z.enum(namesOf(PLACE_FACILITIES))

const text = (most: number) => z.string().check(z.trim(), z.minLength(1), z.maxLength(most), z.regex(/^\P{Cc}*$/u))
const each = <T extends z.ZodMiniType>(item: T) =>
  z.array(item).check(
    z.maxLength(40),
    z.refine((all) => new Set(all).size === all.length, { error: 'something stands in it twice' }),
  )

/** What can be booked at a place: a service, in slots of so many minutes, with so many seats each. */
export const Offer = z.object({
  service: PlaceService,
  minutes: z.int().check(z.gte(5), z.lte(1_440)),
  seats: z.int().check(z.gte(1), z.lte(1_000)),
})
export type Offer = z.infer<typeof Offer>

/** How many days ahead, today among them, can be booked. */
export const BOOKABLE_DAYS = 14

const content = {
  kind: PlaceKind,
  name: text(100),
  address: z.nullable(text(200)),
  contact: z.nullable(text(100)),
  capacity: z.nullable(z.int().check(z.gte(1), z.lte(100_000))),
  services: each(PlaceService),
  facilities: each(Facility),
  hours: PlaceHours,
  offers: z.array(Offer).check(
    z.maxLength(20),
    z.refine((all) => new Set(all.map(({ service }) => service)).size === all.length, { error: 'a service can be booked in one way only' }),
  ),
}
const OFFERED = z.refine<{ services: readonly string[]; offers: readonly Offer[] }>(
  ({ services, offers }) => offers.every(({ service }) => services.includes(service)),
  { error: 'what can be booked is one of the services', path: ['offers'] },
)

/** A place before it is saved, where it lies told by WGS 84. `externalId`: the id that its source knows it by. */
export const NewPlace = z.object({ ...content, externalId: text(100), position: Position }).check(OFFERED)
export type NewPlace = z.infer<typeof NewPlace>

/** A place that somebody makes or changes here. `id` and `expectedRevision`: of one that is there; `closed`: it is not offered any more. */
export const PlaceIn = z
  .object({
    ...content,
    requestId: z.uuid(),
    id: z.optional(z.uuid()),
    expectedRevision: z.optional(z.int()),
    position: Position,
    crs: z.optional(Crs),
    closed: z.optional(z.boolean()),
  })
  .check(OFFERED)
export type PlaceIn = z.infer<typeof PlaceIn>

/** A place (阵地) as it is answered. `until`: when it closes, or, while it is closed, when it opens next. `meters`: straight from where one asked. */
export const Place = z.object({
  ...content,
  id: z.uuid(),
  source: z.string(),
  externalId: z.string(),
  grid: GridCode,
  gridName: z.string(),
  gridNameEn: z.string(),
  position: Position,
  open: z.boolean(),
  until: z.nullable(z.string()),
  meters: z.nullable(z.int()),
  closed: z.boolean(),
  demo: z.boolean(),
  revision: z.int(),
})
export type Place = z.infer<typeof Place>
export const Places = z.object({ places: z.array(Place), asOf: z.string(), more: z.boolean() })

/** A slot of a place: how many seats it has, and how many of them are taken. */
export const Slot = z.object({ service: PlaceService, startsAt: z.string(), endsAt: z.string(), seats: z.int(), taken: z.int() })
export type Slot = z.infer<typeof Slot>

/** One place with the slots of a day; `runs`: services whose bookings the asker keeps, one by one; `edits`: may they change it? */
export const PlaceDetail = z.object({
  place: Place,
  day: z.iso.date(),
  slots: z.array(Slot),
  runs: z.array(PlaceService),
  edits: z.boolean(),
  records: z.boolean(),
})
export type PlaceDetail = z.infer<typeof PlaceDetail>

/** 代办: something dealt with for somebody, and how many trips it took them; who it was for is not asked. */
export const ErrandIn = z.object({ id: z.uuid(), matter: text(100), day: SaneDay, trips: z.int().check(z.gte(1), z.lte(50)) })
export type ErrandIn = z.infer<typeof ErrandIn>
export const Errand = z.object({
  id: z.uuid(),
  place: z.uuid(),
  placeName: z.string(),
  matter: z.string(),
  day: z.string(),
  trips: z.int(),
  by: z.string(),
})
export type Errand = z.infer<typeof Errand>
/** 最多跑一次: errands of one trip among all of a period, of each place and together; with the errands, the newest first, at most 200. */
export const Errands = z.object({
  from: z.string(),
  to: z.string(),
  rate: Ratio,
  places: z.array(z.object({ id: z.uuid(), name: z.string(), rate: Ratio })),
  errands: z.array(Errand),
})
export type Errands = z.infer<typeof Errands>

/** Can something have been dealt with on this day? Since 2000, as with events, and up to tomorrow, where a clock is not ours. */
export const mayBeErrandDay = (day: string, now: number): boolean => day >= civilDate(OLDEST_MS) && day <= civilDate(now + DAY_MS)

const EDITORS: readonly RoleName[] = ['dispatcher', 'administrator']
const CLERKS: readonly RoleName[] = ['operator', 'dispatcher', 'administrator']

/** May this viewer make and change places of this grid? Dispatchers and administrators of its area. */
export const mayEditPlace = (viewer: Viewer, grid: string): boolean => EDITORS.includes(viewer.role) && mayReadGrid(viewer, grid)

/** May this viewer record what was done for people there (代办)? Also the members of its grids. */
export const mayRecordErrand = (viewer: Viewer, grid: string): boolean => CLERKS.includes(viewer.role) && mayReadGrid(viewer, grid)

/**
 * THE predicate of bookings: may this viewer see them one by one, book for people, and keep them? Those who work in its area; of pupils and of whoever
 * seeks help, those only who see sensitive events of it in full, and so run it. Everybody else is told how many.
 */
export function mayRunBookings(viewer: Viewer, at: { grid: string; kind: KindName }, service: ServiceName): boolean {
  if (!CLERKS.includes(viewer.role) || !mayReadGrid(viewer, at.grid)) return false
  return secrecyOf(at.kind, service) === null || (EDITORS.includes(viewer.role) && visibilityClass(viewer) === 'full')
}
