import * as z from 'zod/mini'
import type { Viewer } from './access'
import { startOfDay } from './clock'
import type { ActionRow, Machine } from './machine'
import { RevealIn } from './people'
import { mayRunBookings, PlaceService } from './place'
import { type PlaceKind, type PlaceService as ServiceName, secrecyOf } from './place-kinds'
import type { RoleName } from './roles'
import { SaneInstant } from './sane-time'
import { TypedTelephone } from './telephone'

/** requested 待确认 (a pupil without a guardian's consent), booked 已预约, came 已到, missed 未到, cancelled 已取消. */
export const BookingState = z.enum(['requested', 'booked', 'came', 'missed', 'cancelled'])
export type BookingState = z.infer<typeof BookingState>
/** What can be done with a booking; `confirm` needs a guardian's consent where pupils are concerned. */
export const BookingAction = z.enum(['confirm', 'come', 'miss', 'cancel'])
export type BookingAction = z.infer<typeof BookingAction>

const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(100), z.regex(/^\P{Cc}*$/u))

/** A booking that whoever works there makes for somebody; `id` is new, and the same again is harmless. `guardian`: who consented, and only if they did. */
export const BookingIn = z.object({
  id: z.uuid(),
  service: PlaceService,
  startsAt: SaneInstant,
  name,
  phone: z.optional(TypedTelephone),
  guardian: z.optional(name),
})
export type BookingIn = z.infer<typeof BookingIn>
/** A booking of a resident for themselves, or for a pupil of theirs: `pupil` with their consent. */
export const MyBookingIn = z.object({
  id: z.uuid(),
  place: z.uuid(),
  service: PlaceService,
  startsAt: SaneInstant,
  pupil: z.optional(name),
  consent: z.optional(z.boolean()),
})
export type MyBookingIn = z.infer<typeof MyBookingIn>
export const BookingActIn = z.object({ requestId: z.uuid(), action: BookingAction, expectedRevision: z.int(), guardian: z.optional(name) })
export type BookingActIn = z.infer<typeof BookingActIn>

/** A booking as those see it who keep the bookings of the place: names and telephone masked. */
export const Booking = z.object({
  id: z.uuid(),
  service: PlaceService,
  startsAt: z.string(),
  endsAt: z.string(),
  state: BookingState,
  name: z.string(),
  phone: z.nullable(z.string()),
  guardian: z.nullable(z.string()),
  consentAt: z.nullable(z.string()),
  byResident: z.boolean(),
  actions: z.array(BookingAction),
  revision: z.int(),
})
export type Booking = z.infer<typeof Booking>
/** What of a booking is masked, and can be opened with a reason. */
export const BookingField = z.enum(['name', 'phone', 'guardian'])
export type BookingField = z.infer<typeof BookingField>
/** Asks to see who has booked: why, and which. */
export const BookingRevealIn = z.extend(RevealIn, { fields: z.array(BookingField).check(z.minLength(1)) })
/** What was opened, in clear, until then; the rest is null. */
export const RevealedBooking = z.object({
  ...{ id: z.uuid(), name: z.nullable(z.string()), phone: z.nullable(z.string()), guardian: z.nullable(z.string()) },
  revealed: z.array(BookingField),
  until: z.string(),
})
export type RevealedBooking = z.infer<typeof RevealedBooking>

/** One's own booking. */
export const MyBooking = z.object({
  id: z.uuid(),
  place: z.uuid(),
  placeName: z.string(),
  service: PlaceService,
  startsAt: z.string(),
  endsAt: z.string(),
  state: BookingState,
  pupil: z.nullable(z.string()),
  cancels: z.boolean(),
})
export type MyBooking = z.infer<typeof MyBooking>

/** What an action on a booking is about. Times are epoch milliseconds. */
export type BookingLife = {
  state: BookingState
  grid: string
  kind: PlaceKind
  service: ServiceName
  startsAt: number
  guardian: string | null
  consentAt: number | null
  /** the resident who booked it, as an account; null: somebody did for them */
  residentUser: string | null
  decidedAt: number | null
  decidedName: string | null
}

export type BookingKinds = {
  Action: BookingAction
  Subject: BookingLife
  Said: Pick<BookingActIn, 'guardian'>
  Rules: object
  Gate: object
  Actor: Viewer
  Relation: 'runs'
  Need: 'consent'
  Clock: 'none'
  More: object
}

type Row = ActionRow<BookingKinds>
const RUNNERS: readonly RoleName[] = ['operator', 'dispatcher', 'administrator']
const row = (of: Pick<Row, 'label' | 'from' | 'to'> & Partial<Row>): Row => ({ roles: RUNNERS, relation: 'runs', needs: [], clock: 'none', ...of })

const notYet: Row['barred'] = ({ subject, now }) => (now < startOfDay(subject.startsAt) ? 'Its day has not come yet.' : null)
const begun: Row['barred'] = ({ actor, subject, now }) =>
  actor.role === 'resident' && now >= subject.startsAt ? 'It has begun: who is there can tell those who work there.' : null

/** 预约: from a request to whether somebody came. A seat is held until it is cancelled. */
export const BOOKINGS: Machine<BookingKinds> = {
  noun: 'booking',
  rows: {
    confirm: row({
      label: { zh: '确认', en: 'Confirm' },
      from: ['requested'],
      to: 'booked',
      needs: ['consent'],
      effect: ({ subject, said, now }) => (said.guardian === undefined ? {} : { guardian: said.guardian, consentAt: subject.consentAt ?? now }),
    }),
    come: row({ label: { zh: '到了', en: 'Came' }, from: ['booked'], to: 'came', barred: notYet }),
    miss: row({
      label: { zh: '没来', en: 'Missed' },
      from: ['booked'],
      to: 'missed',
      barred: ({ subject, now }) => (now < subject.startsAt ? 'It has not begun yet.' : null),
    }),
    cancel: row({
      label: { zh: '取消', en: 'Cancel' },
      from: ['requested', 'booked'],
      to: 'cancelled',
      roles: [...RUNNERS, 'resident'],
      barred: begun,
    }),
  },
  closed: () => null,
  apart: (actor, { residentUser, ...at }) =>
    (actor.role === 'resident' ? actor.userId !== undefined && actor.userId === residentUser : mayRunBookings(actor, at, at.service))
      ? null
      : 'It is not yours to keep.',
  fault: (_need, { subject, said }) =>
    secrecyOf(subject.kind, subject.service) !== 'pupils' || (said.guardian ?? (subject.consentAt === null ? null : subject.guardian))
      ? null
      : 'A pupil needs the consent of a guardian, named.',
  moved: () => ({}),
  always: (_row, { now, actor }) => ({ decidedAt: now, decidedName: actor.name }),
}

/** The state that a new booking has: one of a pupil stands only with a guardian's consent. */
export const firstState = (kind: PlaceKind, service: ServiceName, guardian: string | null): BookingState =>
  secrecyOf(kind, service) === 'pupils' && guardian === null ? 'requested' : 'booked'

/** Does a booking of this state hold a seat? */
export const holdsSeat = (state: BookingState): boolean => state !== 'cancelled'
